/* SPDX-License-Identifier: GPL-2.0-only */
/* Device interrupts: the two 8259 controllers (kernel/cpu/irq.c). */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include "kernel/cpu/ptregs.h"

/* Call handler, with interrupts off, whenever line irq (0..15) fires; -EBUSY when taken. */
int request_irq(unsigned int irq, void (*handler)(struct pt_regs *regs));
void irq_init(void);
/*
 * Work that a handler leaves for later: it runs when the interrupt came from user mode,
 * or else at the next schedule(), never in the middle of other kernel code. There is one
 * such function, the terminal's line discipline. (Linux: bottom halves)
 */
void set_deferred_work(void (*work)(void));
void defer_work(void);
void run_deferred_work(void);
/* From do_trap(): one interrupt has come. */
void do_IRQ(struct pt_regs *regs, unsigned int irq);

#endif
