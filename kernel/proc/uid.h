/* SPDX-License-Identifier: GPL-2.0-only */
/* Users and groups of a process. */
#ifndef KERNEL_PROC_UID_H
#define KERNEL_PROC_UID_H

#include "kernel/lib/types.h"

/* Set the supplementary groups of current. n is at most NGROUPS_MAX. 0, or -EINVAL: a group is -1. */
int set_groups(int n, const gid_t *groups);

#endif
