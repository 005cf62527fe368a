// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace's channel: a line is put together, sent on COM2, and kept in a ring for
 * debuggers. What the lines say is made in kernel/debug/trace_events.c and trace_call.c.
 *
 *	trace			everything
 *	trace=shm,table		only that (the names are in class_names below)
 *	trace=all,wait		after each line the kernel stands still until COM2 brings a byte:
 *				who reads the lines can look at the memory that belongs to each
 *
 * COM2 is polled, and interrupts are off while a line is written: lines stay whole, and
 * nothing happens between a change and its line.
 */
#include "kernel/debug/trace.h"
#include "kernel/debug/trace_line.h"
#include "kernel/drivers/console.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/task.h"
#include "mm/page_alloc.h"
#include "mm/pgtable.h"

#define TRACE_VERSION	1
#define TRACE_ALL	0x7f
#define MAX_STRING	96		/* of a string in a line, with its escapes */

static const char *const class_names[] = {
	"proc", "call", "fault", "area", "table", "frame", "shm",
};

unsigned long trace_classes;
struct trace_ring *trace_ring;
unsigned long trace_last;

static bool wait_for_reader;
static unsigned long irq_flags;		/* of who called trace_begin() */
static char line[TRACE_LINE_MAX];
static size_t line_len;

static void put(char c)
{
	if (line_len < sizeof(line) - 1)
		line[line_len++] = c;
}

static void add_text(const char *fmt, va_list args)
{
	size_t room = sizeof(line) - line_len;

	line_len += min((size_t)vsnprintf(line + line_len, room, fmt, args), room - 1);
}

void trace_text(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_text(fmt, args);
	va_end(args);
}

void trace_add(const char *name, const char *fmt, ...)
{
	va_list args;

	trace_text(",\"%s\":", name);
	va_start(args, fmt);
	add_text(fmt, args);
	va_end(args);
}

void trace_add_hex(const char *name, unsigned long value)
{
	trace_text(",\"%s\":\"0x%08lx\"", name, value);
}

/* Bytes that are no ASCII text come out as the characters of the same number. */
void trace_quoted(const char *text)
{
	size_t end = line_len + MAX_STRING;

	put('"');
	for (; *text && line_len < end; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			trace_text("\\%c", c);
		else if (c < ' ' || c > '~')
			trace_text("\\u%04x", c);
		else
			put(c);
	}
	put('"');
}

void trace_add_string(const char *name, const char *text)
{
	trace_text(",\"%s\":", name);
	trace_quoted(text);
}

void trace_begin(const char *ev)
{
	irq_flags = local_irq_save();
	line_len = 0;
	trace_last++;
	trace_text("{\"n\":%lu,\"t\":%lu,\"pid\":%d,\"ev\":\"%s\"", trace_last, jiffies,
		   current->pid, ev);
}

void trace_end(unsigned long ip)
{
	trace_add_hex("ip", ip);
	put('}');
	line[line_len] = '\0';
	if (trace_ring)
		memcpy(trace_ring->text[trace_last % TRACE_RING_LINES], line, line_len + 1);
	serial_write(COM2, line, line_len);
	serial_write(COM2, "\n", 1);
	if (wait_for_reader)
		serial_wait(COM2);
	local_irq_restore(irq_flags);
}

/* The words behind "trace=", separated by commas. */
static unsigned long parse_classes(const char *words)
{
	unsigned long classes = 0;

	while (*words) {
		size_t len = strchr(words, ',') ? (size_t)(strchr(words, ',') - words) : strlen(words);
		unsigned long found = 0;

		for (size_t i = 0; i < ARRAY_SIZE(class_names); i++)
			if (len == strlen(class_names[i]) && !strncmp(words, class_names[i], len))
				found = 1UL << i;
		if (len == 3 && !strncmp(words, "all", len))
			found = TRACE_ALL;
		if (len == 4 && !strncmp(words, "wait", len))
			wait_for_reader = true;
		else if (!found)
			printk("trace: there is no class %.*s\n", (int)len, words);
		classes |= found;
		words += len + (words[len] == ',');
	}
	return classes ? classes : TRACE_ALL;
}

/* The first lines: what is true before anything happens. No frame has been taken yet. */
static void tell_beginning(void)
{
	const char *separator = "";

	trace_begin("start");
	trace_add("version", "%d", TRACE_VERSION);
	trace_add("hz", "%d", HZ);
	trace_add("frames", "%lu", max_mapnr);
	trace_add_hex("swapper", __pa(swapper_pg_dir));
	trace_add("classes", "[");
	for (size_t i = 0; i < ARRAY_SIZE(class_names); i++)
		if (trace_classes & (1UL << i)) {
			trace_text("%s\"%s\"", separator, class_names[i]);
			separator = ",";
		}
	trace_text("]");
	trace_end(_RET_IP_);

	for (unsigned long i = 0; i < PTRS_PER_PGD; i++)
		if (!pgd_none(swapper_pg_dir[i]))
			trace_pgd(&swapper_pg_dir[i], 0UL, pgd_val(swapper_pg_dir[i]));
	for (unsigned long pfn = 0, end; pfn < max_mapnr; pfn = end + 1) {
		for (end = pfn; end < max_mapnr && !(mem_map[end].flags & PG_reserved); end++)
			;
		if (end > pfn)
			trace_ram(pfn << PAGE_SHIFT, end << PAGE_SHIFT);
	}
}

void trace_init(void)
{
	const char *words = boot_word("trace");

	if (!words)
		return;
	if (!serial_init(COM2)) {
		printk("trace: there is no COM2\n");
		return;
	}
	trace_classes = parse_classes(words);
	tell_beginning();
	/* May fail: then there is no ring. */
	trace_ring = (void *)__get_free_pages(GFP_ATOMIC, get_order(sizeof(*trace_ring)));
}
