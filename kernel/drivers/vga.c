// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen: VGA text mode, 80 columns, 25 rows, 16 colours. Called by console.c.
 *
 *	0xb8000  cell  cell  cell ...		 15     12 11      8 7          0
 *	         row 0: 80 cells		[ background | colour | character ]
 *
 * The adapter has memory for 204 rows and shows 25 of them from any start. Scrolling moves
 * that start; only at the end of the memory is the screen copied back to its beginning, together
 * with the rows above it. This matters in an emulator, where each access to this memory is slow.
 * The rows above the screen can be shown again (vga_scroll_back).
 *
 * A BIOS and GRUB leave the adapter in this mode, so it is not programmed here. UEFI has no such
 * mode: there, the cells lie in ordinary memory, and framebuffer.c draws the part that is shown.
 *
 * Escape sequences, a subset of those of a VT100 (n is 1 if absent):
 *
 *	ESC [ r ; c H	move the cursor to row r, column c, both counted from 1
 *	ESC [ J, K	erase from the cursor to the end of the screen, of the line
 *	ESC [ 2 J, 2 K	erase the whole screen, the whole line
 *	ESC [ n ; ... m	0 normal, 1 bright, 7 reverse, 30-37 and 40-47 colours
 *
 * Left out compared with Linux: other escape sequences, fonts and graphics modes, several
 * screens.
 */
#include "kernel/drivers/vga.h"
#include "kernel/drivers/framebuffer.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"
#include "mm/page.h"

#define COLUMNS		VGA_COLUMNS
#define ROWS		VGA_ROWS
#define KEPT_ROWS	(3 * ROWS)	/* above the screen, when the memory ends */
#define DEFAULT_ATTR	0x07		/* light grey on black */
#define MAX_PARAMS	8

#define CRTC		0x3d4		/* index of a register; its value goes to the next port */
#define CRTC_START	0x0c		/* the cell shown first: high byte; low byte in the next register */
#define CRTC_CURSOR	0x0e		/* the cell under the cursor, likewise */

static volatile uint16_t *cells = (volatile uint16_t *)(PAGE_OFFSET + 0xb8000);
static bool in_pixels;			/* cells is ordinary memory; framebuffer.c shows it */
static unsigned int origin;		/* cell at the upper left corner */
static unsigned int back;		/* the cells by which the shown part begins before origin */
static unsigned int column, row;	/* column is COLUMNS after a character in the last one */
static uint8_t attr = DEFAULT_ATTR;

/* What take_char() expects next: text, the [ after ESC, or the parameters of a sequence. */
static enum { TEXT, BRACKET, PARAMS } state;
static unsigned int params[MAX_PARAMS], last_param;

static void write_crtc(uint8_t index, unsigned int cell)
{
	if (in_pixels)
		return;
	outb(index, CRTC);
	outb(cell >> 8, CRTC + 1);
	outb(index + 1, CRTC);
	outb(cell, CRTC + 1);
}

static void clear_cells(unsigned int from, unsigned int end)
{
	for (; from < end; from++)
		cells[origin + from] = attr << 8 | ' ';
}

static void scroll(void)
{
	origin += COLUMNS;
	if (origin + ROWS * COLUMNS > VGA_CELLS) {
		unsigned int from = origin - KEPT_ROWS * COLUMNS;

		for (unsigned int i = 0; i < (KEPT_ROWS + ROWS - 1) * COLUMNS; i++)
			cells[i] = cells[from + i];
		origin = KEPT_ROWS * COLUMNS;
	}
	clear_cells((ROWS - 1) * COLUMNS, ROWS * COLUMNS);
	write_crtc(CRTC_START, origin);
}

static void line_feed(void)
{
	if (row < ROWS - 1)
		row++;
	else
		scroll();
}

/* A full row wraps when the next character comes, so that a line of 80 characters takes one row. */
static void put_char(unsigned char c)
{
	if (column == COLUMNS) {
		column = 0;
		line_feed();
	}
	cells[origin + row * COLUMNS + column++] = attr << 8 | c;
}

/* Terminals number colours with red in bit 0 and blue in bit 2, the VGA the other way round. */
static void set_attribute(unsigned int n)
{
	static const uint8_t colour[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };

	if (n == 0)
		attr = DEFAULT_ATTR;
	else if (n == 1)
		attr |= 0x08;
	else if (n == 7)
		attr = (attr & 0x88) | (attr >> 4 & 7) | (attr & 7) << 4;
	else if (n >= 30 && n <= 37)
		attr = (attr & 0xf8) | colour[n - 30];
	else if (n >= 40 && n <= 47)
		attr = (attr & 0x8f) | colour[n - 40] << 4;
}

/* Erase within the cells from start to end: all of them with parameter 2, else from the cursor on. */
static void erase(unsigned int start, unsigned int end)
{
	clear_cells(params[0] == 2 ? start : row * COLUMNS + min(column, COLUMNS - 1), end);
}

static void end_sequence(char c)
{
	switch (c) {
	case 'H':
		row = min(params[0] ? params[0] : 1, ROWS) - 1;
		column = min(params[1] ? params[1] : 1, COLUMNS) - 1;
		break;
	case 'J':
		erase(0, ROWS * COLUMNS);
		break;
	case 'K':
		erase(row * COLUMNS, (row + 1) * COLUMNS);
		break;
	case 'm':
		for (unsigned int i = 0; i <= last_param; i++)
			set_attribute(params[i]);
		break;
	}
}

/* Take a character that belongs to an escape sequence. */
static void take_escape(unsigned char c)
{
	if (state == BRACKET) {
		state = c == '[' ? PARAMS : TEXT;
		memset(params, 0, sizeof(params));
		last_param = 0;
	} else if (c >= '0' && c <= '9') {
		params[last_param] = min(params[last_param] * 10 + c - '0', 9999U);
	} else if (c == ';') {
		last_param = min(last_param + 1, MAX_PARAMS - 1U);
	} else if (c != '?') {
		end_sequence(c);
		state = TEXT;
	}
}

static void take_char(unsigned char c)
{
	if (state != TEXT && c >= ' ') {
		take_escape(c);
		return;
	}
	switch (c) {
	case '\033':
		state = BRACKET;
		break;
	case '\n':
		line_feed();
		break;
	case '\r':
		column = 0;
		break;
	case '\b':
		if (column)
			column = min(column, COLUMNS) - 1;
		break;
	case '\t':
		column = min((column | 7) + 1, COLUMNS - 1);
		break;
	default:
		if (c >= ' ' && c != 127)
			put_char(c);
	}
}

static void show_pixels(void)
{
	if (in_pixels)
		framebuffer_show(cells + origin - back, row * COLUMNS + min(column, COLUMNS - 1) + back);
}

void vga_scroll_back(bool up)
{
	unsigned int half = ROWS / 2 * COLUMNS;

	back = up ? min(back + half, origin) : back - min(back, half);
	write_crtc(CRTC_START, origin - back);
	show_pixels();
}

void vga_write(const char *text, size_t len)
{
	if (back) {
		back = 0;
		write_crtc(CRTC_START, origin);
	}
	while (len--)
		take_char(*text++);
	write_crtc(CRTC_CURSOR, origin + row * COLUMNS + min(column, COLUMNS - 1));
	show_pixels();
}

void vga_init(void)
{
	clear_cells(0, ROWS * COLUMNS);
	write_crtc(CRTC_START, origin);
	vga_write("", 0);
}

void vga_use_framebuffer(uint16_t *memory)
{
	cells = memory;
	in_pixels = true;
	origin = back = row = column = 0;
	vga_init();
}
