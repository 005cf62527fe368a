/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions to be called at a later tick (kernel/sched/timer.c). They run in the
 * timer interrupt: short, and without sleeping.
 */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include "kernel/lib/list.h"

struct timer_list {
	struct list_head list;		/* sorted by expires; a ring of its own when not pending */
	unsigned long expires;		/* in jiffies */
	void (*function)(void *data);
	void *data;
};

/* Is tick a later than tick b? True also across the wrap of jiffies. */
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
/* Never mind; true when it was still pending. */
bool del_timer(struct timer_list *timer);
/* Timer interrupt: call what has become due. */
void run_timers(void);

#endif
