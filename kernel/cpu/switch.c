// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching from one task to another: everything that belongs to a task and is kept
 * in the CPU. Called by schedule() only, with interrupts off.
 *
 *	address space		CR3
 *	kernel stack		tss.esp0: where the next entry from user mode begins
 *	thread-local segments	GDT entries 6..8, fs, gs
 *	FPU			saved if its registers are loaded; loaded by the #NM trap
 *				when the task uses them
 *	everything else		is on the kernel stack: switch_stacks() exchanges stacks
 */
#include "kernel/cpu/switch.h"
#include "kernel/cpu/desc.h"
#include "kernel/lib/io.h"

void switch_stacks(unsigned long *prev_esp, unsigned long next_esp);	/* switch_stacks.asm */

void load_tls(const struct thread_struct *thread)
{
	for (int i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		gdt_table[GDT_ENTRY_TLS_MIN + i] = thread->tls_array[i];
}

void switch_to(struct thread_struct *prev, struct thread_struct *next)
{
	if (unlikely(prev->fpu.loaded))
		fpu_save(&prev->fpu);
	prev->fs = read_fs();
	prev->gs = read_gs();

	if (next->cr3 != prev->cr3)
		write_cr3(next->cr3);	/* also drops the TLB, but for the kernel's global entries */
	tss.esp0 = next->esp0;
	load_tls(next);
	/* Also when both hold the same selector: the descriptor that it selects has changed. */
	if (prev->fs | next->fs)
		write_fs(safe_selector(next->fs));
	if (prev->gs | next->gs)
		write_gs(safe_selector(next->gs));

	switch_stacks(&prev->esp, next->esp);
	/* prev runs again, some time later. */
}
