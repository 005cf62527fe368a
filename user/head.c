/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * head [-n N | -N] [FILE]: prints the first N lines (10) of a file or of standard input.
 *
 * Try `ps | head -n 3` or `head -n 5 /proc/meminfo`.
 */
#include <arguments.h>
#include <err.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	int left = line_count(argc, argv), c;

	while (left > 0 && (c = getchar()) != EOF) {
		putchar(c);
		left -= c == '\n';
	}
	if (ferror(stdin))
		err(1, "read");
	return fflush(stdout) ? 1 : 0;
}
