// SPDX-License-Identifier: GPL-2.0-only
/*
 * Semaphores, as Linux 2.4 has them on the i386: `count` says how many tasks want the
 * semaphore, `waking` how many of them may have it now.
 */
#include "kernel/sched/semaphore.h"
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
