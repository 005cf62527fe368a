/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Edits a line at the terminal. Meanwhile the terminal is in raw mode: each key arrives at once,
 * without echo, and Ctrl-C is a character. (Programs run with the modes from before.)
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
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "sh.h"

#define CONTROL(letter)	((letter) & 0x1f)
#define ESCAPE		0x1b
#define DELETE		0x7f

/* Keys that send several characters, by the names that they get here. */
enum { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END, KEY_DELETE, KEY_OTHER, KEY_EOF };

static const char *prompt;
static char *text;			/* the line, LINE_SIZE bytes */
static size_t length, cursor;		/* in text */
static size_t left, shown;
static size_t room;			/* columns after the prompt */
static int back;			/* how many lines before the last one in the history */
static char draft[LINE_SIZE];		/* the line as it was before the key up */
static int too_long;

/* ---- the screen ---- */

static char output[256];
static size_t output_length;

static void flush(void)
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

static void send(const char *data, size_t n)
{
	for (; n > 0; n--) {
		if (output_length == sizeof(output))
			flush();
		output[output_length++] = *data++;
	}
}

static void move_left_to(size_t column)
{
	for (; shown > column; shown--)
		send("\b", 1);
}

/* Sends the text from text[left + shown] up to that position. */
static void send_text(size_t to)
{
	send(text + left + shown, to - (left + shown));
	shown = to - left;
}

/* Shows everything after that position anew, and puts the screen's cursor where it belongs. */
static void show_from(size_t position)
{
	size_t end;

	if (cursor < left || cursor - left > room) {
		/* The window moves by half its width, so that it need not move with every key. */
		left = cursor > room / 2 ? cursor - room / 2 : 0;
		position = left;
		move_left_to(0);
	}
	end = length - left > room ? left + room : length;
	if (position < left)
		position = left;
	if (position > end)
		position = end;
	if (left + shown < position)
		send_text(position);
	move_left_to(position - left);
	send_text(end);
	send("\033[K", 3);
	move_left_to(cursor - left);
}

static void move_to(size_t position)
{
	cursor = position;
	if (cursor < left || cursor - left > room)
		show_from(left);
	else if (cursor < left + shown)
		move_left_to(cursor - left);
	else
		send_text(cursor);
}

static void show_all(void)
{
	send(prompt, strlen(prompt));
	shown = 0;
	if (length)
		show_from(left);
}

/* ---- changes ---- */

static void insert(const char *data, size_t n)
{
	if (length + n >= LINE_SIZE) {
		too_long = 1;
		send("\a", 1);
		return;
	}
	memmove(text + cursor + n, text + cursor, length - cursor);
	memcpy(text + cursor, data, n);
	length += n;
	cursor += n;
	if (cursor == length && cursor - left <= room)
		send_text(cursor);
	else
		show_from(cursor - n);
}

/* Deletes the text from one position up to another, at one of which the cursor is. */
static void delete(size_t from, size_t to)
{
	if (from == to)
		return;
	memmove(text + from, text + to, length - to);
	length -= to - from;
	cursor = from;
	too_long = 0;
	if (cursor < left)
		show_from(0);
	else
		show_from(from);
}

static void replace(const char *line)
{
	length = cursor = strlen(line);
	memmove(text, line, length);
	left = 0;
	show_from(0);
}

static void delete_word(void)
{
	size_t start = cursor;

	while (start > 0 && text[start - 1] == ' ')
		start--;
	while (start > 0 && text[start - 1] != ' ')
		start--;
	delete(start, cursor);
}

/* ---- history and completion ---- */

static void save_draft(void)
{
	if (back == 0) {
		memcpy(draft, text, length);
		draft[length] = '\0';
	}
}

static void go_back(int to)
{
	const char *line = to ? history_line(to) : draft;

	if (to < 0 || !line)
		return;
	save_draft();
	back = to;
	replace(line);
}

/* Finds an earlier line that contains what was typed. */
static void search(void)
{
	const char *line;

	save_draft();
	for (int to = back + 1; (line = history_line(to)) != NULL; to++) {
		if (strstr(line, draft)) {
			back = to;
			replace(line);
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

	memcpy(before, text, cursor);
	before[cursor] = '\0';
	flush();
	rest = complete(before, &listed);
	if (listed)
		show_all();
	else if (!*rest)
		send("\a", 1);
	insert(rest, strlen(rest));
	release_memory(mark);
}

/* ---- keys ---- */

static int read_byte(void)
{
	unsigned char c;
	ssize_t n;

	flush();
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
		move_to(0);
		break;
	case CONTROL('E'):
	case KEY_END:
		move_to(length);
		break;
	case CONTROL('B'):
	case KEY_LEFT:
		move_to(cursor - (cursor > 0));
		break;
	case CONTROL('F'):
	case KEY_RIGHT:
		move_to(cursor + (cursor < length));
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
		delete(cursor - (cursor > 0), cursor);
		break;
	case CONTROL('D'):
	case KEY_DELETE:
		delete(cursor, cursor + (cursor < length));
		break;
	case CONTROL('K'):
		delete(cursor, length);
		break;
	case CONTROL('U'):
		delete(0, cursor);
		break;
	case CONTROL('W'):
		delete_word();
		break;
	case CONTROL('L'):
		send("\033[H\033[2J", 7);
		show_all();
		break;
	case '\t':
		complete_name();
		break;
	default:
		if (key >= ' ' && key < KEY_UP)
			insert(&c, 1);
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
		if (key == KEY_EOF || (key == CONTROL('D') && length == 0)) {
			return LINE_END;
		} else if (key == CONTROL('C')) {
			send("^C", 2);
			return LINE_DROPPED;
		} else if (take_key(key)) {
			return LINE_READ;
		}
	}
}

/* Prints a prompt and reads a line, without its end, into line[LINE_SIZE]. */
int edit_line(const char *new_prompt, char *line)
{
	struct termios before, raw;
	struct winsize window = { 0 };
	int result;

	prompt = new_prompt;
	text = line;
	length = cursor = left = 0;
	back = too_long = 0;
	ioctl(STDIN_FILENO, TIOCGWINSZ, &window);
	room = (window.ws_col > 20 ? window.ws_col : 80) - strlen(prompt) - 1;

	tcgetattr(STDIN_FILENO, &before);
	raw = before;
	raw.c_iflag |= ICRNL;
	raw.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	show_all();
	result = read_keys();
	move_to(length);
	flush();
	/* First the modes, then the new line: whoever sees it may type input for a program. */
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	send("\n", 1);
	flush();

	text[length] = '\0';
	if (result == LINE_READ && too_long) {
		complain("the line is too long", NULL);
		return LINE_DROPPED;
	}
	if (result == LINE_READ)
		add_to_history(text);
	return result;
}
