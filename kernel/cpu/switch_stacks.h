/* SPDX-License-Identifier: GPL-2.0-only */
/* Exchanging the kernel stack, and the places where new tasks begin. */
#ifndef KERNEL_CPU_SWITCH_STACKS_H
#define KERNEL_CPU_SWITCH_STACKS_H

/* Store the stack pointer in *prev_esp and continue on the stack at next_esp. For switch_to(). */
void switch_stacks(unsigned long *prev_esp, unsigned long next_esp);

/* Where a task that has never run continues: a forked process, a kernel thread. Not called from C. */
void child_start(void);
void kernel_thread_start(void);

#endif
