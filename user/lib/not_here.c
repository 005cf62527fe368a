/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of POSIX whose system calls Samepage's kernel does not have. They fail with ENOSYS
 * here. The same program works on Linux, which has these calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

ssize_t pread(int fd, void *data, size_t size, off_t offset)
{
	return syscall(__NR_pread64, fd, data, size, offset);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	return syscall(__NR_pwrite64, fd, data, size, offset);
}

int truncate(const char *path, off_t size)
{
	return syscall(__NR_truncate64, path, size);
}

int fsync(int fd)
{
	return syscall(__NR_fsync, fd);
}

int fdatasync(int fd)
{
	return syscall(__NR_fdatasync, fd);
}

int fchdir(int fd)
{
	return syscall(__NR_fchdir, fd);
}

/* The system call has no flags, so those of POSIX are refused. */
int faccessat(int dirfd, const char *path, int how, int flags)
{
	if (flags) {
		errno = EINVAL;
		return -1;
	}
	return syscall(__NR_faccessat, dirfd, path, how);
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

int msync(void *addr, size_t size, int flags)
{
	return syscall(__NR_msync, addr, size, flags);
}

int mlock(const void *addr, size_t size)
{
	return syscall(__NR_mlock, addr, size);
}

int munlock(const void *addr, size_t size)
{
	return syscall(__NR_munlock, addr, size);
}

int mlockall(int flags)
{
	return syscall(__NR_mlockall, flags);
}

int munlockall(void)
{
	return syscall(__NR_munlockall);
}

int nice(int increment)
{
	return syscall(__NR_nice, increment);
}

int clock_settime(clockid_t clock, const struct timespec *now)
{
	return syscall(__NR_clock_settime, clock, now);
}

void sync(void)
{
	syscall(__NR_sync);
}
