/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work that an interrupt handler leaves for later, where it may send signals and take
 * locks (Linux: bottom halves, kernel/softirq.c). There is one such function today: the
 * terminal's line discipline.
 */
#ifndef KERNEL_SCHED_SOFTIRQ_H
#define KERNEL_SCHED_SOFTIRQ_H

#include "kernel/cpu/ptregs.h"

/* Register the function. */
void set_deferred_work(void (*work)(void));
/* From an interrupt handler: the work is to be done soon. */
void defer_work(void);
/* Do the work if it is due. Not from interrupts; never in the middle of other kernel code. */
void run_deferred_work(void);
/*
 * At the end of an interrupt: do the work now if user code was interrupted. Kernel code
 * goes on, and the work is done at the next schedule(), which is requested here.
 */
void deferred_work_after_irq(struct pt_regs *regs);

#endif
