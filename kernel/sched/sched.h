/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scheduler's interface.
 *
 * The kernel is not preempted: another task runs only when this one calls schedule()
 * (or a function that might_sleep()), or returns to user mode.
 */
#ifndef KERNEL_SCHED_SCHED_H
#define KERNEL_SCHED_SCHED_H

#include "kernel/sched/stretch.h"
#include "kernel/sched/task.h"

#define NR_TASKS	256
#define PID_MAX		32768
#define DEF_COUNTER	2		/* a time slice, in ticks */
#define MIN_TASKS_LEFT_FOR_ROOT	4	/* of NR_TASKS: so that root can always start a kill */

extern struct task_struct init_task;	/* the idle task, pid 0 */
extern struct list_head task_list;	/* through task_struct.tasks; no lock: one CPU, no preemption */
extern int nr_tasks;			/* in the list, and the idle task */

/* Make the boot, which runs already, the idle task. The first thing that kernel_main() does. */
void init_idle(void);
/* Read the boot word yield-alloc. */
void sched_init(void);
/* What the boot becomes when everything is set up: halt until there is something to run. */
void cpu_idle(void) noreturn;
/*
 * Let another task run; returns when this one is chosen again. The caller sets its state
 * first if it wants to sleep. Never under a spinlock.
 */
void schedule(void);
/* Should another task run, because the time slice is over? Then call schedule() where that is safe. */
static inline bool need_resched(void)
{
	stretch_end();
	return unlikely(current->need_resched);
}
/* In a loop that can take long: let others run when the time slice is over. Never under a spinlock. */
static inline void cond_resched(void)
{
	if (need_resched())
		schedule();
}
/* Make a task runnable, whatever it waits for; a task that has ended stays so. From anywhere. */
void wake_up_process(struct task_struct *task);
/* The timer interrupt: charge the tick to current, and end its time slice when it is used up. */
void scheduler_tick(struct pt_regs *regs);
/* The first action of a task on its own stack after a switch. Interrupts are off. */
void finish_switch(void);
/* Frees a task in TASK_DEAD once nothing runs on its stack. Set by fork_init(). */
extern void (*release_dead_task)(struct task_struct *task);

#endif
