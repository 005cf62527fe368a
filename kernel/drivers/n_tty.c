// SPDX-License-Identifier: GPL-2.0-only
/*
 * The line discipline: what typed characters do.
 *
 * Each either is a command (^C, ^D, backspace ...) or goes into the ring and is
 * echoed. Runs soon after the interrupt that brought the character (deferred work),
 * so editing works while the program does something else.
 *
 * A line has room for 4095 characters; what is typed beyond is dropped with a beep,
 * and there is always room for the newline that ends it.
 *
 * Left out compared with Linux: parity marks, ECHOPRT, flow control of the device.
 */
#include <uapi/signal.h>
#include "kernel/drivers/console.h"
#include "kernel/drivers/tty.h"
#include "kernel/fs/fs.h"
#include "kernel/lib/string.h"
#include "kernel/sched/signal.h"

#define POS(n)		((n) % N_TTY_BUF_SIZE)
#define I_FLAG(tty, f)	((tty)->termios.c_iflag & (f))
#define O_FLAG(tty, f)	((tty)->termios.c_oflag & (f))
#define L_FLAG(tty, f)	((tty)->termios.c_lflag & (f))

/* Is c the special character `which`? A 0 in c_cc switches it off. */
static bool is_cc(const struct tty *tty, unsigned char c, int which)
{
	return c && c == tty->termios.c_cc[which];
}

/* --- the ring --- */

static bool is_end(const struct tty *tty, unsigned int n)
{
	return tty->ends[POS(n) / 8] & 1 << POS(n) % 8;
}

static void put_ring(struct tty *tty, unsigned char c, bool end)
{
	unsigned int pos = POS(tty->head);

	tty->ring[pos] = c;
	tty->ends[pos / 8] &= ~(1 << pos % 8);
	if (end)
		tty->ends[pos / 8] |= 1 << pos % 8;
	tty->head++;
}

void n_tty_flush(struct tty *tty)
{
	tty->tail = tty->canon_head = tty->head;
	tty->lines = 0;
	tty->lnext = false;
}

/* What is unread becomes the line being typed, or, without ICANON, simply readable. */
void n_tty_mode_changed(struct tty *tty)
{
	memset(tty->ends, 0, sizeof(tty->ends));
	tty->canon_head = tty->tail;
	tty->canon_column = tty->column;
	tty->lines = 0;
	tty->lnext = false;
}

unsigned int n_tty_chars(const struct tty *tty)
{
	return (L_FLAG(tty, ICANON) ? tty->canon_head : tty->head) - tty->tail;
}

bool n_tty_readable(const struct tty *tty)
{
	return L_FLAG(tty, ICANON) ? tty->lines != 0 : tty->head != tty->tail;
}

size_t n_tty_take(struct tty *tty, unsigned char *buf, size_t n, bool *line_end)
{
	bool canon = L_FLAG(tty, ICANON);
	size_t done = 0;

	*line_end = false;
	while (!*line_end && tty->tail != tty->head && (!canon || tty->lines)) {
		bool end = canon && is_end(tty, tty->tail);
		unsigned char c = tty->ring[POS(tty->tail)];

		/* A ^D right behind the last byte asked for is taken too: it must not look like another. */
		if (done == n && !(end && !c && done))
			break;
		tty->tail++;
		if (!end || c)
			buf[done++] = c;
		if (end) {
			tty->lines--;
			*line_end = true;
		}
	}
	return done;
}

/* --- output and echo --- */

size_t n_tty_opost(struct tty *tty, unsigned char c, char *out)
{
	size_t n = 0;

	if (!O_FLAG(tty, OPOST)) {
		out[0] = c;
		return 1;
	}
	if (c == '\n' && O_FLAG(tty, ONLCR)) {
		out[n++] = '\r';
		tty->column = 0;
	} else if (c == '\r' && O_FLAG(tty, OCRNL)) {
		c = '\n';
	} else if (c == '\r') {
		tty->column = 0;
	} else if (c == '\t') {
		tty->column = (tty->column | 7) + 1;
	} else if (c == '\b') {
		tty->column -= tty->column > 0;
	} else if (c >= ' ' && c != 127) {
		tty->column++;
	}
	out[n++] = c;
	return n;
}

