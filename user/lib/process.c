/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes: begin, wait for, watch; and what else concerns one as a whole.
 * (Other programs are started in exec.c; vfork is in syscall.asm.)
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t fork(void)
{
	return syscall(SYS_fork);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return syscall(SYS_wait4, pid, status, options, usage);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
	return wait4(-1, status, options, usage);
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
	return syscall(SYS_getpid);
}

pid_t getppid(void)
{
	return syscall(SYS_getppid);
}

pid_t gettid(void)
{
	return syscall(SYS_gettid);
}

pid_t getpgrp(void)
{
	return syscall(SYS_getpgrp);
}

pid_t getpgid(pid_t pid)
{
	return syscall(SYS_getpgid, pid);
}

int setpgid(pid_t pid, pid_t group)
{
	return syscall(SYS_setpgid, pid, group);
}

pid_t getsid(pid_t pid)
{
	return syscall(SYS_getsid, pid);
}

pid_t setsid(void)
{
	return syscall(SYS_setsid);
}

int sched_yield(void)
{
	return syscall(SYS_sched_yield);
}

int nice(int increment)
{
	return syscall(SYS_nice, increment);
}

int personality(unsigned long persona)
{
	return syscall(SYS_personality, persona);
}

/* Limits up to 4 GiB need the newer of the two calls that read them. */
int getrlimit(int resource, struct rlimit *limit)
{
	return syscall(SYS_ugetrlimit, resource, limit);
}

int setrlimit(int resource, const struct rlimit *limit)
{
	return syscall(SYS_setrlimit, resource, limit);
}

int getrusage(int who, struct rusage *usage)
{
	return syscall(SYS_getrusage, who, usage);
}

/*
 * The system call stores the word that a PEEK asks for; this returns it. Any
 * word may be right, so errno tells whether there was an error.
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

	result = syscall(SYS_ptrace, request, pid, address, peek ? &word : data);
	if (!peek || result < 0)
		return result;
	errno = 0;
	return word;
}
