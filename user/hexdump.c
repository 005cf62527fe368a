/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hexdump [FILE]: prints a file or standard input in bytes, 16 in a row, with their characters.
 *
 *	00000000  7f 45 4c 46 01 01 01 00  00 00 00 00 00 00 00 00  |.ELF............|
 *
 * Try `hexdump /bin/true | head`: the head of an ELF file.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>

#define ROW	16

static void print_row(unsigned long address, const unsigned char *data, size_t n)
{
	printf("%08lx ", address);
	for (size_t i = 0; i < ROW; i++) {
		if (i % 8 == 0)
			putchar(' ');
		if (i < n)
			printf("%02x ", data[i]);
		else
			printf("   ");
	}
	printf(" |");
	for (size_t i = 0; i < n; i++)
		putchar(data[i] < 127 && isprint(data[i]) ? data[i] : '.');
	puts("|");
}

int main(int argc, char **argv)
{
	unsigned char data[ROW];
	unsigned long address = 0;
	FILE *in = stdin;
	size_t n;

	if (argc > 2)
		errx(1, "usage: hexdump [FILE]");
	if (argc == 2 && !(in = fopen(argv[1], "r")))
		err(1, "%s", argv[1]);
	while ((n = fread(data, 1, ROW, in)) > 0) {
		print_row(address, data, n);
		address += n;
	}
	if (ferror(in))
		err(1, "read");
	printf("%08lx\n", address);
	return 0;
}
