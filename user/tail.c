/* SPDX-License-Identifier: GPL-2.0-only */
/* tail [-n N] [FILE]: prints the last N lines (10) of a file or of standard input. */
#include <ctype.h>
#include <err.h>
#include <number.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_LINES	1000

int main(int argc, char **argv)
{
	static char *lines[MAX_LINES];		/* the last ones: line number i is at i % wanted */
	static size_t sizes[MAX_LINES];		/* of the memory for each */
	long wanted = 10, count = 0;
	FILE *in = stdin;
	int option;

	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {	/* -5: -n 5 */
		wanted = number_or_exit(argv[1] + 1, 1, MAX_LINES, "a number of lines from 1 to 1000", 1);
		optind = 2;
	}
	while ((option = getopt(argc, argv, "n:")) != -1) {
		if (option == '?')
			errx(1, "usage: tail [-n N] [FILE]");
		wanted = number_or_exit(optarg, 1, MAX_LINES, "a number of lines from 1 to 1000", 1);
	}
	if (optind < argc && !(in = fopen(argv[optind], "r")))
		err(1, "%s", argv[optind]);
	while (getline(&lines[count % wanted], &sizes[count % wanted], in) >= 0)
		count++;
	if (ferror(in))
		err(1, "read");
	for (long i = count > wanted ? count - wanted : 0; i < count; i++)
		fputs(lines[i % wanted], stdout);
	return fflush(stdout) ? 1 : 0;
}
