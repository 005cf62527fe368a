/* SPDX-License-Identifier: GPL-2.0-only */
/* Serial lines: 16550 chips at the PC's usual ports. */
#ifndef KERNEL_DRIVERS_SERIAL_H
#define KERNEL_DRIVERS_SERIAL_H

#include "kernel/lib/types.h"

enum serial_line { COM1, COM2, COM3, NR_COM };

/* Set a line to 115200 baud, 8 data bits, no parity, 1 stop bit. False if there is no such device. */
bool serial_init(enum serial_line line);
/* Send bytes unchanged and wait for the device as needed. Does nothing if the device is absent. */
void serial_write(enum serial_line line, const char *text, size_t len);
/* Wait until all lines have sent everything, because a machine that powers off loses the rest. */
void serial_drain(void);
/* Wait until a byte arrives, and discard it. */
void serial_wait(enum serial_line line);
/* Pass the bytes that COM1 receives to n_tty_input() from now on. At boot. */
void serial_start_input(void);
/* Receive again after n_tty_has_room() was false. */
void serial_resume_input(void);

#endif
