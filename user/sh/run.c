/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs a line. Each function splits its part and passes the pieces to the next one:
 *
 *	run_list	a ; b & c		one after the other; & starts a job without waiting
 *	run_and_or	a && b || c		depending on how the one before ended
 *	run_pipeline	a | b | c		all at once, each a process
 *	run_command	a x y < file		in the child: become that program
 *
 * With job control every pipeline is a process group, and the terminal belongs to the one that the
 * shell waits for: Ctrl-C reaches all processes of that group, and not the shell.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "sh.h"

#define MAX_PIPELINE	32
#define A(kind)		(1u << (kind))		/* kinds of tokens as a set */

/* Returns the first token of one of those kinds, or `end`. */
static const struct token *find(const struct token *t, const struct token *end, unsigned int kinds)
{
	while (t < end && !(kinds & A(t->kind)))
		t++;
	return t;
}

static void close_end(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* ---------------------------------------------------------------- in the child */

/* Joins the process group `group` (0: starts one), and undoes what the shell did to its signals. */
static void begin_child(pid_t group, int in_front)
{
	static const int taken[] = { SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU };

	if (shell.job_control) {
		setpgid(0, group);
		if (in_front)
			tcsetpgrp(STDIN_FILENO, getpgrp());
	}
	if (shell.interactive) {
		for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
			signal(taken[i], SIG_DFL);
	}
	shell.interactive = shell.job_control = 0;
}

/* A file that starts with # is a script: executes sh with that file. Returns only on failure. */
static void try_script(char **argv)
{
	char *script[64] = { "sh" }, first = '\0';
	int fd = open(argv[0], O_RDONLY), i;

	if (fd < 0 || read(fd, &first, 1) != 1 || first != '#')
		return;
	close(fd);
	for (i = 0; argv[i] && i < 62; i++)
		script[i + 1] = argv[i];
	execv("/bin/sh", script);
}

/* Executes the command in this process. Ends with status 126 (cannot be run) or 127 (not found). */
static void run_command(const struct token *t, const struct token *end)
{
	char **argv = prepare(t, end);
	builtin *run;

	if (!argv)
		exit(1);
	if (!argv[0])
		exit(0);
	run = find_builtin(argv[0], strlen(argv[0]));
	if (run)
		exit(run(argv));
	execvp(argv[0], argv);
	if (errno == ENOEXEC) {
		try_script(argv);
		errno = ENOEXEC;
	}
	if (errno == ENOENT) {
		complain(argv[0], "not found");
		exit(127);
	}
	complain(argv[0], strerror(errno));
	exit(126);
}

/* ---------------------------------------------------------------- in the shell */

int status_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) :
	       WIFSTOPPED(wait_status) ? 128 + WSTOPSIG(wait_status) : WEXITSTATUS(wait_status);
}

/* Must it run in the shell itself? True for a built-in, and for assignments without a command. */
static int changes_shell(const struct token *t, const struct token *end)
{
	for (; t < end; t++) {
		if (is_redirection(t))
			t++;
		else if (!is_assignment(t))
			return find_builtin(t->start, t->end - t->start) != NULL;
	}
	return 1;
}

/* Runs such a command, and undoes its redirections afterwards. */
static int run_here(const struct token *t, const struct token *end)
{
	int saved[3], status = 1;
	char **argv;

	for (int fd = 0; fd < 3; fd++)
		saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	argv = prepare(t, end);
	if (argv)
		status = argv[0] ? find_builtin(argv[0], strlen(argv[0]))(argv) : 0;
	fflush(stdout);
	for (int fd = 0; fd < 3; fd++) {
		if (saved[fd] >= 0)
			dup2(saved[fd], fd);
		else
			close(fd);
		close_end(saved[fd]);
	}
	return status;
}

/* Prints that a child was stopped or killed. Prints nothing about one that exited. */
static void report(pid_t pid, int status)
{
	if (WIFSTOPPED(status))
		fprintf(stderr, "\n[%d] Stopped: kill -CONT %d lets it go on\n", pid, pid);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)
		fputc('\n', stderr);
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGPIPE)
		fprintf(stderr, "%s\n", strsignal(WTERMSIG(status)));
}

