/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock chips of the PC: the timer interrupt, and time in nanoseconds. */
#ifndef KERNEL_DRIVERS_CLOCK_H
#define KERNEL_DRIVERS_CLOCK_H

#include "kernel/lib/types.h"

/* Program the clock chip, read the calendar, start ticking; after irq_init(). */
void time_init(void);
uint64_t monotonic_ns(void);		/* nanoseconds since boot; never goes back */
uint64_t coarse_monotonic_ns(void);	/* the same as of the last tick: what _COARSE clocks show */
extern uint64_t boot_time;		/* nanoseconds from 1970 to boot */
uint64_t realtime_ns(void);		/* nanoseconds since 1970 */

#endif
