// SPDX-License-Identifier: GPL-2.0-only
/*
 * Serial lines (16550): output by polling, input on COM1 by interrupt.
 *
 * Called by the console (COM1, COM3) and by the trace (COM2). Output goes to the device in
 * bursts of 16 bytes, the size of its queue, with one look at the status before each burst,
 * because every access to a port is slow in an emulator.
 *
 * Left out compared with Linux: output by interrupt, flow control, other speeds, modems.
 */
#include "kernel/drivers/serial.h"
#include "kernel/cpu/irq.h"
#include "kernel/drivers/n_tty.h"
#include "kernel/lib/io.h"

#define DATA	0		/* offsets of the ports; with DLAB set, DATA is the divisor's low byte */
#define IER	1		/* which events interrupt; with DLAB set, the divisor's high byte */
#define FCR	2		/* queues */
#define LCR	3		/* format of a byte */
#define MCR	4		/* modem signals */
#define LSR	5		/* status */
#define SCRATCH	7		/* stores a byte and has no effect */

#define IER_RECEIVED	0x01
#define FCR_ON_CLEARED	0x07	/* queues on and empty, interrupt at the first byte */
#define LCR_8N1		0x03
#define LCR_DLAB	0x80	/* the first two ports are the divisor */
#define MCR_DTR_RTS_INT	0x0b	/* ready; let interrupts reach the controller */
#define LSR_DATA	0x01	/* a byte has arrived */
#define LSR_EMPTY	0x20	/* the output queue is empty */
#define LSR_IDLE	0x40	/* the last byte has been sent, too */

#define FIFO_SIZE	16
#define COM1_IRQ	4

static const uint16_t ports[NR_COM] = { 0x3f8, 0x2f8, 0x3e8 };
static bool present[NR_COM];

bool serial_init(enum serial_line line)
{
	uint16_t port = ports[line];

	outb(0x5a, port + SCRATCH);
	if (inb(port + SCRATCH) != 0x5a)	/* no device answers */
		return false;
	outb(0, port + IER);
	outb(LCR_DLAB, port + LCR);
	outb(1, port + DATA);			/* 115200 / 1 */
	outb(0, port + IER);
	outb(LCR_8N1, port + LCR);
	outb(FCR_ON_CLEARED, port + FCR);
	outb(MCR_DTR_RTS_INT, port + MCR);
	present[line] = true;
	return true;
}

void serial_write(enum serial_line line, const char *text, size_t len)
{
	uint16_t port = ports[line];

	if (!present[line])
		return;
	while (len) {
		size_t burst = min(len, (size_t)FIFO_SIZE);

		while (!(inb(port + LSR) & LSR_EMPTY))
			;
		len -= burst;
		while (burst--)
			outb(*text++, port + DATA);
	}
}

void serial_drain(void)
{
	for (enum serial_line line = COM1; line < NR_COM; line++)
		while (present[line] && !(inb(ports[line] + LSR) & LSR_IDLE))
			;
}

void serial_wait(enum serial_line line)
{
	uint16_t port = ports[line];

	if (!present[line])
		return;
	while (!(inb(port + LSR) & LSR_DATA))
		for (int i = 0; i < 100; i++)		/* give the emulator time for its other work */
			__asm__ volatile("pause");
	inb(port + DATA);
}

/*
 * Take all bytes that have arrived. The interrupt controller reacts only when the interrupt
 * line rises, and the line stays up while a byte is left. When the terminal has no room, the
 * device's interrupt is therefore switched off, which lowers the line; the bytes wait in the
 * device until serial_resume_input().
 */
static void serial_interrupt(struct pt_regs *regs)
{
	(void)regs;
	while (inb(ports[COM1] + LSR) & LSR_DATA) {
		if (!n_tty_has_room()) {
			outb(0, ports[COM1] + IER);
			return;
		}
		n_tty_input(inb(ports[COM1] + DATA));
	}
}

void serial_resume_input(void)
{
	if (present[COM1])
		outb(IER_RECEIVED, ports[COM1] + IER);
}

void serial_start_input(void)
{
	if (present[COM1] && !request_irq(COM1_IRQ, serial_interrupt))
		serial_resume_input();
}
