/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wc [-l|-w|-c] [FILE...]: counts lines, words and bytes of files or of standard input.
 *
 *	-l -w -c	only the lines, the words, the bytes
 *
 * Try `ls /bin | wc -l`: how many programs there are.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <unistd.h>

static char only;			/* the letter of the option, or 0 */

static void print(char what, unsigned long number)
{
	if (only == what)
		printf("%lu", number);
	else if (!only)
		printf(what == 'l' ? "%7lu" : " %7lu", number);
}

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
	print('l', lines);
	print('w', words);
	print('c', bytes);
	printf("%s%s\n", *name ? " " : "", name);
	return 0;
}

int main(int argc, char **argv)
{
	int option, status = 0;

	while ((option = getopt(argc, argv, "lwc")) != -1) {
		if (option == '?')
			errx(1, "usage: wc [-l|-w|-c] [FILE...]");
		only = option;
	}
	if (optind == argc)
		return count(stdin, "");
	for (int i = optind; i < argc; i++) {
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
