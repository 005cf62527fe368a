/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * echo [-n] [WORD...]: prints the words with a space between them and, without -n, a newline.
 *
 * Try `echo "programs are looked for in $PATH"`, and `echo $?` after another program.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	int newline = 1, i = 1;

	if (argc > 1 && strcmp(argv[1], "-n") == 0) {
		newline = 0;
		i = 2;
	}
	for (; i < argc; i++)
		printf("%s%s", argv[i], i < argc - 1 ? " " : "");
	if (newline)
		putchar('\n');
	if (fflush(stdout) == EOF)
		err(1, "write");
	return 0;
}
