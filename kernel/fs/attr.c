// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that change or judge properties of one inode: mode, owner, size, times, and whether it
 * may be accessed. Each call exists for a path, for a path relative to a descriptor (the *at calls,
 * to which the others lead), and for a descriptor.
 *
 * Left out compared with Linux: clearing the set-user-ID bit, which has no effect here
 * (kernel/proc/exec.c), and times finer than a second.
 */
#include "kernel/fs/attr.h"
#include "kernel/fs/file.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/sched.h"
#include "mm/uaccess.h"

/* The flags with which user_path_at() finds the inode, and that a call with these flags accepts. */
#define LOOKUP_FLAGS	(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)

/* --- access --- */

/*
 * May current access a file? Set-user-ID programs ask what their caller may do, by the real user and
 * group; with AT_EACCESS the effective ones count. Errors: EINVAL (mode or flags), those of
 * user_path_at(), EACCES.
 */
long sys_faccessat2(int dfd, const char *path, int mode, int flags)
{
	uid_t fsuid = current->fsuid;
	gid_t fsgid = current->fsgid;
	struct inode *inode;
	long err;

	if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | LOOKUP_FLAGS))
		return -EINVAL;
	if (!(flags & AT_EACCESS)) {
		current->fsuid = current->uid;
		current->fsgid = current->gid;
	}
	inode = user_path_at(dfd, path, flags);
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

/* --- mode and owner --- */

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

long sys_fchmodat(int dfd, const char *path, unsigned int mode)
{
	return change_mode(user_path_at(dfd, path, 0), mode);
}

long sys_fchmod(unsigned int fd, unsigned int mode)
{
	return change_mode(fd_inode(fd), mode);
}

/* Errors: EINVAL (flags), those of user_path_at() and change_owner(). */
long sys_fchownat(int dfd, const char *path, uid_t uid, gid_t gid, int flags)
{
	if (flags & ~LOOKUP_FLAGS)
		return -EINVAL;
	return change_owner(user_path_at(dfd, path, flags), uid, gid);
}

long sys_fchown(unsigned int fd, uid_t uid, gid_t gid)
{
	return change_owner(fd_inode(fd), uid, gid);
}

/* --- size --- */

int truncate_inode(struct inode *inode, loff_t size)
{
	int err;

	if (down_killable(&inode->i_sem))
		return -ERESTARTSYS;
	err = inode->i_op->truncate(inode, size);
	up(&inode->i_sem);
	return err;
}

/*
 * Set the size of the file at a path. Errors: EINVAL (negative), those of user_path_at(), EISDIR,
 * EINVAL (not a regular file), EACCES, ETXTBSY, EFBIG, ENOMEM.
 */
long sys_truncate64(const char *path, unsigned long low, unsigned long high)
{
	loff_t length = make_loff(low, high);
	struct inode *inode;
	long err;

	if (length < 0)
		return -EINVAL;
	inode = user_path_lookup(path);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (S_ISDIR(inode->i_mode))
		err = -EISDIR;
	else if (!inode->i_op->truncate)
		err = -EINVAL;
	else
		err = permission(inode, 2);
	if (!err)
		err = inode->i_writecount < 0 ? -ETXTBSY : truncate_inode(inode, length);
	iput(inode);
	return err;
}

/*
 * Set the size of an open file. Errors: EINVAL (negative), EBADF, EINVAL (not a regular file, or not
 * open for writing), EFBIG, ENOMEM.
 */
long sys_ftruncate64(unsigned int fd, unsigned long low, unsigned long high)
{
	loff_t length = make_loff(low, high);
	struct file *file;
	long err = -EINVAL;

	if (length < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file->f_inode->i_op->truncate && file->f_mode & FMODE_WRITE)
		err = truncate_inode(file->f_inode, length);
	fput(file);
	return err;
}

/* --- times --- */

static bool valid_time(const struct timespec *t)
{
	return t->tv_nsec == UTIME_NOW || t->tv_nsec == UTIME_OMIT || (unsigned long)t->tv_nsec < NSEC_PER_SEC;
}

static void set_time(time_t *time, const struct timespec *t)
{
	if (t->tv_nsec != UTIME_OMIT)
		*time = t->tv_nsec == UTIME_NOW ? current_seconds() : t->tv_sec;
}

/*
 * Set the times of access and modification. Takes over the reference to inode. Errors: EACCES (both
 * are now), EPERM.
 */
static long set_times(struct inode *inode, const struct timespec t[2])
{
	long err = 0;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (!owner_or_root(inode))
		err = t[0].tv_nsec == UTIME_NOW && t[1].tv_nsec == UTIME_NOW ? permission(inode, 2) : -EPERM;
	if (!err) {
		set_time(&inode->i_atime, &t[0]);
		set_time(&inode->i_mtime, &t[1]);
		inode->i_ctime = current_seconds();
	}
	iput(inode);
	return err;
}

/*
 * Set the times of a file; NULL means now. Without a path, dfd itself is meant. Errors: EFAULT, EINVAL
 * (times or flags), EBADF, those of user_path_at() and set_times(). (C libraries first try the call
 * with seconds of 64 bits.)
 */
long sys_utimensat(int dfd, const char *path, const struct timespec *user_times, int flags)
{
	struct timespec t[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	bool by_fd = !path && dfd != AT_FDCWD;

	if (user_times && copy_from_user(t, user_times, sizeof(t)))
		return -EFAULT;
	if (t[0].tv_nsec == UTIME_OMIT && t[1].tv_nsec == UTIME_OMIT)
		return 0;
	if (!valid_time(&t[0]) || !valid_time(&t[1]) || flags & ~(by_fd ? 0 : LOOKUP_FLAGS))
		return -EINVAL;
	return set_times(by_fd ? fd_inode(dfd) : user_path_at(dfd, path, flags), t);
}

/* --- writing back --- */

/* Files are in memory only, so nothing is written. Errors: EBADF, EINVAL (a file that is never written back). */
long sys_fsync(unsigned int fd)
{
	struct inode *inode = fd_inode(fd);
	bool stored;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	stored = inode->i_dev == ROOT_DEV && (S_ISREG(inode->i_mode) || S_ISDIR(inode->i_mode));
	iput(inode);
	return stored ? 0 : -EINVAL;
}

long sys_sync(void) { return 0; }
