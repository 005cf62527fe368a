/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock chips of the PC: the timer interrupt, and time in nanoseconds. */
#ifndef KERNEL_DRIVERS_CLOCK_H
#define KERNEL_DRIVERS_CLOCK_H

#include "kernel/lib/types.h"

extern uint64_t boot_time;		/* of the boot, in nanoseconds since 1970 */

/* Read the calendar, program the timer and start the ticks. At boot, after irq_init(). */
void time_init(void);
/* Nanoseconds since boot. Never goes backwards. */
uint64_t monotonic_ns(void);
/* The same at the last tick. It needs no access to the chip (the clocks named _COARSE). */
uint64_t coarse_monotonic_ns(void);
/* Nanoseconds since 1970. */
uint64_t realtime_ns(void);

#endif
