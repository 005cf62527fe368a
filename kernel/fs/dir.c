// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that change directories, and getdents64, which lists them.
 *
 * Every change happens with the directory's i_sem held from the look at the name
 * to the change itself, since anything in between may sleep. Two directories are
 * locked only by rename, one rename at a time; the rest take a parent before its
 * child, so nobody waits in a circle.
 *
 * Left out compared with Linux: link, symlink, mknod, quotas, notification.
 */
#include <uapi/dirent.h>
#include "kernel/fs/inode.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

static DECLARE_MUTEX(rename_sem);

/* The parent of a user's path, and the last name, which points into *path (kfree it in any case). */
static struct inode *user_path_parent(int dfd, const char *user_path, char **path,
				      struct last_name *last)
{
	*path = getname(user_path);
	if (IS_ERR(*path)) {
		struct inode *err = (struct inode *)*path;

		*path = NULL;
		return err;
	}
	return path_parent(dfd, *path, last);
}

/* The path's, then EEXIST ENOENT EACCES ENOMEM */
long sys_mkdir(const char *user_path, unsigned int mode)
{
	struct last_name last;
	struct inode *inode, *dir;
	long err = 0;
	char *path;

	dir = user_path_parent(AT_FDCWD, user_path, &path, &last);
	if (IS_ERR(dir)) {
		kfree(path);
		return PTR_ERR(dir);
	}
	last.slash = false;		/* mkdir("a/") is fine */
	down(&dir->i_sem);
	inode = last.type == LAST_NORM ? lookup_last(dir, &last) : iget(dir);
	if (!IS_ERR(inode))
		err = -EEXIST;
	else if (PTR_ERR(inode) != -ENOENT)
		err = PTR_ERR(inode);
	else
		inode = dir_create(dir, &last, S_IFDIR | (mode & ~current->umask & 01777), 0);
	up(&dir->i_sem);
	if (IS_ERR(inode))
		err = PTR_ERR(inode);
	else
		iput(inode);
	iput(dir);
	kfree(path);
	return err;
}

/*
 * May inode be taken out of dir? EACCES (directory), EPERM (sticky: only the
 * owner of file or directory; or a directory that nobody changes), then ENOTDIR
 * or EISDIR when its kind is not the one meant, EBUSY for a root.
 */
static int may_delete(struct inode *dir, struct inode *inode, bool want_dir)
{
	int err = permission(dir, 2 | 1);

	if (err)
		return err;
	if (dir->i_mode & S_ISVTX && current->fsuid != 0 && current->fsuid != inode->i_uid &&
	    current->fsuid != dir->i_uid)
		return -EPERM;
	if (want_dir && !S_ISDIR(inode->i_mode))
		return -ENOTDIR;
	if (want_dir && inode == current->root)
		return -EBUSY;
	if (!want_dir && S_ISDIR(inode->i_mode))
		return -EISDIR;
	return dir->i_op->may_change && inode->i_dev == dir->i_dev ? 0 : -EPERM;
}

/* Remove an empty directory, whose parent's i_sem is held. ENOTEMPTY */
static int remove_empty(struct inode *inode)
{
	int err = -ENOTEMPTY;

	down(&inode->i_sem);
	if (list_empty(&inode->u.dir.children)) {
		dir_remove(inode);	/* i_nlink 0: nothing can be made in it any more */
		err = 0;
	}
	up(&inode->i_sem);
	return err;
}

static int remove_name(struct inode *dir, const struct last_name *last, bool want_dir)
{
	struct inode *inode;
	int err;

	if (last->type != LAST_NORM) {
		if (!want_dir)
			return -EISDIR;
		return last->type == LAST_DOTDOT ? -ENOTEMPTY : last->type == LAST_DOT ? -EINVAL : -EBUSY;
	}
	down(&dir->i_sem);
	inode = lookup_last(dir, last);
	err = IS_ERR(inode) ? PTR_ERR(inode) : may_delete(dir, inode, want_dir);
	if (!err && want_dir)
		err = remove_empty(inode);
	else if (!err)
		dir_remove(inode);
	up(&dir->i_sem);
	if (!IS_ERR(inode))
		iput(inode);		/* after up(): freeing a large file takes a while */
	return err;
}

