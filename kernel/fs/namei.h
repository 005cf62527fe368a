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
	enum { LAST_NORM, LAST_ROOT, LAST_DOT, LAST_DOTDOT, LAST_BIND } type;
	bool slash;			/* slashes follow, so it must be a directory */
};

/* How far the walk along a path has come. */
struct nameidata {
	struct last_name last;
	const char *rest;		/* what follows it */
	char *buf;			/* has both, if the walk has met a symbolic link */
	int links;			/* symbolic links so far */
};
#define MAX_LINKS	40		/* one more is ELOOP, as in Linux */

/* A copy of a user's path, for kfree(), or ERR_PTR(-EFAULT, -ENAMETOOLONG, -ENOENT (empty), -ENOMEM). */
char *getname(const char *user_path);
/* May current access inode by its fsuid and fsgid? mask: 4 read, 2 write, 1 execute. 0 or -EACCES. */
int permission(struct inode *inode, int mask);

/*
 * The inode of a path. If its last component is a symbolic link, `follow` says whether that link or
 * what it names is meant. Also ERR_PTR(-ELOOP).
 */
struct inode *path_lookup(int dfd, const char *path, bool follow);
/*
 * The same for a path in user memory, with AT_SYMLINK_NOFOLLOW or not in flags; with AT_EMPTY_PATH,
 * the path "" means dfd itself. Errors of getname() and path_lookup().
 */
struct inode *user_path_at(int dfd, const char *user_path, int flags);
/* user_path_at() of the working directory, without flags. */
struct inode *user_path_lookup(const char *user_path);
/*
 * The directory that has the last component of a path, which is nd->last; current may search the
 * directory. The caller calls path_release() unless the function fails.
 */
struct inode *path_parent(int dfd, const char *path, struct nameidata *nd);
void path_release(struct nameidata *nd);
/* path_parent() of a path in user memory: *path is freed by user_path_release(). */
struct inode *user_path_parent(int dfd, const char *user_path, char **path, struct nameidata *nd);
void user_path_release(char *path, struct nameidata *nd);
/*
 * nd->last is `link`, a symbolic link in dir, and the call follows it: the same for the path that
 * it names. This takes over the references to both. path_release() is still necessary after errors.
 */
struct inode *follow_link(struct nameidata *nd, struct inode *dir, struct inode *link);
/* The inode called *last in dir, which may be a symbolic link. Also ERR_PTR(-ENOTDIR), if slashes follow. */
struct inode *lookup_last(struct inode *dir, const struct last_name *last);
/* The same, but slashes may follow anything. */
struct inode *lookup_name(struct inode *dir, const struct last_name *last);

/* May current create a name in dir? 0, or -ENOENT (dir was removed or cannot be changed), -EACCES. */
int may_create(struct inode *dir);
/*
 * Add inode, which has no name, to dir as *last; dir has none of that name. tree_sem is held.
 * Errors: those of may_create(), ENOMEM.
 */
int dir_create(struct inode *dir, const struct last_name *last, struct inode *inode);
/*
 * At boot: the inode of path, which is created if necessary, as are the directories that lead to
 * it. No permission is checked. ERR_PTR: -ENOTDIR, -EEXIST (it exists with another type), -EINVAL
 * (path contains ".."), -ENAMETOOLONG, -ENOMEM.
 */
struct inode *make_path(const char *path, unsigned int mode);

#endif
