// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keyboard: scan codes of set 1, as the 8042 controller translates them, to
 * bytes as a US keyboard types them. Arrow keys and their neighbours send ESC [ X.
 *
 *	scan code   7 6     0
 *	           +-+-------+
 *	           |r| key   |   r: the key was released
 *	           +-+-------+
 */
#include "kernel/console/console.h"
#include "kernel/io.h"
#include "kernel/irq.h"
#include "kernel/string.h"

#define KBD_DATA	0x60
#define KBD_STATUS	0x64		/* reading: */
#define STATUS_OUTPUT	0x01		/*   a byte waits for us */
#define STATUS_INPUT	0x02		/*   the last byte to the controller is not taken yet */
#define KBD_COMMAND	0x64		/* writing */
#define CMD_READ_CONFIG	0x20
#define CMD_WRITE_CONFIG 0x60
#define CMD_DISABLE_AUX	0xa7
#define CMD_DISABLE_KBD	0xad
#define CMD_ENABLE_KBD	0xae
#define CONFIG_IRQ	0x01		/* keyboard interrupts on */
#define CONFIG_AUX_IRQ	0x02
#define CONFIG_KBD_OFF	0x10
#define CONFIG_TRANSLATE 0x40		/* to scan code set 1 */
#define ENABLE_SCANNING	0xf4
#define KBD_IRQ		1
#define MAX_WAIT	10000

#define KEY_CTRL	0x1d
#define KEY_LSHIFT	0x2a
#define KEY_RSHIFT	0x36
#define KEY_ALT		0x38
#define KEY_CAPS	0x3a

static const char plain[] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";

static bool shift, ctrl, caps, extended;

static void wait_input(void)
{
	for (int i = 0; i < MAX_WAIT && inb(KBD_STATUS) & STATUS_INPUT; i++)
		;
}

static void command(uint8_t c)
{
	wait_input();
	outb(c, KBD_COMMAND);
}

static uint8_t read_data(void)
{
	for (int i = 0; i < MAX_WAIT && !(inb(KBD_STATUS) & STATUS_OUTPUT); i++)
		;
	return inb(KBD_DATA);
}

static void flush(void)
{
	for (int i = 0; i < 64 && inb(KBD_STATUS) & STATUS_OUTPUT; i++)
		inb(KBD_DATA);
}

/* An arrow, Home, End, Delete ...: a terminal's escape sequence. */
static void extended_key(uint8_t key)
{
	static const struct { uint8_t key; char c; } sequences[] = {
		{ 0x48, 'A' }, { 0x50, 'B' }, { 0x4d, 'C' }, { 0x4b, 'D' }, { 0x47, 'H' }, { 0x4f, 'F' },
	};

	if (key == 0x1c || key == 0x35) {		/* keypad: enter, / */
		tty_receive(key == 0x1c ? '\r' : '/');
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sequences); i++)
		if (sequences[i].key == key) {
			tty_receive(27);
			tty_receive('[');
			tty_receive(sequences[i].c);
		}
}

static void key_pressed(uint8_t key)
{
	char c;

	if (key >= sizeof(plain) - 1)
		return;
	c = shift ? shifted[key] : plain[key];
	if (caps && plain[key] >= 'a' && plain[key] <= 'z')
		c ^= 0x20;
	if (ctrl && c >= '@' && c != 127)
		c &= 0x1f;
	if (c)
		tty_receive(c);
}

static void scan_code(uint8_t code)
{
	uint8_t key = code & 0x7f;
	bool pressed = !(code & 0x80);

	if (code == 0xe0) {
		extended = true;
		return;
	}
	if (key == KEY_CTRL)
		ctrl = pressed;
	else if (key == KEY_LSHIFT || key == KEY_RSHIFT)
		shift = pressed && !extended;	/* 0xe0 0x2a is sent around some keys: not a shift */
	else if (key == KEY_CAPS && pressed)
		caps = !caps;
	else if (pressed && extended)
		extended_key(key);
	else if (pressed && key != KEY_ALT)
		key_pressed(key);
	extended = false;
}

static void keyboard_interrupt(struct pt_regs *regs)
{
	(void)regs;
	if (inb(KBD_STATUS) & STATUS_OUTPUT)
		scan_code(inb(KBD_DATA));
}

void keyboard_init(void)
{
	uint8_t config;

	if (inb(KBD_STATUS) == 0xff)		/* no controller at all */
		return;
	command(CMD_DISABLE_KBD);
	command(CMD_DISABLE_AUX);
	flush();
	command(CMD_READ_CONFIG);
	config = read_data();
	config = (config | CONFIG_IRQ | CONFIG_TRANSLATE) & ~(CONFIG_AUX_IRQ | CONFIG_KBD_OFF);
	command(CMD_WRITE_CONFIG);
	wait_input();
	outb(config, KBD_DATA);
	command(CMD_ENABLE_KBD);
	wait_input();
	outb(ENABLE_SCANNING, KBD_DATA);
	read_data();				/* its acknowledgement */
	flush();
	request_irq(KBD_IRQ, keyboard_interrupt);
}
