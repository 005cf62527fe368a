/* SPDX-License-Identifier: GPL-2.0-only */
/* The terminal: what tty.c, which serves the calls, and n_tty.c, the line discipline, share. */
#ifndef KERNEL_DRIVERS_TTY_H
#define KERNEL_DRIVERS_TTY_H

#include <uapi/termios.h>
#include "kernel/sched/semaphore.h"

#define N_TTY_BUF_SIZE	4096

/*
 * Input on its way from arrival to read():
 *
 *	ring[]   ...  |  tail ... complete lines ... | canon_head ... line being typed ... | head
 *
 * The three positions only grow; their remainder is the index. An entry is a character, with
 * LINE_END added if it is the last one of a line. END_OF_FILE stands for ^D: it ends a line
 * but is not part of it. Without ICANON there are no lines: read() takes all up to head.
 */
#define LINE_END	0x100
#define END_OF_FILE	(LINE_END | 0)

struct tty {
	struct termios termios;
	struct winsize winsize;
	pid_t session, pgrp;		/* whose terminal this is, and the foreground group; 0: none */

	/* Guards what follows, and termios. */
	spinlock_t lock;
	unsigned short ring[N_TTY_BUF_SIZE];
	unsigned int tail, canon_head, head;
	bool lnext;			/* ^V was typed: the next character has no special meaning */
	bool stopped;			/* by ^S */

	wait_queue_head_t read_wait, write_wait;
	struct semaphore read_sem, write_sem;	/* one reader, one writer at a time */
};

extern struct tty console_tty;

/*
 * If current leads the session of the terminal, end that: the terminal is free for another session,
 * and the foreground group receives SIGHUP. Called by exit and TIOCNOTTY. (Linux: disassociate_ctty)
 */
void disassociate_ctty(void);
/* Make /dev/tty and /dev/console. At boot, after fs_init(). */
void tty_init(void);

#endif
