/* SPDX-License-Identifier: GPL-2.0-only */
/* Giving the processor away, and the flags of the clone system call. */
#ifndef _SCHED_H
#define _SCHED_H

#include <sys/types.h>
#include <uapi/sched.h>

int sched_yield(void);

#endif
