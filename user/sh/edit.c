/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Edits a line at the terminal. Meanwhile the terminal is in raw mode: each key arrives at once,
 * without echo, and Ctrl-C is a character. (Programs run with the modes from before.) line.c
 * contains the line, and shows each change.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "line.h"
#include "sh.h"

#define CONTROL(letter)	((letter) & 0x1f)
#define ESCAPE		0x1b
#define DELETE		0x7f

/* Keys that send several characters, by the names that they get here. */
enum { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END, KEY_DELETE, KEY_OTHER, KEY_EOF };

static int back;			/* how many lines before the last one in the history */
static char draft[LINE_SIZE];		/* the line as it was before the key up */

static void delete_word(void)
{
	size_t start = line.cursor;

	while (start > 0 && line.text[start - 1] == ' ')
		start--;
	while (start > 0 && line.text[start - 1] != ' ')
		start--;
	delete_text(start, line.cursor);
}

/* ---- history and completion ---- */

static void save_draft(void)
{
	if (back == 0) {
		memcpy(draft, line.text, line.length);
		draft[line.length] = '\0';
	}
}

static void go_back(int to)
{
	const char *found = to ? history_line(to) : draft;

	if (to < 0 || !found)
		return;
	save_draft();
	back = to;
	replace_line(found);
}

/* Finds an earlier line that contains what was typed. */
static void search(void)
{
	const char *found;

	save_draft();
	for (int to = back + 1; (found = history_line(to)) != NULL; to++) {
		if (strstr(found, draft)) {
			back = to;
			replace_line(found);
			return;
		}
	}
	send("\a", 1);
}

static void complete_name(void)
{
	static char before[LINE_SIZE];
	size_t mark = mark_memory();
	const char *rest;
	int listed;

	memcpy(before, line.text, line.cursor);
	before[line.cursor] = '\0';
	flush_sent();
	rest = complete(before, &listed);
	if (listed)
		show_line();
	else if (!*rest)
		send("\a", 1);
	insert_text(rest, strlen(rest));
	release_memory(mark);
}

/* ---- keys ---- */

static int read_byte(void)
{
	unsigned char c;
	ssize_t n;

	flush_sent();
	do
		n = read(STDIN_FILENO, &c, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? c : KEY_EOF;
}

/*
 * Reads the rest of a key that begins with ESC: ESC [ letter, ESC O letter, or ESC [ number ~.
 * Unknown ones are read to their end and ignored.
 */
static int read_escape(void)
{
	static const char letters[] = "ABCDHF";
	int number = 0, c = read_byte();
	const char *letter;

	if (c != '[' && c != 'O')
		return KEY_OTHER;
	for (c = read_byte(); (c >= '0' && c <= '9') || c == ';'; c = read_byte())
		number = c == ';' ? 0 : (number * 10 + c - '0') % 1000;
	if (c == KEY_EOF)
		return c;
	if (c == '~')
		return number == 1 || number == 7 ? KEY_HOME : number == 4 || number == 8 ? KEY_END :
		       number == 3 ? KEY_DELETE : KEY_OTHER;
	letter = c < 256 && c ? strchr(letters, c) : NULL;
	return letter ? KEY_UP + (letter - letters) : KEY_OTHER;
}

/* Carries out a key. Returns 0, or 1 when the line is complete. */
static int take_key(int key)
{
	char c = key;

	switch (key) {
	case '\r':
	case '\n':
		return 1;
	case CONTROL('A'):
	case KEY_HOME:
		move_cursor(0);
		break;
	case CONTROL('E'):
	case KEY_END:
		move_cursor(line.length);
		break;
	case CONTROL('B'):
	case KEY_LEFT:
		move_cursor(line.cursor - (line.cursor > 0));
		break;
	case CONTROL('F'):
	case KEY_RIGHT:
		move_cursor(line.cursor + (line.cursor < line.length));
		break;
	case CONTROL('P'):
	case KEY_UP:
		go_back(back + 1);
		break;
	case CONTROL('N'):
	case KEY_DOWN:
		go_back(back - 1);
		break;
	case CONTROL('R'):
		search();
		break;
	case '\b':
	case DELETE:
		delete_text(line.cursor - (line.cursor > 0), line.cursor);
		break;
	case CONTROL('D'):
	case KEY_DELETE:
		delete_text(line.cursor, line.cursor + (line.cursor < line.length));
		break;
	case CONTROL('K'):
		delete_text(line.cursor, line.length);
		break;
	case CONTROL('U'):
		delete_text(0, line.cursor);
		break;
	case CONTROL('W'):
		delete_word();
		break;
	case CONTROL('L'):
		send("\033[H\033[2J", 7);
		show_line();
		break;
	case '\t':
		complete_name();
		break;
	default:
		if (key >= ' ' && key < KEY_UP)
			insert_text(&c, 1);
	}
	return 0;
}

/* Reads keys up to the end of a line. */
static int read_keys(void)
{
	for (;;) {
		int key = read_byte();

		if (key == ESCAPE)
			key = read_escape();
		if (key == KEY_EOF || (key == CONTROL('D') && line.length == 0)) {
			return LINE_END;
		} else if (key == CONTROL('C')) {
			send("^C", 2);
			return LINE_DROPPED;
		} else if (take_key(key)) {
			return LINE_READ;
		}
	}
}

/* Prints a prompt and reads a line, without its end, into text[LINE_SIZE]. */
int edit_line(const char *prompt, char *text)
{
	struct termios before, raw;
	int result;

	back = 0;
	tcgetattr(STDIN_FILENO, &before);
	raw = before;
	raw.c_iflag |= ICRNL;
	raw.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	begin_line(prompt, text);
	result = read_keys();
	move_cursor(line.length);
	flush_sent();
	/* First the modes, then the new line: whoever sees it may type input for a program. */
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	send("\n", 1);
	flush_sent();

	text[line.length] = '\0';
	if (result == LINE_READ && line.too_long) {
		complain("the line is too long", NULL);
		return LINE_DROPPED;
	}
	if (result == LINE_READ)
		add_to_history(text);
	return result;
}
