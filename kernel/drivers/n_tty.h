/* SPDX-License-Identifier: GPL-2.0-only */
/* The line discipline of the terminal: editing of lines, echo, characters that send signals. */
#ifndef KERNEL_DRIVERS_N_TTY_H
#define KERNEL_DRIVERS_N_TTY_H

#include "kernel/lib/types.h"

struct tty;

/* Register the function that processes input after an interrupt. At boot. */
void n_tty_init(void);
/* Accept a typed character. Called by interrupt handlers. Without room it is lost. */
void n_tty_input(unsigned char c);
/* Is there room for another character? */
bool n_tty_has_room(void);

/* The rest is for tty.c, which holds tty->lock. */

/* Discard input that has not been read. */
void n_tty_flush(struct tty *tty);
/* Adapt the ring after a change of ICANON. */
void n_tty_mode_changed(struct tty *tty);
/* The number of bytes that read() could take now. With ICANON an end-of-file counts as one. */
unsigned int n_tty_chars(const struct tty *tty);
/*
 * Take up to n bytes, n > 0, out of the ring and return how many. With ICANON, stop at the end
 * of a line and set *line_end if it was reached.
 */
size_t n_tty_take(struct tty *tty, unsigned char *buf, size_t n, bool *line_end);
/* Convert an output character as c_oflag demands. Writes to out, 2 bytes, and returns how many. */
size_t n_tty_opost(const struct tty *tty, unsigned char c, char *out);

#endif