static void output(struct tty *tty, const char *text)
{
	char out[2];

	for (; *text; text++)
		console_write(out, n_tty_opost(tty, *text, out));
}

static bool echoes_as_two(const struct tty *tty, unsigned char c)
{
	return L_FLAG(tty, ECHOCTL) && (c < ' ' || c == 127) && c != '\t' && c != '\n';
}

static void echo(struct tty *tty, unsigned char c)
{
	char text[3] = { c, 0, 0 };

	if (!L_FLAG(tty, ECHO) && !(c == '\n' && L_FLAG(tty, ECHONL)))
		return;
	if (echoes_as_two(tty, c)) {
		text[0] = '^';
		text[1] = c ^ 0x40;
	}
	if (c || text[1])
		output(tty, text);
}

static void beep(struct tty *tty)
{
	if (I_FLAG(tty, IMAXBEL))
		console_write("\a", 1);
}

/* --- line editing --- */

/* Columns that position `last` of the line being typed takes on the screen. */
static unsigned int width_of(const struct tty *tty, unsigned int last)
{
	unsigned int column = tty->canon_column, before = column;

	for (unsigned int n = tty->canon_head; n - tty->canon_head <= last - tty->canon_head; n++) {
		unsigned char c = tty->ring[POS(n)];

		before = column;
		if (c == '\t')
			column = (column | 7) + 1;
		else if (echoes_as_two(tty, c))
			column += 2;
		else if (c >= ' ' && c != 127)
			column++;
	}
	return column - before;
}

/* Rub out the last character of the line being typed, on the screen too. */
static void rub_out(struct tty *tty)
{
	unsigned char c = tty->ring[POS(tty->head - 1)];

	if (L_FLAG(tty, ECHO)) {
		for (unsigned int n = width_of(tty, tty->head - 1); n; n--)
			output(tty, c == '\t' ? "\b" : "\b \b");
	}
	tty->head--;
}

static bool is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c >= 0x80;
}

static void erase_word(struct tty *tty)
{
	bool in_word = false;

	while (tty->head != tty->canon_head) {
		bool word = is_word(tty->ring[POS(tty->head - 1)]);

		if (in_word && !word)
			break;
		in_word |= word;
		rub_out(tty);
	}
}

static void erase_line(struct tty *tty, unsigned char c)
{
	if (L_FLAG(tty, ECHO) && !(L_FLAG(tty, ECHOKE) && L_FLAG(tty, ECHOE))) {
		tty->head = tty->canon_head;
		echo(tty, c);
		if (L_FLAG(tty, ECHOK))
			output(tty, "\n");
		return;
	}
	while (tty->head != tty->canon_head)
		rub_out(tty);
}

static void retype_line(struct tty *tty, unsigned char c)
{
	echo(tty, c);
	output(tty, "\n");
	tty->canon_column = tty->column;
	for (unsigned int n = tty->canon_head; n != tty->head; n++)
		echo(tty, tty->ring[POS(n)]);
}

/* Is c a command of line editing? Then it has been carried out. */
static bool edit(struct tty *tty, unsigned char c)
{
	/* Both characters that backspace keys send: a terminal behind the serial line may use either. */
	if (is_cc(tty, c, VERASE) || c == '\b' || c == 127) {
		if (tty->head == tty->canon_head)
			return true;
		if (L_FLAG(tty, ECHO) && !L_FLAG(tty, ECHOE)) {
			tty->head--;
			echo(tty, c);
		} else {
			rub_out(tty);
		}
		return true;
	}
	if (is_cc(tty, c, VKILL)) {
		erase_line(tty, c);
		return true;
	}
	if (!L_FLAG(tty, IEXTEN))
		return false;
	if (is_cc(tty, c, VWERASE))
		erase_word(tty);
	else if (is_cc(tty, c, VREPRINT))
		retype_line(tty, c);
	else
		return false;
	return true;
}

