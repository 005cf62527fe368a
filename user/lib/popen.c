/* SPDX-License-Identifier: GPL-2.0-only */
/* Shell commands: run one and wait for it, or exchange data with it through a pipe. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stdio_impl.h"

static pid_t wait_for(pid_t child, int *status)
{
	pid_t pid;

	do
		pid = waitpid(child, status, 0);
	while (pid < 0 && errno == EINTR);
	return pid;
}

static _Noreturn void run_shell(const char *command)
{
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/*
 * Runs a command and returns its wait status. Meanwhile Ctrl-C is ignored, because it is meant for
 * the command, and SIGCHLD is blocked, so that no handler can wait for the child first.
 */
int system(const char *command)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old_int, old_quit;
	sigset_t child_only, old_mask;
	int status = -1;
	pid_t pid;

	if (!command)
		return access("/bin/sh", X_OK) == 0;
	sigemptyset(&child_only);
	sigaddset(&child_only, SIGCHLD);
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	sigprocmask(SIG_BLOCK, &child_only, &old_mask);

	pid = fork();
	if (pid > 0 && wait_for(pid, &status) < 0)
		status = -1;

	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	if (pid == 0)
		run_shell(command);
	return status;
}

/* Mode "r": returns a stream with the output of the command. Mode "w": one for its input. */
FILE *popen(const char *command, const char *mode)
{
	int ours = *mode == 'r' ? 0 : 1, its = 1 - ours;
	int ends[2];
	FILE *f;

	if (*mode != 'r' && *mode != 'w') {
		errno = EINVAL;
		return NULL;
	}
	if (pipe(ends) < 0)
		return NULL;
	f = fdopen(ends[ours], mode);
	if (!f) {
		close(ends[0]);
		close(ends[1]);
		return NULL;
	}
	f->child = fork();
	if (f->child == 0) {
		close(ends[ours]);
		if (ends[its] != its) {
			dup2(ends[its], its);
			close(ends[its]);
		}
		run_shell(command);
	}
	close(ends[its]);
	if (f->child < 0) {
		fclose(f);
		return NULL;
	}
	return f;
}

int pclose(FILE *f)
{
	pid_t child = f->child;
	int status;

	fclose(f);
	return wait_for(child, &status) < 0 ? -1 : status;
}
