// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keyboard: an 8042 controller, US layout.
 *
 * A key sends one byte when it goes down and the same with bit 7 set when it comes
 * up (scan code set 1, into which the controller translates); some keys send 0xe0
 * before. What a key means becomes characters, as a terminal would send them.
 *
 * Left out compared with Linux: other layouts, lights, function keys, the mouse.
 */
#include "kernel/cpu/irq.h"
#include "kernel/drivers/console.h"
#include "kernel/lib/io.h"
#include "kernel/sched/semaphore.h"

#define KBD_DATA	0x60
#define KBD_STATUS	0x64		/* reading */
#define KBD_COMMAND	0x64		/* writing */

#define STATUS_OUT_FULL	0x01		/* a byte for us */
#define STATUS_IN_FULL	0x02		/* it has not taken our last byte yet */
#define CMD_READ_CONFIG	0x20
#define CMD_WRITE_CONFIG 0x60
#define CMD_DISABLE_AUX	0xa7
#define CMD_DISABLE_KBD	0xad
#define CMD_ENABLE_KBD	0xae
#define CONFIG_KBD_IRQ	0x01
#define CONFIG_AUX_IRQ	0x02
#define CONFIG_KBD_OFF	0x10
#define CONFIG_TRANSLATE 0x40
#define KBD_ENABLE_SCAN	0xf4		/* to the keyboard itself */

#define KBD_IRQ		1
#define RELEASED	0x80
#define EXTENDED	0xe0

enum { KEY_CTRL = 0x1d, KEY_LSHIFT = 0x2a, KEY_RSHIFT = 0x36, KEY_ALT = 0x38, KEY_CAPS = 0x3a };

/* By scan code, from 0: main block, then (from 0x47) the keypad. 0: no character. */
static const char plain[0x54] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "
	"\0\0\0\0\0\0\0\0\0\0\0\0\0" "789-456+1230.";
static const char shifted[0x54] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 "
	"\0\0\0\0\0\0\0\0\0\0\0\0\0" "789-456+1230.";

_Static_assert(sizeof("\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "
		      "\0\0\0\0\0\0\0\0\0\0\0\0\0" "789-456+1230.") == 0x54 + 1, "one character a key");

/* Keys behind 0xe0, as a VT100 sends them. */
static const char *extended_key(uint8_t code)
{
	switch (code) {
	case 0x1c:	return "\r";		/* Enter of the keypad */
	case 0x35:	return "/";
	case 0x47:	return "\033[H";	/* Home */
	case 0x48:	return "\033[A";	/* arrows */
	case 0x4b:	return "\033[D";
	case 0x4d:	return "\033[C";
	case 0x50:	return "\033[B";
	case 0x4f:	return "\033[F";	/* End */
	case 0x53:	return "\033[3~";	/* Delete */
	default:	return "";
	}
}

static bool shift, ctrl, alt, caps, extended;

/* The keys that only change what others mean; false when code is none of them. */
static bool modifier(uint8_t code, bool down)
{
	switch (code) {
	case KEY_LSHIFT:
	case KEY_RSHIFT:
		shift = down;
		return true;
	case KEY_CTRL:
		ctrl = down;
		return true;
	case KEY_ALT:
		alt = down;
		return true;
	case KEY_CAPS:
		caps ^= down;
		return true;
	default:
		return false;
	}
}

static char character(uint8_t code)
{
	char c = shift ? shifted[code] : plain[code];

	if (caps && (c | 0x20) >= 'a' && (c | 0x20) <= 'z')
		c ^= 0x20;
	if (ctrl && c >= '@' && c < 127)
		c &= 0x1f;
	else if (ctrl && (c == ' ' || c == '2'))
		c = 0;
	return c;
}

static void key_down(uint8_t code)
{
	char c = code < sizeof(plain) ? character(code) : 0;

	if (!c && !(ctrl && code < sizeof(plain) && (plain[code] == ' ' || plain[code] == '2')))
		return;
	if (alt)
		console_input('\033');
	console_input(c);
}

static void keyboard_byte(uint8_t byte)
{
	uint8_t code = byte & ~RELEASED;
	bool was_extended = extended;

	extended = byte == EXTENDED;
	if (byte == EXTENDED || byte == 0xe1)
		return;
	/* The extended shifts are no keys: the keyboard brackets others with them. */
	if (was_extended && (code == KEY_LSHIFT || code == KEY_RSHIFT))
		return;
	if (modifier(code, !(byte & RELEASED)) || byte & RELEASED)
		return;
	if (!was_extended) {
		key_down(code);
		return;
	}
	for (const char *c = extended_key(code); *c; c++)
		console_input(*c);
}

static void keyboard_interrupt(struct pt_regs *regs)
{
	(void)regs;
	if (inb(KBD_STATUS) & STATUS_OUT_FULL)
		keyboard_byte(inb(KBD_DATA));
}

/* Wait until these status bits are as wanted; a machine without a controller must not hang. */
static bool wait_status(uint8_t bits, uint8_t wanted)
{
	for (int tries = 0; tries < 100000; tries++)
		if ((inb(KBD_STATUS) & bits) == wanted)
			return true;
	return false;
}

static void send(uint8_t byte, uint16_t port)
{
	if (wait_status(STATUS_IN_FULL, 0))
		outb(byte, port);
}

static void drop_output(void)
{
	for (int i = 0; i < 32 && inb(KBD_STATUS) & STATUS_OUT_FULL; i++)
		inb(KBD_DATA);
}

void keyboard_init(void)
{
	uint8_t config;

	if (inb(KBD_STATUS) == 0xff)		/* no controller */
		return;
	send(CMD_DISABLE_KBD, KBD_COMMAND);	/* silence while it is set up */
	send(CMD_DISABLE_AUX, KBD_COMMAND);
	drop_output();
	send(CMD_READ_CONFIG, KBD_COMMAND);
	if (!wait_status(STATUS_OUT_FULL, STATUS_OUT_FULL))
		return;
	config = inb(KBD_DATA);
	config &= ~(CONFIG_AUX_IRQ | CONFIG_KBD_OFF);
	config |= CONFIG_KBD_IRQ | CONFIG_TRANSLATE;
	send(CMD_WRITE_CONFIG, KBD_COMMAND);
	send(config, KBD_DATA);
	send(CMD_ENABLE_KBD, KBD_COMMAND);
	send(KBD_ENABLE_SCAN, KBD_DATA);
	wait_status(STATUS_OUT_FULL, STATUS_OUT_FULL);
	drop_output();				/* its answer */
	request_irq(KBD_IRQ, keyboard_interrupt);
}
