/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time in ticks, and functions that are called at a later tick. They run in the timer
 * interrupt: they must be short and must not sleep.
 */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include <uapi/time.h>
#include "kernel/lib/list.h"

struct pt_regs;

#define HZ		100			/* ticks per second */
#define NSEC_PER_SEC	1000000000U

extern volatile unsigned long jiffies;	/* ticks since boot; wraps after 497 days */
extern struct timespec xtime;		/* the time of day at the last tick */

/* Seconds since 1970: the clock of files and segments, and of time(). */
static inline long current_seconds(void)
{
	return xtime.tv_sec;
}

/* Ticks since boot, in 64 bits, which do not wrap. */
uint64_t get_jiffies_64(void);

/* Convert ticks to seconds and microseconds. (Linux: jiffies_to_timeval) */
static inline struct timeval ticks_timeval(unsigned long ticks)
{
	return (struct timeval){ ticks / HZ, ticks % HZ * (1000000 / HZ) };
}

struct timer_list {
	struct list_head list;		/* sorted by expires; empty when not pending */
	unsigned long expires;		/* in jiffies */
	void (*function)(void *data);
	void *data;
};

/* Is tick a later than tick b? Also works when jiffies wraps. */
#define time_after(a, b)	((long)((b) - (a)) < 0)

static inline void init_timer(struct timer_list *timer, void (*function)(void *), void *data)
{
	INIT_LIST_HEAD(&timer->list);
	timer->function = function;
	timer->data = data;
}

static inline bool timer_pending(const struct timer_list *timer)
{
	return !list_empty(&timer->list);
}

/* Call timer->function at timer->expires, once. The timer must not be pending. */
void add_timer(struct timer_list *timer);
/* Cancel a timer. True if it was still pending. */
bool del_timer(struct timer_list *timer);
/* The timer interrupt: a tick of nsec nanoseconds has passed (Linux: do_timer). */
void do_timer(struct pt_regs *regs, unsigned long nsec);

/* Sleep for at most `timeout` ticks, or until woken; returns the ticks left. Set the state first. */
long schedule_timeout(long timeout);
/* Sleep without a time limit. */
#define MAX_SCHEDULE_TIMEOUT	((long)(~0UL >> 1))

#endif
