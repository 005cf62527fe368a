/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The line that is being edited, and how the terminal shows it.
 *
 *	# echo abc	a line that is longer than the screen is shown in part: text[left] is at
 *	  ^prompt  ^	the left. The screen's cursor is `shown` columns after the prompt.
 *	         cursor
 *
 * Only three things are sent to the terminal besides text: backspaces, which move the cursor to
 * the left, ESC [ K, which erases the rest of the row, and at Ctrl-L the sequence that clears the
 * screen. A serial line and the console understand them. Left out: characters of several bytes,
 * which are edited byte by byte.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "line.h"
#include "sh.h"

struct line line;
static const char *prompt;
static size_t left, shown;
static size_t room;			/* columns after the prompt */

/* ---- what is sent ---- */

static char output[256];
static size_t output_length;

void flush_sent(void)
{
	size_t done = 0;

	while (done < output_length) {
		ssize_t n = write(STDERR_FILENO, output + done, output_length - done);

		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? n : 0;
	}
	output_length = 0;
}

void send(const char *data, size_t n)
{
	for (; n > 0; n--) {
		if (output_length == sizeof(output))
			flush_sent();
		output[output_length++] = *data++;
	}
}

/* ---- what is shown ---- */

static void move_left_to(size_t column)
{
	for (; shown > column; shown--)
		send("\b", 1);
}

/* Sends the text from text[left + shown] up to that position. */
static void send_text(size_t to)
{
	send(line.text + left + shown, to - (left + shown));
	shown = to - left;
}

/* Shows everything after that position anew, and puts the screen's cursor where it belongs. */
static void show_from(size_t position)
{
	size_t end;

	if (line.cursor < left || line.cursor - left > room) {
		/* The window moves by half its width, so that it need not move with every key. */
		left = line.cursor > room / 2 ? line.cursor - room / 2 : 0;
		position = left;
		move_left_to(0);
	}
	end = line.length - left > room ? left + room : line.length;
	if (position < left)
		position = left;
	if (position > end)
		position = end;
	if (left + shown < position)
		send_text(position);
	move_left_to(position - left);
	send_text(end);
	send("\033[K", 3);
	move_left_to(line.cursor - left);
}

void move_cursor(size_t position)
{
	line.cursor = position;
	if (line.cursor < left || line.cursor - left > room)
		show_from(left);
	else if (line.cursor < left + shown)
		move_left_to(line.cursor - left);
	else
		send_text(line.cursor);
}

void show_line(void)
{
	send(prompt, strlen(prompt));
	shown = 0;
	if (line.length)
		show_from(left);
}

void begin_line(const char *new_prompt, char *text)
{
	struct winsize window = { 0 };

	ioctl(STDIN_FILENO, TIOCGWINSZ, &window);
	prompt = new_prompt;
	room = (window.ws_col > 20 ? window.ws_col : 80) - strlen(prompt) - 1;
	left = 0;
	line = (struct line){ .text = text };
	show_line();
}

/* ---- changes ---- */

void insert_text(const char *data, size_t n)
{
	if (line.length + n >= LINE_SIZE) {
		line.too_long = 1;
		send("\a", 1);
		return;
	}
	memmove(line.text + line.cursor + n, line.text + line.cursor, line.length - line.cursor);
	memcpy(line.text + line.cursor, data, n);
	line.length += n;
	line.cursor += n;
	if (line.cursor == line.length && line.cursor - left <= room)
		send_text(line.cursor);
	else
		show_from(line.cursor - n);
}

void delete_text(size_t from, size_t to)
{
	if (from == to)
		return;
	memmove(line.text + from, line.text + to, line.length - to);
	line.length -= to - from;
	line.cursor = from;
	line.too_long = 0;
	if (line.cursor < left)
		show_from(0);
	else
		show_from(from);
}

void replace_line(const char *text)
{
	line.length = line.cursor = strlen(text);
	memmove(line.text, text, line.length);
	left = 0;
	show_from(0);
}

