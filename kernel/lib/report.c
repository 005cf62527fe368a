// SPDX-License-Identifier: GPL-2.0-only
/* Adds complaints to a report of the kernel's checks. Every room that checks itself calls it. */
#include "kernel/lib/report.h"
#include "kernel/lib/vsprintf.h"

#define MAX_COMPLAINTS	8

void complain(struct report *report, const char *fmt, ...)
{
	va_list args;

	if (report->complaints++ >= MAX_COMPLAINTS || report->len >= report->size)
		return;
	va_start(args, fmt);
	report->len += vsnprintf(report->buf + report->len, report->size - report->len, fmt, args);
	va_end(args);
}
