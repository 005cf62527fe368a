/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KERNEL_CHECK_H
#define KERNEL_CHECK_H

/* Make /proc/invariants, where the kernel reports what is inconsistent (kernel/debug/check.c). */
void check_init(void);

#endif
