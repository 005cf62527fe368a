// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching from one task to another: everything of a task that the CPU holds. Called by
 * schedule(), with interrupts off.
 *
 *	address space		CR3
 *	kernel stack		tss.esp0: the stack for the next entry from user mode
 *	thread-local segments	GDT entries 6..8, fs, gs
 *	FPU			saved here if loaded; loaded by the #NM trap when the task uses it
 *	everything else		is on the kernel stack: switch_stacks() exchanges stacks
 *
 * Left out compared with Linux: local descriptor tables, debug registers, I/O permissions.
 */
#include "kernel/cpu/switch.h"
#include "kernel/cpu/desc.h"
#include "kernel/cpu/switch_stacks.h"
#include "kernel/lib/io.h"

void load_tls(const struct thread_struct *thread)
{
	for (int i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		gdt_table[GDT_ENTRY_TLS_MIN + i] = thread->tls_array[i];
}

void switch_to(struct thread_struct *prev, struct thread_struct *next)
{
	fpu_save(&prev->fpu);
	prev->fs = read_fs();
	prev->gs = read_gs();

	if (next->cr3 != prev->cr3)
		write_cr3(next->cr3);	/* also flushes the TLB, except the kernel's global entries */
	tss.esp0 = next->esp0;
	load_tls(next);
	/* Load them even if both tasks hold the same selector: load_tls() has changed its descriptor. */
	if (prev->fs | next->fs)
		write_fs(safe_selector(next->fs));
	if (prev->gs | next->gs)
		write_gs(safe_selector(next->gs));

	switch_stacks(&prev->esp, next->esp);
	/* prev continues here when it is chosen again. */
}
