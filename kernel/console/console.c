// SPDX-License-Identifier: GPL-2.0-only
/*
 * One console out of three devices:
 *
 *	keyboard --+                       +--> text screen
 *	           +--> tty --> programs --+
 *	COM1 ------+                       +--> COM1
 *
 * The kernel's own messages go to the screen and COM1 too, or, with the boot word
 * log=ttyS2, to COM3 instead of COM1: then COM1 carries the programs' bytes and
 * nothing else. With `quiet` they keep off the screen.
 */
#include "kernel/cmdline.h"
#include "kernel/console/console.h"
#include "kernel/fs/fs.h"
#include "kernel/printk.h"
#include "kernel/string.h"

static uint16_t log_port = COM1;

void console_write(const char *text, size_t len)
{
	vga_write(text, len);
	serial_write(COM1, text, len);
}

/* printk()'s lines end in \n only; a terminal wants \r\n. */
static void write_lines(const char *text, size_t len, void (*write)(const char *, size_t))
{
	while (len) {
		size_t n = 0;

		while (n < len && text[n] != '\n')
			n++;
		write(text, n);
		if (n < len) {
			write("\r\n", 2);
			n++;
		}
		text += n;
		len -= n;
	}
}

static void log_serial(const char *text, size_t len)
{
	serial_write(log_port, text, len);
}

static void log_write(const char *text, size_t len)
{
	if (log_port == COM1)
		write_lines(text, len, log_serial);
	else
		log_serial(text, len);		/* read by a program */
	if (!boot_word("quiet"))
		write_lines(text, len, vga_write);
}

static struct printk_sink log_sink = { .write = log_write };

void console_init(void)
{
	const char *log = boot_word("log");

	if (log && !strcmp(log, "ttyS2"))
		log_port = COM3;
	vga_init();
	serial_init(COM1);
	if (log_port != COM1)
		serial_init(log_port);
	tty_init();
	keyboard_init();
	serial_listen();
	register_printk_sink(&log_sink);
}
