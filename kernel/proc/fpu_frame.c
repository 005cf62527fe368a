// SPDX-License-Identifier: GPL-2.0-only
/*
 * FPU registers in a signal frame, in the layout programs know: the FSAVE
 * picture first, and the FXSAVE picture after it (magic 0).
 * On the way back the FSAVE part counts for the x87 registers, the other for SSE.
 *
 * The pictures differ in the tag word. FSAVE gives each register two bits
 * (valid, zero, special, empty), FXSAVE one (in use), so the two bits must be
 * found again from the register's contents.
 */
#include "kernel/proc/fpu_frame.h"
#include "kernel/lib/string.h"
#include "kernel/sched/task.h"
#include "mm/uaccess.h"

#define MXCSR_DEFAULT_MASK	0xffbf		/* what may be set where the CPU does not say */

enum { TAG_VALID, TAG_ZERO, TAG_SPECIAL, TAG_EMPTY };

static int register_tag(const struct _fpreg *reg)
{
	unsigned int exponent = reg->exponent & 0x7fff;

	if (exponent == 0x7fff)
		return TAG_SPECIAL;		/* infinity, not a number */
	if (exponent == 0)
		return reg->significand[0] | reg->significand[1] |
		       reg->significand[2] | reg->significand[3] ? TAG_SPECIAL : TAG_ZERO;
	return reg->significand[3] & 0x8000 ? TAG_VALID : TAG_SPECIAL;
}

/* Tags belong to physical registers; st(0) is number `top` (bits 11-13 of swd). */
static unsigned long tags_to_fsave(const struct fxsave_area *fx)
{
	unsigned long tags = 0;
	int top = fx->swd >> 11 & 7;

	for (int phys = 0; phys < 8; phys++) {
		int tag = TAG_EMPTY;

		if (fx->twd >> phys & 1)
			tag = register_tag((const struct _fpreg *)fx->st[(phys - top) & 7]);
		tags |= (unsigned long)tag << (2 * phys);
	}
	return tags;
}

static unsigned short tags_to_fxsave(unsigned long tags)
{
	unsigned short twd = 0;

	for (int phys = 0; phys < 8; phys++)
		if ((tags >> (2 * phys) & 3) != TAG_EMPTY)
			twd |= 1 << phys;
	return twd;
}

static void fill_frame(struct _fpstate *frame, const struct fxsave_area *fx)
{
	frame->cw = fx->cwd | 0xffff0000;
	frame->sw = fx->swd | 0xffff0000;
	frame->tag = tags_to_fsave(fx) | 0xffff0000;
	frame->ipoff = fx->fip;
	frame->cssel = (fx->fcs & 0xffff) | ((unsigned long)fx->fop << 16);
	frame->dataoff = fx->foo;
	frame->datasel = fx->fos | 0xffff0000;
	for (int i = 0; i < 8; i++)
		memcpy(&frame->_st[i], fx->st[i], sizeof(frame->_st[i]));
	frame->status = fx->swd;
	frame->magic = X86_FXSR_MAGIC;
	memcpy(frame->_fxsr, fx, sizeof(*fx));
}

int save_fpu_frame(struct _fpstate *user)
{
	struct fpu_state *fpu = &current->thread.fpu;
	struct _fpstate frame;

	if (!fpu->used)
		return 0;
	fpu_save(fpu);
	memset(&frame, 0, sizeof(frame));
	fill_frame(&frame, &fpu->regs);
	return copy_to_user(user, &frame, sizeof(frame)) ? -EFAULT : 1;
}

static void read_frame(struct fxsave_area *fx, const struct _fpstate *frame)
{
	/* The CPU refuses to load bits it does not know, with a fault in the kernel. */
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
	fpu_save(fpu);			/* the CPU's values are out of date from here on */
	read_frame(&fpu->regs, &frame);
	return 0;
}
