/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * more [FILE]: prints a file or standard input, one screen at a time.
 *
 * Try `ipcs -l | more` or `more /proc/kallsyms`. Space shows the next screen, Enter the next line,
 * q ends. When standard output is no terminal, everything is printed at once.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Waits for a key, without echo. Keys come from the terminal even if standard input is a pipe. */
static int read_key(int terminal)
{
	struct termios before, raw;
	char key = 'q';

	tcgetattr(terminal, &before);
	raw = before;
	raw.c_lflag &= ~(ICANON | ECHO);
	tcsetattr(terminal, TCSADRAIN, &raw);
	if (read(terminal, &key, 1) != 1)
		key = 'q';
	tcsetattr(terminal, TCSADRAIN, &before);
	return key;
}

/* Returns how many rows to print next, or 0 to end. */
static int ask(int terminal, int screen)
{
	int key;

	printf("--More--");
	fflush(stdout);
	key = read_key(terminal);
	printf("\r\033[K");
	return key == 'q' || key == 'Q' ? 0 : key == '\n' || key == '\r' ? 1 : screen;
}

int main(int argc, char **argv)
{
	struct winsize window = { .ws_row = 0 };
	int terminal = open("/dev/tty", O_RDONLY), c, column = 0, screen, left;
	FILE *in = stdin;

	if (argc > 2)
		errx(1, "usage: more [FILE]");
	if (argc == 2 && !(in = fopen(argv[1], "r")))
		err(1, "%s", argv[1]);
	ioctl(terminal, TIOCGWINSZ, &window);
	screen = left = window.ws_row > 2 ? window.ws_row - 1 : 24;
	if (window.ws_col == 0)
		window.ws_col = 80;
	while ((c = getc(in)) != EOF) {
		if (left == 0 && isatty(STDOUT_FILENO) && terminal >= 0) {
			left = ask(terminal, screen);
			if (left == 0)
				break;
		}
		putchar(c);
		column++;
		if (c == '\n' || column == window.ws_col) {	/* a long line takes several rows */
			column = 0;
			left -= left > 0;
		}
	}
	return fflush(stdout) ? 1 : 0;
}
