// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draws the screen of vga.c in pixels. UEFI and GRUB set a graphics mode and pass its address; on
 * the disc, GRUB also loads a font (tools/font) as a module:
 *
 *	cells (in memory)		pixels (in the graphics card)
 *	+----+----+--			+--------+--------+--
 *	| A  | b  |			|  #     |#       |	8 by `height` pixels for each cell,
 *	+----+----+--	 font		| # #    |#       |	every pixel `scale` times as wide
 *	|    |    |	------>		|#####   |####    |	and as high, in the middle of the
 *					|#   #   |#   #   |	screen
 *
 * Only the cells that have changed are drawn, because writing to the card is slow. Left out compared
 * with Linux: other sizes of pixels, the colour brown, and a cursor that blinks.
 */
#include "kernel/drivers/framebuffer.h"
#include "kernel/drivers/vga.h"
#include "kernel/lib/string.h"
#include "mm/census.h"
#include "mm/device.h"
#include "mm/page_alloc.h"

#define GLYPHS		256
#define WIDTH		8		/* of a glyph, in pixels */
#define CURSOR_HEIGHT	2
#define CELLS		(VGA_ROWS * VGA_COLUMNS)

/* A font in the format PSF 2. The glyphs follow, a byte for each row of pixels, leftmost in bit 7. */
struct psf2 {
	uint32_t magic, version, header_size, flags;
	uint32_t nr_glyphs, glyph_size, height, width;
};
#define PSF2_MAGIC	0x864ab572

static struct framebuffer screen;
static uint8_t *pixels;			/* of the first cell */
static unsigned int scale, height;	/* height: of a glyph */
static const uint8_t *glyphs;
static uint16_t *all_cells;		/* of vga.c */
static uint16_t *shown;			/* the cells as they were drawn */
static unsigned int shown_cursor;

bool is_font(const void *data, size_t size)
{
	const struct psf2 *font = data;

	return size >= sizeof(*font) && font->magic == PSF2_MAGIC && font->width == WIDTH &&
	       font->nr_glyphs == GLYPHS && font->height <= 64 && font->glyph_size == font->height &&
	       font->header_size <= size && size - font->header_size >= GLYPHS * font->glyph_size;
}

/* One of the 16 colours of a VGA card: bit 0 blue, 1 green, 2 red, 3 bright. */
static uint32_t colour(unsigned int n)
{
	uint32_t dark = n & 8 ? 0x55 : 0, light = dark + 0xaa;

	return (n & 4 ? light : dark) << screen.red | (n & 2 ? light : dark) << screen.green |
	       (n & 1 ? light : dark) << screen.blue;
}

static void draw(unsigned int cell, uint16_t value, bool cursor)
{
	const uint8_t *glyph = glyphs + (value & 0xff) * height;
	uint32_t front = colour(value >> 8 & 15), ground = colour(value >> 12 & 7);
	uint8_t *row = pixels + cell / VGA_COLUMNS * height * scale * screen.pitch +
		       cell % VGA_COLUMNS * WIDTH * scale * 4;

	for (unsigned int y = 0; y < height * scale; y++, row += screen.pitch) {
		volatile uint32_t *pixel = (uint32_t *)row;
		unsigned int bits = glyph[y / scale];

		if (cursor && y / scale >= height - CURSOR_HEIGHT)
			bits = 0xff;
		for (unsigned int x = 0; x < WIDTH * scale; x++)
			pixel[x] = bits & 0x80 >> x / scale ? front : ground;
	}
}

void framebuffer_show(const volatile uint16_t *cells, unsigned int cursor)
{
	for (unsigned int i = 0; i < CELLS; i++) {
		if (shown[i] == cells[i] && (i == cursor) == (i == shown_cursor))
			continue;
		shown[i] = cells[i];
		draw(i, shown[i], i == cursor);
	}
	shown_cursor = cursor;
}

uint16_t *framebuffer_init(const struct framebuffer *fb, const void *font, unsigned int nr_cells)
{
	const struct psf2 *header = font;
	unsigned int order = 0;

	if (!fb->address || fb->address + (uint64_t)fb->pitch * fb->height > 1ULL << 32)
		return NULL;
	screen = *fb;
	height = header->height;
	glyphs = (const uint8_t *)font + header->header_size;
	scale = min(fb->width / (VGA_COLUMNS * WIDTH), fb->height / (VGA_ROWS * height));
	pixels = scale ? map_device(fb->address, fb->pitch * fb->height) : NULL;
	if (!pixels)
		return NULL;
	pixels += (fb->height - VGA_ROWS * height * scale) / 2 * fb->pitch +
		  (fb->width - VGA_COLUMNS * WIDTH * scale) / 2 * 4;
	while (PAGE_SIZE << order < (nr_cells + CELLS) * sizeof(uint16_t))
		order++;
	all_cells = (uint16_t *)__get_free_pages(GFP_KERNEL, order);
	if (!all_cells)
		return NULL;
	shown = all_cells + nr_cells;
	memset(shown, 0, CELLS * sizeof(uint16_t));
	return all_cells;
}

void census_framebuffer(void)
{
	census_object(all_cells);
}
