/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formatting text into a buffer, for printk() and for the files of /proc.
 *
 * Formats: %d %u %x %lx %lu %ld %llu %llx %s %c %p %%, with width, 0 and -.
 */
#ifndef KERNEL_LIB_VSPRINTF_H
#define KERNEL_LIB_VSPRINTF_H

#include <stdarg.h>
#include "kernel/lib/types.h"

/*
 * Write at most size bytes, the final NUL included. Both return the length that the
 * whole text has, so a result of size or more says that it was cut.
 */
int snprintf(char *buf, size_t size, const char *fmt, ...) printf_like(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

#endif
