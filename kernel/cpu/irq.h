/* SPDX-License-Identifier: GPL-2.0-only */
/* Device interrupts: the two 8259 controllers. */
#ifndef KERNEL_CPU_IRQ_H
#define KERNEL_CPU_IRQ_H

#include "kernel/cpu/ptregs.h"

/* The first vector of the device interrupts: IRQ n is vector FIRST_IRQ_VECTOR + n. */
#define FIRST_IRQ_VECTOR	32

extern int irq_depth;		/* interrupt handlers that run now */

/* Does an interrupt handler run? Then nothing may sleep. */
static inline int in_interrupt(void)
{
	return irq_depth != 0;
}

/* Call handler, with interrupts off, whenever line irq (0..15) fires. 0, or -EBUSY when it is taken. */
int request_irq(unsigned int irq, void (*handler)(struct pt_regs *regs));
void irq_init(void);
/* Call the handler of an interrupt that has come, and tell the controllers. (Linux: do_IRQ) */
void do_IRQ(struct pt_regs *regs, unsigned int irq);

#endif
