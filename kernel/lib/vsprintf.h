/* SPDX-License-Identifier: GPL-2.0-only */
/* Formatting text into a buffer. The conversions are listed in vsprintf.c. */
#ifndef KERNEL_LIB_VSPRINTF_H
#define KERNEL_LIB_VSPRINTF_H

#include <stdarg.h>
#include "kernel/lib/types.h"

/*
 * Write at most size bytes, including the final NUL. Both return the length of the whole text,
 * so a result of size or more means that the text was cut off.
 */
int snprintf(char *buf, size_t size, const char *fmt, ...) printf_like(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

#endif
