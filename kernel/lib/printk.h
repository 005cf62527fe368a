/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's log. printk() may be called from anywhere, also with spinlocks held
 * and from interrupts. Its formats are those of snprintf() (vsprintf.h).
 */
#ifndef KERNEL_LIB_PRINTK_H
#define KERNEL_LIB_PRINTK_H

#include "kernel/lib/types.h"

void printk(const char *fmt, ...) printf_like(1, 2);

/*
 * A device that shows the log. Consoles register themselves (kernel/drivers/console.c),
 * and each receives every byte.
 */
struct printk_sink {
	void (*write)(const char *text, size_t len);
	struct printk_sink *next;
};
/* Add a sink. It receives what was logged before there was any. */
void register_printk_sink(struct printk_sink *sink);
/* Send the early log to COM1 when the kernel stops before any sink is registered. */
void flush_early_log(void);

#endif
