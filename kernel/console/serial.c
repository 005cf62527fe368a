// SPDX-License-Identifier: GPL-2.0-only
/*
 * Serial ports: the 16550 at 115200 baud, 8 bits, no parity. Output is polled, in
 * bursts of what its FIFO holds; input interrupts.
 *
 *	port + 0  data		+ 3  line control	+ 5  line status
 *	     + 1  interrupts	+ 4  modem control
 *	     + 2  FIFO control
 */
#include "kernel/console/console.h"
#include "kernel/io.h"
#include "kernel/irq.h"

#define IER		1
#define FCR		2
#define LCR		3
#define MCR		4
#define LSR		5
#define LSR_DATA	0x01		/* a byte has come */
#define LSR_THRE	0x20		/* the output FIFO is empty */
#define FIFO_SIZE	16
#define COM1_IRQ	4
#define MAX_WAIT	100000		/* polls: a port that is not there must not stop the kernel */

void serial_init(uint16_t port)
{
	outb(0x00, port + IER);
	outb(0x80, port + LCR);		/* next two: the divisor of 115200 */
	outb(0x01, port + 0);
	outb(0x00, port + 1);
	outb(0x03, port + LCR);		/* 8 bits, one stop bit */
	outb(0xc7, port + FCR);		/* FIFOs on and empty */
	outb(0x0b, port + MCR);		/* ready; OUT2 lets interrupts through */
}

void serial_write(uint16_t port, const char *text, size_t len)
{
	while (len) {
		int wait = MAX_WAIT;

		while (!(inb(port + LSR) & LSR_THRE))
			if (!--wait)
				return;
		for (int i = 0; i < FIFO_SIZE && len; i++, len--)
			outb(*text++, port);
	}
}

static void serial_interrupt(struct pt_regs *regs)
{
	(void)regs;
	/* No port at all reads as 0xff for ever: stop when the FIFO must be empty. */
	for (int i = 0; i < 2 * FIFO_SIZE && inb(COM1 + LSR) & LSR_DATA; i++)
		tty_receive(inb(COM1));
}

void serial_listen(void)
{
	request_irq(COM1_IRQ, serial_interrupt);
	while (inb(COM1 + LSR) & LSR_DATA && inb(COM1 + LSR) != 0xff)
		inb(COM1);		/* what was typed at the boot loader */
	outb(0x01, COM1 + IER);
}
