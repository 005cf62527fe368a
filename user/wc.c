/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wc [FILE...]: counts lines, words and bytes of files or of standard input.
 *
 * Try `ls /bin | wc`: how many programs there are.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>

static int count(FILE *in, const char *name)
{
	unsigned long lines = 0, words = 0, bytes = 0;
	int c, in_word = 0;

	while ((c = getc(in)) != EOF) {
		bytes++;
		lines += c == '\n';
		words += !isspace(c) && !in_word;
		in_word = !isspace(c);
	}
	if (ferror(in)) {
		warn("%s", name);
		return 1;
	}
	printf("%7lu %7lu %7lu%s%s\n", lines, words, bytes, *name ? " " : "", name);
	return 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc == 1)
		return count(stdin, "");
	for (int i = 1; i < argc; i++) {
		FILE *in = fopen(argv[i], "r");

		if (!in) {
			warn("%s", argv[i]);
			status = 1;
			continue;
		}
		status |= count(in, argv[i]);
		fclose(in);
	}
	return status;
}
