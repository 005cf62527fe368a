/* SPDX-License-Identifier: GPL-2.0-only */
/* The PC's keyboard. */
#ifndef KERNEL_DRIVERS_KEYBOARD_H
#define KERNEL_DRIVERS_KEYBOARD_H

/*
 * Pass the characters of pressed keys to n_tty_input() from now on. The interrupt handler calls
 * on_ctrl_alt_del() for these three keys. At boot.
 */
void keyboard_init(void (*on_ctrl_alt_del)(void));

#endif
