/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one CPU knows about itself, and `current`: the task it is running.
 * Only schedule() changes `task`; everybody else reads it through get_current().
 */
#ifndef KERNEL_CURRENT_H
#define KERNEL_CURRENT_H

struct task_struct;

struct cpu_info {
	struct task_struct *task;
	int irq_depth;		/* interrupt handlers running; sleeping needs 0 */
	int lock_depth;		/* spinlocks held (counted in DEBUG builds) */
};
extern struct cpu_info cpu0;

static inline struct task_struct *get_current(void)
{
	return cpu0.task;
}
#define current get_current()

static inline int in_interrupt(void)
{
	return cpu0.irq_depth != 0;
}

#endif
