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
 * A symbolic link on the way is replaced by the path that it contains, and the walk continues with
 * that. Some links of /proc contain no path, but lead to an inode directly.
 *
 * Left out compared with Linux: mounts, chroot, the cache of names.
 */
#include "kernel/fs/namei.h"
#include "kernel/fs/file.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/sched.h"
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

struct inode *lookup_name(struct inode *dir, const struct last_name *last)
{
	if (last->type == LAST_DOTDOT)
		return parent_of(dir);
	if (last->type != LAST_NORM)
		return iget(dir);
	if (last->len > NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	return dir->i_op->lookup(dir, last->name, last->len);
}

/* -ENOTDIR instead of an inode that is not a directory, if slashes follow its name. */
static struct inode *check_slash(struct inode *inode, const struct last_name *last)
{
	if (IS_ERR(inode) || !last->slash || S_ISDIR(inode->i_mode))
		return inode;
	iput(inode);
	return ERR_PTR(-ENOTDIR);
}

struct inode *lookup_last(struct inode *dir, const struct last_name *last)
{
	return check_slash(lookup_name(dir, last), last);
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

/*
 * nd->last is a symbolic link in dir. Let nd->rest begin with what it contains. Returns the directory
 * from which that leads on, or ERR_PTR. For a link that leads to an inode directly, that inode.
 * Takes over the references to dir and link.
 */
static struct inode *enter_link(struct nameidata *nd, struct inode *dir, struct inode *link)
{
	size_t rest = strlen(nd->rest);
	char *buf = NULL;
	long len;

	if (++nd->links > MAX_LINKS) {
		len = -ELOOP;
	} else if (link->i_op->follow) {
		iput(dir);
		dir = link->i_op->follow(link);
		iput(link);
		return dir;
	} else {
		buf = kmalloc(PATH_MAX + 1 + rest + 1, GFP_KERNEL);
		len = buf ? link->i_op->readlink(link, buf, PATH_MAX) : -ENOMEM;
	}
	iput(link);
	if (len < 0) {
		kfree(buf);
		iput(dir);
		return ERR_PTR(len);
	}
	if (nd->last.slash)
		buf[len++] = '/';
	memcpy(buf + len, nd->rest, rest + 1);
	kfree(nd->buf);
	nd->rest = nd->buf = buf;
	if (*buf != '/')
		return dir;
	iput(dir);
	return iget(root_inode);
}

/*
 * Go from dir along nd->rest to its last component. Returns the directory that has it, or ERR_PTR.
 * Takes over the reference to dir.
 */
static struct inode *walk(struct nameidata *nd, struct inode *dir)
{
	while (!IS_ERR(dir) && next_name(&nd->rest, &nd->last)) {
		int err = may_search(dir);
		struct inode *next;

		if (!err && !*nd->rest)
			return dir;
		next = err ? ERR_PTR(err) : lookup_name(dir, &nd->last);
		if (!IS_ERR(next) && S_ISLNK(next->i_mode)) {
			dir = enter_link(nd, dir, next);
		} else {
			iput(dir);
			dir = next;
		}
		cond_resched();
	}
	return dir;
}

struct inode *follow_link(struct nameidata *nd, struct inode *dir, struct inode *link)
{
	bool slash = nd->last.slash, direct = link->i_op->follow;

	dir = enter_link(nd, dir, link);
	if (!direct)
		return walk(nd, dir);
	nd->last = (struct last_name){ .type = LAST_BIND, .slash = slash };
	return dir;
}

struct inode *path_parent(int dfd, const char *path, struct nameidata *nd)
{
	struct inode *dir;

	*nd = (struct nameidata){ .rest = path };
	dir = *path ? walk(nd, start_of(dfd, path)) : ERR_PTR(-ENOENT);
	if (IS_ERR(dir))
		path_release(nd);
	return dir;
}

void path_release(struct nameidata *nd)
{
	kfree(nd->buf);
	nd->buf = NULL;
}

struct inode *path_lookup(int dfd, const char *path, bool follow)
{
	struct nameidata nd;
	struct inode *inode = NULL, *dir = path_parent(dfd, path, &nd);

	while (!IS_ERR(dir)) {
		inode = lookup_name(dir, &nd.last);
		if (IS_ERR(inode) || !S_ISLNK(inode->i_mode) || !(follow || nd.last.slash)) {
			iput(dir);
			break;
		}
		dir = follow_link(&nd, dir, inode);
	}
	path_release(&nd);
	return IS_ERR(dir) ? dir : check_slash(inode, &nd.last);
}

struct inode *user_path_at(int dfd, const char *user_path, int flags)
{
	struct inode *inode;
	char *path, first;

	if (flags & AT_EMPTY_PATH && !get_user(first, (char *)user_path) && !first)
		return dfd == AT_FDCWD ? iget(current->cwd) : fd_inode(dfd);
	path = getname(user_path);
	if (IS_ERR(path))
		return (struct inode *)path;
	inode = path_lookup(dfd, path, !(flags & AT_SYMLINK_NOFOLLOW));
	kfree(path);
	return inode;
}

struct inode *user_path_lookup(const char *user_path)
{
	return user_path_at(AT_FDCWD, user_path, 0);
}

struct inode *user_path_parent(int dfd, const char *user_path, char **path, struct nameidata *nd)
{
	struct inode *dir;

	*path = getname(user_path);
	if (IS_ERR(*path))
		return (struct inode *)*path;
	dir = path_parent(dfd, *path, nd);
	if (IS_ERR(dir))
		kfree(*path);
	return dir;
}

void user_path_release(char *path, struct nameidata *nd)
{
	path_release(nd);
	kfree(path);
}

/* Add a new inode to dir as *last, without checking permissions. Errors: ENOENT, ENOMEM. */
static int add_name(struct inode *dir, const struct last_name *last, struct inode *inode)
{
	/* The directories of processes in /proc have no children. */
	if (dir->i_parent && !dir->i_listed)
		return -ENOENT;
	if (S_ISDIR(inode->i_mode)) {
		inode->i_op = dir->i_op;
		inode->i_fop = dir->i_fop;
	}
	return dir_add(dir, inode, last->name, last->len);
}

int may_create(struct inode *dir)
{
	if (!dir->i_nlink || !dir->i_op->may_change)
		return -ENOENT;
	return permission(dir, 2 | 1);
}

int dir_create(struct inode *dir, const struct last_name *last, struct inode *inode)
{
	int err = may_create(dir);

	return err ? err : add_name(dir, last, inode);
}

/* Create an inode called *last in dir. With one more reference, or ERR_PTR(-ENOENT, -ENOMEM). */
static struct inode *create(struct inode *dir, const struct last_name *last, unsigned int mode)
{
	struct inode *inode = new_inode(dir->i_dev, mode);
	int err = inode ? add_name(dir, last, inode) : -ENOMEM;

	if (!err)
		return inode;
	iput(inode);
	return ERR_PTR(err);
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
