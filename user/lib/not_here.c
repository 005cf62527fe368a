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
