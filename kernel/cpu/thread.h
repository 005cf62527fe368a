/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor's side of a task: what it needs to go on where it was interrupted.
 * Everything else is on the task's kernel stack.
 */
#ifndef KERNEL_CPU_THREAD_H
#define KERNEL_CPU_THREAD_H

#include "kernel/cpu/fpu.h"
#include "kernel/cpu/ptregs.h"

/* A descriptor in the GDT, as the CPU reads it (drawn in desc.c). */
struct desc_struct {
	unsigned long a, b;
};

struct thread_struct {
	unsigned long esp;	/* kernel stack pointer while the task does not run */
	unsigned long esp0;	/* top of the kernel stack: where entries from user mode begin */
	unsigned long cr3;	/* physical address of the page directory, as in Linux 2.2 */
	unsigned long fs, gs;	/* user selectors */
	struct desc_struct tls_array[GDT_ENTRY_TLS_ENTRIES];
	unsigned long cr2, trap_no, error_code;	/* the last fault, for signal handlers */
	struct fpu_state fpu;	/* last, so that fork need not copy it */
};

#define KERNEL_STACK_SIZE	8192

#endif
