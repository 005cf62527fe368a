/* SPDX-License-Identifier: GPL-2.0-only */
/* Semaphores: locks whose holder may sleep. */
#ifndef KERNEL_SCHED_SEMAPHORE_H
#define KERNEL_SCHED_SEMAPHORE_H

#include "kernel/lib/atomic.h"
#include "kernel/sched/task.h"
#include "kernel/sched/wait.h"

/* down() may sleep, so it must not be called under a spinlock or in an interrupt. */
struct semaphore {
	int count;			/* 1: free, 0: held, -n: held, and n more tasks want it */
	int waking;			/* how many of those may have it now; protected by wait.lock */
	wait_queue_head_t wait;
};

#define MUTEX_INIT(name)	{ 1, 0, WAIT_QUEUE_HEAD_INIT((name).wait) }
#define DECLARE_MUTEX(name)	struct semaphore name = MUTEX_INIT(name)

/* The rare cases of down() and up(): the semaphore is held, or tasks wait for it. */
int wait_for_down(struct semaphore *sem, long state);
void wake_for_down(struct semaphore *sem);

static inline int down_state(struct semaphore *sem, long state)
{
	int err;

	might_sleep();
	err = unlikely(dec_negative(&sem->count)) ? wait_for_down(sem, state) : 0;
	barrier();
	return err;
}

/* Acquire the semaphore. Sleeps until it is free; signals do not interrupt. */
static inline void down(struct semaphore *sem)
{
	(void)down_state(sem, TASK_UNINTERRUPTIBLE);
}

/* The same, but a signal ends the wait. 0, or -ERESTARTSYS: not acquired. */
static inline int down_interruptible(struct semaphore *sem)
{
	return down_state(sem, TASK_INTERRUPTIBLE);
}

/*
 * The same, but only a signal that ends the process ends the wait. For semaphores whose holders
 * use user memory: a holder may be waiting for memory that current has, until current is killed.
 */
static inline int down_killable(struct semaphore *sem)
{
	return down_state(sem, TASK_KILLABLE);
}

/*
 * Acquire the semaphore if it is free: 0, or 1 if it is held. Does not sleep. (With a second CPU, the
 * test and the decrement must be one step.)
 */
static inline int down_trylock(struct semaphore *sem)
{
	int held = sem->count < 1 || dec_negative(&sem->count);

	barrier();
	return held;
}

/* Release the semaphore, and wake those who want it. Does not sleep. */
static inline void up(struct semaphore *sem)
{
	barrier();
	if (unlikely(inc_not_positive(&sem->count)))
		wake_for_down(sem);
}

static inline void init_MUTEX(struct semaphore *sem)
{
	sem->count = 1;
	sem->waking = 0;
	init_waitqueue_head(&sem->wait);
}

#endif
