/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of kernel/console/ tell each other. */
#ifndef KERNEL_CONSOLE_CONSOLE_H
#define KERNEL_CONSOLE_CONSOLE_H

#include "kernel/types.h"

#define COM1	0x3f8
#define COM3	0x3e8

/* serial.c: 16550 ports. Output waits for the port; from anywhere. */
void serial_init(uint16_t port);
void serial_write(uint16_t port, const char *text, size_t len);
/* Let COM1 interrupt when something is typed. */
void serial_listen(void);

/* vga.c: the text screen. Does nothing on a machine without one. */
void vga_init(void);
void vga_write(const char *text, size_t len);

/* keyboard.c: the 8042 and a US keyboard. */
void keyboard_init(void);

/* tty.c: a byte was typed. From interrupts. */
void tty_receive(uint8_t c);
void tty_init(void);

/* console.c: text to the screen and COM1, as it is. */
void console_write(const char *text, size_t len);

#endif
