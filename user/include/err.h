/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error messages in the form that every program here uses: "program: what" on stderr and, from the
 * functions without x, ": why" with the text of errno.
 */
#ifndef _ERR_H
#define _ERR_H

#include <stdarg.h>

void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and then the program ends with that status. */
_Noreturn void err(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void errx(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
