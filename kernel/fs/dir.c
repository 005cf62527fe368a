// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that remove and change names (unlink, rmdir, rename), and getdents64. Those that create
 * names are in create.c.
 *
 * tree_sem is held from the lookup of a name to the change itself, because everything in between
 * may sleep. One semaphore for the whole tree is enough here; Linux locks each directory.
 *
 * Left out compared with Linux: notification, exchanging two names.
 */
#include <uapi/dirent.h>
#include "kernel/fs/file.h"
#include "kernel/fs/namei.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

/*
 * May current remove inode from dir, as a directory or as another file? Errors: EACCES (dir),
 * EPERM (dir is sticky, and current owns neither it nor the file), ENOTDIR or EISDIR, EPERM
 * (names in dir cannot be changed). (Linux: may_delete)
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
	if (!want_dir && S_ISDIR(inode->i_mode))
		return -EISDIR;
	return dir->i_op->may_change && inode->i_dev == dir->i_dev ? 0 : -EPERM;
}

static bool has_children(const struct inode *inode)
{
	return S_ISDIR(inode->i_mode) && inode->u.dir.names.root;
}

/* Remove the name *last from dir. */
static int remove_name(struct inode *dir, struct last_name *last, bool want_dir)
{
	struct inode *inode;
	int err;

	if (last->type != LAST_NORM) {
		if (!want_dir)
			return -EISDIR;
		return last->type == LAST_DOTDOT ? -ENOTEMPTY : last->type == LAST_DOT ? -EINVAL : -EBUSY;
	}
	if (want_dir)
		last->slash = false;		/* rmdir("a/") is correct */
	down(&tree_sem);
	inode = lookup_last(dir, last);
	if (IS_ERR(inode))
		err = PTR_ERR(inode);
	else if (last->slash)			/* lookup_last() has found a directory */
		err = -EISDIR;
	else
		err = may_delete(dir, inode, want_dir);
	if (!err && has_children(inode))
		err = -ENOTEMPTY;
	if (!err)			/* i_nlink of a directory is 0 then, so nothing can be created in it */
		dir_remove(dir_entry(dir, last->name, last->len));
	up(&tree_sem);
	if (!IS_ERR(inode))
		iput(inode);		/* not before up(), because freeing a large file takes time */
	return err;
}

/*
 * Remove the name of a file that is not a directory or, with AT_REMOVEDIR, of an empty directory.
 * Errors: EINVAL (other flags), those of user_path_parent(). A file: EISDIR (".", "..", "/"), those of
 * lookup_last(), EISDIR (slashes after the name), those of may_delete(). A directory: ENOTEMPTY (".."),
 * EINVAL ("."), EBUSY ("/"), those of lookup_last() and may_delete(), ENOTEMPTY.
 */
long sys_unlinkat(int dfd, const char *user_path, int flags)
{
	struct nameidata nd;
	struct inode *dir;
	char *path;
	long err;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	dir = user_path_parent(dfd, user_path, &path, &nd);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	err = remove_name(dir, &nd.last, flags & AT_REMOVEDIR);
	iput(dir);
	user_path_release(path, &nd);
	return err;
}

/* Is dir the same as inode, or below it? tree_sem is held. */
static bool is_below(const struct inode *dir, const struct inode *inode)
{
	while (dir != inode && dir->i_parent) {
		dir = dir->i_parent;
		cond_resched();
	}
	return dir == inode;
}

/*
 * Move inode, which is called *old_last in old_dir, to new_dir, in place of target (NULL: the name is
 * free). tree_sem is held. Errors: those of may_delete() for both names; for new_dir ENOENT (it was
 * removed), EACCES, EPERM (names in it cannot be changed); EACCES (a directory whose ".." would
 * change), ENOTEMPTY (target), ENOMEM.
 */
static int do_rename(struct inode *inode, struct inode *old_dir, const struct last_name *old_last,
		     struct inode *new_dir, const struct last_name *new_last, struct inode *target)
{
	struct inode *replaced = NULL;
	bool is_dir = S_ISDIR(inode->i_mode);
	int err;

	if (inode == target)
		return 0;
	err = may_delete(old_dir, inode, is_dir);
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
	err = is_dir && new_dir != old_dir ? permission(inode, 2) : 0;
	if (err)
		return err;
	if (target && has_children(target))
		return -ENOTEMPTY;
	if (target)			/* not earlier: not every directory of /proc has a list */
		replaced = dir_entry(new_dir, new_last->name, new_last->len);
	err = dir_move(dir_entry(old_dir, old_last->name, old_last->len), new_dir, new_last->name,
		       new_last->len);
	if (!err && target)
		dir_remove(replaced);	/* after dir_move(), the only step that can fail */
	return err;
}