static long do_remove(int dfd, const char *user_path, bool want_dir)
{
	struct last_name last;
	char *path;
	struct inode *dir = user_path_parent(dfd, user_path, &path, &last);
	long err;

	if (IS_ERR(dir)) {
		err = PTR_ERR(dir);
	} else {
		err = remove_name(dir, &last, want_dir);
		iput(dir);
	}
	kfree(path);
	return err;
}

/* The path's, EISDIR (".", "/"), ENOENT ENOTDIR (name), EACCES EPERM EISDIR */
long sys_unlink(const char *path)
{
	return do_remove(AT_FDCWD, path, false);
}

/* The path's, ENOTEMPTY ("..") EINVAL (".") EBUSY ("/"), ENOENT, EACCES EPERM ENOTDIR EBUSY, ENOTEMPTY */
long sys_rmdir(const char *path)
{
	return do_remove(AT_FDCWD, path, true);
}

long sys_unlinkat(int dfd, const char *path, int flags)
{
	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return do_remove(dfd, path, flags & AT_REMOVEDIR);
}

/* Is dir inode itself, or somewhere below it? */
static bool is_below(struct inode *dir, struct inode *inode)
{
	bool below;

	spin_lock(&inode_lock);
	while (dir != inode && dir->i_parent)
		dir = dir->i_parent;
	below = dir == inode;
	spin_unlock(&inode_lock);
	return below;
}

/* Both directories' i_sem: the upper one first, as everybody does. rename_sem held: nothing moves. */
static void lock_rename(struct inode *a, struct inode *b)
{
	struct inode *first = is_below(a, b) ? b : a;

	down(&first->i_sem);
	if (a != b)
		down(first == a ? &b->i_sem : &a->i_sem);
}

static void unlock_rename(struct inode *a, struct inode *b)
{
	up(&a->i_sem);
	if (a != b)
		up(&b->i_sem);
}

/* Move inode over target (NULL: nothing is there). All locks but target's own are held. */
static int do_rename(struct inode *inode, struct inode *new_dir, const struct last_name *new_last,
		     struct inode *target)
{
	bool is_dir = S_ISDIR(inode->i_mode);
	int err;

	if (inode == target)
		return 0;
	err = may_delete(inode->i_parent, inode, is_dir);
	if (err)
		return err;
	if (target)
		err = may_delete(new_dir, target, is_dir);
	else
		err = !new_dir->i_nlink ? -ENOENT : permission(new_dir, 2 | 1);
	if (err)
		return err;
	if (!new_dir->i_op->may_change)
		return -EPERM;
	if (!target)
		return dir_move(inode, new_dir, new_last->name, new_last->len);

	if (is_dir)
		down(&target->i_sem);
	if (is_dir && !list_empty(&target->u.dir.children))
		err = -ENOTEMPTY;
	else
		err = dir_move(inode, new_dir, new_last->name, new_last->len);
	if (!err)
		dir_remove(target);	/* last, since only dir_move() can fail; nobody looks between */
	if (is_dir)
		up(&target->i_sem);
	return err;
}

/* Both parents are known. EXDEV EBUSY, ENOENT ENOTDIR (old), EINVAL (into itself) ENOTEMPTY, do_rename()'s */
static int rename_in(struct inode *old_dir, const struct last_name *old_last,
		     struct inode *new_dir, struct last_name *new_last)
{
	struct inode *inode, *target = NULL;
	int err;

