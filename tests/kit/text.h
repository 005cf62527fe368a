/* SPDX-License-Identifier: GPL-2.0-only */
/* Text without a C library: strings, and lines made of strings and numbers. */
#ifndef KIT_TEXT_H
#define KIT_TEXT_H

#include <stdarg.h>
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
size_t strlen(const char *text);
int same(const char *one, const char *other);
int begins_with(const char *text, const char *start);

/* Does a list of words, separated by blanks, contain the word? */
int has_word(const char *words, const char *word);

/* The number that a text begins with, or -1 if it does not begin with a digit. */
int number_in(const char *text);

/*
 * Writes text to out, cut to size - 1 bytes, and ends it with 0. It knows %s, %d (an int), %u (an
 * unsigned long), %x (an unsigned long in hexadecimal) and %%. Returns the length.
 */
size_t format_list(char *out, size_t size, const char *format, va_list args);
size_t format(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The name of an error number ("EINVAL"), or "error 99". */
const char *error_name(int error);

#endif