/* Waits for the processes of a pipeline. Returns the status of the last one. */
static int wait_for(const pid_t *pids, int count)
{
	int status = 0;

	for (int i = 0; i < count; i++) {
		while (waitpid(pids[i], &status, WUNTRACED) < 0 && errno == EINTR)
			;
		report(pids[i], status);
	}
	return status_of(status);
}

/*
 * Starts all processes of a pipeline, with   stdout -> pipe -> stdin   from each to the next.
 * Returns how many it started, and sets *failed when that is not all of them.
 */
static int start_pipeline(const struct token *t, const struct token *end, pid_t *pids, int *failed)
{
	int count = 0, from = -1;		/* the reading end of the pipe before t */

	for (; t < end; t++, count++) {
		const struct token *stop = find(t, end, A(PIPE));
		int ends[2] = { -1, -1 };

		errno = EAGAIN;
		pids[count] = -1;
		if (count < MAX_PIPELINE - 1 && (stop == end || pipe(ends) == 0))
			pids[count] = fork();
		if (pids[count] == 0) {
			begin_child(pids[0], 1);
			if (from >= 0)
				dup2(from, STDIN_FILENO);
			if (stop < end)
				dup2(ends[1], STDOUT_FILENO);
			close_end(from);
			close_end(ends[0]);
			close_end(ends[1]);
			run_command(t, stop);
		}
		close_end(from);
		close_end(ends[1]);
		from = ends[0];
		if (pids[count] < 0)
			break;
		if (shell.job_control)		/* the child does the same: either may run first */
			setpgid(pids[count], pids[0]);
		t = stop;
	}
	*failed = t < end;
	if (*failed) {
		complain("cannot start a process", strerror(errno));
		close_end(from);
	}
	return count;
}

static int run_pipeline(const struct token *t, const struct token *end)
{
	struct termios modes;
	pid_t pids[MAX_PIPELINE];
	int count, failed, status;

	if (find(t, end, A(PIPE)) == end && changes_shell(t, end))
		return run_here(t, end);
	if (shell.job_control)
		tcgetattr(STDIN_FILENO, &modes);
	count = start_pipeline(t, end, pids, &failed);
	status = wait_for(pids, count);
	if (shell.job_control) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		if (status > 128)		/* it may have left the terminal unusable */
			tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
	}
	return failed ? 2 : status;
}

static int run_and_or(const struct token *t, const struct token *end)
{
	int skip = 0;

	for (; t < end; t++) {
		const struct token *stop = find(t, end, A(AND) | A(OR));

		if (!skip)
			shell.last_status = run_pipeline(t, stop);
		skip = stop < end && (stop->kind == AND) == (shell.last_status != 0);
		t = stop;
	}
	return shell.last_status;
}

/* Starts a job without waiting for it. Its input is empty: the foreground has the terminal. */
static void run_in_background(const struct token *t, const struct token *end)
{
	pid_t pid = fork();

	if (pid == 0) {
		int shares_group = !shell.job_control, fd;

		begin_child(0, 0);
		if (shares_group) {		/* then Ctrl-C would reach it, too */
			signal(SIGINT, SIG_IGN);
			signal(SIGQUIT, SIG_IGN);
		}
		close(STDIN_FILENO);
		fd = open("/dev/null", O_RDONLY);
		if (fd > STDIN_FILENO)
			close(fd);
		if (find(t, end, A(PIPE) | A(AND) | A(OR)) == end)
			run_command(t, end);
		exit(run_and_or(t, end));
	}
	if (pid < 0) {
		complain("cannot start a process", strerror(errno));
		shell.last_status = 2;
		return;
	}
	if (shell.job_control)
		setpgid(pid, pid);
	if (shell.interactive)
		fprintf(stderr, "[%d]\n", pid);
	shell.last_background = pid;
	shell.last_status = 0;
}

void run_list(const struct token *t, const struct token *end)
{
	for (; t < end; t++) {
		const struct token *stop = find(t, end, A(SEMICOLON) | A(AMPERSAND) | A(NEWLINE));

		if (stop < end && stop->kind == AMPERSAND)
			run_in_background(t, stop);
		else if (stop > t)
			run_and_or(t, stop);
		t = stop;
	}
}
