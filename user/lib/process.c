/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes: fork, wait, process groups and sessions, limits, ptrace. (exec.c starts programs, and
 * vfork is in syscall.asm.)
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t fork(void)
{
	return syscall(__NR_fork);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return syscall(__NR_wait4, pid, status, options, usage);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return wait4(pid, status, options, NULL);
}

pid_t wait(int *status)
{
	return wait4(-1, status, 0, NULL);
}

pid_t getpid(void)
{
	return syscall(__NR_getpid);
}

pid_t getppid(void)
{
	return syscall(__NR_getppid);
}

pid_t getpgrp(void)
{
	return syscall(__NR_getpgrp);
}

pid_t getpgid(pid_t pid)
{
	return syscall(__NR_getpgid, pid);
}

int setpgid(pid_t pid, pid_t group)
{
	return syscall(__NR_setpgid, pid, group);
}

pid_t getsid(pid_t pid)
{
	return syscall(__NR_getsid, pid);
}

pid_t setsid(void)
{
	return syscall(__NR_setsid);
}

int sched_yield(void)
{
	return syscall(__NR_sched_yield);
}

int personality(unsigned long persona)
{
	return syscall(__NR_personality, persona);
}

/* Of the two calls that read limits, only this one returns limits above 2 GiB. */
int getrlimit(int resource, struct rlimit *limit)
{
	return syscall(__NR_ugetrlimit, resource, limit);
}

int setrlimit(int resource, const struct rlimit *limit)
{
	return syscall(__NR_setrlimit, resource, limit);
}

int getrusage(int who, struct rusage *usage)
{
	return syscall(__NR_getrusage, who, usage);
}

/*
 * For a PEEK request the system call stores the word, and this function returns it. -1 may be a
 * valid word, so errno tells whether there was an error.
 */
long ptrace(int request, ...)
{
	long word, result;
	void *address, *data;
	va_list args;
	pid_t pid;
	int peek = request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA ||
		   request == PTRACE_PEEKUSER;

	va_start(args, request);
	pid = va_arg(args, pid_t);
	address = va_arg(args, void *);
	data = va_arg(args, void *);
	va_end(args);

	result = syscall(__NR_ptrace, request, pid, address, peek ? &word : data);
	if (!peek || result < 0)
		return result;
	errno = 0;
	return word;
}

int sysinfo(struct sysinfo *info)
{
	return syscall(__NR_sysinfo, info);
}
