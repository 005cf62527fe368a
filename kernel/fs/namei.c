// SPDX-License-Identifier: GPL-2.0-only
/*
 * From paths to inodes, and whether one may.
 *
 *	/bin//../tmp/a/		absolute paths start at current->root, others at current->cwd
 *	 \_/  \/ \_/ |\_ a slash behind the last name: it must be a directory
 *	  each but the last    |
 *	  must be a directory  the last name: may be missing when something is to be made
 *	  one may execute
 *
 * Left out compared with Linux: symbolic links, mounts, negative lookups, everything
 * that makes it fast with a thousand names.
 */
#include "kernel/fs/chrdev.h"
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
		/* Root may do all but execute what nobody may execute. */
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

/* Where a path starts: a directory with a reference, or -EBADF, -ENOTDIR. */
static struct inode *start_of(int dfd, const char *path)
{
	struct file *file;
	struct inode *dir;

	if (*path == '/')
		return iget(current->root);
	if (dfd == AT_FDCWD)
		return iget(current->cwd);
	file = fget(dfd);
	if (!file)
		return ERR_PTR(-EBADF);
	dir = S_ISDIR(file->f_inode->i_mode) ? iget(file->f_inode) : ERR_PTR(-ENOTDIR);
	fput(file);
	return dir;
}

/* May current look a name up in dir? */
static int may_search(struct inode *dir)
{
	return S_ISDIR(dir->i_mode) ? permission(dir, 1) : -ENOTDIR;
}

static struct inode *parent_of(struct inode *dir)
{
	struct inode *parent;

	spin_lock(&inode_lock);
	parent = iget(dir != current->root && dir->i_parent ? dir->i_parent : dir);
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

/* Take the next name off *path into last; false when there is none. */
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

/*
 * Walk to the directory that holds the last name of path: it, with a reference,
 * may be searched by current. ENOENT ENOTDIR EACCES ENAMETOOLONG, EBADF of dfd.
 */
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

struct inode *namei(const char *path)
{
	return path_lookup(AT_FDCWD, path);
}

/* The new inode of dir_create(), with no question asked. */
static struct inode *create(struct inode *dir, const struct last_name *last, unsigned int mode,
			    unsigned int rdev)
{
	struct inode *inode;
	int err;

	/* The directories of processes in /proc have no list of what is in them. */
	if (dir->i_parent && list_empty(&dir->i_sibling))
		return ERR_PTR(-ENOENT);
	inode = new_inode(dir->i_dev, mode);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	if (dir->i_mode & S_ISGID) {		/* a directory that hands down its group */
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			inode->i_mode |= S_ISGID;
	}
	if (S_ISDIR(mode)) {
		inode->i_op = dir->i_op;
		inode->i_fop = dir->i_fop;
	} else if (S_ISCHR(mode)) {
		inode->i_rdev = rdev;
		inode->i_fop = chrdev_fops(rdev);
	}
	err = dir_add(dir, inode, last->name, last->len);
	if (!err)
		return inode;
	iput(inode);
	return ERR_PTR(err);
}

/* ENOENT (the directory itself is gone, or is one of /proc) EACCES ENOMEM */
struct inode *dir_create(struct inode *dir, const struct last_name *last, unsigned int mode,
			 unsigned int rdev)
{
	int err;

	if (!dir->i_nlink || !dir->i_op->may_change)
		return ERR_PTR(-ENOENT);
	err = permission(dir, 2 | 1);
	if (err)
		return ERR_PTR(err);
	return create(dir, last, mode, rdev);
}

/* ENOTDIR, EEXIST (it is there and something else), EINVAL (.. in path), ENAMETOOLONG, ENOMEM */
struct inode *make_path(const char *path, unsigned int mode, unsigned int rdev)
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
				inode = create(dir, &last, *path ? S_IFDIR | 0755 : mode, rdev);
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
