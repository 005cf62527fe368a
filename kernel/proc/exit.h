/* SPDX-License-Identifier: GPL-2.0-only */
/* How processes end. */
#ifndef KERNEL_PROC_EXIT_H
#define KERNEL_PROC_EXIT_H

#include "kernel/sched/task.h"

/* End current with this wait status: an exit code << 8, or a signal number. */
void do_exit(long code) noreturn;
/* Remove a task that has ended and free it, its stack included: never the one that runs. */
void release_task(struct task_struct *task);
/* exec and exit: current is done with current->mm. Writes clear_child_tid, lets a vfork parent go on. */
void mm_release(void);

#endif
