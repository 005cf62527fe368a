// SPDX-License-Identifier: GPL-2.0-only
/*
 * FPU registers in a signal frame. As in Linux, the frame has them twice: as FNSAVE stores them,
 * and then as FXSAVE does (magic is 0). After the handler, the first part sets the x87 registers,
 * and the second one the SSE registers.
 *
 * The formats differ in the tag word, which tells the state of the eight x87 registers. FNSAVE has
 * two bits for each (valid, zero, special, empty), FXSAVE one (in use).
 */
#include "kernel/proc/fpu_frame.h"
#include "kernel/lib/string.h"
#include "kernel/sched/task.h"
#include "mm/uaccess.h"

#define MXCSR_DEFAULT_MASK	0xffbf		/* the valid bits of mxcsr if the CPU does not report them */
#define TAG_EMPTY		3

int save_fpu_frame(struct _fpstate **user)
{
	struct fpu_state *fpu = &current->thread.fpu;
	struct _fpstate frame;

	if (!fpu->used) {
		*user = NULL;
		return 0;
	}
	fpu_fnsave(fpu, &frame);
	frame.status = frame.sw;
	frame.magic = X86_FXSR_MAGIC;
	memcpy(frame._fxsr, &fpu->regs, sizeof(fpu->regs));
	return copy_to_user(*user, &frame, sizeof(frame)) ? -EFAULT : 0;
}

static unsigned short tags_to_fxsave(unsigned long tags)
{
	unsigned short twd = 0;

	for (int phys = 0; phys < 8; phys++)
		if ((tags >> (2 * phys) & 3) != TAG_EMPTY)
			twd |= 1 << phys;
	return twd;
}

/* Invalid bits of mxcsr are cleared, because FXRSTOR would fault on them in the kernel. */
static void read_frame(struct fxsave_area *fx, const struct _fpstate *frame)
{
	unsigned long mask = fx->mxcsr_mask ? fx->mxcsr_mask : MXCSR_DEFAULT_MASK;
	unsigned long known_mask = fx->mxcsr_mask;

	if (frame->magic == X86_FXSR_MAGIC)
		memcpy(fx, frame->_fxsr, sizeof(*fx));
	fx->mxcsr &= mask;
	fx->mxcsr_mask = known_mask;
	fx->cwd = frame->cw;
	fx->swd = frame->sw;
	fx->twd = tags_to_fxsave(frame->tag);
	fx->fop = frame->cssel >> 16;
	fx->fip = frame->ipoff;
	fx->fcs = frame->cssel & 0xffff;
	fx->foo = frame->dataoff;
	fx->fos = frame->datasel;
	for (int i = 0; i < 8; i++)
		memcpy(fx->st[i], &frame->_st[i], sizeof(frame->_st[i]));
}

int restore_fpu_frame(const struct _fpstate *user)
{
	struct fpu_state *fpu = &current->thread.fpu;
	struct _fpstate frame;

	if (copy_from_user(&frame, user, sizeof(frame)))
		return -EFAULT;
	fpu_begin(fpu);
	fpu_save(fpu);			/* from here on, fpu->regs has the valid registers, not the CPU */
	read_frame(&fpu->regs, &frame);
	return 0;
}
