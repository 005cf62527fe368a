/* SPDX-License-Identifier: GPL-2.0-only */
/* A screen of pixels, for machines whose firmware (UEFI) has no text mode. */
#ifndef KERNEL_DRIVERS_FRAMEBUFFER_H
#define KERNEL_DRIVERS_FRAMEBUFFER_H

#include "kernel/lib/types.h"

/* How the boot loader has set up the screen. A pixel is a number of 32 bits. */
struct framebuffer {
	uint64_t address;		/* physical; 0: there is none */
	uint32_t width, height;		/* in pixels */
	uint32_t pitch;			/* bytes from one row of pixels to the next */
	uint8_t red, green, blue;	/* in a pixel, the lowest bit of each, which has eight bits */
};

/*
 * Prepare the screen for framebuffer_show() with this font, which must be one (is_font()). Returns
 * memory for `nr_cells` cells, or NULL when the screen cannot be used. At boot, before the first process.
 */
uint16_t *framebuffer_init(const struct framebuffer *fb, const void *font, unsigned int nr_cells);
/*
 * Show rows of cells as of a VGA card, and a cursor at that cell of them. The caller has switched
 * interrupts off.
 */
void framebuffer_show(const volatile uint16_t *cells, unsigned int cursor);
/* Is this a font for framebuffer_init()? */
bool is_font(const void *data, size_t size);
/* Name the memory that framebuffer_init() has allocated (mm/census.h). */
void census_framebuffer(void);

#endif
