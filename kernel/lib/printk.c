// SPDX-License-Identifier: GPL-2.0-only
/*
 * printk(): formats the kernel's messages and passes them to the console.
 *
 * Left out compared with Linux: levels, a buffer that programs can read (dmesg).
 */
#include "kernel/lib/printk.h"
#include "kernel/lib/io.h"
#include "kernel/lib/vsprintf.h"

void (*printk_write)(const char *text, size_t len);

void printk(const char *fmt, ...)
{
	char text[PRINTK_MAX];
	unsigned long flags;
	va_list args;
	size_t len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	flags = local_irq_save();	/* an interrupt must not print into the middle of a line */
	printk_write(text, min(len, sizeof(text) - 1));
	local_irq_restore(flags);
}
