// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FPU and SSE registers of each task, switched lazily.
 *
 * While CR0.TS is set, the first FPU instruction traps (#NM). A switch therefore costs nothing
 * for a task that does not use the FPU:
 *
 *	#NM			fpu_load(): clear TS, load the task's registers
 *	switch to another task	fpu_save(): if they are loaded, store them and set TS
 *
 * The kernel itself is compiled without FPU instructions. Signal frames are filled from the
 * registers in kernel/proc/fpu_frame.c. Left out compared with Linux: CPUs without FXSAVE and
 * SSE (boot/processor.asm refuses them), and registers newer than SSE.
 */
#include "kernel/cpu/fpu.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"

#define CR0_MP		(1UL << 1)	/* the instruction WAIT obeys TS, too */
#define CR0_EM		(1UL << 2)	/* there is no FPU: every instruction traps */
#define CR0_TS		(1UL << 3)
#define CR0_NE		(1UL << 5)	/* errors raise exception 16 instead of an interrupt */
#define CR4_OSFXSR	(1UL << 9)	/* programs may use SSE */
#define CR4_OSXMMEXCPT	(1UL << 10)	/* errors of SSE raise exception 19 */

static void clts(void) { __asm__ volatile("clts" ::: "memory"); }
static void stts(void) { write_cr0(read_cr0() | CR0_TS); }

void fpu_init(void)
{
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT);
	write_cr0((read_cr0() & ~CR0_EM) | CR0_MP | CR0_NE | CR0_TS);
}

void fpu_begin(struct fpu_state *fpu)
{
	if (fpu->used)
		return;
	fpu->used = true;
	/* The memory may hold registers of another task. Other fields are 0 at the start. */
	memset(&fpu->regs, 0, sizeof(fpu->regs));
	fpu->regs.cwd = 0x37f;			/* as FNINIT: no exception traps, 64-bit precision */
	fpu->regs.mxcsr = 0x1f80;		/* the same for SSE */
}

void fpu_load(struct fpu_state *fpu)
{
	fpu_begin(fpu);
	clts();
	__asm__ volatile("fxrstor %0" :: "m"(fpu->regs));
	fpu->loaded = true;
}

void fpu_save(struct fpu_state *fpu)
{
	if (!fpu->loaded)
		return;
	__asm__ volatile("fxsave %0" : "=m"(fpu->regs));
	fpu->loaded = false;
	stts();
}

void fpu_fnsave(struct fpu_state *fpu, void *to)
{
	fpu_save(fpu);
	fpu_load(fpu);
	__asm__ volatile("fnsave (%0)" :: "r"(to) : "memory");
	fpu->loaded = false;		/* FNSAVE has reset the CPU's registers */
	stts();
}

void fpu_copy(struct fpu_state *child, struct fpu_state *parent)
{
	fpu_save(parent);
	child->used = parent->used;
	child->loaded = false;
	if (parent->used)
		child->regs = parent->regs;
}

void fpu_drop(struct fpu_state *fpu)
{
	if (fpu->loaded)
		stts();
	fpu->used = fpu->loaded = false;
}
