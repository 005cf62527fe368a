/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sleeping: wait queues, sleeping semaphores, and might_sleep().
 * Implemented in kernel/sched/wait.c on top of schedule().
 *
 *	sleeper					waker
 *	DEFINE_WAIT(w)
 *	prepare_to_wait(q, &w, state)
 *	    (on the queue, not runnable)
 *	condition true? -> finish		condition = true
 *	schedule()				wake_up(q)  -> runnable again
 *	finish_wait(q, &w)
 *
 * Being on the queue *before* the condition is looked at is what makes it
 * impossible to miss the wake-up between the look and the sleep.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include "kernel/lib/atomic.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/list.h"
#include "kernel/sched/spinlock.h"

struct task_struct;

typedef struct wait_queue_head {
	spinlock_t lock;		/* guards the list; taken with interrupts off */
	struct list_head task_list;
} wait_queue_head_t;

typedef struct wait_queue {
	struct task_struct *task;
	struct list_head task_list;
} wait_queue_t;

#define WAIT_QUEUE_HEAD_INIT(name) \
	{ SPIN_LOCK_UNLOCKED, LIST_HEAD_INIT((name).task_list) }
#define DECLARE_WAIT_QUEUE_HEAD(name) \
	wait_queue_head_t name = WAIT_QUEUE_HEAD_INIT(name)

static inline void init_waitqueue_head(wait_queue_head_t *q)
{
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->task_list);
}

/* A place in a queue for the caller, not queued yet. Needs kernel/sched/sched.h. */
#define DEFINE_WAIT(name) \
	wait_queue_t name = { current, LIST_HEAD_INIT((name).task_list) }

/* Queue the caller, unless it is queued already, and set its state, TASK_(UN)INTERRUPTIBLE. */
void prepare_to_wait(wait_queue_head_t *q, wait_queue_t *wait, long state);
/* Leave the queue, runnable. */
void finish_wait(wait_queue_head_t *q, wait_queue_t *wait);
/* Make every sleeper on q runnable. From anywhere, interrupts included. */
void wake_up(wait_queue_head_t *q);

/* Sleep, deaf to signals, until condition holds; it is evaluated with no lock held. */
#define wait_event(q, condition)						\
	do {									\
		DEFINE_WAIT(_w);						\
		for (;;) {							\
			prepare_to_wait(&(q), &_w, TASK_UNINTERRUPTIBLE);	\
			if (condition)						\
				break;						\
			schedule();						\
		}								\
		finish_wait(&(q), &_w);						\
	} while (0)

/* The same, but a signal ends it: value 0, or -ERESTARTSYS. Needs kernel/sched/sched.h. */
#define wait_event_interruptible(q, condition)					\
	({									\
		DEFINE_WAIT(_w);						\
		int _ret = 0;							\
		for (;;) {							\
			prepare_to_wait(&(q), &_w, TASK_INTERRUPTIBLE);		\
			if (condition)						\
				break;						\
			if (signal_pending(current)) {				\
				_ret = -ERESTARTSYS;				\
				break;						\
			}							\
			schedule();						\
		}								\
		finish_wait(&(q), &_w);						\
		_ret;								\
	})

/* A sleeping lock: down() may sleep, so never under a spinlock nor in an interrupt. */
struct semaphore {
	int count;			/* 1: free, 0: held, -n: held, and n tasks want it */
	int waking;			/* how many of those may have it now; wait.lock guards it */
	wait_queue_head_t wait;
};

#define MUTEX_INIT(name)	{ 1, 0, WAIT_QUEUE_HEAD_INIT((name).wait) }
#define DECLARE_MUTEX(name)	struct semaphore name = MUTEX_INIT(name)

/*
 * Stands wherever Linux's code could sleep (every GFP_KERNEL allocation, every
 * down()). A DEBUG build panics when a spinlock is held or in an interrupt; with
 * the boot word `yield-alloc` it really lets others run here, so that whatever
 * the caller believed before must be checked again after.
 */
extern bool yield_alloc;
void let_others_run(void);
#ifdef DEBUG
void check_may_sleep(void);
#else
static inline void check_may_sleep(void) { }
#endif

static inline void might_sleep_if(bool condition)
{
	if (condition)
		check_may_sleep();
	if (unlikely(yield_alloc) && condition)
		let_others_run();
}
static inline void might_sleep(void)
{
	might_sleep_if(true);
}

/*
 * Almost always nobody holds a semaphore, and nobody waits for it: that much is done in
 * place, only the rest is a call.
 */
void wait_for_down(struct semaphore *sem);
int wait_for_down_interruptible(struct semaphore *sem);
void wake_for_down(struct semaphore *sem);

static inline void down(struct semaphore *sem)
{
	might_sleep();
	if (unlikely(dec_negative(&sem->count)))
		wait_for_down(sem);
	barrier();
}

/* 0, or -ERESTARTSYS when a signal came first. */
static inline int down_interruptible(struct semaphore *sem)
{
	int err;

	might_sleep();
	err = unlikely(dec_negative(&sem->count)) ? wait_for_down_interruptible(sem) : 0;

	barrier();
	return err;
}

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

/* Held from the start: the first down() waits for an up() of somebody else. */
static inline void init_MUTEX_LOCKED(struct semaphore *sem)
{
	init_MUTEX(sem);
	sem->count = 0;
}

#endif
