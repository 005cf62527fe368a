// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that create names: mkdir, mknod, symlink, link. (open() with O_CREAT is in open.c.)
 *
 * All of them are do_create() with another description of what is created. tree_sem is held from
 * the lookup of the name to its creation, because everything in between may sleep.
 *
 * Left out compared with Linux: device files and sockets, which only mknod could create.
 */
#include "kernel/fs/link.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/slab.h"

struct creation {
	unsigned int mode;		/* type and permissions; 0 for a further name */
	const char *text;		/* of a symbolic link */
	struct inode *old;		/* the file that gets a further name */
};

/* A new inode for dir, or NULL without memory. */
static struct inode *make_inode(const struct inode *dir, const struct creation *what)
{
	if (what->old)
		return new_alias(what->old);
	if (S_ISLNK(what->mode))
		return new_symlink(dir->i_dev, what->text, strlen(what->text));
	if (S_ISFIFO(what->mode))
		return new_fifo(dir->i_dev, what->mode);
	return new_inode(dir->i_dev, what->mode);
}

/*
 * May `old` get a name in dir? Errors: EXDEV, those of may_create(), EPERM (a directory), ENOENT (it
 * has no name left).
 */
static int may_link(struct inode *dir, const struct inode *old)
{
	int err = old->i_dev != dir->i_dev ? -EXDEV : may_create(dir);

	if (err)
		return err;
	if (S_ISDIR(old->i_mode))
		return -EPERM;
	return old->i_nlink ? 0 : -ENOENT;
}

/* Create *last in dir. tree_sem is held. */
static int create_in(struct inode *dir, const struct last_name *last, const struct creation *what)
{
	struct inode *inode;
	int err;

	if (last->type != LAST_NORM)
		return -EEXIST;
	inode = lookup_name(dir, last);
	if (PTR_ERR(inode) != -ENOENT) {
		if (IS_ERR(inode))
			return PTR_ERR(inode);
		iput(inode);
		return -EEXIST;
	}
	if (last->slash && !S_ISDIR(what->mode))
		return -ENOENT;
	err = what->old ? may_link(dir, what->old) : may_create(dir);
	if (err)
		return err;
	inode = make_inode(dir, what);
	if (!inode)
		return -ENOMEM;
	err = dir_create(dir, last, inode);
	if (!err && what->old)
		what->old->i_nlink++;
	iput(inode);
	return err;
}

/*
 * Create the last component of a path. Errors: those of user_path_parent(), EEXIST, ENOENT (slashes
 * follow something else than a directory), those of may_create() or may_link(), ENOMEM.
 */
static long do_create(int dfd, const char *user_path, const struct creation *what)
{
	struct nameidata nd;
	char *path;
	struct inode *dir = user_path_parent(dfd, user_path, &path, &nd);
	long err;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	down(&tree_sem);
	err = create_in(dir, &nd.last, what);
	up(&tree_sem);
	iput(dir);
	user_path_release(path, &nd);
	return err;
}

/* Create a directory. Errors: those of do_create(). */
long sys_mkdirat(int dfd, const char *path, unsigned int mode)
{
	const struct creation what = { .mode = S_IFDIR | (mode & ~current->umask & 01777) };

	return do_create(dfd, path, &what);
}

/*
 * Create a regular file or a named pipe. Errors: EPERM (a file of another type), EINVAL (no type),
 * those of do_create().
 */
long sys_mknodat(int dfd, const char *path, unsigned int mode, unsigned int dev)
{
	struct creation what = { .mode = mode & S_IFMT };

	(void)dev;
	switch (what.mode) {
	case 0:
		what.mode = S_IFREG;
		break;
	case S_IFREG:
	case S_IFIFO:
		break;
	case S_IFCHR:
	case S_IFBLK:
	case S_IFSOCK:
	case S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
	what.mode |= mode & ~current->umask & 07777;
	return do_create(dfd, path, &what);
}

/* Create a symbolic link that contains `text`. Errors: those of getname() for text and of do_create(). */
long sys_symlinkat(const char *text, int dfd, const char *path)
{
	struct creation what = { .mode = S_IFLNK | 0777 };
	char *copy = getname(text);
	long err;

	if (IS_ERR(copy))
		return PTR_ERR(copy);
	what.text = copy;
	err = do_create(dfd, path, &what);
	kfree(copy);
	return err;
}

/*
 * Give a file a further name. Errors: EINVAL (flags), ENOENT (AT_EMPTY_PATH, which only root may use),
 * those of user_path_at() and do_create().
 */
long sys_linkat(int old_dfd, const char *old_path, int new_dfd, const char *new_path, int flags)
{
	struct creation what = { .mode = 0 };
	long err;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EMPTY_PATH && current->fsuid != 0)
		return -ENOENT;
	what.old = user_path_at(old_dfd, old_path, (flags & AT_EMPTY_PATH) |
				(flags & AT_SYMLINK_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW));
	if (IS_ERR(what.old))
		return PTR_ERR(what.old);
	err = do_create(new_dfd, new_path, &what);
	iput(what.old);
	return err;
}
