/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grep [-ivnc] TEXT [FILE...]: prints the lines of files, or of standard input, that contain TEXT.
 *
 *	-i	upper and lower case are the same
 *	-v	the lines that do not contain it
 *	-n	with their numbers
 *	-c	only how many there are
 *
 * The status is 0 if there was such a line, 1 if there was none, 2 after an error. TEXT is a plain
 * text, and no pattern, except that ^ at its start and $ at its end stand for the ends of the line.
 *
 * Try `grep SYSV /proc/self/maps`, or `ps | grep attach`.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static int any_case, inverted, numbers, only_count;
static const char *text;
static size_t text_length;
static int at_start, at_end;		/* the text began with ^, ended with $ */

static int same(const char *a)
{
	return (any_case ? strncasecmp(a, text, text_length) : strncmp(a, text, text_length)) == 0;
}

static int contains(const char *line, size_t length)
{
	size_t last = length - text_length;

	if (length < text_length)
		return 0;
	for (size_t i = at_end ? last : 0; i <= (at_start ? 0 : last); i++) {
		if (same(line + i))
			return 1;
	}
	return 0;
}

/* Returns how many lines were selected. `name` is printed before them unless it is NULL. */
static long search(FILE *in, const char *name)
{
	static char *line;
	static size_t size;
	long found = 0, number = 0;
	ssize_t length;

	while ((length = getline(&line, &size, in)) >= 0) {
		number++;
		if (length > 0 && line[length - 1] == '\n')
			line[--length] = '\0';
		if (contains(line, length) == inverted)
			continue;
		found++;
		if (only_count)
			continue;
		if (name)
			printf("%s:", name);
		if (numbers)
			printf("%ld:", number);
		puts(line);
	}
	if (only_count)
		printf("%s%s%ld\n", name ? name : "", name ? ":" : "", found);
	return found;
}

int main(int argc, char **argv)
{
	int option, failed = 0;
	long found = 0;

	while ((option = getopt(argc, argv, "ivnc")) != -1) {
		any_case |= option == 'i';
		inverted |= option == 'v';
		numbers |= option == 'n';
		only_count |= option == 'c';
		if (option == '?')
			errx(2, "usage: grep [-ivnc] TEXT [FILE...]");
	}
	if (optind == argc)
		errx(2, "usage: grep [-ivnc] TEXT [FILE...]");
	text = argv[optind++];
	at_start = text[0] == '^';
	text += at_start;
	text_length = strlen(text);
	at_end = text_length > 0 && text[text_length - 1] == '$';
	text_length -= at_end;
	if (optind == argc)
		return search(stdin, NULL) ? 0 : 1;
	for (int i = optind; i < argc; i++) {
		FILE *in = fopen(argv[i], "r");

		if (!in) {
			warn("%s", argv[i]);
			failed = 1;
			continue;
		}
		found += search(in, argc - optind > 1 ? argv[i] : NULL);
		fclose(in);
	}
	return failed ? 2 : found ? 0 : 1;
}
