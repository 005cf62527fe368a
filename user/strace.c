/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * strace [-o FILE] COMMAND [ARG...]: runs a program and prints every system call that it makes,
 * with arguments and result, on standard error or into FILE.
 *
 * Try `strace process_a`. All calls of the article's program fit on one screen:
 *
 *	shmget(0x66020005, 128, IPC_CREAT|IPC_EXCL|0666) = 0
 *	shmat(0, 0x0, 0) = 0x40000000
 *
 * How it works: the child asks to be traced (PTRACE_TRACEME). From then on it stops after its
 * execve, at each entry into the kernel, at each return, and at each signal. At every stop strace
 * reads the registers, prints what they say (user/observe/calls.c), and lets the child run on to
 * the next stop. On entry eax is the number of the call, and ebx, ecx, edx, esi, edi and ebp are
 * its arguments; on return eax is the result. Children of the program are not traced.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "observe/calls.h"
#include "observe/held.h"

/* Lets the child run to its next stop, with signal `sig` if it is not 0. Returns its status. */
static int go_on(pid_t pid, int sig)
{
	if (ptrace(PTRACE_SYSCALL, pid, NULL, sig) < 0)
		err(1, "ptrace");
	return wait_for(pid);
}

/* Prints how the child ended. Returns the status by which a shell would describe that. */
static int print_end(FILE *out, int status)
{
	if (WIFEXITED(status)) {
		fprintf(out, "+++ exited with %d +++\n", WEXITSTATUS(status));
		return WEXITSTATUS(status);
	}
	fprintf(out, "+++ killed: %s +++\n", strsignal(WTERMSIG(status)));
	return 128 + WTERMSIG(status);
}

/* Follows the child from the stop after its execve to its end. Returns the status for a shell. */
static int trace(FILE *out, pid_t pid)
{
	/* With this option a stop at a system call differs from one at the signal SIGTRAP. */
	int marked = ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD) == 0;
	int call_stop = marked ? SIGTRAP | 0x80 : SIGTRAP;
	int inside = 0, sig = 0;	/* inside: a call was entered and has not returned */

	for (;;) {
		int status = go_on(pid, sig);
		struct user_regs_struct regs;

		sig = 0;
		if (!WIFSTOPPED(status)) {
			if (inside)
				fprintf(out, ") = ?\n");
			return print_end(out, status);
		}
		if (WSTOPSIG(status) == call_stop) {
			if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
				err(1, "ptrace");
			if (inside)
				print_exit(out, pid, &regs);
			else
				print_entry(out, pid, &regs);
			inside = !inside;
		} else if (WSTOPSIG(status) != SIGTRAP) {	/* SIGTRAP: the stop after an execve */
			sig = WSTOPSIG(status);
			fprintf(out, "--- %s ---\n", strsignal(sig));
		}
		fflush(out);
	}
}

int main(int argc, char **argv)
{
	int status, first = 1;
	FILE *out = stderr;
	pid_t pid;

	if (argc > 3 && strcmp(argv[1], "-o") == 0) {
		out = fopen(argv[2], "we");	/* e: the program does not inherit it */
		if (!out)
			err(1, "%s", argv[2]);
		first = 3;
	}
	if (first >= argc || argv[first][0] == '-')
		errx(1, "usage: strace [-o FILE] COMMAND [ARG...]");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[first], argv + first);
		warn("%s", argv[first]);
		_exit(errno == ENOENT ? 127 : 126);
	}
	status = wait_for(pid);
	if (!WIFSTOPPED(status))	/* execvp failed, and the child has printed why */
		return WEXITSTATUS(status);
	fprintf(out, "execve(\"%s\", ...) = 0\n", argv[first]);
	return trace(out, pid);
}
