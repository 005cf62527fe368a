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
 * The sleeper is on the queue *before* it tests the condition. So a wake-up between the
 * test and schedule() is not lost: it makes the task runnable again.
 */
#ifndef KERNEL_SCHED_WAIT_H
#define KERNEL_SCHED_WAIT_H

#include "kernel/lib/errno.h"
#include "kernel/lib/list.h"
#include "kernel/sched/spinlock.h"

struct task_struct;

typedef struct wait_queue_head {
	spinlock_t lock;		/* protects the list; taken with interrupts off */
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

/* An entry for the caller, not queued yet. The user includes kernel/sched/sched.h. */
#define DEFINE_WAIT(name) \
	wait_queue_t name = { current, LIST_HEAD_INIT((name).task_list) }

/*
 * Queue the caller, unless it is queued already, and set its state: TASK_INTERRUPTIBLE,
 * _UNINTERRUPTIBLE or _KILLABLE.
 */
void prepare_to_wait(wait_queue_head_t *q, wait_queue_t *wait, long state);
/* Remove the caller from the queue and make it runnable. */
void finish_wait(wait_queue_head_t *q, wait_queue_t *wait);
/* Make all sleepers on q runnable. May be called from interrupts. */
void wake_up(wait_queue_head_t *q);

/* Is a signal pending that ends a sleep of current in this state? */
bool signal_pending_state(long state);

/*
 * Sleep in this state until the condition is true. It is evaluated without any lock. 0, or
 * -ERESTARTSYS: a signal has ended the wait.
 */
#define wait_event_state(q, condition, state)					\
	({									\
		DEFINE_WAIT(_w);						\
		int _ret = 0;							\
		for (;;) {							\
			prepare_to_wait(&(q), &_w, state);			\
			if (condition)						\
				break;						\
			if ((state) != TASK_UNINTERRUPTIBLE && signal_pending_state(state)) { \
				_ret = -ERESTARTSYS;				\
				break;						\
			}							\
			schedule();						\
		}								\
		finish_wait(&(q), &_w);						\
		_ret;								\
	})

/* No signal, every signal, or only a signal that ends the process ends the wait. */
#define wait_event(q, condition) \
	((void)wait_event_state(q, condition, TASK_UNINTERRUPTIBLE))
#define wait_event_interruptible(q, condition) \
	wait_event_state(q, condition, TASK_INTERRUPTIBLE)
#define wait_event_killable(q, condition) \
	wait_event_state(q, condition, TASK_KILLABLE)

/*
 * might_sleep() is called wherever Linux's code can sleep: in every GFP_KERNEL allocation
 * and in every down(). A DEBUG build panics there if a spinlock is held or an interrupt
 * handler runs. Tests find callers that do not recheck their assumptions afterwards:
 *
 *	boot word yield-alloc	let other tasks run in every might_sleep()
 *	/proc/PID/sleep-nth	the n-th might_sleep() of this process from now on sleeps until another
 *				process writes to the file again
 */
extern bool sleep_injected;		/* one of the two is in use */
void let_others_run(void);
/* For the boot word yield-alloc. */
void let_others_run_always(void);
/* For /proc/PID/sleep-nth: sleep in the n-th might_sleep() from now; 0: never. Wakes a task that sleeps there. */
void set_sleep_nth(struct task_struct *task, int n);
#ifdef DEBUG
void check_may_sleep(void);
#else
static inline void check_may_sleep(void) { }
#endif

static inline void might_sleep_if(bool condition)
{
	if (condition)
		check_may_sleep();
	if (unlikely(sleep_injected) && condition)
		let_others_run();
}
static inline void might_sleep(void)
{
	might_sleep_if(true);
}

#endif
