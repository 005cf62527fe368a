/* SPDX-License-Identifier: GPL-2.0-only */
/* The alarm of a process. */
#ifndef KERNEL_PROC_TIME_CALLS_H
#define KERNEL_PROC_TIME_CALLS_H

#include "kernel/sched/task.h"

/* fork: the child has no alarm. */
void init_alarm(struct task_struct *task);

#endif
