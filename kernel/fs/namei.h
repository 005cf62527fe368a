/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Paths (kernel/fs/namei.c). A path here is a string in kernel memory. If it is relative, it
 * starts at the directory open as dfd, or at current's working directory if dfd is AT_FDCWD.
 * Functions that look up a path return an inode with one more reference, or ERR_PTR(-ENOENT,
 * -ENOTDIR, -EACCES, -ENAMETOOLONG, -EBADF for dfd, -ENOMEM).
 */
#ifndef KERNEL_FS_NAMEI_H
#define KERNEL_FS_NAMEI_H

#include "kernel/fs/inode.h"

/* The last component of a path. unlink("a/..") and its like depend on what kind it is. */
struct last_name {
	const char *name;		/* in the path, without a NUL after it */
	size_t len;
	enum { LAST_NORM, LAST_ROOT, LAST_DOT, LAST_DOTDOT } type;
	bool slash;			/* slashes follow, so it must be a directory */
};

/* A copy of a user's path, for kfree(), or ERR_PTR(-EFAULT, -ENAMETOOLONG, -ENOENT (empty), -ENOMEM). */
char *getname(const char *user_path);
/* May current access inode by its fsuid and fsgid? mask: 4 read, 2 write, 1 execute. 0 or -EACCES. */
int permission(struct inode *inode, int mask);

struct inode *path_lookup(int dfd, const char *path);
/* The same for a path in user memory. Errors of getname() and path_lookup(). */
struct inode *user_path_lookup(int dfd, const char *user_path);
/* The directory that has the last component, and that component; current may search the directory. */
struct inode *path_parent(int dfd, const char *path, struct last_name *last);
/* The inode called *last in dir. */
struct inode *lookup_last(struct inode *dir, const struct last_name *last);

/*
 * Create a regular file or directory called *last in dir, which has none of that name. tree_sem
 * is held. The inode with one more reference, or ERR_PTR: -ENOENT (dir was removed or
 * cannot be changed), -EACCES, -ENOMEM.
 */
struct inode *dir_create(struct inode *dir, const struct last_name *last, unsigned int mode);
/*
 * At boot: the inode of path, which is created if necessary, as are the directories that lead to
 * it. No permission is checked. ERR_PTR: -ENOTDIR, -EEXIST (it exists with another type), -EINVAL
 * (path contains ".."), -ENAMETOOLONG, -ENOMEM.
 */
struct inode *make_path(const char *path, unsigned int mode);

#endif
