// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen: VGA text mode, 80 columns, 25 rows, 16 colours.
 *
 *	0xb8000  cell  cell  cell ...		 15     12 11      8 7          0
 *	         row 0: 80 cells		[ background | colour | character ]
 *
 * The adapter has room for 204 rows and shows 25 from any start, so scrolling is
 * moving that start; only at the end of the memory is the screen copied back to its
 * beginning. That matters in an emulator, where each access to this memory is slow.
 *
 * Escape sequences: ESC [ n A, B, C, D, H, J, K, m (colours), as terminals know them.
 * Left out compared with Linux: fonts and graphics modes (the characters are the
 * ones the firmware loaded), several screens, scrolling back.
 */
#include "kernel/drivers/console.h"
#include "kernel/lib/io.h"
#include "mm/page.h"

#define COLUMNS		80
#define ROWS		25
#define VGA_CELLS	16384		/* 32 KiB of text memory */
#define DEFAULT_ATTR	0x07		/* light grey on black */
#define MAX_PARAMS	8

static volatile uint16_t *const cells = (volatile uint16_t *)(PAGE_OFFSET + 0xb8000);
static unsigned int origin;		/* cell at the upper left corner */
static unsigned int column, row;
static uint8_t attr = DEFAULT_ATTR;

/* An escape sequence that is being read. */
static enum { PLAIN, ESCAPE, PARAMS } state;
static unsigned int params[MAX_PARAMS], nr_params;

/* --- the adapter's registers: an index to one port, the value to the next --- */

#define MISC_OUTPUT	0x3c2
#define SEQUENCER	0x3c4
#define GRAPHICS	0x3ce
#define CRTC		0x3d4
#define ATTRIBUTE	0x3c0		/* index and value to the same port, in turn */
#define INPUT_STATUS	0x3da		/* reading it makes the next ATTRIBUTE write an index */
#define PALETTE_INDEX	0x3c8
#define PALETTE_DATA	0x3c9
#define VBE_INDEX	0x1ce
#define VBE_DATA	0x1cf
#define VBE_ID		0
#define VBE_ENABLE	4

#define CRTC_START	0x0c		/* high byte; low byte in the next register */
#define CRTC_CURSOR	0x0e

/* 720 x 400 pixels, 9 x 16 to a character: the standard mode 3. */
static const uint8_t sequencer_regs[] = { 0x03, 0x00, 0x03, 0x00, 0x02 };
static const uint8_t crtc_regs[] = {
	0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00,
	0x00, 0x00, 0x00, 0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff,
};
static const uint8_t graphics_regs[] = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff };
static const uint8_t attribute_regs[] = {
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d,
	0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00,
};

static void write_reg(uint16_t port, uint8_t index, uint8_t value)
{
	outb(index, port);
	outb(value, port + 1);
}

/* Emulators' adapters have graphics modes beside the VGA's own: out of them. (Bochs' interface) */
static void leave_vbe_mode(void)
{
	outw(VBE_ID, VBE_INDEX);
	if ((inw(VBE_DATA) & 0xfff0) != 0xb0c0)
		return;
	outw(VBE_ENABLE, VBE_INDEX);
	outw(0, VBE_DATA);
}

