// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stat64 and statfs64 calls.
 *
 * Left out compared with Linux: the older stat calls, statx. C libraries do without them.
 */
#include <uapi/statfs.h>
#include "kernel/fs/file.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/page_alloc.h"
#include "mm/uaccess.h"

/*
 * Copy the properties of inode to buf. Takes over the caller's reference to inode. It also accepts
 * the ERR_PTR of a failed lookup, and returns that error. Errors: EFAULT.
 */
static long put_stat64(struct inode *inode, struct stat64 *buf)
{
	struct stat64 st;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
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
	if (inode->i_op == &ramfs_file_iops)
		st.st_blocks = inode->u.data.nr_pages * (PAGE_SIZE / 512);
	st.st_atime = inode->i_atime;
	st.st_mtime = inode->i_mtime;
	st.st_ctime = inode->i_ctime;
	iput(inode);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

/*
 * The properties of the file at a path relative to dfd. Errors: EINVAL (flags), EBADF, those of
 * user_path_at(), EFAULT.
 */
long sys_fstatat64(int dfd, const char *path, struct stat64 *buf, int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	return put_stat64(user_path_at(dfd, path, flags), buf);
}

/* The properties of the file of a descriptor. Errors: EBADF, EFAULT. */
long sys_fstat64(unsigned int fd, struct stat64 *buf)
{
	return put_stat64(fd_inode(fd), buf);
}

#define ST_VALID	0x20		/* f_flags is filled in */

/*
 * Copy the properties of the file system of inode to buf. Takes over the caller's reference
 * as put_stat64() does. All files share the memory, so all of it is free for each. Errors: EFAULT.
 */
static long put_statfs64(struct inode *inode, struct statfs64 *buf)
{
	struct statfs64 st = {
		.f_type = TMPFS_MAGIC, .f_bsize = PAGE_SIZE, .f_frsize = PAGE_SIZE,
		.f_namelen = NAME_MAX, .f_flags = ST_VALID,
	};

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (inode->i_dev == ROOT_DEV) {
		st.f_blocks = totalram_pages;
		st.f_bfree = st.f_bavail = nr_free_pages();
	} else {
		st.f_type = inode->i_dev == PROC_DEV ? PROC_SUPER_MAGIC : PIPEFS_MAGIC;
	}
	iput(inode);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

/* Errors: EINVAL (size is not that of the structure), those of user_path_lookup() or EBADF, EFAULT. */
long sys_statfs64(const char *path, size_t size, struct statfs64 *buf)
{
	if (size != sizeof(*buf))
		return -EINVAL;
	return put_statfs64(user_path_lookup(path), buf);
}

long sys_fstatfs64(unsigned int fd, size_t size, struct statfs64 *buf)
{
	if (size != sizeof(*buf))
		return -EINVAL;
	return put_statfs64(fd_inode(fd), buf);
}
