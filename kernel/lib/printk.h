/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel says, and how it dies: printk(), snprintf(), panic(), BUG_ON().
 *
 * printk() may be called from anywhere, also with spinlocks held and from
 * interrupts. Formats: %d %u %x %lx %lu %ld %llu %llx %s %c %p %%, with width, 0 and -.
 */
#ifndef KERNEL_PRINTK_H
#define KERNEL_PRINTK_H

#include <stdarg.h>
#include "kernel/lib/types.h"

void printk(const char *fmt, ...) printf_like(1, 2);

/* Write at most size bytes, NUL included; returns the length it would have had. */
int snprintf(char *buf, size_t size, const char *fmt, ...) printf_like(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

/* A kernel bug: message, registers, backtrace, then halt. Never returns. */
void panic(const char *fmt, ...) printf_like(1, 2) noreturn;

#define BUG_ON(condition)							\
	do {									\
		if (unlikely(condition))					\
			panic("BUG at %s:%d: %s", __FILE__, __LINE__, #condition); \
	} while (0)

/* "function+0x12/0x40" of a kernel address, into buf (kernel/lib/kallsyms.c). */
const char *symbol_name(unsigned long address, char *buf, size_t size);

/*
 * Where printk's text goes is decided by consoles that register themselves
 * (kernel/drivers/): each gets every byte.
 */
struct printk_sink {
	void (*write)(const char *text, size_t len);
	struct printk_sink *next;
};
void register_printk_sink(struct printk_sink *sink);
/* The kernel dies before any sink was there: put the kept text on COM1 as it is. */
void flush_early_log(void);

#endif
