/* SPDX-License-Identifier: GPL-2.0-only */
/* Device interrupts: the two 8259 controllers. */
#ifndef KERNEL_CPU_IRQ_H
#define KERNEL_CPU_IRQ_H

#include "kernel/cpu/ptregs.h"

/* IRQ n has the vector FIRST_IRQ_VECTOR + n. */
#define FIRST_IRQ_VECTOR	32

extern int irq_depth;		/* how many interrupt handlers are running */

/* Is an interrupt handler running? Then nothing may sleep. */
static inline int in_interrupt(void)
{
	return irq_depth != 0;
}

/*
 * Have handler called, with interrupts off, for every interrupt of line irq (0..15). Returns 0,
 * -EINVAL without such a line, or -EBUSY if the line has a handler. (Linux: request_irq)
 */
int request_irq(unsigned int irq, void (*handler)(struct pt_regs *regs));
/* Initialise the controllers, with all lines masked. At boot. */
void irq_init(void);
/* Acknowledge an interrupt at the controllers and call its handler. (Linux: do_IRQ) */
void do_IRQ(struct pt_regs *regs, unsigned int irq);

#endif
