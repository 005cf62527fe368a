// SPDX-License-Identifier: GPL-2.0-only
/*
 * The older forms of calls about files. Each is a general call with some arguments fixed: a path that
 * starts at the working directory, no flags, or a size of 32 bits. The general calls say what happens.
 */
#include <uapi/fcntl.h>
#include "kernel/lib/syscalls.h"

/* open.c */
long sys_open(const char *path, int flags, unsigned int mode) { return sys_openat(AT_FDCWD, path, flags, mode); }
long sys_creat(const char *path, unsigned int mode) { return sys_open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* stat.c */
long sys_stat64(const char *path, struct stat64 *buf) { return sys_fstatat64(AT_FDCWD, path, buf, 0); }
long sys_lstat64(const char *path, struct stat64 *buf)
{
	return sys_fstatat64(AT_FDCWD, path, buf, AT_SYMLINK_NOFOLLOW);
}

/* attr.c */
long sys_faccessat(int dfd, const char *path, int mode) { return sys_faccessat2(dfd, path, mode, 0); }
long sys_access(const char *path, int mode) { return sys_faccessat2(AT_FDCWD, path, mode, 0); }
long sys_chmod(const char *path, unsigned int mode) { return sys_fchmodat(AT_FDCWD, path, mode); }
long sys_chown(const char *path, uid_t uid, gid_t gid) { return sys_fchownat(AT_FDCWD, path, uid, gid, 0); }
long sys_lchown(const char *path, uid_t uid, gid_t gid)
{
	return sys_fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}
long sys_truncate(const char *path, long size) { return sys_truncate64(path, size, size >> 31); }
long sys_ftruncate(unsigned int fd, long size) { return sys_ftruncate64(fd, size, size >> 31); }

/* create.c */
long sys_mkdir(const char *path, unsigned int mode) { return sys_mkdirat(AT_FDCWD, path, mode); }
long sys_mknod(const char *path, unsigned int mode, unsigned int dev) { return sys_mknodat(AT_FDCWD, path, mode, dev); }
long sys_symlink(const char *text, const char *path) { return sys_symlinkat(text, AT_FDCWD, path); }
long sys_link(const char *old, const char *new) { return sys_linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

/* link.c */
long sys_readlink(const char *path, char *buf, int size) { return sys_readlinkat(AT_FDCWD, path, buf, size); }

/* dir.c */
long sys_unlink(const char *path) { return sys_unlinkat(AT_FDCWD, path, 0); }
long sys_rmdir(const char *path) { return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
long sys_rename(const char *old, const char *new) { return sys_renameat(AT_FDCWD, old, AT_FDCWD, new); }
