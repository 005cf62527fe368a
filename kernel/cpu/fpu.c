// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FPU and SSE registers of each task, switched lazily.
 *
 * While CR0.TS is set, the first FPU instruction traps (#NM). A task that does not
 * use the FPU therefore pays nothing at a switch:
 *
 *	#NM			fpu_load(): clear TS, load the task's registers
 *	switch to another task	fpu_save(), if they are loaded: store them, set TS
 *
 * The kernel itself is compiled without FPU instructions. Registers are stored with
 * FXSAVE where the CPU has it (SSE is then enabled for programs as well), otherwise
 * with FNSAVE.
 */
#include "kernel/cpu/fpu.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"

#define CPUID_FXSR	(1u << 24)
#define CPUID_SSE	(1u << 25)
#define CR0_MP		(1UL << 1)	/* WAIT, too, obeys TS */
#define CR0_EM		(1UL << 2)	/* no FPU: every instruction traps */
#define CR0_TS		(1UL << 3)
#define CR0_NE		(1UL << 5)	/* errors are exception 16, not an IRQ */
#define CR4_OSFXSR	(1UL << 9)
#define CR4_OSXMMEXCPT	(1UL << 10)

bool cpu_has_fxsr;

static void clts(void) { __asm__ volatile("clts" ::: "memory"); }
static void stts(void) { write_cr0(read_cr0() | CR0_TS); }

void fpu_init(void)
{
	uint32_t a, b, c, features;

	cpuid(1, &a, &b, &c, &features);
	cpu_has_fxsr = features & CPUID_FXSR;
	if (cpu_has_fxsr)
		write_cr4(read_cr4() | CR4_OSFXSR | (features & CPUID_SSE ? CR4_OSXMMEXCPT : 0));
	write_cr0((read_cr0() & ~CR0_EM) | CR0_MP | CR0_NE | CR0_TS);
}

/* The values after FNINIT. Everything else is cleared: an earlier task's data may be there. */
void fpu_begin(struct fpu_state *fpu)
{
	if (fpu->used)
		return;
	fpu->used = true;
	memset(&fpu->regs, 0, sizeof(fpu->regs));
	if (cpu_has_fxsr) {
		fpu->regs.fxsave.cwd = 0x37f;		/* all exceptions masked, 64-bit precision */
		fpu->regs.fxsave.mxcsr = 0x1f80;
	} else {
		fpu->regs.fsave.cwd = 0xffff037f;
		fpu->regs.fsave.swd = 0xffff0000;
		fpu->regs.fsave.twd = 0xffffffff;	/* all registers empty */
		fpu->regs.fsave.fos = 0xffff0000;
	}
}

void fpu_load(struct fpu_state *fpu)
{
	fpu_begin(fpu);
	clts();
	if (cpu_has_fxsr)
		__asm__ volatile("fxrstor %0" :: "m"(fpu->regs.fxsave));
	else
		/* FNCLEX: an exception that the previous task left pending must not be raised here. */
		__asm__ volatile("fnclex; frstor %0" :: "m"(fpu->regs.fsave));
	fpu->loaded = true;
}

void fpu_save(struct fpu_state *fpu)
{
	if (!fpu->loaded)
		return;
	if (cpu_has_fxsr)
		__asm__ volatile("fxsave %0" : "=m"(fpu->regs.fxsave));
	else
		__asm__ volatile("fnsave %0; fwait" : "=m"(fpu->regs.fsave));
	fpu->loaded = false;
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
