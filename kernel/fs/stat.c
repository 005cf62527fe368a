// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known about a file: stat64 and its relatives, statx, readlink.
 *
 * lstat64 is stat64, as there are no symbolic links; the one thing readlink knows
 * is /proc/self/exe, by which programs find out where they are.
 */
#include "kernel/fs/inode.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/mmap.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

static unsigned long blocks_of(const struct inode *inode)
{
	if (inode->i_op == &ramfs_file_iops)
		return inode->u.data.nr_pages * (PAGE_SIZE / 512);
	return 0;
}

/* EFAULT */
static long put_stat64(const struct inode *inode, struct stat64 *buf)
{
	struct stat64 st;

	memset(&st, 0, sizeof(st));
	st.st_dev = inode->i_dev;
	st.__st_ino = st.st_ino = inode->i_ino;
	st.st_mode = inode->i_mode;
	st.st_nlink = inode->i_nlink;
	st.st_uid = inode->i_uid;
	st.st_gid = inode->i_gid;
	st.st_rdev = inode->i_rdev;
	st.st_size = inode->i_size;
	st.st_blksize = PAGE_SIZE;
	st.st_blocks = blocks_of(inode);
	st.st_atime = inode->i_atime;
	st.st_mtime = inode->i_mtime;
	st.st_ctime = inode->i_ctime;
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

/* EFAULT */
static long put_statx(const struct inode *inode, struct statx *buf)
{
	struct statx st;

	memset(&st, 0, sizeof(st));
	st.stx_mask = STATX_BASIC_STATS;
	st.stx_blksize = PAGE_SIZE;
	st.stx_nlink = inode->i_nlink;
	st.stx_uid = inode->i_uid;
	st.stx_gid = inode->i_gid;
	st.stx_mode = inode->i_mode;
	st.stx_ino = inode->i_ino;
	st.stx_size = inode->i_size;
	st.stx_blocks = blocks_of(inode);
	st.stx_atime.tv_sec = inode->i_atime;
	st.stx_mtime.tv_sec = inode->i_mtime;
	st.stx_ctime.tv_sec = inode->i_ctime;
	st.stx_rdev_major = MAJOR(inode->i_rdev);
	st.stx_rdev_minor = MINOR(inode->i_rdev);
	st.stx_dev_major = MAJOR(inode->i_dev);
	st.stx_dev_minor = MINOR(inode->i_dev);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

/* The inode that dfd itself is open on: what AT_EMPTY_PATH means by "". */
static struct inode *inode_of_fd(int dfd)
{
	struct inode *inode;
	struct file *file;

	if (dfd == AT_FDCWD)
		return iget(current->cwd);
	file = fget(dfd);
	if (!file)
		return ERR_PTR(-EBADF);
	inode = iget(file->f_inode);
	fput(file);
	return inode;
}

/* EFAULT ENAMETOOLONG ENOENT and the walk's, or, with AT_EMPTY_PATH and "", EBADF */
static struct inode *lookup_at(int dfd, const char *user_path, int flags)
{
	struct inode *inode;
	char *path, first;

	if (flags & AT_EMPTY_PATH && !copy_from_user(&first, user_path, 1) && !first)
		return inode_of_fd(dfd);
	path = getname(user_path);
	if (IS_ERR(path))
		return (struct inode *)path;
	inode = path_lookup(dfd, path);
	kfree(path);
	return inode;
}

static long do_stat64(int dfd, const char *path, struct stat64 *buf, int flags)
{
	struct inode *inode = lookup_at(dfd, path, flags);
	long err;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = put_stat64(inode, buf);
	iput(inode);
	return err;
}

long sys_stat64(const char *path, struct stat64 *buf)
{
	return do_stat64(AT_FDCWD, path, buf, 0);
}

long sys_lstat64(const char *path, struct stat64 *buf)
{
	return do_stat64(AT_FDCWD, path, buf, 0);
}

#define STAT_FLAGS	(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)

/* EINVAL (flags), the path's, EFAULT */
long sys_fstatat64(int dfd, const char *path, struct stat64 *buf, int flags)
{
	if (flags & ~STAT_FLAGS)
		return -EINVAL;
	return do_stat64(dfd, path, buf, flags);
}

/* EBADF EFAULT */
long sys_fstat64(unsigned int fd, struct stat64 *buf)
{
	struct file *file = fget(fd);
	long err;

	if (!file)
		return -EBADF;
	err = put_stat64(file->f_inode, buf);
	fput(file);
	return err;
}

#define AT_STATX_SYNC_TYPE	0x6000		/* how fresh it must be; here it always is */
#define STATX_RESERVED		0x80000000U

/* EINVAL (mask, flags), the path's, EFAULT */
long sys_statx(int dfd, const char *path, unsigned int flags, unsigned int mask, struct statx *buf)
{
	struct inode *inode;
	long err;

	if (mask & STATX_RESERVED)
		return -EINVAL;
	if (flags & ~(STAT_FLAGS | AT_STATX_SYNC_TYPE) ||
	    (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	inode = lookup_at(dfd, path, flags);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = put_statx(inode, buf);
	iput(inode);
	return err;
}

/* The path of the program current runs, as its area knows it: length, or -ENOENT. */
static long exe_path(char *buf, size_t size)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long ino;
	long len = -ENOENT;

	down(&mm->mmap_sem);
	vma = find_vma(mm, mm->start_code);
	if (vma && vma->vm_start <= mm->start_code && vma->vm_ops && vma->vm_ops->name) {
		vma->vm_ops->name(vma, buf, size, &ino);
		len = strlen(buf);
	}
	up(&mm->mmap_sem);
	return len;
}

/* EINVAL (size), the path's, EINVAL (not a link) EFAULT; else the length, without a NUL */
long sys_readlink(const char *user_path, char *user_buf, int size)
{
	struct inode *inode;
	long len = -EINVAL;
	char *path;

	if (size <= 0)
		return -EINVAL;
	path = getname(user_path);
	if (IS_ERR(path))
		return PTR_ERR(path);
	if (!strcmp(path, "/proc/self/exe")) {
		len = exe_path(path, PATH_MAX);
		if (len > 0) {
			len = min(len, (long)size);
			if (copy_to_user(user_buf, path, len))
				len = -EFAULT;
		}
	} else {
		inode = namei(path);
		if (IS_ERR(inode))
			len = PTR_ERR(inode);
		else
			iput(inode);
	}
	kfree(path);
	return len;
}
