/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sleeping until a condition holds: wait queues, and might_sleep().
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
#ifndef KERNEL_SCHED_WAIT_H
#define KERNEL_SCHED_WAIT_H

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

#endif
