/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel checks itself (kernel/debug/check.c): what the parts of the check share. */
#ifndef KERNEL_CHECK_H
#define KERNEL_CHECK_H

#include "kernel/lib/printk.h"

struct task_struct;

/* Words about what is wrong. */
struct report {
	char *buf;
	size_t size, len;
	int complaints;
};

/* One line more; after the first few they are only counted. */
void complain(struct report *report, const char *fmt, ...) printf_like(2, 3);

/* Has an older task the same address space (vfork)? Then that is looked at already. */
bool shares_mm_with_older(const struct task_struct *task);

/* Makes /proc/invariants. */
void check_init(void);

#endif
