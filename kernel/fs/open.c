// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening files, and the calls that concern one inode by its path or its
 * descriptor: access, chdir, getcwd, chmod, chown, ftruncate; open_exec() for the
 * program loader. Directories and names are dir.c's.
 *
 * Left out compared with Linux: O_PATH, O_TMPFILE, locks, immutable files.
 */
#include "kernel/fs/inode.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

/* What the open file will be able to do. */
static unsigned int open_fmode(unsigned int flags)
{
	static const unsigned char fmode[4] = {
		[O_RDONLY] = FMODE_READ,
		[O_WRONLY] = FMODE_WRITE,
		[O_RDWR] = FMODE_READ | FMODE_WRITE,
		[O_ACCMODE] = 0,		/* permission for both asked, neither given: ioctl only */
	};

	return fmode[flags & O_ACCMODE];
}

/* What permission() is to be asked. */
static int open_mask(unsigned int flags)
{
	static const unsigned char mask[4] = { [O_RDONLY] = 4, [O_WRONLY] = 2, [O_RDWR] = 6, [O_ACCMODE] = 6 };

	return mask[flags & O_ACCMODE] | (flags & O_TRUNC ? 2 : 0);
}

static int truncate(struct inode *inode, loff_t size)
{
	int err;

	down(&inode->i_sem);
	err = inode->i_op->truncate(inode, size);
	up(&inode->i_sem);
	return err;
}

/* May an existing inode be opened so? EISDIR ENOTDIR EACCES */
static int may_open(struct inode *inode, unsigned int flags)
{
	if (S_ISDIR(inode->i_mode) && (flags & O_CREAT || open_mask(flags) & 2))
		return -EISDIR;
	if (flags & O_DIRECTORY && !S_ISDIR(inode->i_mode))
		return -ENOTDIR;
	return permission(inode, open_mask(flags));
}

/* The last name of an O_CREAT open: what is there, or a new file. *created tells which. */
static struct inode *open_or_create(struct inode *dir, struct last_name *last, unsigned int flags,
				    unsigned int mode, bool *created)
{
	struct inode *inode;

	if (last->type != LAST_NORM || last->slash)
		return ERR_PTR(-EISDIR);
	down(&dir->i_sem);
	inode = lookup_last(dir, last);
	if (PTR_ERR(inode) == -ENOENT) {
		inode = dir_create(dir, last, S_IFREG | (mode & ~current->umask & 07777), 0);
		*created = true;
	} else if (!IS_ERR(inode) && flags & O_EXCL) {
		iput(inode);
		inode = ERR_PTR(-EEXIST);
	}
	up(&dir->i_sem);
	return inode;
}

/*
 * ENOENT ENOTDIR EACCES ENAMETOOLONG (path), EEXIST EISDIR ENOTDIR EACCES (file), ETXTBSY, ENOMEM,
 * the device's own
 */
static struct file *do_filp_open(int dfd, const char *path, unsigned int flags, unsigned int mode)
{
	struct last_name last;
	struct inode *inode, *dir = path_parent(dfd, path, &last);
	bool created = false;
	struct file *file;
	int err;

	if (IS_ERR(dir))
		return (struct file *)dir;
	if (flags & O_CREAT)
		inode = open_or_create(dir, &last, flags, mode, &created);
	else
		inode = lookup_last(dir, &last);
	iput(dir);
	if (IS_ERR(inode))
		return (struct file *)inode;
	err = created ? 0 : may_open(inode, flags);	/* a new file's mode binds later opens only */
	if (err) {
		iput(inode);
		return ERR_PTR(err);
	}

	iget(inode);
	file = file_open_inode(inode, flags, open_fmode(flags));
	if (!IS_ERR(file) && flags & O_TRUNC && S_ISREG(inode->i_mode) && !created &&
	    inode->i_op && inode->i_op->truncate) {
		err = inode->i_writecount < 0 ? -ETXTBSY : truncate(inode, 0);
		if (err) {
			fput(file);
			file = ERR_PTR(err);
		}
	}
	iput(inode);
	return file;
}

static long do_sys_open(int dfd, const char *user_path, unsigned int flags, unsigned int mode)
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

/* EINVAL (O_CREAT with O_DIRECTORY) EFAULT ENAMETOOLONG ENOENT (empty), EMFILE, then do_filp_open()'s */
long sys_open(const char *path, int flags, unsigned int mode)
{
	return do_sys_open(AT_FDCWD, path, flags, mode);
}

long sys_openat(int dfd, const char *path, int flags, unsigned int mode)
{
	return do_sys_open(dfd, path, flags, mode);
}