/*
 * rename() with both parents known. Errors: EXDEV, EBUSY (".", "..", "/"), those of lookup_last(),
 * ENOTDIR (slashes after a new name for a file), EINVAL (a directory into
 * itself), ENOTEMPTY, those of do_rename().
 */
static int rename_in(struct inode *old_dir, const struct last_name *old_last,
		     struct inode *new_dir, struct last_name *new_last)
{
	struct inode *inode, *target = NULL;
	int err;

	if (old_dir->i_dev != new_dir->i_dev)
		return -EXDEV;
	if (old_last->type != LAST_NORM || new_last->type != LAST_NORM)
		return -EBUSY;
	down(&tree_sem);
	inode = lookup_last(old_dir, old_last);
	err = IS_ERR(inode) ? PTR_ERR(inode) : 0;
	if (!err) {
		target = lookup_name(new_dir, new_last);
		err = PTR_ERR(target) == -ENOENT || !IS_ERR(target) ? 0 : PTR_ERR(target);
		if (IS_ERR(target))
			target = NULL;
	}
	if (!err && new_last->slash && !S_ISDIR(inode->i_mode))
		err = -ENOTDIR;
	if (!err && is_below(new_dir, inode))
		err = -EINVAL;
	if (!err && target && is_below(old_dir, target))
		err = -ENOTEMPTY;
	if (!err)
		err = do_rename(inode, old_dir, old_last, new_dir, new_last, target);
	up(&tree_sem);
	iput(target);
	if (!IS_ERR(inode))
		iput(inode);
	return err;
}

/*
 * Rename a file or directory, or move it to another directory. Errors: those of
 * user_path_parent() and rename_in().
 */
long sys_renameat(int old_dfd, const char *old_path, int new_dfd, const char *new_path)
{
	struct nameidata old, new;
	struct inode *old_dir, *new_dir;
	char *old_name, *new_name;
	long err;

	old_dir = user_path_parent(old_dfd, old_path, &old_name, &old);
	if (IS_ERR(old_dir))
		return PTR_ERR(old_dir);
	new_dir = user_path_parent(new_dfd, new_path, &new_name, &new);
	if (IS_ERR(new_dir)) {
		err = PTR_ERR(new_dir);
	} else {
		err = rename_in(old_dir, &old.last, new_dir, &new.last);
		iput(new_dir);
		user_path_release(new_name, &new);
	}
	iput(old_dir);
	user_path_release(old_name, &old);
	return err;
}

/* Fill in the entry at *pos, or the first one after it, and advance *pos. Returns 1, or 0 at the end. */
static int read_entry(struct file *file, loff_t *pos, struct dir_item *item)
{
	struct inode *dir = file->f_inode;

	if (*pos > 1)
		return file->f_op->readdir(file, pos, item);
	item->ino = *pos && dir->i_parent ? dir->i_parent->i_ino : dir->i_ino;
	item->mode = S_IFDIR;
	strlcpy(item->name, *pos ? ".." : ".", sizeof(item->name));
	++*pos;
	return 1;
}

/* Copy one entry of reclen bytes to user memory. Returns 0 or -EFAULT. */
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

/*
 * List a directory from its position on. Returns the number of bytes, 0 at the end. Errors: EBADF,
 * ENOTDIR, ENOENT (it was removed), EINVAL (no room for one entry), EFAULT.
 */
long sys_getdents64(unsigned int fd, void *dirent, unsigned int count)
{
	struct file *file = fget_pos(fd);
	struct dir_item item;
	unsigned int done = 0;
	int result = 0;

	if (!file)
		return -EBADF;
	if (!file->f_op->readdir)
		result = -ENOTDIR;
	else if (!file->f_inode->i_nlink)
		result = -ENOENT;
	while (!result) {
		loff_t next = file->f_pos;
		size_t reclen;

		result = read_entry(file, &next, &item);
		if (result <= 0)
			break;
		reclen = offsetof(struct linux_dirent64, d_name) + strlen(item.name) + 1;
		reclen = (reclen + 7) & ~7;
		if (reclen > count - done)
			result = -EINVAL;
		else
			result = put_dirent((char *)dirent + done, &item, next, reclen);
		if (!result) {
			file->f_pos = next;
			done += reclen;
			if (ending_signal_pending())
				break;
			cond_resched();
		}
	}
	fput_pos(file);
	return done ? (long)done : result;
}
