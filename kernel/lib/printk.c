// SPDX-License-Identifier: GPL-2.0-only
/*
 * printk(): what the kernel says goes to every registered sink (kernel/drivers/).
 * What was said before the first sink was there is kept and given to each that
 * comes; if the kernel dies that early, the text goes to COM1 as it is.
 */
#include "kernel/lib/printk.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"

#define EARLY_LOG_SIZE 2048

#define COM1_PORT	0x3f8		/* kernel/drivers/serial.c has all of it */
#define COM_STATUS	5
#define COM_EMPTY	0x20

static char early_log[EARLY_LOG_SIZE];
static size_t early_len;
static struct printk_sink *sinks;	/* changed only with interrupts off */

void register_printk_sink(struct printk_sink *sink)
{
	unsigned long flags = local_irq_save();

	sink->next = sinks;
	sinks = sink;
	sink->write(early_log, early_len);
	local_irq_restore(flags);
}

void flush_early_log(void)
{
	if (sinks)
		return;
	for (size_t i = 0; i < early_len; i++) {
		/* Nobody has set the line up: let each byte go before the next one, but do not insist. */
		for (int tries = 0; tries < 1000000 && !(inb(COM1_PORT + COM_STATUS) & COM_EMPTY); tries++)
			;
		outb(early_log[i], COM1_PORT);
	}
}

void printk(const char *fmt, ...)
{
	char text[256];
	unsigned long flags;
	va_list args;
	size_t len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	len = min(len, sizeof(text) - 1);

	flags = local_irq_save();	/* a line stays in one piece */
	for (struct printk_sink *sink = sinks; sink; sink = sink->next)
		sink->write(text, len);
	if (early_len + len <= EARLY_LOG_SIZE && !sinks) {
		memcpy(early_log + early_len, text, len);
		early_len += len;
	}
	local_irq_restore(flags);
}
