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
