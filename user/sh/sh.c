/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sh: reads command lines and runs them.
 *
 *	sh			at a terminal, with a prompt: "# " for root, "$ " for others
 *	sh FILE [ARG...]	the lines of a file, with $1, $2 ... for the arguments
 *	sh -c LINES [NAME [ARG...]]
 *
 * A line is made of these, and # starts a comment:
 *
 *	word 'word' "word" \w	$NAME ${NAME} $? $$ $! $# $* $0 $1 ...
 *	a; b   a & b   a && b   a || b   a | b
 *	< file   > file   >> file   2> file   2>&1
 *	NAME=value   NAME=value command
 *	cd exit export kill wait	(every other command is a program, looked for in $PATH)
 *
 * Read the files in the order in which they process a line: input.c cuts it into tokens, run.c
 * starts the processes and waits for them, words.c turns the tokens of a command into arguments,
 * and builtin.c has the five commands above.
 *
 * All buffers are static, because the shell must go on when memory is short. Left out: if, for,
 * functions, (...), `...`, file name patterns, variables that are not exported, fg and bg (kill
 * -CONT continues a job that Ctrl-Z has stopped, in the background), and a history. The terminal
 * edits a line (Backspace, Ctrl-W, Ctrl-U) before the shell reads it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sh.h"

struct shell shell;

void complain(const char *what, const char *why)
{
	fprintf(stderr, "sh: %s%s%s\n", what, why ? ": " : "", why ? why : "");
}

/* Ignores the terminal's signals, which are meant for programs, and makes this shell its owner. */
static void take_terminal(void)
{
	struct sigaction action = { .sa_handler = drop_line };

	sigaction(SIGINT, &action, NULL);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpgrp());
	shell.job_control = tcgetpgrp(STDIN_FILENO) == getpgrp();
	shell.interactive = 1;
}

/* Prints which jobs in the background have ended since the last prompt. */
static void report_background(void)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (WIFEXITED(status) && WEXITSTATUS(status))
			fprintf(stderr, "[%d] Done, status %d\n", pid, WEXITSTATUS(status));
		else
			fprintf(stderr, "[%d] %s\n", pid,
				WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "Done");
	}
}

/* Sets where lines come from, and $0, $1 ... Returns 0, or -1 when the file cannot be opened. */
static int take_arguments(int argc, char **argv)
{
	int skip = argc > 1;		/* words before $0 */

	if (argc > 2 && strcmp(argv[1], "-c") == 0) {
		read_from(-1, argv[2]);
		skip = argc > 3 ? 3 : 0;
		argc = argc > 3 ? argc : 1;
	} else if (argc > 1) {
		int fd = open(argv[1], O_RDONLY | O_CLOEXEC);

		if (fd < 0) {
			complain(argv[1], strerror(errno));
			return -1;
		}
		read_from(fd, NULL);
	} else {
		read_from(STDIN_FILENO, NULL);
		if (isatty(STDIN_FILENO))
			take_terminal();
	}
	shell.parameters = argv + skip;
	shell.parameter_count = argc - skip;
	return 0;
}

int main(int argc, char **argv)
{
	const struct token *t, *end;
	int state;

	shell.pid = getpid();
	if (take_arguments(argc, argv))
		return 127;
	do {
		if (shell.interactive)
			report_background();
		state = read_command(&t, &end);
		if (state > 0)
			run_list(t, end);
	} while (state > 0 || (state < 0 && shell.interactive));
	if (shell.interactive)
		fputc('\n', stderr);
	return shell.last_status;
}
