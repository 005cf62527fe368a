/* SPDX-License-Identifier: GPL-2.0-only */
/* The console: where the kernel's log and the output of programs appear. */
#ifndef KERNEL_DRIVERS_CONSOLE_H
#define KERNEL_DRIVERS_CONSOLE_H

#include "kernel/drivers/framebuffer.h"

/* Show the log on the screen and on COM1. The first step of the boot: printk() needs it. */
void console_init(void);
/* Obey the boot words `log` and `quiet`. At boot, after parse_cmdline(). */
void console_setup(void);
/*
 * Show the text in pixels from now on, with this font (is_font()), if there is such a screen. Text
 * from before is not shown again. At boot, when memory can be allocated.
 */
void console_use_framebuffer(const struct framebuffer *fb, const void *font);
/* Write the output of programs. Never sleeps; may be called with interrupts off. */
void console_write(const char *text, size_t len);

#endif
