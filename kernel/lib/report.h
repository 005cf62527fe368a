/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A report of what the kernel's checks find wrong: text, one line for each complaint.
 * kernel/debug/check.c makes one whenever /proc/invariants is read.
 */
#ifndef KERNEL_REPORT_H
#define KERNEL_REPORT_H

#include "kernel/lib/types.h"

struct report {
	char *buf;
	size_t size;
	size_t len;		/* of the whole text; more than size when buf is too small */
	int complaints;
	bool quiet;		/* every other process rests: whatever has no owner now is lost */
};

/* Add one line, with its newline. After the first eight, complaints are only counted. */
void complain(struct report *report, const char *fmt, ...) printf_like(2, 3);

/*
 * Is `counted`, the kernel's own number, wrong if the check found `found` references? Too few is
 * always wrong. Too many is wrong only when all is quiet: otherwise a process that sleeps in a
 * system call may hold a reference that the check cannot see.
 */
static inline bool miscounted(const struct report *report, unsigned long counted, unsigned long found)
{
	return found > counted || (report->quiet && found != counted);
}

#endif