	if (old_dir->i_dev != new_dir->i_dev)
		return -EXDEV;
	if (old_last->type != LAST_NORM || new_last->type != LAST_NORM)
		return -EBUSY;
	down(&rename_sem);
	lock_rename(old_dir, new_dir);
	inode = lookup_last(old_dir, old_last);
	err = IS_ERR(inode) ? PTR_ERR(inode) : 0;
	if (!err && new_last->slash && !S_ISDIR(inode->i_mode))
		err = -ENOTDIR;
	if (!err && is_below(new_dir, inode))
		err = -EINVAL;
	if (!err) {
		new_last->slash = false;
		target = lookup_last(new_dir, new_last);
		if (!IS_ERR(target) && is_below(old_dir, target))
			err = -ENOTEMPTY;
		else if (IS_ERR(target) && PTR_ERR(target) != -ENOENT)
			err = PTR_ERR(target);
		if (IS_ERR(target))
			target = NULL;
	}
	if (!err)
		err = do_rename(inode, new_dir, new_last, target);
	unlock_rename(old_dir, new_dir);
	up(&rename_sem);
	iput(target);
	if (!IS_ERR(inode))
		iput(inode);
	return err;
}

/* Those of both paths, then rename_in()'s */
long sys_rename(const char *old_path, const char *new_path)
{
	struct last_name old_last, new_last;
	struct inode *old_dir, *new_dir;
	char *old_name, *new_name = NULL;
	long err;

	old_dir = user_path_parent(AT_FDCWD, old_path, &old_name, &old_last);
	if (IS_ERR(old_dir)) {
		err = PTR_ERR(old_dir);
		goto out;
	}
	new_dir = user_path_parent(AT_FDCWD, new_path, &new_name, &new_last);
	if (IS_ERR(new_dir)) {
		err = PTR_ERR(new_dir);
	} else {
		err = rename_in(old_dir, &old_last, new_dir, &new_last);
		iput(new_dir);
	}
	iput(old_dir);
out:
	kfree(new_name);
	kfree(old_name);
	return err;
}

/* Put one entry at the user's address to, of reclen bytes. 0 or -EFAULT */
static int put_dirent(void *to, const struct dir_item *item, loff_t next, size_t reclen)
{
	union {
		struct linux_dirent64 dirent;
		char bytes[offsetof(struct linux_dirent64, d_name) + NAME_MAX + 1 + 8];
	} entry;

	memset(&entry, 0, reclen);
	entry.dirent.d_ino = item->ino;
	entry.dirent.d_off = next;
	entry.dirent.d_reclen = reclen;
	entry.dirent.d_type = item->mode >> 12;
	strlcpy(entry.bytes + offsetof(struct linux_dirent64, d_name), item->name, NAME_MAX + 1);
	return copy_to_user(to, &entry, reclen) ? -EFAULT : 0;
}

/* EBADF ENOTDIR, ENOENT (removed), EINVAL (no room for one entry) EFAULT; else bytes, 0 at the end */
long sys_getdents64(unsigned int fd, void *dirent, unsigned int count)
{
	struct file *file = fget_pos(fd);
	struct dir_item *item;
	unsigned int done = 0;
	int result = 0;

	if (!file)
		return -EBADF;
	item = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!file->f_op->readdir)
		result = -ENOTDIR;
	else if (!file->f_inode->i_nlink)
		result = -ENOENT;
	else if (!item)
		result = -ENOMEM;
	while (!result) {
		loff_t next = file->f_pos;
		size_t reclen;

		result = file->f_op->readdir(file, &next, item);
		if (result <= 0)
			break;
		reclen = offsetof(struct linux_dirent64, d_name) + strlen(item->name) + 1;
		reclen = (reclen + 7) & ~7;
		if (reclen > count - done)
			result = -EINVAL;
		else
			result = put_dirent((char *)dirent + done, item, next, reclen);
		if (!result) {
			file->f_pos = next;
			done += reclen;
			if (ending_signal_pending())
				break;
			cond_resched();		/* each entry is looked for from the first one on */
		}
	}
	kfree(item);
	fput_pos(file);
	return done ? (long)done : result;
}
