/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stopping a program just before it ends, by ptrace. For user/hold.c, user/proof.c and, of
 * wait_for(), user/strace.c.
 *
 * A traced process stops after its execve, at the entry to each system call, at each return from
 * one, and at each signal. At the entry, orig_eax holds the number of the call.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "held.h"

int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			err(1, "waiting for process %d", pid);
	}
	return status;
}

pid_t run_to_exit(char *const argv[])
{
	pid_t pid;

	fflush(stdout);			/* or the child inherits the buffer and prints it again */
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[0], argv);
		warn("%s", argv[0]);
		_exit(127);
	}
	for (;;) {
		int status = wait_for(pid), sig = 0;
		long call;

		if (!WIFSTOPPED(status))
			return 0;
		call = ptrace(PTRACE_PEEKUSER, pid,
			      offsetof(struct user_regs_struct, orig_eax), NULL);
		if (WSTOPSIG(status) != SIGTRAP)
			sig = WSTOPSIG(status);		/* a signal for the program: pass it on */
		else if (call == __NR_exit || call == __NR_exit_group)
			return pid;
		if (ptrace(PTRACE_SYSCALL, pid, NULL, sig) < 0)
			err(1, "ptrace");
	}
}

int let_end(pid_t pid)
{
	if (ptrace(PTRACE_CONT, pid, NULL, NULL) < 0)
		err(1, "ptrace");
	return wait_for(pid);
}
