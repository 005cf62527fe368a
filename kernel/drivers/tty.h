/* SPDX-License-Identifier: GPL-2.0-only */
/* The terminal, as tty.c (calls) and n_tty.c (line discipline) share it. */
#ifndef KERNEL_CONSOLE_TTY_H
#define KERNEL_CONSOLE_TTY_H

#include <uapi/termios.h>
#include "kernel/sched/semaphore.h"

#define N_TTY_BUF_SIZE	4096

/*
 * Input, from arrival to read():
 *
 *	ring[]   ...  |  tail ... complete lines ... | canon_head ... line being typed ... | head
 *
 * The three run on for ever; an index is their remainder. A position whose bit in
 * ends[] is set is the last of a line: a newline, or a 0 that stands for ^D.
 * Without ICANON there are no lines, and all of it can be read.
 */
struct tty {
	struct termios termios;
	struct winsize winsize;
	pid_t session, pgrp;		/* whose terminal it is, and who is in front; 0: nobody */

	/* Guards what follows, and termios. */
	spinlock_t lock;
	unsigned char ring[N_TTY_BUF_SIZE];
	unsigned char ends[N_TTY_BUF_SIZE / 8];
	unsigned int tail, canon_head, head;
	unsigned int lines;		/* complete ones between tail and canon_head */
	unsigned int column;		/* where the cursor is, as far as we printed */
	unsigned int canon_column;	/* where it was before the line being typed */
	bool lnext;			/* ^V: the next character is just a character */
	bool stopped;			/* ^S */

	wait_queue_head_t read_wait, write_wait;
	struct semaphore read_sem, write_sem;	/* one reader, one writer at a time */
};

extern struct tty console_tty;

/* --- n_tty.c; all with tty->lock held --- */
/* Forget what was typed and not read. */
void n_tty_flush(struct tty *tty);
/* ICANON has changed. */
void n_tty_mode_changed(struct tty *tty);
/* How many bytes read() would find. */
unsigned int n_tty_chars(const struct tty *tty);
/* Is there something to return from read(), be it only end-of-file? */
bool n_tty_readable(const struct tty *tty);
/*
 * Take up to n bytes out; with ICANON not beyond the end of a line, and then *line_end
 * says that it was reached.
 */
size_t n_tty_take(struct tty *tty, unsigned char *buf, size_t n, bool *line_end);
/* c as it has to be sent, into out (2 bytes): how many. Keeps track of the column. */
size_t n_tty_opost(struct tty *tty, unsigned char c, char *out);

#endif
