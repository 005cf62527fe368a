/* SPDX-License-Identifier: GPL-2.0-only */
/* What the user and the groups of current allow: the names are Linux's. */
#ifndef KERNEL_SCHED_CRED_H
#define KERNEL_SCHED_CRED_H

#include "kernel/sched/task.h"

#define CAP_KILL		5
#define CAP_SETGID		6
#define CAP_SETUID		7
#define CAP_IPC_LOCK		14
#define CAP_IPC_OWNER		15
#define CAP_SYS_ADMIN		21
#define CAP_SYS_BOOT		22
#define CAP_SYS_RESOURCE	24

/* Has current this capability? There are no separate ones here: euid 0 has all of them. */
static inline int capable(int cap)
{
	(void)cap;
	return current->euid == 0;
}

/* Is grp the effective group of current, or one of its supplementary groups? (Linux: in_group_p) */
int in_group_p(gid_t grp);

#endif
