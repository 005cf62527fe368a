// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the grader inside the kernel. It exists only in the grader's own tree.
 *
 *	/proc/lab	a line written there goes to the host on COM4, apart from the console.
 *			A line that ends with "?" waits until the host has looked at the machine.
 *	lab_units	tests that call the kernel's functions directly, before init runs
 *	watchdog	turns a test in which the kernel hangs into a panic with a backtrace: by a
 *			timer, or, when interrupts are off, by an NMI from the machine's watchdog
 *			(an ib700)
 *
 * Lines begin with the nonce of the run, so that other text is not mistaken for a result.
 */
#include "kernel/lab/lab.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/timer.h"

#define COM4		0x2e8
#define LINE_STATUS	(COM4 + 5)
#define HAS_BYTE	0x01
#define CAN_TAKE	0x20

#define WDT_OFF		0x441
#define WDT_ON		0x443		/* 15 is 0 seconds, each less is two more */

static struct timer_list watchdog;
static int limit;			/* seconds of the guest's time, for one test */
static int checks, failed;

static void send(const char *text)
{
	for (; *text; text++) {
		while (!(inb(LINE_STATUS) & CAN_TAKE))
			;
		outb(*text, COM4);
	}
}

static void too_long(void *unused)
{
	(void)unused;
	panic("lab: no progress in %d seconds of the guest's time", limit);
}

/* Start the watchdogs for one test, or stop them. */
static void watch(bool on)
{
	del_timer(&watchdog);
	watchdog.expires = jiffies + limit * HZ;
	outb(0, WDT_OFF);
	if (!on)
		return;
	add_timer(&watchdog);
	outb(15 - (limit + 2) / 2, WDT_ON);
}

/* Where the text contains the words, or NULL. */
static const char *find(const char *text, const char *words)
{
	size_t len = strlen(words);

	for (; *text; text++)
		if (!strncmp(text, words, len))
			return text;
	return NULL;
}

static int lab_write(const char *text)
{
	size_t len = strlen(text);

	if (find(text, " begin ") || find(text, " over "))
		watch(find(text, " begin ") != NULL);
	send(text);
	if (len > 1 && text[len - 2] == '?') {
		while (!(inb(LINE_STATUS) & HAS_BYTE))
			;
		inb(COM4);
	}
	return 0;
}

/* The value of a word of the boot line, up to the next blank. */
static const char *word(const char *name, char *buf, size_t size)
{
	const char *at = find(saved_command_line, name);
	size_t i = 0;

	for (at = at ? at + strlen(name) : ""; *at && *at != ' ' && i < size - 1; at++)
		buf[i++] = *at;
	buf[i] = 0;
	return buf;
}

static char nonce[32];

static void say(const char *what, const char *text)
{
	char line[400];

	snprintf(line, sizeof(line), "%s %s %s\n", nonce, what, text);
	lab_write(line);
}

void lab_fail(const char *expected, const char *fmt, ...)
{
	char line[320];
	int used = snprintf(line, sizeof(line), "%s\t", expected);
	va_list args;

	failed++;
	va_start(args, fmt);
	vsnprintf(line + used, sizeof(line) - used, fmt, args);
	va_end(args);
	say("bad", line);
}

bool lab_equal(unsigned long got, unsigned long want, const char *what)
{
	char expected[200];

	checks++;
	if (got == want)
		return true;
	snprintf(expected, sizeof(expected), "%s is 0x%lx", what, want);
	lab_fail(expected, "it is 0x%lx", got);
	return false;
}

bool lab_true(bool condition, const char *expected, const char *happened)
{
	checks++;
	if (!condition)
		lab_fail(expected, "%s", happened);
	return condition;
}

unsigned long lab_pick(unsigned long low, unsigned long high)
{
	static unsigned long state;
	char seed[16];

	if (!state)
		for (const char *p = word("lab_seed=", seed, sizeof(seed)); *p; p++)
			state = state * 31 + *p;
	state = state * 1103515245 + 12345;
	return low + (state >> 8) % (high - low + 1);
}

/* Did the host request this test? The list is separated by commas. */
static bool wanted(const char *id, const char *list)
{
	const char *at;

	for (at = list; (at = find(at, id)); at++)
		if ((at == list || at[-1] == ',') && (!at[strlen(id)] || at[strlen(id)] == ','))
			return true;
	return false;
}

void lab_init(void)
{
	static char list[1024];
	char line[128];

	word("lab_limit=", list, sizeof(list));
	limit = *list - '0' + 2;	/* init ends a test itself when that is possible */
	init_timer(&watchdog, too_long, NULL);
	proc_register("lab", 0666, NULL, lab_write);
	word("lab_nonce=", nonce, sizeof(nonce));
	word("lab_units=", list, sizeof(list));
	local_irq_enable();
	for (const struct lab_unit *unit = lab_units; unit->id; unit++) {
		if (!wanted(unit->id, list))
			continue;
		checks = failed = 0;
		say("begin", unit->id);
		unit->run();
		snprintf(line, sizeof(line), "%s %d 0 ok", unit->id, checks);
		say("over", line);
	}
	watch(true);			/* the start of init is limited, too */
}
