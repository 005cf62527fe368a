/* SPDX-License-Identifier: GPL-2.0-only */
/* Time: the timer interrupt and the clocks (kernel/drivers/clock.c). */
#ifndef KERNEL_TIME_H
#define KERNEL_TIME_H

#include <uapi/time.h>
#include "kernel/sched/sched.h"

#define NSEC_PER_SEC	1000000000U

/* Program the clock chip, read the calendar, start ticking; after irq_init(). */
void time_init(void);
uint64_t monotonic_ns(void);		/* nanoseconds since boot; never goes back */
uint64_t coarse_monotonic_ns(void);	/* the same as of the last tick: what _COARSE clocks show */
extern uint64_t boot_time;		/* nanoseconds from 1970 to boot */
uint64_t realtime_ns(void);		/* nanoseconds since 1970 */

/* So many ticks, as calls about CPU time tell them. (Linux: jiffies_to_timeval) */
static inline struct timeval ticks_timeval(unsigned long ticks)
{
	return (struct timeval){ ticks / HZ, ticks % HZ * (1000000 / HZ) };
}

#endif
