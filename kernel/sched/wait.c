// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleeping and waking: wait queues, semaphores, might_sleep(), and what a DEBUG
 * build checks about spinlocks. The rules stand in kernel/sched/wait.h.
 *
 * Left out compared with Linux: exclusive waiters. wake_up() wakes everybody,
 * and everybody looks again.
 */
#include "kernel/sched/sched.h"
#include "kernel/lib/printk.h"

bool yield_alloc;	/* boot word; set by sched_init() */

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

/* The sleepers leave the queue themselves, in finish_wait(). */
void wake_up(wait_queue_head_t *q)
{
	wait_queue_t *wait;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_for_each_entry(wait, &q->task_list, task_list)
		wake_up_process(wait->task);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* One who wants the semaphore looks whether it is for him. */
static bool take_turn(struct semaphore *sem)
{
	bool mine;

	spin_lock(&sem->wait.lock);
	mine = sem->waking > 0;
	sem->waking -= mine;
	spin_unlock(&sem->wait.lock);
	return mine;
}

void wait_for_down(struct semaphore *sem)
{
	wait_event(sem->wait, take_turn(sem));
}

int wait_for_down_interruptible(struct semaphore *sem)
{
	int err = wait_event_interruptible(sem->wait, take_turn(sem));

	/* Wants it no longer; nor was it given. (Another CPU could give it just now: wait.lock, then.) */
	if (err)
		inc_not_positive(&sem->count);
	return err;
}

/*
 * Whoever comes from now on finds a count below 1, and looks at `waking`, too: he may be quicker
 * than one who waits already, who then sleeps again. One gets it, and nobody is forgotten.
 */
void wake_for_down(struct semaphore *sem)
{
	spin_lock(&sem->wait.lock);
	sem->waking++;
	spin_unlock(&sem->wait.lock);
	wake_up(&sem->wait);
}

/*
 * A caller on its way to sleep (queued, state set, condition being looked at)
 * is not made to yield: schedule() would take it for asleep.
 */
void let_others_run(void)
{
	if (current->state == TASK_RUNNING)
		schedule();
}

#ifdef DEBUG
void check_may_sleep(void)
{
	if (cpu0.lock_depth || in_interrupt())
		panic("sleeping function called %s",
		      in_interrupt() ? "in an interrupt" : "under a spinlock");
}

void debug_spin_lock(spinlock_t *lock, const char *who)
{
	if (lock->holder)
		panic("deadlock: %s() takes a spinlock that %s() holds", who, lock->holder);
	lock->holder = who;
	cpu0.lock_depth++;
	barrier();
}

void debug_spin_unlock(spinlock_t *lock, const char *who)
{
	barrier();
	if (!lock->holder)
		panic("%s() releases a spinlock that nobody holds", who);
	lock->holder = NULL;
	cpu0.lock_depth--;
}
#endif
