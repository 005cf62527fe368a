/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of a task that belongs to the i386: what the CPU needs to continue it. The other
 * registers are on the task's kernel stack.
 */
#ifndef KERNEL_CPU_THREAD_H
#define KERNEL_CPU_THREAD_H

#include "kernel/cpu/fpu.h"
#include "kernel/cpu/ptregs.h"

/* A descriptor in the GDT. desc.c draws its bits. */
struct desc_struct {
	unsigned long a, b;
};

struct thread_struct {
	unsigned long esp;	/* the kernel stack pointer while the task does not run */
	unsigned long esp0;	/* the top of the kernel stack, where entries from user mode begin */
	unsigned long cr3;	/* physical address of the page directory, as in Linux 2.2 */
	unsigned long fs, gs;	/* user selectors */
	struct desc_struct tls_array[GDT_ENTRY_TLS_ENTRIES];
	unsigned long cr2, trap_no, error_code;	/* of the last fault, for signal frames */
	struct fpu_state fpu;	/* the last field, so that fork need not copy it */
};

#define KERNEL_STACK_SIZE	8192

#endif
