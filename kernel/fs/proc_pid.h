/* SPDX-License-Identifier: GPL-2.0-only */
/* The directories of processes in /proc (kernel/fs/proc_pid.c). */
#ifndef KERNEL_FS_PROC_PID_H
#define KERNEL_FS_PROC_PID_H

#include "kernel/fs/inode.h"

/* The directory of "self" or of a process id. ERR_PTR: -ENOENT, -ENOMEM */
struct inode *proc_pid_lookup(const char *name, size_t len);
/*
 * Fill in the entry of the first process whose id is at least *pid, and set *pid to the id after
 * it. 1, or 0 if there is no such process.
 */
int proc_pid_readdir(int *pid, struct dir_item *item);

#endif
