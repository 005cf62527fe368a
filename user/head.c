/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * head [-n N] [FILE]: prints the first N lines (10) of a file or of standard input.
 *
 * Try `ps | head -n 3` or `head -n 5 /proc/meminfo`.
 */
#include <ctype.h>
#include <err.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long long left = 10;
	FILE *in = stdin;
	int option, c = 0;

	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {	/* -5: -n 5 */
		left = number_or_exit(argv[1] + 1, 0, INT_MAX, "a number of lines", 1);
		optind = 2;
	}
	while ((option = getopt(argc, argv, "n:")) != -1) {
		if (option == '?')
			errx(1, "usage: head [-n N] [FILE]");
		left = number_or_exit(optarg, 0, INT_MAX, "a number of lines", 1);
	}
	if (optind < argc && !(in = fopen(argv[optind], "r")))
		err(1, "%s", argv[optind]);
	while (left > 0 && (c = getc(in)) != EOF) {
		putchar(c);
		left -= c == '\n';
	}
	if (ferror(in))
		err(1, "read");
	return fflush(stdout) ? 1 : 0;
}
