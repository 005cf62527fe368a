// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching from one task to another: everything that is per task and lives in
 * the CPU. Called by schedule() only, with interrupts off.
 *
 *	address space		CR3, by activate_mm()
 *	kernel stack		tss.esp0: where the next entry from user mode begins
 *	thread-local segments	GDT entries 6..8, fs, gs
 *	FPU			saved only if used since the last switch; loaded by
 *				math_state_restore() when, and if, the task uses it
 *	everything else		on the kernel stack: switch_stacks() exchanges it
 */
#include "kernel/cpu/desc.h"
#include "kernel/proc/tls.h"
#include "mm/mm.h"

void switch_stacks(unsigned long *prev_esp, unsigned long next_esp);	/* switch_stacks.asm */

void switch_to(struct task_struct *prev, struct task_struct *next)
{
	if (unlikely(prev->thread.fpu_used))
		fpu_save(prev);
	prev->thread.fs = read_fs();
	prev->thread.gs = read_gs();

	if (next->mm != prev->mm)
		activate_mm(next->mm);
	tss.esp0 = next->thread.esp0;
	load_tls(next);
	/* Also when prev and next hold the same selector: the descriptor behind it has changed. */
	if (prev->thread.fs | next->thread.fs)
		write_fs(safe_selector(next->thread.fs));
	if (prev->thread.gs | next->thread.gs)
		write_gs(safe_selector(next->thread.gs));

	switch_stacks(&prev->thread.esp, next->thread.esp);
	/* Back again, some time later: prev runs, whatever ran in between. */
}
