/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen in VGA text mode. */
#ifndef KERNEL_DRIVERS_VGA_H
#define KERNEL_DRIVERS_VGA_H

#include "kernel/lib/types.h"

#define VGA_COLUMNS	80U
#define VGA_ROWS	25U
#define VGA_CELLS	16384U		/* 32 KiB of text memory */

/* Clear the screen. At boot. */
void vga_init(void);
/* From now on, keep the text in this memory of VGA_CELLS cells, and show it with framebuffer_show(). */
void vga_use_framebuffer(uint16_t *memory);
/*
 * Show text, which may contain the escape sequences listed in vga.c. \n moves down without
 * returning to the first column. The caller has switched interrupts off.
 */
void vga_write(const char *text, size_t len);
/*
 * Move the shown part of the text by half a screen, up to earlier text or down again. The next
 * vga_write() shows its end. The caller has switched interrupts off.
 */
void vga_scroll_back(bool up);

#endif
