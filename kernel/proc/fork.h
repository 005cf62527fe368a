/* SPDX-License-Identifier: GPL-2.0-only */
/* Creating processes. */
#ifndef KERNEL_PROC_FORK_H
#define KERNEL_PROC_FORK_H

#include "kernel/sched/task.h"

/* Create the caches of task_struct and signal_struct. At boot. */
void fork_init(void);
/*
 * Create pid 1. It runs function(arg) in the kernel and then enters user mode with the
 * registers that do_execve_kernel() has set. Returns the pid, or -EAGAIN, -ENOMEM.
 */
pid_t kernel_thread(void (*function)(void *), void *arg);
/* Free a task_struct, its signals and its kernel stack. It must not be linked anywhere. */
void free_task(struct task_struct *task);

#endif
