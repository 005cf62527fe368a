/* SPDX-License-Identifier: GPL-2.0-only */
/* Semaphores: locks whose holder may sleep. */
#ifndef KERNEL_SCHED_SEMAPHORE_H
#define KERNEL_SCHED_SEMAPHORE_H

#include "kernel/lib/atomic.h"
#include "kernel/sched/task.h"
#include "kernel/sched/wait.h"

/*
 * down() may sleep, so it must not be called under a spinlock or in an interrupt. A DEBUG build
 * panics when a task takes a semaphore that it holds, or returns to its program with one.
 */
struct semaphore {
	int count;			/* 1: free, 0: held, -n: held, and n more tasks want it */
	int waking;			/* how many of those may have it now; protected by wait.lock */
	wait_queue_head_t wait;
#ifdef DEBUG
	struct task_struct *holder;	/* NULL: it is free */
	const char *taken_by;		/* the holder's function */
#endif
};

#define MUTEX_INIT(name)	{ .count = 1, .wait = WAIT_QUEUE_HEAD_INIT((name).wait) }
#define DECLARE_MUTEX(name)	struct semaphore name = MUTEX_INIT(name)

/* The rare cases of down() and up(): the semaphore is held, or tasks wait for it. */
int wait_for_down(struct semaphore *sem, long state);
void wake_for_down(struct semaphore *sem);

#ifdef DEBUG
void debug_before_down(const struct semaphore *sem, const char *who);
void debug_after_down(struct semaphore *sem, const char *who);
void debug_up(struct semaphore *sem, const char *who);
void debug_assert_held(const struct semaphore *sem, const char *name, const char *who);
/* Panic unless a task holds the semaphore; in a build without DEBUG, nothing. */
#define assert_held(sem)	debug_assert_held(sem, #sem, __func__)
#else
static inline void debug_before_down(const struct semaphore *sem, const char *who) { (void)sem; (void)who; }
static inline void debug_after_down(struct semaphore *sem, const char *who) { (void)sem; (void)who; }
static inline void debug_up(struct semaphore *sem, const char *who) { (void)sem; (void)who; }
#define assert_held(sem)	((void)(sem))
#endif

static inline int down_state(struct semaphore *sem, long state, const char *who)
{
	int err;

	debug_before_down(sem, who);
	might_sleep();
	err = unlikely(dec_negative(&sem->count)) ? wait_for_down(sem, state) : 0;
	barrier();
	if (!err)
		debug_after_down(sem, who);
	return err;
}

/* Acquire the semaphore. Sleeps until it is free; signals do not interrupt. */
#define down(sem)		((void)down_state(sem, TASK_UNINTERRUPTIBLE, __func__))
/* The same, but a signal ends the wait. 0, or -ERESTARTSYS: not acquired. */
#define down_interruptible(sem)	down_state(sem, TASK_INTERRUPTIBLE, __func__)
/*
 * The same, but only a signal that ends the process ends the wait. For semaphores whose holders
 * use user memory: a holder may be waiting for memory that current has, until current is killed.
 */
#define down_killable(sem)	down_state(sem, TASK_KILLABLE, __func__)
/*
 * Acquire the semaphore if it is free: 0, or 1 if it is held. Does not sleep. (With a second CPU, the
 * test and the decrement must be one step.)
 */
#define down_trylock(sem)	try_down(sem, __func__)
/* Release the semaphore, and wake those who want it. Does not sleep. */
#define up(sem)			release(sem, __func__)

static inline int try_down(struct semaphore *sem, const char *who)
{
	int held = sem->count < 1 || dec_negative(&sem->count);

	barrier();
	if (!held)
		debug_after_down(sem, who);
	return held;
}

static inline void release(struct semaphore *sem, const char *who)
{
	debug_up(sem, who);
	barrier();
	if (unlikely(inc_not_positive(&sem->count)))
		wake_for_down(sem);
}

static inline void init_MUTEX(struct semaphore *sem)
{
	*sem = (struct semaphore)MUTEX_INIT(*sem);
}

#endif
