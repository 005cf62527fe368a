// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening files, and the working directory. The calls that change names are in create.c and dir.c,
 * those that change properties of an inode in attr.c. exec calls open_exec().
 *
 * Left out compared with Linux: O_PATH, O_TMPFILE, immutable files.
 */
#include "kernel/fs/open.h"
#include "kernel/fs/attr.h"
#include "kernel/fs/file.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

/*
 * The FMODE_* bits that a file opened with these flags has. The fourth access mode requires both
 * permissions and gives neither; such a descriptor is for ioctl only.
 */
static unsigned int open_fmode(unsigned int flags)
{
	return (flags + 1) & O_ACCMODE;
}

/* The permissions that opening an existing file with these flags requires. */
static int open_mask(unsigned int flags)
{
	static const unsigned char mask[] = { [O_RDONLY] = 4, [O_WRONLY] = 2, [O_RDWR] = 6, [O_ACCMODE] = 6 };

	return mask[flags & O_ACCMODE] | (flags & O_TRUNC ? 2 : 0);
}

/* May current open an existing inode with these flags? Errors: EISDIR, ENOTDIR, EACCES. */
static int may_open(struct inode *inode, unsigned int flags)
{
	if (S_ISDIR(inode->i_mode) && (flags & O_CREAT || open_mask(flags) & 2))
		return -EISDIR;
	if (flags & O_DIRECTORY && !S_ISDIR(inode->i_mode))
		return -ENOTDIR;
	return permission(inode, open_mask(flags));
}

/* Look up the last component for an open with O_CREAT, or create it and set *created. */
static struct inode *open_or_create(struct inode *dir, struct last_name *last, unsigned int flags,
				    unsigned int mode, bool *created)
{
	struct inode *inode;
	int err;

	if (last->type == LAST_BIND)		/* a link of /proc to something that is open */
		return flags & O_EXCL ? ERR_PTR(-EEXIST) : iget(dir);
	if (last->type != LAST_NORM)
		return ERR_PTR(flags & O_EXCL ? -EEXIST : -EISDIR);
	if (last->slash)
		return ERR_PTR(-EISDIR);
	down(&tree_sem);
	inode = lookup_name(dir, last);
	if (PTR_ERR(inode) == -ENOENT) {
		inode = new_inode(dir->i_dev, S_IFREG | (mode & ~current->umask & 07777));
		err = inode ? dir_create(dir, last, inode) : -ENOMEM;
		if (err) {
			iput(inode);
			inode = ERR_PTR(err);
		}
		*created = true;
	} else if (!IS_ERR(inode) && flags & O_EXCL) {
		iput(inode);
		inode = ERR_PTR(-EEXIST);
	}
	up(&tree_sem);
	return inode;
}

/* Find or create the inode that open() means. Errors: those of path_parent(), EEXIST, EISDIR, ELOOP. */
static struct inode *find_inode(int dfd, const char *path, unsigned int flags, unsigned int mode, bool *created)
{
	struct nameidata nd;
	struct inode *inode = NULL, *dir = path_parent(dfd, path, &nd);

	while (!IS_ERR(dir)) {
		if (flags & O_CREAT)
			inode = open_or_create(dir, &nd.last, flags, mode, created);
		else
			inode = lookup_name(dir, &nd.last);
		if (IS_ERR(inode) || !S_ISLNK(inode->i_mode) || (flags & O_NOFOLLOW && !nd.last.slash)) {
			iput(dir);
			break;
		}
		dir = follow_link(&nd, dir, inode);
	}
	path_release(&nd);
	if (IS_ERR(dir) || IS_ERR(inode))
		return IS_ERR(dir) ? dir : inode;
	if (S_ISLNK(inode->i_mode) || (nd.last.slash && !S_ISDIR(inode->i_mode))) {
		bool link = S_ISLNK(inode->i_mode) && !(flags & O_DIRECTORY);

		iput(inode);
		return ERR_PTR(link ? -ELOOP : -ENOTDIR);
	}
	return inode;
}

