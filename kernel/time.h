/* SPDX-License-Identifier: GPL-2.0-only */
/* Time: the timer interrupt, clocks, and 64-bit division (kernel/time.c). */
#ifndef KERNEL_TIME_H
#define KERNEL_TIME_H

#include <uapi/time.h>
#include "kernel/types.h"

#define NSEC_PER_SEC	1000000000U

/* Program the clock chip, read the calendar, start ticking; after irq_init(). */
void time_init(void);
uint64_t monotonic_ns(void);		/* nanoseconds since boot; never goes back */
uint64_t coarse_monotonic_ns(void);	/* the same as of the last tick: what _COARSE clocks show */
extern uint64_t boot_time;		/* nanoseconds from 1970 to boot */
uint64_t realtime_ns(void);		/* nanoseconds since 1970 */

/*
 * n = n / base; returns the remainder. The compiler would call a library that is
 * not here; the CPU divides 64 by 32 bits if the quotient has 32: so, in two steps.
 */
static inline uint32_t do_div(uint64_t *n, uint32_t base)
{
	uint32_t high = *n >> 32, low = *n, rest = high % base;

	high /= base;
	__asm__("divl %4" : "=a"(low), "=d"(rest) : "0"(low), "1"(rest), "rm"(base) : "cc");
	*n = (uint64_t)high << 32 | low;
	return rest;
}

#endif
