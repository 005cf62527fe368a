// SPDX-License-Identifier: GPL-2.0-only
/*
 * The line discipline of the terminal: what typed characters do (Linux: drivers/char/n_tty.c).
 *
 *	interrupt --> input[] --> receive() --> a command: ^C, ^D, backspace ...
 *	                                    --> a character: into the ring, and echoed
 *
 * Interrupt handlers only store characters in input[]. Deferred work processes them soon
 * afterwards, because a character may send signals, which must not happen in the middle of
 * other kernel code. Editing therefore works while the program does something else.
 *
 * A line has room for 4095 characters. Further ones are dropped, except the one that ends it.
 * When complete lines fill the ring, further characters are dropped, too; with CRTSCTS, they wait
 * in the serial line until a program has read.
 *
 * Left out compared with Linux: reprinting a line (^R), erasing without wiping characters off
 * the screen (ECHOE, ECHOK, ECHOKE and ECHOPRT have no effect), tab stops in echo (a tab
 * appears as ^I), beeps, parity marks.
 */
#include "kernel/drivers/n_tty.h"
#include <uapi/signal.h>
#include "kernel/drivers/console.h"
#include "kernel/drivers/serial.h"
#include "kernel/drivers/tty.h"
#include "kernel/fs/poll.h"
#include "kernel/sched/signal.h"
#include "kernel/sched/softirq.h"

#define POS(n)		((n) % N_TTY_BUF_SIZE)
#define I_FLAG(tty, f)	((tty)->termios.c_iflag & (f))
#define O_FLAG(tty, f)	((tty)->termios.c_oflag & (f))
#define L_FLAG(tty, f)	((tty)->termios.c_lflag & (f))
#define C_FLAG(tty, f)	((tty)->termios.c_cflag & (f))

/* Is c the special character number `which`? A 0 in c_cc switches that one off. */
static bool is_cc(const struct tty *tty, unsigned char c, int which)
{
	return c && c == tty->termios.c_cc[which];
}

/* --- the ring --- */

void n_tty_flush(struct tty *tty)
{
	tty->tail = tty->canon_head = tty->head;
	tty->lnext = false;
	defer_work();			/* input may wait for room */
}

/*
 * Unread input stays readable, as in today's Linux: what was typed ahead of a program, while a
 * shell read in raw mode, is not lost. With ICANON all of it counts as one complete line.
 */
void n_tty_mode_changed(struct tty *tty)
{
	for (unsigned int n = tty->tail; n != tty->head; n++)
		tty->ring[POS(n)] &= ~LINE_END;
	if (L_FLAG(tty, ICANON) && tty->head != tty->tail)
		tty->ring[POS(tty->head - 1)] |= LINE_END;
	tty->canon_head = tty->head;
	tty->lnext = false;
}

unsigned int n_tty_chars(const struct tty *tty)
{
	return (L_FLAG(tty, ICANON) ? tty->canon_head : tty->head) - tty->tail;
}

size_t n_tty_take(struct tty *tty, unsigned char *buf, size_t n, bool *line_end)
{
	size_t done = 0;

	*line_end = false;
	while (!*line_end && n_tty_chars(tty)) {
		unsigned short c = tty->ring[POS(tty->tail)];

		/* Take a ^D after the last byte asked for, too: alone it would be an end of file. */
		if (done == n && c != END_OF_FILE)
			break;
		tty->tail++;
		if (c != END_OF_FILE)
			buf[done++] = c;
		*line_end = c & LINE_END;
	}
	defer_work();			/* input may wait for room */
	return done;
}

/* --- output and echo --- */

size_t n_tty_opost(const struct tty *tty, unsigned char c, char *out)
{
	size_t n = 0;

	if (O_FLAG(tty, OPOST) && O_FLAG(tty, ONLCR) && c == '\n')
		out[n++] = '\r';
	if (O_FLAG(tty, OPOST) && O_FLAG(tty, OCRNL) && c == '\r')
		c = '\n';
	out[n++] = c;
	return n;
}

/* Is c echoed as two characters, as in ^C? */
static bool echoes_as_two(const struct tty *tty, unsigned char c)
{
	return L_FLAG(tty, ECHOCTL) && (c < ' ' || c == 127) && c != '\n';
}

