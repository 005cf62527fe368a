/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long does the kernel run without giving way? The kernel is not preempted, so a runnable
 * process waits until the running one returns to user mode, sleeps, or looks at need_resched
 * (cond_resched()). A DEBUG build measures these stretches and keeps the longest, which
 * /proc/stretch shows; tests/stretch_test.c compares it with the bound of docs/limits.md.
 */
#ifndef KERNEL_SCHED_STRETCH_H
#define KERNEL_SCHED_STRETCH_H

#include "kernel/lib/types.h"

#ifdef DEBUG
/* The kernel looks at need_resched here, or gives way: a stretch ends, and the next one begins. */
void stretch_end(void);
/* Write the longest stretch so far to buf: its ticks of rdtsc, its system call, where it ended. */
int stretch_show(char *buf, size_t size);
/* Forget the longest stretch. */
int stretch_reset(const char *text);
#else
static inline void stretch_end(void) { }
#endif

#endif
