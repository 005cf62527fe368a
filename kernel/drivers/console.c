// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who prints where.
 *
 *			screen		COM1		COM3
 *	(nothing)	programs, log	programs, log
 *	log=ttyS2	log		programs	log
 *	quiet		programs	as above	as above
 *	both		nothing		programs	log
 *
 * With log=ttyS2 COM1 carries what programs print, byte for byte, and nothing else:
 * that is how tools/guest runs the machine.
 */
#include "kernel/drivers/console.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/sched/softirq.h"

static bool log_apart;			/* log=ttyS2 */

/*
 * What came in and was not looked at yet. The interrupt only puts it here: what a
 * character does, sending signals among other things, must not happen in the middle
 * of other kernel code. head is the interrupt's, tail the reader's.
 */
#define INPUT_SIZE	512
static unsigned char input[INPUT_SIZE];
static volatile unsigned int input_head, input_tail;

bool console_has_room(void)
{
	return input_head - input_tail < INPUT_SIZE;
}

void console_input(unsigned char c)
{
	if (!console_has_room())
		return;
	input[input_head % INPUT_SIZE] = c;
	input_head++;
	defer_work();
}

static void take_input(void)
{
	while (input_tail != input_head) {
		unsigned char c = input[input_tail % INPUT_SIZE];

		input_tail++;
		tty_receive_char(c);
	}
	serial_resume_input();
}

void console_write(const char *text, size_t len)
{
	/* As in printk(): with interrupts off nobody can write in between. */
	unsigned long flags = local_irq_save();

	if (!log_apart)
		vga_write(text, len);
	serial_write(COM1, text, len);
	local_irq_restore(flags);
}

/* The log's lines end in \n; a terminal needs a \r as well. */
static void write_lines(const char *text, size_t len, void (*write)(const char *text, size_t len))
{
	while (len) {
		const char *end = text;
		size_t n;

		while ((size_t)(end - text) < len && *end != '\n')
			end++;
		n = end - text;
		write(text, n);
		if (n < len) {
			write("\r\n", 2);
			n++;
		}
		text += n;
		len -= n;
	}
}

static void write_com1(const char *text, size_t len)
{
	serial_write(COM1, text, len);
}

static void log_to_screen(const char *text, size_t len)
{
	write_lines(text, len, vga_write);
}

static void log_to_com1(const char *text, size_t len)
{
	write_lines(text, len, write_com1);
}

static void log_to_com3(const char *text, size_t len)
{
	serial_write(COM3, text, len);
}

static struct printk_sink screen_sink = { .write = log_to_screen };
static struct printk_sink com1_sink = { .write = log_to_com1 };
static struct printk_sink com3_sink = { .write = log_to_com3 };

void console_init(void)
{
	const char *log = boot_word("log");

	tty_init();
	vga_init();
	serial_init(COM1);
	log_apart = log && !strcmp(log, "ttyS2") && serial_init(COM3);

	register_printk_sink(log_apart ? &com3_sink : &com1_sink);
	if (!boot_word("quiet"))
		register_printk_sink(&screen_sink);
	set_deferred_work(take_input);
	keyboard_init();
	serial_start_input();
}
