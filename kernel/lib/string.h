/* SPDX-License-Identifier: GPL-2.0-only */
/* The few string functions the kernel needs, with their standard meanings. */
#ifndef KERNEL_STRING_H
#define KERNEL_STRING_H

#include "kernel/lib/types.h"

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
/* Copy and always terminate; returns strlen(src). */
size_t strlcpy(char *dst, const char *src, size_t size);
/* Value of the digits at s (base 0: 0x, 0 or decimal); *end, when given, is where they stop. */
unsigned long strtoul(const char *s, char **end, int base);

#endif
