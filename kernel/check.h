/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc/invariants: the kernel recounts what it believes (kernel/check.c). */
#ifndef KERNEL_CHECK_H
#define KERNEL_CHECK_H

/* Register the file; nothing is checked until somebody reads it. */
void check_init(void);

#endif
