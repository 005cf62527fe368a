/* SPDX-License-Identifier: GPL-2.0-only */
/* The line that is being edited, as the terminal shows it (line.c). */
#ifndef LINE_H
#define LINE_H

#include <sys/types.h>

extern struct line {
	char *text;			/* LINE_SIZE bytes, without NUL at the end */
	size_t length, cursor;
	int too_long;			/* there was no room for what was typed */
} line;
void begin_line(const char *prompt, char *text);
void show_line(void);			/* again, with the prompt */
void move_cursor(size_t position);
void insert_text(const char *text, size_t n);
void delete_text(size_t from, size_t to);	/* the cursor is at one of the two */
void replace_line(const char *text);
void send(const char *bytes, size_t n);	/* to the terminal, with the next flush_sent() */
void flush_sent(void);

#endif
