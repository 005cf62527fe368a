// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening files, and the calls that concern one inode: access, chdir, getcwd, chmod, chown,
 * ftruncate. The calls that change names are in dir.c. exec calls open_exec().
 *
 * Left out compared with Linux: O_PATH, O_TMPFILE, immutable files, and clearing the set-user-ID
 * bit, which has no effect here (kernel/proc/exec.c).
 */
#include "kernel/fs/open.h"
#include "kernel/fs/file.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
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

static int truncate(struct inode *inode, loff_t size)
{
	int err;

	if (down_killable(&inode->i_sem))
		return -ERESTARTSYS;
	err = inode->i_op->truncate(inode, size);
	up(&inode->i_sem);
	return err;
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

	if (last->type != LAST_NORM)
		return ERR_PTR(flags & O_EXCL ? -EEXIST : -EISDIR);
	if (last->slash)
		return ERR_PTR(-EISDIR);
	down(&tree_sem);
	inode = lookup_last(dir, last);
	if (PTR_ERR(inode) == -ENOENT) {
		inode = dir_create(dir, last, S_IFREG | (mode & ~current->umask & 07777));
		*created = true;
	} else if (!IS_ERR(inode) && flags & O_EXCL) {
		iput(inode);
		inode = ERR_PTR(-EEXIST);
	}
	up(&tree_sem);
	return inode;
}

/*
 * Open or create the file at path. Errors: those of path_parent(); EEXIST, EISDIR, ENOTDIR, EACCES
 * of the file; those of file_open_inode(); ETXTBSY (O_TRUNC of a program that runs).
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
	err = created ? 0 : may_open(inode, flags);	/* a new file's mode only concerns later opens */
	if (err) {
		iput(inode);
		return ERR_PTR(err);
	}
	file = file_open_inode(inode, flags, open_fmode(flags));
	if (!IS_ERR(file) && flags & O_TRUNC && inode->i_op->truncate && !created) {
		err = inode->i_writecount < 0 ? -ETXTBSY : truncate(inode, 0);
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

long sys_open(const char *path, int flags, unsigned int mode)
{
	return sys_openat(AT_FDCWD, path, flags, mode);
}

long sys_creat(const char *path, unsigned int mode)
{
	return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

struct file *open_exec(const char *path)
{
	struct inode *inode = path_lookup(AT_FDCWD, path);
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
 * May the real user of current access a file? Set-user-ID programs ask what their caller may do.
 * Errors: EINVAL (mode), those of user_path_lookup(), EACCES.
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
	inode = user_path_lookup(AT_FDCWD, path);
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

/* Change the working directory. Errors: those of user_path_lookup(), ENOTDIR, EACCES. */
long sys_chdir(const char *path)
{
	struct inode *inode = user_path_lookup(AT_FDCWD, path), *old;
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

static bool owner_or_root(const struct inode *inode)
{
	return current->fsuid == inode->i_uid || current->fsuid == 0;
}

/*
 * change_mode() and change_owner() take over the caller's reference to inode. They also accept
 * what a failed lookup returns, and return its error.
 */

/* Set the permissions of inode. Errors: EPERM (not the owner). */
static long change_mode(struct inode *inode, unsigned int mode)
{
	long err = -EPERM;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (owner_or_root(inode)) {
		inode->i_mode = (inode->i_mode & S_IFMT) | (mode & 07777);
		inode->i_ctime = current_seconds();
		err = 0;
	}
	iput(inode);
	return err;
}

/* May current give inode to this owner and group? Only root gives files away. */
static bool may_change_owner(const struct inode *inode, uid_t uid, gid_t gid)
{
	if (current->fsuid == 0)
		return true;
	if (uid != (uid_t)-1 && (uid != inode->i_uid || !owner_or_root(inode)))
		return false;
	return gid == (gid_t)-1 || (owner_or_root(inode) && (gid == inode->i_gid || in_group_p(gid)));
}

/* Set the owner and group of inode; -1 leaves one as it is. Errors: EPERM. */
static long change_owner(struct inode *inode, uid_t uid, gid_t gid)
{
	long err = -EPERM;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (may_change_owner(inode, uid, gid)) {
		if (uid != (uid_t)-1)
			inode->i_uid = uid;
		if (gid != (gid_t)-1)
			inode->i_gid = gid;
		inode->i_ctime = current_seconds();
		err = 0;
	}
	iput(inode);
	return err;
}

long sys_chmod(const char *path, unsigned int mode)
{
	return change_mode(user_path_lookup(AT_FDCWD, path), mode);
}

long sys_fchmod(unsigned int fd, unsigned int mode)
{
	return change_mode(fd_inode(fd), mode);
}

long sys_chown(const char *path, uid_t uid, gid_t gid)
{
	return change_owner(user_path_lookup(AT_FDCWD, path), uid, gid);
}

long sys_fchown(unsigned int fd, uid_t uid, gid_t gid)
{
	return change_owner(fd_inode(fd), uid, gid);
}

/*
 * Set the size of a file. Errors: EINVAL (negative), EBADF, EINVAL (not a regular file, or not
 * open for writing), EFBIG, ENOMEM.
 */
static long do_ftruncate(unsigned int fd, loff_t length)
{
	struct file *file;
	long err = -EINVAL;

	if (length < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file->f_inode->i_op->truncate && file->f_mode & FMODE_WRITE)
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
