/* SPDX-License-Identifier: GPL-2.0-only */
/* For tests inside the kernel (labs/N-name/units.c); see channel.c. */
#ifndef KERNEL_LAB_LAB_H
#define KERNEL_LAB_LAB_H

#include "kernel/lib/printk.h"

struct lab_unit {
	const char *id;
	void (*run)(void);
};
extern const struct lab_unit lab_units[];	/* the last one has no id */

void lab_init(void);
bool lab_equal(unsigned long got, unsigned long want, const char *what);
bool lab_true(bool condition, const char *expected, const char *happened);
void lab_fail(const char *expected, const char *fmt, ...) printf_like(2, 3);
/* A number that the host's seed decides. */
unsigned long lab_pick(unsigned long low, unsigned long high);

#define must_equal(got, want, what) \
	do { if (!lab_equal((unsigned long)(got), (unsigned long)(want), what)) return; } while (0)
#define must(condition, expected, happened) \
	do { if (!lab_true(condition, expected, happened)) return; } while (0)

#endif
