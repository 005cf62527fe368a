// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device interrupts through the PC's two cascaded 8259 controllers. do_trap() in kernel/proc
 * passes them on to do_IRQ(); drivers register their handlers by request_irq().
 *
 *	master 0x20: IRQ 0..7  -> vectors 32..39	(IRQ 2 is the slave)
 *	slave  0xa0: IRQ 8..15 -> vectors 40..47
 *
 * Handlers run with interrupts off, so they must be short; they leave longer work to
 * kernel/sched/softirq.c. Left out compared with Linux: sharing of a line, APICs.
 */
#include "kernel/cpu/irq.h"
#include "kernel/lib/io.h"

#define PIC_MASTER	0x20
#define PIC_SLAVE	0xa0
#define PIC_EOI		0x20		/* "end of interrupt" */
#define PIC_READ_ISR	0x0b		/* the next read shows which interrupts are in service */
#define NR_IRQS		16

static void (*irq_handlers[NR_IRQS])(struct pt_regs *);
static unsigned int irq_mask = 0xffff & ~(1 << 2);	/* 1: masked; line 2 must stay open */

int irq_depth;

static void write_masks(void)
{
	outb(irq_mask, PIC_MASTER + 1);
	outb(irq_mask >> 8, PIC_SLAVE + 1);
}

void irq_init(void)
{
	outb(0x11, PIC_MASTER);			/* start initialising, four words follow */
	outb(0x11, PIC_SLAVE);
	outb(FIRST_IRQ_VECTOR, PIC_MASTER + 1);	/* first vector */
	outb(FIRST_IRQ_VECTOR + 8, PIC_SLAVE + 1);
	outb(1 << 2, PIC_MASTER + 1);		/* the slave is connected to line 2 */
	outb(2, PIC_SLAVE + 1);
	outb(1, PIC_MASTER + 1);		/* 8086 mode */
	outb(1, PIC_SLAVE + 1);
	write_masks();
}

int request_irq(unsigned int irq, void (*handler)(struct pt_regs *regs))
{
	if (irq >= NR_IRQS)
		return -EINVAL;
	if (irq_handlers[irq])
		return -EBUSY;
	irq_handlers[irq] = handler;
	irq_mask &= ~(1 << irq);
	write_masks();
	return 0;
}

/*
 * Is this interrupt without a cause? When a device withdraws its request too early, the controller
 * reports its line 7, but does not mark it as in service.
 */
static bool spurious(unsigned int irq)
{
	unsigned int port = irq < 8 ? PIC_MASTER : PIC_SLAVE;

	if ((irq & 7) != 7)
		return false;
	outb(PIC_READ_ISR, port);
	return !(inb(port) & 0x80);
}

void do_IRQ(struct pt_regs *regs, unsigned int irq)
{
	if (spurious(irq)) {
		if (irq >= 8)
			outb(PIC_EOI, PIC_MASTER);	/* for the master, line 2 was real */
		return;
	}
	if (irq >= 8)
		outb(PIC_EOI, PIC_SLAVE);
	outb(PIC_EOI, PIC_MASTER);

	irq_depth++;
	if (irq_handlers[irq])
		irq_handlers[irq](regs);
	irq_depth--;
}
