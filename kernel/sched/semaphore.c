// SPDX-License-Identifier: GPL-2.0-only
/*
 * Semaphores, as Linux 2.4 has them on the i386: `count` says how many tasks want the
 * semaphore, `waking` how many of them may have it now.
 */
#include "kernel/sched/semaphore.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"

/* May one of the tasks that want the semaphore have it now? If so, the caller takes it. */
static bool take_turn(struct semaphore *sem)
{
	unsigned long flags;
	bool mine;

	spin_lock_irqsave(&sem->wait.lock, flags);
	mine = sem->waking > 0;
	sem->waking -= mine;
	spin_unlock_irqrestore(&sem->wait.lock, flags);
	return mine;
}

int wait_for_down(struct semaphore *sem, long state)
{
	int err = wait_event_state(sem->wait, take_turn(sem), state);

	/*
	 * The wait was interrupted before the semaphore was acquired. (With a second CPU,
	 * up() could grant it at this moment: then wait.lock must cover both.)
	 */
	if (err)
		inc_not_positive(&sem->count);
	return err;
}

/*
 * Grant the semaphore to one task, and wake all that wait. A task that comes now finds a
 * count below 1 and looks at `waking` as well. If it is faster than the one that waits, that
 * one sleeps again. Exactly one task gets the semaphore.
 */
void wake_for_down(struct semaphore *sem)
{
	unsigned long flags;

	spin_lock_irqsave(&sem->wait.lock, flags);
	sem->waking++;
	spin_unlock_irqrestore(&sem->wait.lock, flags);
	wake_up(&sem->wait);
}

#ifdef DEBUG
void debug_before_down(const struct semaphore *sem, const char *who)
{
	if (sem->holder == current)
		panic("deadlock: %s() takes a semaphore that this process holds since %s()", who, sem->taken_by);
}

void debug_after_down(struct semaphore *sem, const char *who)
{
	sem->holder = current;
	sem->taken_by = who;
	current->sems_held++;
	current->last_sem = sem;
}

void debug_up(struct semaphore *sem, const char *who)
{
	if (sem->holder != current)
		panic("%s() releases a semaphore that this process does not hold", who);
	sem->holder = NULL;
	current->sems_held--;
}

void debug_assert_held(const struct semaphore *sem, const char *name, const char *who)
{
	if (!sem->holder)
		panic("%s() needs %s, which is not held", who, name + (*name == '&'));
}

/* Called by entry.asm before every return to a program. */
void check_return(void)
{
	const char *who = last_spin_locker();

	if (who)
		panic("a return to the program with a spinlock that %s() has taken", who);
	if (current->sems_held)
		panic("a return to the program with a semaphore that %s() has taken", current->last_sem->taken_by);
}
#endif
