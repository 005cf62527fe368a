/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sh: reads commands and runs them.
 *
 *	sh			at a terminal, with a prompt: "# " for root, "$ " for others
 *	sh FILE [ARG...]	the commands in a file, with $1, $2 ... for the arguments
 *	sh -c TEXT [NAME [ARG...]]
 *
 * `help` prints what commands are made of, and the keys for typing them. It is the language of a
 * beginner's book about the shell: the files below say what each part understands. Read them in
 * the order in which they process a command:
 *
 *	input.c			where its characters come from
 *	edit.c, line.c		typing a line; history.c and complete.c: the keys up and Tab
 *	lexer.c			characters to tokens
 *	parse.c, compound.c	tokens to a tree; the second: if, while, for ...
 *	run.c, command.c	running the tree, its commands; program.c: becoming a program
 *	expand.c		words to arguments; substitute.c, arithmetic.c, pattern.c: $ and *
 *	redirect.c, jobs.c	files and processes of a command; control.c: fg, bg ...
 *	function.c		name() { ... }
 *	builtin.c, test.c	the commands that the shell carries out itself
 *
 * All buffers are static, because the shell must go on when memory is short (memory.c). Left out:
 * variables that are not exported or local to a function, set, trap, alias, getopts, IFS, ${NAME%...}
 * and ${NAME#...}, <<- and operators in $((...)) that change variables.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

struct shell shell;

void complain(const char *what, const char *why)
{
	fprintf(stderr, "sh: %s%s%s\n", what, why ? ": " : "", why ? why : "");
}

/* Handles Ctrl-C while no program runs: ends a loop, `read` and `wait`. */
static void interrupt(int sig)
{
	shell.leaving = INTERRUPTED;
	shell.last_status = 128 + sig;
}

/* Ignores the terminal's signals, which are meant for programs, and makes this shell its owner. */
static void take_terminal(void)
{
	struct sigaction action = { .sa_handler = interrupt };

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

/* Sets where commands come from, and $0, $1 ... Returns 0, or -1 when the file cannot be opened. */
static int take_arguments(int argc, char **argv, struct source *s)
{
	int skip = argc > 1;		/* words before $0 */

	s->fd = STDIN_FILENO;
	if (argc > 2 && strcmp(argv[1], "-c") == 0) {
		s->text = argv[2];
		skip = argc > 3 ? 3 : 0;
		argc = argc > 3 ? argc : 1;
	} else if (argc > 1) {
		s->fd = open_script(argv[1]);
		if (s->fd < 0) {
			complain(argv[1], strerror(errno));
			return -1;
		}
	} else if (isatty(STDIN_FILENO)) {
		take_terminal();
		s->terminal = 1;
		s->text = "";
	}
	shell.parameters = argv + skip;
	shell.parameter_count = argc - skip;
	return 0;
}

int main(int argc, char **argv)
{
	struct source s = { 0 };

	shell.pid = getpid();
	if (take_arguments(argc, argv, &s))
		return 127;
	run_source(&s);
	if (shell.interactive) {
		fputs("exit\n", stderr);
		end_jobs();
	}
	return shell.last_status;
}