long sys_creat(const char *path, unsigned int mode)
{
	return do_sys_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

struct file *open_exec(const char *path)
{
	struct inode *inode = namei(path);
	int err;

	if (IS_ERR(inode))
		return (struct file *)inode;
	err = S_ISREG(inode->i_mode) && inode->i_op == &ramfs_file_iops ? permission(inode, 1) : -EACCES;
	if (err) {
		iput(inode);
		return ERR_PTR(err);
	}
	return file_open_inode(inode, O_RDONLY, FMODE_READ | FMODE_EXEC);
}

/* The inode of a user's path, or ERR_PTR. */
static struct inode *user_path_lookup(const char *user_path)
{
	char *path = getname(user_path);
	struct inode *inode;

	if (IS_ERR(path))
		return (struct inode *)path;
	inode = namei(path);
	kfree(path);
	return inode;
}

/*
 * EINVAL (mode), those of the path, EACCES. Asks for the REAL user: set-user-ID
 * programs use it to learn what their caller may do.
 */
long sys_access(const char *path, int mode)
{
	uid_t fsuid = current->fsuid;
	gid_t fsgid = current->fsgid;
	struct inode *inode;
	long err;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	current->fsuid = current->uid;
	current->fsgid = current->gid;
	inode = user_path_lookup(path);
	if (IS_ERR(inode)) {
		err = PTR_ERR(inode);
	} else {
		err = permission(inode, mode);
		iput(inode);
	}
	current->fsuid = fsuid;
	current->fsgid = fsgid;
	return err;
}

/* Those of the path, ENOTDIR, EACCES */
long sys_chdir(const char *path)
{
	struct inode *inode = user_path_lookup(path), *old;
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

/* ENOENT (it was removed) ERANGE EFAULT; else the length, NUL included */
long sys_getcwd(char *buf, unsigned long size)
{
	char *page, *path;
	long len;

	if (!current->cwd->i_nlink)
		return -ENOENT;
	page = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	path = inode_path(current->cwd, page, PATH_MAX);
	len = path ? page + PATH_MAX - path : -ENAMETOOLONG;
	if (len > 0 && (unsigned long)len > size)
		len = -ERANGE;
	if (len > 0 && copy_to_user(buf, path, len))
		len = -EFAULT;
	kfree(page);
	return len;
}

static bool owner_or_root(const struct inode *inode)
{
	return current->fsuid == inode->i_uid || current->fsuid == 0;
}

/* EPERM */
static long change_mode(struct inode *inode, unsigned int mode)
{
	if (!owner_or_root(inode))
		return -EPERM;
	mode &= 07777;
	if (current->fsuid != 0 && !in_group_p(inode->i_gid))
		mode &= ~S_ISGID;
	inode->i_mode = (inode->i_mode & S_IFMT) | mode;
	inode->i_ctime = current_seconds();
	return 0;
}

/* EPERM. -1 leaves a field alone. Only root gives files away; an owner may choose among own groups. */
static long change_owner(struct inode *inode, uid_t uid, gid_t gid)
{
	if (current->fsuid != 0) {
		if (uid != (uid_t)-1 && !(uid == inode->i_uid && owner_or_root(inode)))
			return -EPERM;
		if (gid != (gid_t)-1 && !(owner_or_root(inode) &&
					  (gid == inode->i_gid || in_group_p(gid))))
			return -EPERM;
	}
	if (uid != (uid_t)-1)
		inode->i_uid = uid;
	if (gid != (gid_t)-1)
		inode->i_gid = gid;
	if (!S_ISDIR(inode->i_mode)) {		/* a set-user-ID program must not change hands as such */
		inode->i_mode &= ~S_ISUID;
		if (inode->i_mode & S_IXGRP)
			inode->i_mode &= ~S_ISGID;
	}
	inode->i_ctime = current_seconds();
	return 0;
}

long sys_chmod(const char *path, unsigned int mode)
{
	struct inode *inode = user_path_lookup(path);
	long err;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = change_mode(inode, mode);
	iput(inode);
	return err;
}

long sys_fchmod(unsigned int fd, unsigned int mode)
{
	struct file *file = fget(fd);
	long err;

	if (!file)
		return -EBADF;
	err = change_mode(file->f_inode, mode);
	fput(file);
	return err;
}

long sys_chown(const char *path, uid_t uid, gid_t gid)
{
	struct inode *inode = user_path_lookup(path);
	long err;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = change_owner(inode, uid, gid);
	iput(inode);
	return err;
}

long sys_fchown(unsigned int fd, uid_t uid, gid_t gid)
{
	struct file *file = fget(fd);
	long err;

	if (!file)
		return -EBADF;
	err = change_owner(file->f_inode, uid, gid);
	fput(file);
	return err;
}

/* EINVAL (negative) EBADF EINVAL (not a file, not open for writing) EFBIG ENOMEM */
static long do_ftruncate(unsigned int fd, loff_t length)
{
	struct file *file;
	long err = -EINVAL;

	if (length < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file->f_inode->i_op && file->f_inode->i_op->truncate && file->f_mode & FMODE_WRITE)
		err = truncate(file->f_inode, length);
	fput(file);
	return err;
}

long sys_ftruncate(unsigned int fd, unsigned long length)
{
	return do_ftruncate(fd, (long)length);
}

long sys_ftruncate64(unsigned int fd, unsigned long low, unsigned long high)
{
	return do_ftruncate(fd, (loff_t)((unsigned long long)high << 32 | low));
}
