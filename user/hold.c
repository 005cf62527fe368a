/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold PROGRAM...: runs programs one after the other, but lets none of them end before all have
 * done their work. Then they end, in the same order.
 *
 * Run	hold process_a process_b
 *
 * and B prints what A has written, as always; but for a moment both are there, attached to the
 * same segment, with nothing left to do. That is the moment to look at: it is where `make tour`
 * shows one frame in two page tables.
 *
 * How: a tracer (see strace.c) is told of each system call. At the one that ends a program, exit,
 * the program is not let go on.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PROGRAMS 16

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			err(1, "waiting for process %d", pid);
	}
	return status;
}

/* Runs a program to its call of exit. Its number, or 0: it ended in another way. */
static pid_t run_to_exit(char *name)
{
	char *arguments[] = { name, NULL };
	pid_t pid;
	int sig = 0;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(name, arguments);
		warn("%s", name);
		_exit(127);
	}
	for (;;) {			/* it stops after execvp, at every call, and at signals */
		int status = wait_for(pid);
		long call;

		if (!WIFSTOPPED(status))
			return 0;
		call = ptrace(PTRACE_PEEKUSER, pid,
			      offsetof(struct user_regs_struct, orig_eax), NULL);
		if (WSTOPSIG(status) != SIGTRAP)
			sig = WSTOPSIG(status);		/* not for us: pass it on */
		else if (call == __NR_exit || call == __NR_exit_group)
			return pid;
		else
			sig = 0;
		if (ptrace(PTRACE_SYSCALL, pid, NULL, sig) < 0)
			err(1, "ptrace");
	}
}

int main(int argc, char **argv)
{
	pid_t held[MAX_PROGRAMS];
	int count = argc - 1, failed = 0;

	if (count < 1 || count > MAX_PROGRAMS)
		errx(1, "usage: hold PROGRAM... (at most %d)", MAX_PROGRAMS);
	for (int i = 0; i < count; i++)
		held[i] = run_to_exit(argv[i + 1]);
	for (int i = 0; i < count; i++) {
		if (!held[i]) {
			failed = 1;
			continue;
		}
		if (ptrace(PTRACE_CONT, held[i], NULL, NULL) < 0)
			err(1, "ptrace");
		failed |= wait_for(held[i]) != 0;
	}
	return failed;
}
