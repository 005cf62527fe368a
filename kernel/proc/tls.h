/* SPDX-License-Identifier: GPL-2.0-only */
/* Thread-local segments of a process. The CPU's side is kernel/cpu/switch.h. */
#ifndef KERNEL_PROC_TLS_H
#define KERNEL_PROC_TLS_H

#include <uapi/ldt.h>
#include "kernel/sched/task.h"

#define USER_RPL	3	/* the two lowest bits of a selector: the privilege asked for */

/* CLONE_SETTLS: set the entry of task that the user_desc at `user` describes. 0, -EFAULT or -EINVAL. */
int set_task_tls(struct task_struct *task, const struct user_desc *user);
/* exec: clear the three entries of current, and set fs and gs to 0. */
void clear_tls(void);

#endif
