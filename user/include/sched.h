/* SPDX-License-Identifier: GPL-2.0-only */
/* Yielding the processor, and the flags of the clone system call. */
#ifndef _SCHED_H
#define _SCHED_H

#include <sys/types.h>
#include <uapi/sched.h>

int sched_yield(void);

#endif
