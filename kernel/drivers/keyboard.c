// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keyboard: an 8042 controller, US layout. Its interrupt calls n_tty_input().
 *
 * A key sends one byte, its scan code, when it is pressed, and the same byte with bit 7 set
 * when it is released; some keys send 0xe0 first. (This is scan code set 1, into which the
 * controller translates.) Keys become the characters that a VT100 terminal sends. As in Linux,
 * Shift-PgUp and Shift-PgDn scroll the screen, and Ctrl-Alt-Del has a handler.
 *
 * The firmware has set up the controller. Left out compared with Linux: doing that again,
 * other layouts, lights, function keys, the mouse.
 */
#include "kernel/drivers/keyboard.h"
#include "kernel/cpu/irq.h"
#include "kernel/drivers/n_tty.h"
#include "kernel/drivers/vga.h"
#include "kernel/lib/io.h"

#define KBD_DATA	0x60
#define KBD_STATUS	0x64
#define STATUS_OUT_FULL	0x01		/* KBD_DATA holds a byte for us */

#define KBD_IRQ		1
#define RELEASED	0x80
#define EXTENDED	0xe0

enum { KEY_CTRL = 0x1d, KEY_LSHIFT = 0x2a, KEY_RSHIFT = 0x36, KEY_ALT = 0x38, KEY_CAPS = 0x3a,
       KEY_PGUP = 0x49, KEY_PGDN = 0x51, KEY_DELETE = 0x53 };

/* Characters by scan code: the main block, then, from 0x47, the keypad. 0: no character. */
#define KEYPAD "\0\0\0\0\0\0\0\0\0\0\0\0\0" "789-456+1230."
static const char plain[] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 " KEYPAD;
static const char shifted[] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 " KEYPAD;
_Static_assert(sizeof(plain) == 0x54 + 1 && sizeof(shifted) == sizeof(plain), "one character per key");

/* What the keys that send 0xe0 first mean. */
static const char *extended_key(uint8_t code)
{
	switch (code) {
	case 0x1c:	return "\r";		/* Enter of the keypad */
	case 0x35:	return "/";		/* of the keypad */
	case 0x48:	return "\033[A";	/* arrows: up, down, right, left */
	case 0x50:	return "\033[B";
	case 0x4d:	return "\033[C";
	case 0x4b:	return "\033[D";
	case 0x47:	return "\033[H";	/* Home */
	case 0x4f:	return "\033[F";	/* End */
	case 0x53:	return "\033[3~";	/* Delete */
	default:	return "";
	}
}

static bool shift, ctrl, alt, caps, extended;
static void (*ctrl_alt_del)(void);

/* Note the state of a key that changes what others mean. False if this is another key. */
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

static void key_down(uint8_t code)
{
	char c = code >= sizeof(plain) ? 0 : shift ? shifted[code] : plain[code];

	if (!c)
		return;
	if (caps && (c | 0x20) >= 'a' && (c | 0x20) <= 'z')
		c ^= 0x20;
	if (ctrl && c >= '@' && c < 127)
		c &= 0x1f;
	if (alt)
		n_tty_input('\033');
	n_tty_input(c);
}

/* Handle a key that sends no characters. False if this is another key. */
static bool special_key(uint8_t code, bool is_extended)
{
	if (code == KEY_DELETE && ctrl && alt)
		ctrl_alt_del();
	else if ((code == KEY_PGUP || code == KEY_PGDN) && shift && is_extended)
		vga_scroll_back(code == KEY_PGUP);
	else
		return false;
	return true;
}

static void take_byte(uint8_t byte)
{
	uint8_t code = byte & ~RELEASED;
	bool was_extended = extended;

	extended = byte == EXTENDED;
	if (extended)
		return;
	/* With 0xe0 these are no keys: the keyboard sends them around the codes of other keys. */
	if (was_extended && (code == KEY_LSHIFT || code == KEY_RSHIFT))
		return;
	if (modifier(code, !(byte & RELEASED)) || byte & RELEASED || special_key(code, was_extended))
		return;
	if (!was_extended) {
		key_down(code);
		return;
	}
	for (const char *c = extended_key(code); *c; c++)
		n_tty_input(*c);
}

static void keyboard_interrupt(struct pt_regs *regs)
{
	(void)regs;
	if (inb(KBD_STATUS) & STATUS_OUT_FULL)
		take_byte(inb(KBD_DATA));
}

void keyboard_init(void (*on_ctrl_alt_del)(void))
{
	ctrl_alt_del = on_ctrl_alt_del;
	/* While a byte waits, the controller does not interrupt again. A missing one reads as all ones. */
	for (int i = 0; i < 32 && inb(KBD_STATUS) & STATUS_OUT_FULL; i++)
		inb(KBD_DATA);
	request_irq(KBD_IRQ, keyboard_interrupt);
}
