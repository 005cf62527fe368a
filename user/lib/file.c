/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Open files: each function makes the system call of its name. An argument of 64 bits (off_t) takes
 * two registers, the low half first. It has the same order on the stack.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

int openat(int dirfd, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & O_CREAT) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return syscall(__NR_openat, dirfd, path, flags | O_LARGEFILE, mode);
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & O_CREAT) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return syscall(__NR_open, path, flags | O_LARGEFILE, mode);
}

int creat(const char *path, mode_t mode)
{
	return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int fd)
{
	return syscall(__NR_close, fd);
}

ssize_t read(int fd, void *data, size_t size)
{
	return syscall(__NR_read, fd, data, size);
}

ssize_t write(int fd, const void *data, size_t size)
{
	return syscall(__NR_write, fd, data, size);
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
	return syscall(__NR_readv, fd, pieces, count);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return syscall(__NR_writev, fd, pieces, count);
}

int poll(struct pollfd *files, nfds_t count, int timeout)
{
	return syscall(__NR_poll, files, count, timeout);
}

/* This system call takes the high half first, and stores its result instead of returning it. */
off_t lseek(int fd, off_t offset, int whence)
{
	off_t result;

	if (syscall(__NR__llseek, fd, (unsigned long)(offset >> 32), (unsigned long)offset,
		    &result, whence) < 0)
		return -1;
	return result;
}

int dup(int fd)
{
	return syscall(__NR_dup, fd);
}

int dup2(int fd, int as)
{
	return syscall(__NR_dup2, fd, as);
}

int dup3(int fd, int as, int flags)
{
	return syscall(__NR_dup3, fd, as, flags);
}

int pipe(int ends[2])
{
	return syscall(__NR_pipe, ends);
}

int pipe2(int ends[2], int flags)
{
	return syscall(__NR_pipe2, ends, flags);
}

/* One more argument may follow. Reading it does no harm when it was not passed. */
int fcntl(int fd, int command, ...)
{
	va_list args;
	long argument;

	va_start(args, command);
	argument = va_arg(args, long);
	va_end(args);
	return syscall(__NR_fcntl64, fd, command, argument);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	long argument;

	va_start(args, request);
	argument = va_arg(args, long);
	va_end(args);
	return syscall(__NR_ioctl, fd, request, argument);
}

int isatty(int fd)
{
	struct termios t;

	return tcgetattr(fd, &t) == 0;
}

int ftruncate(int fd, off_t size)
{
	return syscall(__NR_ftruncate64, fd, size);
}

int statfs(const char *path, struct statfs *st)
{
	return syscall(__NR_statfs64, path, sizeof(*st), st);
}

int fstatfs(int fd, struct statfs *st)
{
	return syscall(__NR_fstatfs64, fd, sizeof(*st), st);
}

int fchown(int fd, uid_t owner, gid_t group)
{
	return syscall(__NR_fchown32, fd, owner, group);
}

int fchmod(int fd, mode_t mode)
{
	return syscall(__NR_fchmod, fd, mode);
}

ssize_t pread(int fd, void *data, size_t size, off_t offset)
{
	return syscall(__NR_pread64, fd, data, size, offset);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	return syscall(__NR_pwrite64, fd, data, size, offset);
}

int fsync(int fd)
{
	return syscall(__NR_fsync, fd);
}

int fdatasync(int fd)
{
	return syscall(__NR_fdatasync, fd);
}

void sync(void)
{
	syscall(__NR_sync);
}

ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset)
{
	return syscall(__NR_preadv, fd, pieces, count, offset);
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
	return syscall(__NR_pwritev, fd, pieces, count, offset);
}

int select(int n, fd_set *in, fd_set *out, fd_set *except, struct timeval *limit)
{
	return syscall(__NR__newselect, n, in, out, except, limit);
}

/* The sixth argument points to the set of signals and its size. */
int pselect(int n, fd_set *in, fd_set *out, fd_set *except, const struct timespec *limit, const sigset_t *mask)
{
	const struct {
		const sigset_t *set;
		size_t size;
	} signals = { mask, sizeof(*mask) };

	return syscall(__NR_pselect6, n, in, out, except, limit, &signals);
}
