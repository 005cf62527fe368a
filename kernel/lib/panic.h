/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stopping the machine when the kernel finds a bug in itself.
 *
 * This room knows nothing of registers, stacks or processes. The function that prints them is
 * called through panic_dump, which kernel/cpu/oops.c sets at boot.
 */
#ifndef KERNEL_LIB_PANIC_H
#define KERNEL_LIB_PANIC_H

#include <stdarg.h>
#include "kernel/lib/types.h"

/* Print the message, the state of the machine and a backtrace, then halt. */
void panic(const char *fmt, ...) printf_like(1, 2) noreturn;

/* Panic if the condition, which must never be true, is true. */
#define BUG_ON(condition)							\
	do {									\
		if (unlikely(condition))					\
			panic("BUG at %s:%d: %s", __FILE__, __LINE__, #condition); \
	} while (0)

/* Called by panic() after its message, with the frame pointer of panic() itself. NULL: not called. */
extern void (*panic_dump)(unsigned long ebp);

/* The first and the last step of panic(), for die() in kernel/cpu/oops.c: the message, the halt. */
void panic_message(const char *fmt, va_list args);
void panic_halt(void) noreturn;

#endif