static void echo(const struct tty *tty, unsigned char c)
{
	char out[2] = { '^', c ^ 0x40 };

	if (L_FLAG(tty, ECHO) && echoes_as_two(tty, c))
		console_write(out, 2);
	else if (L_FLAG(tty, ECHO) || (c == '\n' && L_FLAG(tty, ECHONL)))
		console_write(out, n_tty_opost(tty, c, out));
}

/* --- line editing --- */

/* Remove the last character of the line being typed, on the screen as well. */
static void rub_out(struct tty *tty)
{
	unsigned char c = tty->ring[POS(--tty->head)];

	if (!L_FLAG(tty, ECHO))
		return;
	if (echoes_as_two(tty, c))
		console_write("\b \b\b \b", 6);
	else if (c >= ' ' && c != 127)
		console_write("\b \b", 3);
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

/* If c is a command of line editing, carry it out and return true. */
static bool edit(struct tty *tty, unsigned char c)
{
	/* Terminals on the serial line send either of two characters for the backspace key. */
	if (is_cc(tty, c, VERASE) || c == '\b' || c == 127) {
		if (tty->head != tty->canon_head)
			rub_out(tty);
	} else if (is_cc(tty, c, VKILL)) {
		while (tty->head != tty->canon_head)
			rub_out(tty);
	} else if (is_cc(tty, c, VWERASE) && L_FLAG(tty, IEXTEN)) {
		erase_word(tty);
	} else {
		return false;
	}
	return true;
}

static void wake_readers(struct tty *tty)
{
	wake_up(&tty->read_wait);
	poll_wake();
}

/* Complete the line being typed with c, a character or END_OF_FILE. */
static void end_line(struct tty *tty, unsigned short c)
{
	if (tty->head - tty->tail >= N_TTY_BUF_SIZE)
		return;
	tty->ring[POS(tty->head++)] = c | LINE_END;
	tty->canon_head = tty->head;
	wake_readers(tty);
}

/* Store and echo a character without special meaning. The last place is kept for the end of a line. */
static void take_plain(struct tty *tty, unsigned char c)
{
	if (tty->head - tty->tail >= N_TTY_BUF_SIZE - 1)
		return;
	tty->ring[POS(tty->head++)] = c;
	echo(tty, c);
	if (!L_FLAG(tty, ICANON))
		wake_readers(tty);
}

/* --- signals and flow control --- */

static void start_output(struct tty *tty)
{
	tty->stopped = false;
	wake_up(&tty->write_wait);
}

/* If c sends a signal, send it to the foreground group and return true. */
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

/* If c is ^S or ^Q, stop or start output and return true. */
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

/* Process a typed character. The caller holds tty->lock. (Linux: n_tty_receive_char) */
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
	} else if (c == '\n' || is_cc(tty, c, VEOL) || is_cc(tty, c, VEOL2)) {
		echo(tty, c);
		end_line(tty, c);
	} else if (is_cc(tty, c, VEOF)) {
		end_line(tty, END_OF_FILE);
	} else if (is_cc(tty, c, VLNEXT) && L_FLAG(tty, IEXTEN)) {
		tty->lnext = true;
		if (L_FLAG(tty, ECHO) && L_FLAG(tty, ECHOCTL))
			console_write("^\b", 2);
	} else {
		take_plain(tty, c);
	}
}

/* --- from the interrupt to receive() --- */

#define INPUT_SIZE	512
static unsigned char input[INPUT_SIZE];
/* Positions, as in the ring: the interrupt handler changes only the first, take_input() the second. */
static volatile unsigned int input_head, input_tail;

bool n_tty_has_room(void)
{
	return input_head - input_tail < INPUT_SIZE;
}

void n_tty_input(unsigned char c)
{
	if (!n_tty_has_room())
		return;
	input[input_head % INPUT_SIZE] = c;
	input_head++;
	defer_work();
}

/* Must input wait, because the ring is full and a program will make room? */
static bool must_wait(const struct tty *tty)
{
	return C_FLAG(tty, CRTSCTS) && tty->head - tty->tail >= N_TTY_BUF_SIZE - 1 && n_tty_chars(tty);
}

static void take_input(void)
{
	struct tty *tty = &console_tty;

	while (input_tail != input_head && !must_wait(tty)) {
		unsigned char c = input[input_tail % INPUT_SIZE];

		input_tail++;
		spin_lock(&tty->lock);
		receive(tty, c);
		spin_unlock(&tty->lock);
	}
	serial_resume_input();
}

void n_tty_init(void)
{
	set_deferred_work(take_input);
}
