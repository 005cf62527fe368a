/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A report of the errors that the kernel's checks find: text with one line for each complaint.
 * kernel/debug/check.c makes one whenever /proc/invariants is read.
 */
#ifndef KERNEL_LIB_REPORT_H
#define KERNEL_LIB_REPORT_H

#include "kernel/lib/types.h"

struct report {
	char *buf;
	size_t size;
	size_t len;		/* of the whole text; more than size when buf is too small */
	int complaints;
	bool quiet;		/* no other process holds a reference inside a system call */
};

/* Add a line to the report; fmt ends in a newline. From the ninth complaint on, they are only counted. */
void complain(struct report *report, const char *fmt, ...) printf_like(2, 3);

/*
 * Is the kernel's count of references wrong, if the check has found this many? A count that is
 * too small is always wrong. One that is too large is wrong only in a quiet system: otherwise a
 * process that sleeps in a system call may hold a reference that the check cannot see.
 */
static inline bool miscounted(const struct report *report, unsigned long counted, unsigned long found)
{
	return found > counted || (report->quiet && found != counted);
}

#endif
