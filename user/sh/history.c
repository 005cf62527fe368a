/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines typed before, one after the other, each ending with NUL. When there is no room for
 * another line, the oldest ones go.
 */
#include <stdio.h>
#include <string.h>
#include "sh.h"

#define HISTORY_SIZE	8192

static char lines[HISTORY_SIZE];
static size_t used;

const char *history_line(int back)
{
	size_t start = used;

	if (back < 1)
		return NULL;
	while (back-- > 0) {
		if (start == 0)
			return NULL;
		for (start--; start > 0 && lines[start - 1]; start--)
			;
	}
	return lines + start;
}

/* Does not add an empty line, or the same line once more. */
void add_to_history(const char *line)
{
	size_t size = strlen(line) + 1, first;
	const char *last = history_line(1);

	if (line[strspn(line, " \t")] == '\0' || size > HISTORY_SIZE ||
	    (last && strcmp(last, line) == 0))
		return;
	while (used + size > HISTORY_SIZE) {
		first = strlen(lines) + 1;
		memmove(lines, lines + first, used - first);
		used -= first;
	}
	memcpy(lines + used, line, size);
	used += size;
}

/* history: prints the lines, the oldest first */
int do_history(char **argv)
{
	int number = 1;

	(void)argv;
	for (const char *line = lines; line < lines + used; line += strlen(line) + 1)
		printf("%4d  %s\n", number++, line);
	return 0;
}
