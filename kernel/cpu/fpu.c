// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FPU (and SSE registers) of each process, switched lazily.
 *
 * With CR0.TS set, the first FPU instruction traps (#NM). So a task that does
 * not compute pays nothing at a switch:
 *
 *	#NM -> math_state_restore(): clear TS, load the task's registers, fpu_used = 1
 *	switch away, fpu_used set -> fpu_save(): store them, fpu_used = 0, set TS
 *
 * The kernel itself is compiled without FPU instructions. FXSAVE when the CPU
 * has it (then SSE is switched on for programs as well), FNSAVE otherwise.
 */
#include "kernel/cpu/fpu.h"
#include "kernel/cpu/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "mm/slab.h"

#define CPUID_FXSR	(1u << 24)
#define CPUID_SSE	(1u << 25)
#define CR0_MP		(1UL << 1)	/* WAIT, too, obeys TS */
#define CR0_EM		(1UL << 2)	/* no FPU: every instruction traps */
#define CR0_TS		(1UL << 3)
#define CR0_NE		(1UL << 5)	/* errors are exception 16, not an IRQ */
#define CR4_OSFXSR	(1UL << 9)
#define CR4_OSXMMEXCPT	(1UL << 10)

bool cpu_has_fxsr;
static kmem_cache_t *fpu_cachep;

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
	/* 15 more than needed, so that a 16-byte boundary lies inside. */
	fpu_cachep = kmem_cache_create("fpu_state", sizeof(union fpu_area) + 15);
}

/* Registers as after FNINIT, and nothing of an earlier owner in them. */
static void init_area(union fpu_area *area)
{
	memset(area, 0, sizeof(*area));
	if (cpu_has_fxsr) {
		area->fxsave.cwd = 0x37f;	/* all errors masked, 64-bit precision */
		area->fxsave.mxcsr = 0x1f80;
	} else {
		area->fsave.cwd = 0xffff037f;
		area->fsave.swd = 0xffff0000;
		area->fsave.twd = 0xffffffff;	/* all empty */
		area->fsave.fos = 0xffff0000;
	}
}

bool fpu_alloc(void)
{
	void *fpu;

	if (current->thread.fpu)
		return true;
	fpu = kmem_cache_alloc(fpu_cachep, GFP_KERNEL);
	if (!fpu)
		return false;
	current->thread.fpu = fpu;
	init_area(fpu_area(current));
	return true;
}

/* Entered from the trap with interrupts off; the allocation wants them on. */
void math_state_restore(void)
{
	union fpu_area *area;

	local_irq_enable();
	if (!fpu_alloc()) {
		printk("%s[%d]: out of memory for FPU registers\n", current->comm, current->pid);
		do_exit(SIGKILL);
	}
	area = fpu_area(current);
	local_irq_disable();
	clts();
	if (cpu_has_fxsr)
		__asm__ volatile("fxrstor %0" :: "m"(area->fxsave));
	else
		/* An error that the last owner left pending is not ours to report here. */
		__asm__ volatile("fnclex; frstor %0" :: "m"(area->fsave));
	current->thread.fpu_used = 1;
}

void fpu_save(struct task_struct *task)
{
	union fpu_area *area;

	if (!task->thread.fpu_used)
		return;
	area = fpu_area(task);
	if (cpu_has_fxsr)
		__asm__ volatile("fxsave %0" : "=m"(area->fxsave));
	else
		__asm__ volatile("fnsave %0; fwait" : "=m"(area->fsave));
	task->thread.fpu_used = 0;
	stts();
}

int fpu_copy(struct task_struct *child)
{
	void *fpu;

	child->thread.fpu = NULL;
	child->thread.fpu_used = 0;
	if (!current->thread.fpu)
		return 0;
	fpu = kmem_cache_alloc(fpu_cachep, GFP_KERNEL);
	if (!fpu)
		return -ENOMEM;
	child->thread.fpu = fpu;
	fpu_save(current);
	memcpy(fpu_area(child), fpu_area(current), sizeof(union fpu_area));
	return 0;
}

void fpu_drop(struct task_struct *task)
{
	if (task->thread.fpu_used) {
		task->thread.fpu_used = 0;
		stts();
	}
	if (task->thread.fpu)
		kmem_cache_free(fpu_cachep, task->thread.fpu);
	task->thread.fpu = NULL;
}
