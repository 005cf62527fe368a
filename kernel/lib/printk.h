/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log. */
#ifndef KERNEL_LIB_PRINTK_H
#define KERNEL_LIB_PRINTK_H

#include "kernel/lib/types.h"

#define PRINTK_MAX	256	/* bytes of one printk(), with the final NUL; the rest is cut off */

/*
 * Write a formatted piece of text to the log. The formats are those of snprintf() (vsprintf.h).
 * May be called from anywhere, also with spinlocks held and in interrupts.
 */
void printk(const char *fmt, ...) printf_like(1, 2);

/*
 * Shows len bytes of text, fewer than PRINTK_MAX. Called with interrupts off. Set by
 * kernel/drivers/console.c in the first step of the boot.
 */
extern void (*printk_write)(const char *text, size_t len);

#endif
