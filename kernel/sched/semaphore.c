// SPDX-License-Identifier: GPL-2.0-only
/*
 * Semaphores, as Linux 2.4 has them on the i386: `count` says how many tasks want the
 * semaphore, `waking` how many of them may have it now.
 */
#include "kernel/sched/semaphore.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"

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
