/* SPDX-License-Identifier: GPL-2.0-only */
/* Process numbers. */
#ifndef KERNEL_SCHED_PID_H
#define KERNEL_SCHED_PID_H

#include "kernel/sched/task.h"

/* The group in the foreground of the terminal, or 0 (set by tty_init()). */
extern const pid_t *terminal_pgrp;
/* The task with this pid, or NULL. Tasks that have ended are found until they are released. */
struct task_struct *find_task_by_pid(pid_t pid);
/* Does an older task have the same address space (vfork)? Loops over address spaces then skip this one. */
bool shares_mm_with_older(const struct task_struct *task);
/* Enter a task under its pid, and remove it. */
void hash_pid(struct task_struct *task);
void unhash_pid(struct task_struct *task);
/* A number that no process, process group or session has. Does not sleep. */
pid_t get_pid(void);

#endif
