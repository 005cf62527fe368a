/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks on parts of files (kernel/fs/locks.c). */
#ifndef KERNEL_FS_LOCKS_H
#define KERNEL_FS_LOCKS_H

#include "kernel/fs/fs.h"

struct files_struct;

/* F_GETLK, F_SETLK and F_SETLKW of fcntl, and their 64-bit forms; user is in user memory. */
long fcntl_lock(struct file *file, unsigned int cmd, void *user);
extern int nr_file_locks;		/* locks of all files */
/*
 * A process closes a descriptor of inode: drop all its locks on it, as POSIX demands. There is
 * nothing to do without locks.
 */
void drop_locks(struct files_struct *owner, struct inode *inode);
/* Name all locks (mm/census.h). */
void locks_census(void);

#endif
