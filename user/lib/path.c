/* SPDX-License-Identifier: GPL-2.0-only */
/* Files by name: each function makes the system call of its name. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int stat(const char *path, struct stat *st)
{
	return syscall(__NR_stat64, path, st);
}

int lstat(const char *path, struct stat *st)
{
	return syscall(__NR_lstat64, path, st);
}

int fstat(int fd, struct stat *st)
{
	return syscall(__NR_fstat64, fd, st);
}

int fstatat(int dirfd, const char *path, struct stat *st, int flags)
{
	return syscall(__NR_fstatat64, dirfd, path, st, flags);
}

int access(const char *path, int how)
{
	return syscall(__NR_access, path, how);
}

int chmod(const char *path, mode_t mode)
{
	return syscall(__NR_chmod, path, mode);
}

int chown(const char *path, uid_t owner, gid_t group)
{
	return syscall(__NR_chown32, path, owner, group);
}

int mkdir(const char *path, mode_t mode)
{
	return syscall(__NR_mkdir, path, mode);
}

mode_t umask(mode_t mask)
{
	return syscall(__NR_umask, mask);
}

ssize_t readlink(const char *path, char *content, size_t size)
{
	return syscall(__NR_readlink, path, content, size);
}

int unlink(const char *path)
{
	return syscall(__NR_unlink, path);
}

int unlinkat(int dirfd, const char *path, int flags)
{
	return syscall(__NR_unlinkat, dirfd, path, flags);
}

int rmdir(const char *path)
{
	return syscall(__NR_rmdir, path);
}

int remove(const char *path)
{
	if (unlink(path) == 0)
		return 0;
	return errno == EISDIR || errno == EPERM ? rmdir(path) : -1;
}

int rename(const char *from, const char *to)
{
	return syscall(__NR_rename, from, to);
}

int chdir(const char *path)
{
	return syscall(__NR_chdir, path);
}

/* getcwd(NULL, 0) allocates memory for the path, which the caller frees. */
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
	if (syscall(__NR_getcwd, room, size) < 0) {
		if (!path)
			free(room);
		return NULL;
	}
	return room;
}

int truncate(const char *path, off_t size)
{
	return syscall(__NR_truncate64, path, size);
}

int fchdir(int fd)
{
	return syscall(__NR_fchdir, fd);
}

int faccessat(int dirfd, const char *path, int how, int flags)
{
	return syscall(__NR_faccessat2, dirfd, path, how, flags);
}

int lchown(const char *path, uid_t owner, gid_t group)
{
	return syscall(__NR_lchown32, path, owner, group);
}

int mkdirat(int dirfd, const char *path, mode_t mode)
{
	return syscall(__NR_mkdirat, dirfd, path, mode);
}

int mknod(const char *path, mode_t mode, dev_t dev)
{
	return syscall(__NR_mknod, path, mode, (unsigned long)dev);
}

int mkfifo(const char *path, mode_t mode)
{
	return mknod(path, mode | S_IFIFO, 0);
}

int link(const char *from, const char *to)
{
	return syscall(__NR_link, from, to);
}

int symlink(const char *content, const char *path)
{
	return syscall(__NR_symlink, content, path);
}

int linkat(int from_dirfd, const char *from, int to_dirfd, const char *to, int flags)
{
	return syscall(__NR_linkat, from_dirfd, from, to_dirfd, to, flags);
}

int symlinkat(const char *content, int dirfd, const char *path)
{
	return syscall(__NR_symlinkat, content, dirfd, path);
}

ssize_t readlinkat(int dirfd, const char *path, char *content, size_t size)
{
	return syscall(__NR_readlinkat, dirfd, path, content, size);
}

int mknodat(int dirfd, const char *path, mode_t mode, dev_t dev)
{
	return syscall(__NR_mknodat, dirfd, path, mode, (unsigned long)dev);
}

int mkfifoat(int dirfd, const char *path, mode_t mode)
{
	return mknodat(dirfd, path, mode | S_IFIFO, 0);
}

int renameat(int from_dirfd, const char *from, int to_dirfd, const char *to)
{
	return syscall(__NR_renameat, from_dirfd, from, to_dirfd, to);
}

int fchownat(int dirfd, const char *path, uid_t owner, gid_t group, int flags)
{
	return syscall(__NR_fchownat, dirfd, path, owner, group, flags);
}

/* The system call has no flags. Links have no mode of their own, so a flag cannot be obeyed. */
int fchmodat(int dirfd, const char *path, mode_t mode, int flags)
{
	if (flags) {
		errno = flags == AT_SYMLINK_NOFOLLOW ? EOPNOTSUPP : EINVAL;
		return -1;
	}
	return syscall(__NR_fchmodat, dirfd, path, mode);
}

int utimensat(int dirfd, const char *path, const struct timespec times[2], int flags)
{
	return syscall(__NR_utimensat, dirfd, path, times, flags);
}

int futimens(int fd, const struct timespec times[2])
{
	return syscall(__NR_utimensat, fd, NULL, times, 0);
}
