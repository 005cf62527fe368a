/* SPDX-License-Identifier: GPL-2.0-only */
/* tail [-n N | -N] [FILE]: prints the last N lines (10) of a file or of standard input. */
#include <arguments.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct { char *text; size_t size; } *lines;
	int wanted = line_count(argc, argv), count = 0;

	if (!wanted)
		return 0;
	lines = calloc(wanted, sizeof(*lines));		/* line number i is at i % wanted */
	if (!lines)
		err(1, "%d lines", wanted);
	while (getline(&lines[count % wanted].text, &lines[count % wanted].size, stdin) >= 0)
		count++;
	if (ferror(stdin))
		err(1, "read");
	for (int i = count > wanted ? count - wanted : 0; i < count; i++)
		fputs(lines[i % wanted].text, stdout);
	return fflush(stdout) ? 1 : 0;
}
