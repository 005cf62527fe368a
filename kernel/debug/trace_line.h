/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the trace's own files write a line (kernel/debug/trace.c):
 *
 *	trace_begin("reap");
 *	trace_add("child", "%d", pid);
 *	trace_end(ip);
 *
 * gives	{"n":7,"t":31,"pid":1,"ev":"reap","child":5,"ip":"0xc0103a2f"}
 */
#ifndef KERNEL_TRACE_LINE_H
#define KERNEL_TRACE_LINE_H

#include "kernel/debug/trace.h"

#define TRACE_RING_LINES	64
#define TRACE_LINE_MAX		512

/*
 * The last lines, for a debugger: line n is text[n % TRACE_RING_LINES], a string, and
 * trace_last is the number of the last one. It is there only while the kernel traces.
 */
struct trace_ring {
	char text[TRACE_RING_LINES][TRACE_LINE_MAX];
};
extern struct trace_ring *trace_ring;
extern unsigned long trace_last;

/* Interrupts are off from begin to end. */
void trace_begin(const char *ev);
/* ,"name":VALUE with VALUE as it is. */
void trace_add(const char *name, const char *fmt, ...) printf_like(2, 3);
/* ,"name":"0x%08lx" */
void trace_add_hex(const char *name, unsigned long value);
/* ,"name":"text" */
void trace_add_string(const char *name, const char *text);
/* More of a value. */
void trace_text(const char *fmt, ...) printf_like(1, 2);
/* "text", with what JSON wants escaped; too long a text is cut. */
void trace_quoted(const char *text);
void trace_end(unsigned long ip);

#endif
