// SPDX-License-Identifier: GPL-2.0-only
/* The groups of a process. How users and groups change is in kernel/proc/uid.c. */
#include "kernel/sched/cred.h"

int in_group_p(gid_t grp)
{
	if (grp == current->fsgid)
		return 1;
	for (int i = 0; i < current->ngroups; i++)
		if (current->groups[i] == grp)
			return 1;
	return 0;
}
