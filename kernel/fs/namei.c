// SPDX-License-Identifier: GPL-2.0-only
/*
 * From paths to inodes, and permissions.
 *
 *	/bin//../tmp/a/		an absolute path starts at root_inode
 *	 \_/  \/ \_/ |\_ slashes after the last component: it must be a directory
 *	   \   |  /   |
 *	  directories  the last component: it may be missing if it is to be created
 *	  that current
 *	  may search
 *
 * Left out compared with Linux: symbolic links, mounts, chroot, the cache of names.
 */
#include "kernel/fs/namei.h"
#include "kernel/fs/file.h"
#include "kernel/sched/cred.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

char *getname(const char *user_path)
{
	char *name = kmalloc(PATH_MAX, GFP_KERNEL);
	long len;

	if (!name)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(name, user_path, PATH_MAX);
	if (len > 0 && len < PATH_MAX)
		return name;
	kfree(name);
	if (len < 0)
		return ERR_PTR(len);
	return ERR_PTR(len ? -ENAMETOOLONG : -ENOENT);
}

int permission(struct inode *inode, int mask)
{
	unsigned int bits = inode->i_mode;

	if (current->fsuid == 0) {
		/* Root may do everything except execute a file that has no execute permission at all. */
		if (!(mask & 1) || S_ISDIR(bits) || bits & (S_IXUSR | S_IXGRP | S_IXOTH))
			return 0;
		return -EACCES;
	}
	if (current->fsuid == inode->i_uid)
		bits >>= 6;
	else if (in_group_p(inode->i_gid))
		bits >>= 3;
	return (bits & mask) == (unsigned int)mask ? 0 : -EACCES;
}

/* The inode at which a path starts, with one more reference, or ERR_PTR(-EBADF). */
static struct inode *start_of(int dfd, const char *path)
{
	if (*path == '/')
		return iget(root_inode);
	return dfd == AT_FDCWD ? iget(current->cwd) : fd_inode(dfd);
}

/* May current look up names in dir? Returns 0, -ENOTDIR or -EACCES. */
static int may_search(struct inode *dir)
{
	return S_ISDIR(dir->i_mode) ? permission(dir, 1) : -ENOTDIR;
}

/* The directory ".." of dir, with one more reference. */
static struct inode *parent_of(struct inode *dir)
{
	struct inode *parent;

	spin_lock(&inode_lock);
	parent = iget(dir->i_parent ? dir->i_parent : dir);
	spin_unlock(&inode_lock);
	return parent;
}

struct inode *lookup_last(struct inode *dir, const struct last_name *last)
{
	struct inode *inode;

	if (last->type == LAST_DOTDOT)
		return parent_of(dir);
	if (last->type != LAST_NORM)
		return iget(dir);
	if (last->len > NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	inode = dir->i_op->lookup(dir, last->name, last->len);
	if (!IS_ERR(inode) && last->slash && !S_ISDIR(inode->i_mode)) {
		iput(inode);
		return ERR_PTR(-ENOTDIR);
	}
	return inode;
}

/* Take the first component off *path. False if there is none. */
static bool next_name(const char **path, struct last_name *last)
{
	const char *p = *path;

	while (*p == '/')
		p++;
	last->name = p;
	while (*p && *p != '/')
		p++;
	last->len = p - last->name;
	last->slash = *p == '/';
	while (*p == '/')
		p++;
	*path = p;

	last->type = LAST_NORM;
	if (last->name[0] == '.' && last->len == 1)
		last->type = LAST_DOT;
	else if (last->name[0] == '.' && last->name[1] == '.' && last->len == 2)
		last->type = LAST_DOTDOT;
	else if (!last->len)
		last->type = LAST_ROOT;
	return last->len != 0;
}

struct inode *path_parent(int dfd, const char *path, struct last_name *last)
{
	struct inode *dir, *next;
	int err;

	if (!*path)
		return ERR_PTR(-ENOENT);
	dir = start_of(dfd, path);
	if (IS_ERR(dir) || !next_name(&path, last))
		return dir;
	for (;;) {
		err = may_search(dir);
		if (err) {
			iput(dir);
			return ERR_PTR(err);
		}
		if (!*path)
			return dir;
		next = lookup_last(dir, last);
		iput(dir);
		if (IS_ERR(next))
			return next;
		dir = next;
		next_name(&path, last);
	}
}

struct inode *path_lookup(int dfd, const char *path)
{
	struct last_name last;
	struct inode *inode, *dir = path_parent(dfd, path, &last);

	if (IS_ERR(dir))
		return dir;
	inode = lookup_last(dir, &last);
	iput(dir);
	return inode;
}

struct inode *user_path_lookup(int dfd, const char *user_path)
{
	char *path = getname(user_path);
	struct inode *inode;

	if (IS_ERR(path))
		return (struct inode *)path;
	inode = path_lookup(dfd, path);
	kfree(path);
	return inode;
}

/* Create an inode called *last in dir, without checking permissions. Errors: ENOENT, ENOMEM. */
static struct inode *create(struct inode *dir, const struct last_name *last, unsigned int mode)
{
	struct inode *inode;
	int err;

	/* The directories of processes in /proc have no list of children. */
	if (dir->i_parent && list_empty(&dir->i_sibling))
		return ERR_PTR(-ENOENT);
	inode = new_inode(dir->i_dev, mode);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	if (S_ISDIR(mode)) {
		inode->i_op = dir->i_op;
		inode->i_fop = dir->i_fop;
	}
	err = dir_add(dir, inode, last->name, last->len);
	if (!err)
		return inode;
	iput(inode);
	return ERR_PTR(err);
}

struct inode *dir_create(struct inode *dir, const struct last_name *last, unsigned int mode)
{
	int err;

	if (!dir->i_nlink || !dir->i_op->may_change)
		return ERR_PTR(-ENOENT);
	err = permission(dir, 2 | 1);
	return err ? ERR_PTR(err) : create(dir, last, mode);
}

struct inode *make_path(const char *path, unsigned int mode)
{
	struct inode *dir = iget(root_inode), *inode;
	struct last_name last;

	while (next_name(&path, &last)) {
		if (last.type == LAST_DOTDOT) {
			inode = ERR_PTR(-EINVAL);
		} else if (!S_ISDIR(dir->i_mode)) {
			inode = ERR_PTR(-ENOTDIR);
		} else {
			last.slash = false;
			inode = lookup_last(dir, &last);
			if (PTR_ERR(inode) == -ENOENT)
				inode = create(dir, &last, *path ? S_IFDIR | 0755 : mode);
		}
		iput(dir);
		if (IS_ERR(inode))
			return inode;
		dir = inode;
	}
	if ((dir->i_mode ^ mode) & S_IFMT) {
		iput(dir);
		return ERR_PTR(-EEXIST);
	}
	dir->i_mode = mode;
	return dir;
}
