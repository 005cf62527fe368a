// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers: a list sorted by time, so that a tick looks only at its head. Setting a timer
 * walks past those that expire earlier. schedule_timeout() and alarm() use them.
 *
 * Left out compared with Linux: the wheel of lists that makes setting a timer
 * cheap among thousands. There are at most two timers per process here.
 */
#include "kernel/sched/timer.h"
#include "kernel/lib/io.h"
#include "kernel/sched/sched.h"

volatile unsigned long jiffies;
struct timespec xtime;
static uint64_t jiffies_64;		/* its lower half is jiffies */

static LIST_HEAD(timers);
static spinlock_t timer_lock = SPIN_LOCK_UNLOCKED;	/* protects timers; also taken by the interrupt */

uint64_t get_jiffies_64(void)
{
	unsigned long flags = local_irq_save();
	uint64_t ticks = jiffies_64;

	local_irq_restore(flags);
	return ticks;
}

void add_timer(struct timer_list *timer)
{
	struct timer_list *pos;
	unsigned long flags;

	spin_lock_irqsave(&timer_lock, flags);
	list_for_each_entry(pos, &timers, list)
		if (time_after(pos->expires, timer->expires))
			break;
	list_add_tail(&timer->list, &pos->list);	/* before pos; at the end if none expires later */
	spin_unlock_irqrestore(&timer_lock, flags);
}

bool del_timer(struct timer_list *timer)
{
	unsigned long flags;
	bool pending;

	spin_lock_irqsave(&timer_lock, flags);
	pending = timer_pending(timer);
	list_del_init(&timer->list);
	spin_unlock_irqrestore(&timer_lock, flags);
	return pending;
}

/* Interrupts are off. The lock is dropped for the call: the function may set a timer again. */
static void run_timers(void)
{
	struct timer_list *timer;

	spin_lock(&timer_lock);
	while (!list_empty(&timers)) {
		timer = list_entry(timers.next, struct timer_list, list);
		if (time_after(timer->expires, jiffies))
			break;
		list_del_init(&timer->list);
		spin_unlock(&timer_lock);
		timer->function(timer->data);
		spin_lock(&timer_lock);
	}
	spin_unlock(&timer_lock);
}

void do_timer(struct pt_regs *regs, unsigned long nsec)
{
	jiffies = ++jiffies_64;
	xtime.tv_nsec += nsec;
	if (xtime.tv_nsec >= (long)NSEC_PER_SEC) {
		xtime.tv_nsec -= NSEC_PER_SEC;
		xtime.tv_sec++;
	}
	run_timers();
	scheduler_tick(regs);
}

static void process_timeout(void *task)
{
	wake_up_process(task);
}

long schedule_timeout(long timeout)
{
	struct timer_list timer;
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	if (timeout < 0)
		timeout = 0;
	init_timer(&timer, process_timeout, current);
	timer.expires = jiffies + timeout;
	add_timer(&timer);
	schedule();
	del_timer(&timer);		/* it is on this stack */
	left = timer.expires - jiffies;
	return left < 0 ? 0 : left;
}
