/* SPDX-License-Identifier: GPL-2.0-only */
/* Files by name: each function is its system call. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int stat(const char *path, struct stat *st)
{
	return syscall(SYS_stat64, path, st);
}

int lstat(const char *path, struct stat *st)
{
	return syscall(SYS_lstat64, path, st);
}

int fstat(int fd, struct stat *st)
{
	return syscall(SYS_fstat64, fd, st);
}

int fstatat(int dirfd, const char *path, struct stat *st, int flags)
{
	return syscall(SYS_fstatat64, dirfd, path, st, flags);
}

int statx(int dirfd, const char *path, int flags, unsigned int mask, struct statx *st)
{
	return syscall(SYS_statx, dirfd, path, flags, mask, st);
}

int access(const char *path, int how)
{
	return syscall(SYS_access, path, how);
}

/* The system call has no flags: what they ask for cannot be had here. */
int faccessat(int dirfd, const char *path, int how, int flags)
{
	if (flags) {
		errno = EINVAL;
		return -1;
	}
	return syscall(SYS_faccessat, dirfd, path, how);
}

int chmod(const char *path, mode_t mode)
{
	return syscall(SYS_chmod, path, mode);
}

int chown(const char *path, uid_t owner, gid_t group)
{
	return syscall(SYS_chown32, path, owner, group);
}

int lchown(const char *path, uid_t owner, gid_t group)
{
	return syscall(SYS_lchown32, path, owner, group);
}

int truncate(const char *path, off_t size)
{
	return syscall(SYS_truncate64, path, size);
}

int mkdir(const char *path, mode_t mode)
{
	return syscall(SYS_mkdir, path, mode);
}

int mkdirat(int dirfd, const char *path, mode_t mode)
{
	return syscall(SYS_mkdirat, dirfd, path, mode);
}

int mknod(const char *path, mode_t mode, dev_t dev)
{
	return syscall(SYS_mknod, path, mode, (unsigned long)dev);
}

int mkfifo(const char *path, mode_t mode)
{
	return mknod(path, mode | S_IFIFO, 0);
}

mode_t umask(mode_t mask)
{
	return syscall(SYS_umask, mask);
}

int link(const char *from, const char *to)
{
	return syscall(SYS_link, from, to);
}

int symlink(const char *content, const char *path)
{
	return syscall(SYS_symlink, content, path);
}

ssize_t readlink(const char *path, char *content, size_t size)
{
	return syscall(SYS_readlink, path, content, size);
}

int unlink(const char *path)
{
	return syscall(SYS_unlink, path);
}

int unlinkat(int dirfd, const char *path, int flags)
{
	return syscall(SYS_unlinkat, dirfd, path, flags);
}

int rmdir(const char *path)
{
	return syscall(SYS_rmdir, path);
}

int remove(const char *path)
{
	if (unlink(path) == 0)
		return 0;
	return errno == EISDIR || errno == EPERM ? rmdir(path) : -1;
}

int rename(const char *from, const char *to)
{
	return syscall(SYS_rename, from, to);
}

int chdir(const char *path)
{
	return syscall(SYS_chdir, path);
}

/* getcwd(NULL, 0) allocates the room; the caller frees it. */
char *getcwd(char *path, size_t size)
{
	char *room = path;

	if (!path) {
		if (size == 0)
			size = 4096;
		room = malloc(size);
		if (!room)
			return NULL;
	}
	if (syscall(SYS_getcwd, room, size) < 0) {
		if (!path)
			free(room);
		return NULL;
	}
	return room;
}
