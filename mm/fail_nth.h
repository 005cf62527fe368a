/* SPDX-License-Identifier: GPL-2.0-only */
/* Fault injection: /proc/PID/fail-nth makes the n-th allocation of a process fail. */
#ifndef MM_FAIL_NTH_H
#define MM_FAIL_NTH_H

#include "kernel/sched/task.h"

/* Called once by every allocation: must this one fail? */
static inline bool should_fail_alloc(void)
{
	return current->fail_nth && --current->fail_nth == 0;
}

#endif
