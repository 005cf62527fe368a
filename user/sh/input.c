/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where commands come from: a file, a text, or lines typed at the terminal. Sources are nested: a
 * command of one may be ". FILE" or "eval TEXT", and then the other source is read first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define TYPED_SIZE	512

struct source *source;

/* Opens a file of commands, above the descriptors that they may redirect. Returns -1 with errno. */
int open_script(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), moved;

	if (fd < 0)
		return -1;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	close(fd);
	return moved;
}

static char typed[TYPED_SIZE];		/* the beginning of the command that is being parsed */
static size_t typed_length;

static char line[LINE_SIZE + 2];	/* from the terminal */

/* Reads a line at the terminal. Returns 0 at the end. */
static int read_line(void)
{
	const char *prompt = source->continued ? "> " : geteuid() ? "$ " : "# ";
	int got = edit_line(prompt, line);

	source->text = "";
	if (got == LINE_DROPPED)
		drop_command(130);
	if (got == LINE_END)
		return 0;
	strcat(line, "\n");
	source->text = line;
	source->continued = 1;
	return 1;
}

/* Reads one byte and no more: what follows in the file may be the input of a program. */
static int read_byte(void)
{
	unsigned char c;
	ssize_t n;

	do
		n = read(source->fd, &c, 1);
	while ((n < 0 && errno == EINTR) || (n == 1 && c == '\0'));
	if (n < 0) {
		complain("cannot read commands", strerror(errno));
		shell.last_status = 2;
	}
	return n == 1 ? c : EOF;
}

int peek_char(void)
{
	if (source->peeked == EOF)
		return EOF;
	if (source->terminal && !*source->text && !read_line())
		return source->peeked = EOF;
	if (source->text)
		return *source->text ? (unsigned char)*source->text : EOF;
	if (!source->peeked)
		source->peeked = read_byte();
	return source->peeked;
}

int get_char(void)
{
	int c = peek_char();

	if (c == EOF)
		return c;
	if (source->text)
		source->text++;
	source->peeked = 0;
	if (c == '\n')
		source->line++;
	if (typed_length < TYPED_SIZE - 1)
		typed[typed_length++] = c;
	return c;
}

void begin_typed(void)
{
	typed_length = 0;
	source->continued = 0;
	if (source->terminal)
		source->peeked = 0;		/* Ctrl-D ends one command only */
}

size_t typed_so_far(void)
{
	return typed_length;
}

/* Newlines become blanks, because a job is shown in one line. */
char *typed_text(size_t start, size_t end)
{
	char *text;

	while (end > start && strchr(" \t\n", typed[end - 1]))
		end--;
	text = take_text(typed + start, end > start ? end - start : 0);
	for (char *p = text; p && *p; p++) {
		if (*p == '\n')
			*p = ' ';
	}
	return text;
}