/* The line being typed is complete; c is its last character, 0 for end-of-file. */
static void end_line(struct tty *tty, unsigned char c)
{
	if (tty->head - tty->tail >= N_TTY_BUF_SIZE)
		return;
	put_ring(tty, c, true);
	tty->canon_head = tty->head;
	tty->lines++;
	wake_up(&tty->read_wait);
	poll_wake();
}

/* Just a character. */
static void take_plain(struct tty *tty, unsigned char c)
{
	if (tty->head - tty->tail >= N_TTY_BUF_SIZE - 1) {
		beep(tty);
		return;
	}
	if (L_FLAG(tty, ICANON) && tty->head == tty->canon_head)
		tty->canon_column = tty->column;
	put_ring(tty, c, false);
	echo(tty, c);
	if (!L_FLAG(tty, ICANON)) {
		wake_up(&tty->read_wait);
		poll_wake();
	}
}

/* --- signals and flow --- */

static void start_output(struct tty *tty)
{
	tty->stopped = false;
	wake_up(&tty->write_wait);
}

/* Does c send a signal? Then it has been sent. */
static bool signal_char(struct tty *tty, unsigned char c)
{
	int sig;

	if (!L_FLAG(tty, ISIG))
		return false;
	if (is_cc(tty, c, VINTR))
		sig = SIGINT;
	else if (is_cc(tty, c, VQUIT))
		sig = SIGQUIT;
	else if (is_cc(tty, c, VSUSP))
		sig = SIGTSTP;
	else
		return false;
	if (!L_FLAG(tty, NOFLSH))
		n_tty_flush(tty);
	start_output(tty);
	echo(tty, c);
	if (tty->pgrp > 0)
		kill_pg(tty->pgrp, sig);
	return true;
}

/* ^S and ^Q. */
static bool flow_char(struct tty *tty, unsigned char c)
{
	if (!I_FLAG(tty, IXON))
		return false;
	if (is_cc(tty, c, VSTART))
		start_output(tty);
	else if (is_cc(tty, c, VSTOP))
		tty->stopped = true;
	else
		return false;
	return true;
}

static void receive(struct tty *tty, unsigned char c)
{
	if (tty->lnext) {
		tty->lnext = false;
		take_plain(tty, c);
		return;
	}
	if (flow_char(tty, c))
		return;
	if (tty->stopped && I_FLAG(tty, IXANY))
		start_output(tty);
	if (signal_char(tty, c))
		return;
	if (c == '\r') {
		if (I_FLAG(tty, IGNCR))
			return;
		if (I_FLAG(tty, ICRNL))
			c = '\n';
	} else if (c == '\n' && I_FLAG(tty, INLCR)) {
		c = '\r';
	}
	if (!L_FLAG(tty, ICANON)) {
		take_plain(tty, c);
	} else if (edit(tty, c)) {
		return;
	} else if (c == '\n') {
		echo(tty, c);
		end_line(tty, c);
	} else if (is_cc(tty, c, VEOF)) {
		end_line(tty, 0);
	} else if (is_cc(tty, c, VEOL) || is_cc(tty, c, VEOL2)) {
		echo(tty, c);
		end_line(tty, c);
	} else if (is_cc(tty, c, VLNEXT) && L_FLAG(tty, IEXTEN)) {
		tty->lnext = true;
		if (L_FLAG(tty, ECHO) && L_FLAG(tty, ECHOCTL))
			output(tty, "^\b");
	} else {
		take_plain(tty, c);
	}
}

void tty_receive_char(unsigned char c)
{
	struct tty *tty = &console_tty;

	spin_lock(&tty->lock);
	receive(tty, c);
	spin_unlock(&tty->lock);
}
