/* SPDX-License-Identifier: GPL-2.0-only */
/* The PC's keyboard. */
#ifndef KERNEL_DRIVERS_KEYBOARD_H
#define KERNEL_DRIVERS_KEYBOARD_H

/* Pass the characters of pressed keys to n_tty_input() from now on. At boot. */
void keyboard_init(void);

#endif
