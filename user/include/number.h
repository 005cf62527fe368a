/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers on a command line. */
#ifndef _NUMBER_H
#define _NUMBER_H

/*
 * Converts a whole text to a number from min to max: decimal, or hexadecimal after 0x, or octal
 * after 0. Returns 0, or -1 when the text is something else or the number is out of range. Then
 * *number is unchanged.
 */
int parse_number(const char *text, long long min, long long max, long long *number);

/* The same for a program that cannot go on: ends it with "TEXT: not WHAT" and that status. */
long long number_or_exit(const char *text, long long min, long long max, const char *what, int status);

#endif
