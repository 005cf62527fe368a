/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers on a command line. strtol alone accepts "12x", "" and numbers that are too large, and a
 * program that stores its result in a smaller type would then act on another number.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <number.h>
#include <stdlib.h>

int parse_number(const char *text, long long min, long long max, long long *number)
{
	char *end;
	long long n;

	if (isspace((unsigned char)*text))
		return -1;
	errno = 0;
	n = strtoll(text, &end, 0);
	if (end == text || *end || errno || n < min || n > max)
		return -1;
	*number = n;
	return 0;
}

long long number_or_exit(const char *text, long long min, long long max, const char *what, int status)
{
	long long number = 0;

	if (parse_number(text, min, max, &number))
		errx(status, "%s: not %s", text, what);
	return number;
}
