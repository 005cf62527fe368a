/* SPDX-License-Identifier: GPL-2.0-only */
/* Making processes. */
#ifndef KERNEL_PROC_FORK_H
#define KERNEL_PROC_FORK_H

#include "kernel/sched/task.h"

/* Make the caches of tasks. At boot. */
void fork_init(void);
/*
 * Start a task that runs function(arg) in the kernel and then enters user mode with the
 * registers that an execve in it has set. Only for pid 1. The pid, or -errno.
 */
pid_t kernel_thread(void (*function)(void *), void *arg);
/* Free the memory of a task that is linked nowhere (any more): its stack and its structures. */
void free_task(struct task_struct *task);

#endif