/*
 * Open or create the file at path. Errors: those of find_inode(); EISDIR, ENOTDIR, EACCES of the
 * file; those of file_open_inode(); ETXTBSY (O_TRUNC of a program that runs).
 */
static struct file *do_filp_open(int dfd, const char *path, unsigned int flags, unsigned int mode)
{
	bool created = false;
	struct inode *inode = find_inode(dfd, path, flags, mode, &created);
	struct file *file;
	int err;

	if (IS_ERR(inode))
		return (struct file *)inode;
	err = created ? 0 : may_open(inode, flags);	/* a new file's mode only concerns later opens */
	if (err) {
		iput(inode);
		return ERR_PTR(err);
	}
	file = file_open_inode(inode, flags, open_fmode(flags));
	if (!IS_ERR(file) && flags & O_TRUNC && inode->i_op->truncate && !created) {
		err = inode->i_writecount < 0 ? -ETXTBSY : truncate_inode(inode, 0);
		if (err) {
			fput(file);
			return ERR_PTR(err);
		}
	}
	return file;
}

/*
 * Open a file and give it the lowest free descriptor. Errors: EINVAL (O_CREAT with O_DIRECTORY),
 * those of getname(), EMFILE, those of do_filp_open().
 */
long sys_openat(int dfd, const char *user_path, int flags, unsigned int mode)
{
	struct file *file;
	char *path;
	int fd;

	if (flags & O_CREAT && flags & O_DIRECTORY)
		return -EINVAL;
	path = getname(user_path);
	if (IS_ERR(path))
		return PTR_ERR(path);
	fd = get_unused_fd(0);
	if (fd >= 0) {
		file = do_filp_open(dfd, path, flags, mode);
		if (IS_ERR(file))
			fd = PTR_ERR(file);
		else
			fd_install(fd, file, flags & O_CLOEXEC);
	}
	kfree(path);
	return fd;
}

struct file *open_exec(const char *path)
{
	struct inode *inode = path_lookup(AT_FDCWD, path, true);
	int err;

	if (IS_ERR(inode))
		return (struct file *)inode;
	err = inode->i_op == &ramfs_file_iops ? permission(inode, 1) : -EACCES;
	if (err) {
		iput(inode);
		return ERR_PTR(err);
	}
	return file_open_inode(inode, O_RDONLY, FMODE_READ | FMODE_EXEC);
}

/*
 * Change the working directory. Takes over the caller's reference, and accepts the ERR_PTR of a
 * failed lookup, which it returns. Errors: ENOTDIR, EACCES.
 */
static long change_dir(struct inode *inode)
{
	struct inode *old;
	int err;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = S_ISDIR(inode->i_mode) ? permission(inode, 1) : -ENOTDIR;
	if (err) {
		iput(inode);
		return err;
	}
	old = current->cwd;
	current->cwd = inode;
	iput(old);
	return 0;
}

long sys_chdir(const char *path)
{
	return change_dir(user_path_lookup(path));
}

long sys_fchdir(unsigned int fd)
{
	return change_dir(fd_inode(fd));
}

/*
 * Copy the path of the working directory to buf. Returns its length with the NUL. Errors: ENOENT
 * (it was removed), ENOMEM, ENAMETOOLONG, ERANGE (longer than size), EFAULT.
 */
long sys_getcwd(char *buf, unsigned long size)
{
	char *path;
	long len;

	if (!current->cwd->i_nlink)
		return -ENOENT;
	path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!path)
		return -ENOMEM;
	len = inode_path(current->cwd, path, PATH_MAX);
	if (len > 0 && (unsigned long)len > size)
		len = -ERANGE;
	if (len > 0 && copy_to_user(buf, path, len))
		len = -EFAULT;
	kfree(path);
	return len;
}
