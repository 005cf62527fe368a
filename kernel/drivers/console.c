// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console: a screen and a serial line that show the same text.
 *
 *	keyboard.c --+                    +--> vga.c      the screen (or framebuffer.c)
 *	             +--> n_tty.c, tty.c -+
 *	serial.c ----+    (terminal)      +--> serial.c   COM1
 *	(COM1)                     printk --> vga.c and COM1, or COM3
 *
 * Two boot words change what appears where:
 *
 *	boot words		screen		COM1		COM3
 *	(none)			programs, log	programs, log
 *	log=ttyS2		log		programs	log
 *	quiet			programs	programs, log
 *	quiet log=ttyS2		nothing		programs	log
 *
 * tools/guest uses log=ttyS2: COM1 then carries the output of programs byte for byte.
 * Left out compared with Linux: a choice of devices by console=, and log levels.
 */
#include "kernel/drivers/console.h"
#include "kernel/drivers/serial.h"
#include "kernel/drivers/vga.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"

static bool log_on_com3, log_on_screen = true;

void console_write(const char *text, size_t len)
{
	unsigned long flags = local_irq_save();		/* text of the log must not mix with this */

	if (!log_on_com3)
		vga_write(text, len);
	serial_write(COM1, text, len);
	local_irq_restore(flags);
}

/* Show a piece of the log. Its lines end in \n, but a terminal needs \r as well. */
static void write_log(const char *text, size_t len)
{
	char lines[2 * PRINTK_MAX];
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			lines[n++] = '\r';
		lines[n++] = text[i];
	}
	if (log_on_com3)
		serial_write(COM3, text, len);
	else
		serial_write(COM1, lines, n);
	if (log_on_screen)
		vga_write(lines, n);
}

void console_init(void)
{
	vga_init();
	serial_init(COM1);
	printk_write = write_log;
}

void console_use_framebuffer(const struct framebuffer *fb, const void *font)
{
	uint16_t *cells = framebuffer_init(fb, font, VGA_CELLS);

	if (cells)
		vga_use_framebuffer(cells);
}

void console_setup(void)
{
	const char *log = boot_word("log");

	log_on_com3 = log && !strcmp(log, "ttyS2") && serial_init(COM3);
	log_on_screen = !boot_word("quiet");
}
