/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a CPU knows about itself, and `current`: the task that it runs. Only schedule()
 * changes `task`. With a second CPU there will be one cpu_info for each.
 */
#ifndef KERNEL_SCHED_CURRENT_H
#define KERNEL_SCHED_CURRENT_H

struct task_struct;

struct cpu_info {
	struct task_struct *task;	/* the first word: entry.asm reads it */
	int lock_depth;			/* spinlocks held (counted in DEBUG builds) */
};
extern struct cpu_info cpu0;		/* sched.c */

/* No function: gdb would stop in it at the start of every function that uses current first. */
#define current (cpu0.task)

#endif
