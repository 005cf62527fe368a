/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions for memory and strings, with their standard meanings. */
#ifndef KERNEL_LIB_STRING_H
#define KERNEL_LIB_STRING_H

#include "kernel/lib/types.h"

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
/* Copy at most size - 1 characters and terminate. Returns strlen(src), so >= size means cut off. */
size_t strlcpy(char *dst, const char *src, size_t size);
/*
 * The value of the digits at s. With base 0, a prefix chooses: 0x for 16, 0 for 8, otherwise 10.
 * *end, unless end is NULL, becomes the first character that is no digit. No check for overflow.
 */
unsigned long strtoul(const char *s, char **end, int base);

#endif
