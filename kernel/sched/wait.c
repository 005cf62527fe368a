// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleeping and waking: wait queues, might_sleep(). The rules are in wait.h.
 *
 * Left out compared with Linux: exclusive waiters. wake_up() wakes all sleepers, and each
 * tests its condition again.
 */
#include "kernel/sched/wait.h"
#include "kernel/cpu/irq.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"

bool sleep_injected;
static bool yield_alloc;	/* the boot word */
static DECLARE_WAIT_QUEUE_HEAD(injected);	/* tasks that sleep because of their sleep-nth */

void prepare_to_wait(wait_queue_head_t *q, wait_queue_t *wait, long state)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (list_empty(&wait->task_list))
		list_add_tail(&wait->task_list, &q->task_list);
	current->state = state;
	spin_unlock_irqrestore(&q->lock, flags);
}

void finish_wait(wait_queue_head_t *q, wait_queue_t *wait)
{
	unsigned long flags;

	current->state = TASK_RUNNING;
	spin_lock_irqsave(&q->lock, flags);
	list_del_init(&wait->task_list);
	spin_unlock_irqrestore(&q->lock, flags);
}

bool signal_pending_state(long state)
{
	if (state == TASK_INTERRUPTIBLE)
		return signal_pending(current);
	return state == TASK_KILLABLE && ending_signal_pending();
}

/* The sleepers remove themselves from the queue, in finish_wait(). */
void wake_up(wait_queue_head_t *q)
{
	wait_queue_t *wait;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_for_each_entry(wait, &q->task_list, task_list)
		wake_up_process(wait->task);
	spin_unlock_irqrestore(&q->lock, flags);
}

/*
 * A task that is about to sleep (queued, with its state set, while it tests its condition)
 * does not yield: schedule() would take it off the run queue.
 */
void let_others_run(void)
{
	if (current->state != TASK_RUNNING)
		return;
	if (current->sleep_nth > 0 && --current->sleep_nth == 0) {
		current->sleep_nth = -1;
		wait_event_killable(injected, current->sleep_nth >= 0);
		current->sleep_nth = max(current->sleep_nth, 0);	/* it may have been killed instead */
	} else if (yield_alloc) {
		schedule();
	}
}

void set_sleep_nth(struct task_struct *task, int n)
{
	sleep_injected |= n != 0;
	task->sleep_nth = n;
	wake_up(&injected);
}

void let_others_run_always(void)
{
	sleep_injected = yield_alloc = true;
}

#ifdef DEBUG
void check_may_sleep(void)
{
	if (cpu0.lock_depth || in_interrupt())
		panic("sleeping function called %s",
		      in_interrupt() ? "in an interrupt" : "under a spinlock");
}
#endif
