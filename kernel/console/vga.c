// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text screen: 80 by 25 characters, two bytes each, at physical 0xB8000.
 *
 *	 15 14    12 11       8 7               0
 *	+--+--------+----------+-----------------+
 *	|bl| ground | foreground|    character    |
 *	+--+--------+----------+-----------------+
 *
 * The video memory holds more lines than the screen shows. Scrolling moves the
 * start address instead of the text, and only when the memory ends is the screen
 * copied back to its beginning:
 *
 *	line 0 [ ... ][ shown: top .. top+24 ][ free ]  MEM_LINES
 *
 * Understands \r \n \b \t \a and these sequences: ESC [ row;col H (move), ESC [ 2J
 * (clear), ESC [ K (clear to the end of the line), ESC [ n;n... m (colours, 7 inverse, 1 bright).
 */
#include "kernel/console/console.h"
#include "kernel/io.h"
#include "kernel/string.h"
#include "mm/page.h"

#define COLUMNS		80
#define ROWS		25
#define MEM_LINES	200		/* of 80 columns: 32000 of 32768 bytes */
#define BLANK		0x0720		/* a space, light grey on black */

#define CRTC_START	0x0c		/* two registers: high byte, low byte */
#define CRTC_CURSOR	0x0e

static volatile uint16_t *const video = __va(0xB8000);
static bool present;
static int top, row, column;		/* first line shown; the cursor on the screen */
static uint16_t attribute = 0x0700;

enum { TEXT, ESCAPE, SEQUENCE };
static int state = TEXT;
#define MAX_PARAMS	4
static int params[MAX_PARAMS], nr_params;

static void write_index(uint16_t port, uint8_t index, uint8_t value)
{
	outb(index, port);
	outb(value, port + 1);
}

static void crtc_pair(uint8_t index, uint16_t value)
{
	write_index(0x3d4, index, value >> 8);
	write_index(0x3d4, index + 1, value & 0xff);
}

/*
 * Mode 3 by hand, for a loader that left the hardware in another: sequencer, CRT
 * controller, graphics and attribute controller. The font in plane 2 is the BIOS's.
 */
static void set_text_mode(void)
{
	static const uint8_t sequencer[] = { 0x03, 0x00, 0x03, 0x00, 0x02 };
	static const uint8_t crtc[] = {
		0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00,
		0x00, 0x00, 0x00, 0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff,
	};
	static const uint8_t graphics[] = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff };
	static const uint8_t attributes[] = {
		0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d,
		0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00,
	};

	outb(0x67, 0x3c2);				/* colour, 25 MHz, 400 lines */
	for (size_t i = 0; i < sizeof(sequencer); i++)
		write_index(0x3c4, i, sequencer[i]);
	write_index(0x3d4, 0x11, 0x0e);			/* unlock registers 0 to 7 */
	for (size_t i = 0; i < sizeof(crtc); i++)
		write_index(0x3d4, i, crtc[i]);
	for (size_t i = 0; i < sizeof(graphics); i++)
		write_index(0x3ce, i, graphics[i]);
	inb(0x3da);					/* next write to 0x3c0 is an index */
	for (size_t i = 0; i < sizeof(attributes); i++) {
		outb(i, 0x3c0);
		outb(attributes[i], 0x3c0);
	}
	outb(0x20, 0x3c0);				/* screen on */
}

static volatile uint16_t *cell(int r, int c)
{
	return video + (top + r) * COLUMNS + c;
}

static void blank(volatile uint16_t *from, int count)
{
	while (count--)
		*from++ = BLANK;
}

static void scroll(void)
{
	if (top + ROWS == MEM_LINES) {
		memmove((void *)video, (const void *)cell(1, 0), (ROWS - 1) * COLUMNS * 2);
		top = 0;
	} else {
		top++;
	}
	blank(cell(ROWS - 1, 0), COLUMNS);
}

static void newline(void)
{
	if (row < ROWS - 1)
		row++;
	else
		scroll();
}

static void colour(int n)
{
	static const uint8_t ansi_to_vga[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };

	if (n == 0)
		attribute = 0x0700;
	else if (n == 1)
		attribute |= 0x0800;
	else if (n == 7)
		attribute = (attribute & 0x8800) | (attribute & 0x0700) << 4 | (attribute & 0x7000) >> 4;
	else if (n >= 30 && n <= 37)
		attribute = (attribute & 0xf800) | ansi_to_vga[n - 30] << 8;
	else if (n >= 40 && n <= 47)
		attribute = (attribute & 0x8f00) | ansi_to_vga[n - 40] << 12;
}

static void end_sequence(char c)
{
	switch (c) {
	case 'H':
		row = min(max(params[0], 1), ROWS) - 1;
		column = min(max(params[1], 1), COLUMNS) - 1;
		break;
	case 'J':
		blank(cell(0, 0), ROWS * COLUMNS);
		break;
	case 'K':
		blank(cell(row, column), COLUMNS - column);
		break;
	case 'm':
		for (int i = 0; i <= nr_params; i++)
			colour(params[i]);
		break;
	}
}

static void put_in_sequence(char c)
{
	if (c >= '0' && c <= '9') {
		params[nr_params] = (params[nr_params] * 10 + c - '0') % 1000;
	} else if (c == ';') {
		nr_params = min(nr_params + 1, MAX_PARAMS - 1);
	} else {
		end_sequence(c);
		state = TEXT;
	}
}

static void put_text(char c)
{
	switch (c) {
	case 27:
		state = ESCAPE;
		break;
	case '\n':
		newline();
		break;
	case '\r':
		column = 0;
		break;
	case '\b':
		column = max(column - 1, 0);
		break;
	case '\t':
		column = min((column + 8) & ~7, COLUMNS - 1);
		break;
	case '\a':
		break;
	default:
		if (column == COLUMNS) {	/* only now: a full last line must not scroll */
			column = 0;
			newline();
		}
		*cell(row, column++) = attribute | (uint8_t)c;
	}
}

void vga_write(const char *text, size_t len)
{
	if (!present)
		return;
	for (; len; len--, text++) {
		if (state == SEQUENCE) {
			put_in_sequence(*text);
		} else if (state == ESCAPE) {
			state = *text == '[' ? SEQUENCE : TEXT;
			nr_params = 0;
			memset(params, 0, sizeof(params));
		} else {
			put_text(*text);
		}
	}
	crtc_pair(CRTC_START, top * COLUMNS);
	crtc_pair(CRTC_CURSOR, (top + row) * COLUMNS + min(column, COLUMNS - 1));
}

void vga_init(void)
{
	uint16_t old = *video;

	*video = old ^ 0x0155;			/* memory there? Without a card nothing answers */
	present = *video == (old ^ 0x0155);
	*video = old;
	if (!present)
		return;
	set_text_mode();
	blank(video, MEM_LINES * COLUMNS);
}
