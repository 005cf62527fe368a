/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The console: one terminal that is a screen with a keyboard and a serial line at once.
 *
 *	keyboard.c --+                    +--> vga.c      the screen
 *	             +--> tty.c/n_tty.c --+
 *	serial.c ----+    (terminal)      +--> serial.c   COM1
 *	(COM1)                     printk --> vga.c and COM1, or COM3 (boot word log=ttyS2)
 */
#ifndef KERNEL_CONSOLE_CONSOLE_H
#define KERNEL_CONSOLE_CONSOLE_H

#include "kernel/lib/types.h"

/* --- vga.c --- */
void vga_init(void);
/* Text and the escape sequences of vga.c; \n moves down only. Interrupts off. */
void vga_write(const char *text, size_t len);

/* --- serial.c --- */
enum serial_line { COM1, COM2, COM3, NR_COM };
/* Set a line to 115200 baud, 8N1; false when there is no such device. */
bool serial_init(enum serial_line line);
/* Bytes as they are; waits for the device. Does nothing when it is absent. */
void serial_write(enum serial_line line, const char *text, size_t len);
/* Wait until all of it is out. */
void serial_drain(void);
/* Wait until a byte comes in, and take it. */
void serial_wait(enum serial_line line);
/* Hand what COM1 receives to console_input() from now on; again, after that had no room. */
void serial_start_input(void);
void serial_resume_input(void);

/* --- keyboard.c --- */
void keyboard_init(void);

/* --- console.c --- */
/* Bring up screen, serial lines, keyboard and terminal, and show the log. At boot, after fs_init(). */
void console_init(void);
/* What the terminal prints. */
void console_write(const char *text, size_t len);
/* A character has come in (from an interrupt); without room it is lost. */
void console_input(unsigned char c);
bool console_has_room(void);

/* --- tty.c, n_tty.c --- */
void tty_init(void);
/* What a character that was typed does. Not from interrupts: it may send signals. */
void tty_receive_char(unsigned char c);

#endif
