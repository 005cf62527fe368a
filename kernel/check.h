/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel checks itself (kernel/check.c). */
#ifndef KERNEL_CHECK_H
#define KERNEL_CHECK_H

/* Makes /proc/invariants. */
void check_init(void);

#endif
