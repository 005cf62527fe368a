/* SPDX-License-Identifier: GPL-2.0-only */
/* Ending processes. */
#ifndef KERNEL_PROC_EXIT_H
#define KERNEL_PROC_EXIT_H

#include "kernel/sched/task.h"

/*
 * End current. `code` is the status that its parent's wait4() returns: an exit code << 8, or the
 * number of the signal that ended it. Panics for pid 0 and 1, and in an interrupt.
 */
void do_exit(long code) noreturn;
/* Unlink and free a task that has ended. It must not be current, because its stack is freed, too. */
void release_task(struct task_struct *task);
/*
 * exec and exit: current stops using current->mm. Writes 0 to clear_child_tid if another process
 * shares the memory, and wakes the parent that waits in vfork(). (Linux: mm_release)
 */
void mm_release(void);
/* The first action of do_exit(). Set by ipc/sem.c, which undoes operations on semaphores. May sleep. */
extern void (*exit_ipc)(void);

#endif