/* Whatever mode the loader left: text. */
static void set_text_mode(void)
{
	leave_vbe_mode();
	outb(0x67, MISC_OUTPUT);		/* 28 MHz, colour ports, memory on */
	write_reg(SEQUENCER, 0, 0x01);		/* hold still while the clock changes */
	for (unsigned int i = 1; i < ARRAY_SIZE(sequencer_regs); i++)
		write_reg(SEQUENCER, i, sequencer_regs[i]);
	write_reg(SEQUENCER, 0, sequencer_regs[0]);
	write_reg(CRTC, 0x11, 0x0e);		/* registers 0 to 7 are locked; unlock */
	for (unsigned int i = 0; i < ARRAY_SIZE(crtc_regs); i++)
		write_reg(CRTC, i, crtc_regs[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(graphics_regs); i++)
		write_reg(GRAPHICS, i, graphics_regs[i]);

	inb(INPUT_STATUS);
	for (unsigned int i = 0; i < ARRAY_SIZE(attribute_regs); i++) {
		outb(i, ATTRIBUTE);
		outb(attribute_regs[i], ATTRIBUTE);
	}
	outb(0x20, ATTRIBUTE);			/* picture on */

	/* 64 colours of 2 bits for each of red, green, blue: bits rgbRGB, capitals count double. */
	outb(0xff, 0x3c6);
	outb(0, PALETTE_INDEX);
	for (int i = 0; i < 64; i++)
		for (int rgb = 2; rgb >= 0; rgb--)
			outb((i >> rgb & 1) * 42 + (i >> (rgb + 3) & 1) * 21, PALETTE_DATA);
}

static void write_reg16(uint8_t index, unsigned int value)
{
	write_reg(CRTC, index, value >> 8);
	write_reg(CRTC, index + 1, value);
}

/* --- cells --- */

static void clear_cells(unsigned int from, unsigned int n)
{
	while (n--)
		cells[origin + from++] = attr << 8 | ' ';
}

static void scroll(void)
{
	origin += COLUMNS;
	if (origin + ROWS * COLUMNS > VGA_CELLS) {
		for (unsigned int i = 0; i < (ROWS - 1) * COLUMNS; i++)
			cells[i] = cells[origin + i];
		origin = 0;
	}
	clear_cells((ROWS - 1) * COLUMNS, COLUMNS);
	write_reg16(CRTC_START, origin);
}

static void line_feed(void)
{
	if (row < ROWS - 1)
		row++;
	else
		scroll();
}

static void put_char(unsigned char c)
{
	if (column == COLUMNS) {		/* wraps when there is something to wrap */
		column = 0;
		line_feed();
	}
	cells[origin + row * COLUMNS + column++] = attr << 8 | c;
}

/* --- escape sequences --- */

static unsigned int param(unsigned int i, unsigned int if_absent)
{
	return i < nr_params && params[i] ? params[i] : if_absent;
}

/* ESC [ ... m: colours. Terminals count red green blue from bit 0 up, the VGA from bit 2 down. */
static void set_attributes(void)
{
	static const uint8_t colour[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };

	for (unsigned int i = 0; i < nr_params || i == 0; i++) {
		unsigned int n = i < nr_params ? params[i] : 0;

		if (n == 0)
			attr = DEFAULT_ATTR;
		else if (n == 1)
			attr |= 0x08;
		else if (n == 7)
			attr = (attr & 0x88) | (attr >> 4 & 7) | (attr & 7) << 4;
		else if (n >= 30 && n <= 37)
			attr = (attr & 0xf8) | colour[n - 30];
		else if (n == 39)
			attr = (attr & 0xf8) | (DEFAULT_ATTR & 7);
		else if (n >= 40 && n <= 47)
			attr = (attr & 0x8f) | colour[n - 40] << 4;
		else if (n == 49)
			attr &= 0x8f;
	}
}

/* n = 0: from the cursor to the end of a range of cells, 1: from its start to the cursor, 2: all of it. */
static void erase(unsigned int n, unsigned int start, unsigned int end)
{
	unsigned int cursor = row * COLUMNS + min(column, COLUMNS - 1U);

	if (n == 0)
		clear_cells(cursor, end - cursor);
	else if (n == 1)
		clear_cells(start, cursor + 1 - start);
	else if (n == 2)
		clear_cells(start, end - start);
}

static void end_sequence(char c)
{
	unsigned int n = param(0, 1);

	column = min(column, COLUMNS - 1U);
	switch (c) {
	case 'A':
		row -= min(n, row);
		break;
	case 'B':
		row = min(row + n, ROWS - 1U);
		break;
	case 'C':
		column = min(column + n, COLUMNS - 1U);
		break;
	case 'D':
		column -= min(n, column);
		break;
	case 'H':
	case 'f':
		row = min(n, (unsigned int)ROWS) - 1;
		column = min(param(1, 1), (unsigned int)COLUMNS) - 1;
		break;
	case 'J':
		erase(param(0, 0), 0, ROWS * COLUMNS);
		break;
	case 'K':
		erase(param(0, 0), row * COLUMNS, (row + 1) * COLUMNS);
		break;
	case 'm':
		set_attributes();
		break;
	}
}

/* One character of a sequence behind ESC. */
static void take_escape(unsigned char c)
{
	if (state == ESCAPE) {
		state = c == '[' ? PARAMS : PLAIN;
		nr_params = 0;
		return;
	}
	if (c >= '0' && c <= '9') {
		if (!nr_params)
			params[nr_params++] = 0;
		params[nr_params - 1] = min(params[nr_params - 1] * 10 + c - '0', 9999U);
	} else if (c == ';') {
		if (!nr_params)
			params[nr_params++] = 0;
		if (nr_params < MAX_PARAMS)
			params[nr_params++] = 0;
	} else if (c != '?') {
		end_sequence(c);
		state = PLAIN;
	}
}

static void take_char(unsigned char c)
{
	if (state != PLAIN && c >= ' ') {
		take_escape(c);
		return;
	}
	switch (c) {
	case '\033':
		state = ESCAPE;
		break;
	case '\n':
		line_feed();
		break;
	case '\r':
		column = 0;
		break;
	case '\b':
		if (column)
			column = min(column, (unsigned int)COLUMNS) - 1;
		break;
	case '\t':
		column = min((column | 7) + 1, COLUMNS - 1U);
		break;
	default:
		if (c >= ' ' && c != 127)
			put_char(c);
	}
}

void vga_write(const char *text, size_t len)
{
	while (len--)
		take_char(*text++);
	write_reg16(CRTC_CURSOR, origin + row * COLUMNS + min(column, COLUMNS - 1U));
}

void vga_init(void)
{
	set_text_mode();
	clear_cells(0, ROWS * COLUMNS);
	vga_write("", 0);
}
