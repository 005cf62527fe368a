/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the tree of a command. There is one function for each kind of node that needs more than a
 * line, and run() chooses among them.
 *
 * `break`, `continue`, `return` and Ctrl-C set shell.leaving. Every loop looks at it, so that the
 * calls return one after the other, up to the one that it concerns.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define MAX_CALLS	100

static int cannot_start(void)
{
	complain("cannot start a process", strerror(errno));
	return 2;
}

/* ---- simple commands ---- */

/* Calls a function of the script, with its own parameters. */
static int call(struct node *body, char **argv, int count)
{
	char **parameters = shell.parameters;
	int parameter_count = shell.parameter_count, status = 2;
	char *name = parameters[0];

	if (shell.calls == MAX_CALLS) {
		complain(argv[0], "too many functions call each other");
		shell.leaving = INTERRUPTED;
		return 2;
	}
	shell.calls++;
	argv[0] = name;				/* $0 does not change */
	shell.parameters = argv;
	shell.parameter_count = count;
	status = run(body);
	if (shell.leaving == RETURN) {
		shell.leaving = STAY;
		status = shell.last_status;
	}
	shell.parameters = parameters;
	shell.parameter_count = parameter_count;
	shell.calls--;
	return status;
}

/* Runs a command in the shell itself: a function, a built-in, or only assignments. */
static int run_here(struct node *node, char **argv, int count)
{
	struct node *function = count ? find_function(argv[0]) : NULL;
	struct saved saved = { 0 };
	int status = 1;

	if (redirect(node->redirections, &saved) == 0 && assign(node->words) == 0) {
		if (function)
			status = call(function, argv, count);
		else if (count)
			status = find_builtin(argv[0])(argv);
		else
			status = substitution_status();
		if (count && strcmp(argv[0], "exec") == 0)
			forget_saved(&saved);
	}
	fflush(stdout);
	restore(&saved);
	return status;
}

/* Becomes the program. */
static _Noreturn void run_program(struct node *node, char **argv)
{
	if (redirect(node->redirections, NULL) || assign(node->words))
		exit(1);
	execute(argv);
}

/* `own`: this process exists only for this command, and may become its program. */
static int run_command(struct node *node, int own)
{
	struct word *first = node->words;
	char **argv;
	struct job *job;
	pid_t pid;
	int count;

	forget_substitution_status();
	while (first && is_assignment(first->text))
		first = first->next;
	argv = expand_words(first, &count);
	if (!argv)
		return 1;
	if (!count || find_function(argv[0]) || find_builtin(argv[0]))
		return run_here(node, argv, count);
	if (own)
		run_program(node, argv);
	job = new_job(node->text);
	pid = job ? start_process(job, 1) : -1;
	if (pid == 0)
		run_program(node, argv);
	return pid < 0 ? cannot_start() : wait_for_job(job);
}

/* ---- children ---- */

static _Noreturn void run_in_child(struct node *node)
{
	if (node->kind == COMMAND)
		exit(run_command(node, 1));
	if (node->kind == SUBSHELL) {
		if (redirect(node->redirections, NULL))
			exit(1);
		node = node->first;
	}
	exit(run(node));
}

static int run_subshell(struct node *node)
{
	struct job *job = new_job(node->text);
	pid_t pid = job ? start_process(job, 1) : -1;

	if (pid == 0)
		run_in_child(node);
	return pid < 0 ? cannot_start() : wait_for_job(job);
}

static void move_descriptor(int from, int to)
{
	if (from >= 0) {
		dup2(from, to);
		close(from);
	}
}

/* Starts all its commands at once, with   stdout -> pipe -> stdin   from each to the next. */
static int run_pipeline(struct node *pipeline)
{
	struct job *job = new_job(pipeline->text);
	int from = -1, failed = !job, status;	/* from: the reading end of the pipe before it */

	for (struct node *node = pipeline->first; node && !failed; node = node->next) {
		int ends[2] = { -1, -1 };
		pid_t pid = -1;

		if (!node->next || pipe(ends) == 0)
			pid = start_process(job, 1);
		if (pid == 0) {
			move_descriptor(from, STDIN_FILENO);
			move_descriptor(ends[1], STDOUT_FILENO);
			if (ends[0] >= 0)
				close(ends[0]);
			run_in_child(node);
		}
		if (pid < 0)
			failed = cannot_start();
		if (from >= 0)
			close(from);
		if (ends[1] >= 0)
			close(ends[1]);
		from = ends[0];
	}
	if (from >= 0)
		close(from);
	status = job ? wait_for_job(job) : 2;
	return failed ? 2 : status;
}

static int run_in_background(struct node *node)
{
	struct job *job = new_job(node->text);
	pid_t pid = job ? start_process(job, 0) : -1;

	if (pid == 0)
		run_in_child(node);
	if (pid < 0)
		return cannot_start();
	shell.last_background = pid;
	announce_job(job);
	return 0;
}

/* ---- compound commands ---- */

static int run_list(struct node *list)
{
	int status = 0;

	for (struct node *node = list->first; node && !shell.leaving; node = node->next) {
		size_t mark = mark_memory();

		status = node->background ? run_in_background(node) : run(node);
		if (!shell.leaving)
			shell.last_status = status;
		release_memory(mark);
	}
	return status;
}

/* After each round of a loop: must it end? Takes its level off a `break` or `continue`. */
static int loop_ends(void)
{
	if (shell.leaving != BREAK && shell.leaving != CONTINUE)
		return shell.leaving;
	if (--shell.levels > 0)
		return 1;
	if (shell.leaving == BREAK) {
		shell.leaving = STAY;
		return 1;
	}
	shell.leaving = STAY;
	return 0;
}

static int run_while(struct node *node)
{
	int status = 0;

	shell.loops++;
	while ((run(node->first) == 0) == (node->kind == WHILE) && !shell.leaving) {
		status = run(node->second);
		if (loop_ends())
			break;
	}
	shell.loops--;
	return status;
}

static int run_for(struct node *node)
{
	int status = 0, count;
	char **words = expand_words(node->words, &count);

	if (!words)
		return 1;
	shell.loops++;
	for (int i = 0; i < count; i++) {
		if (setenv(node->name, words[i], 1)) {
			complain(node->name, strerror(errno));
			status = 1;
			break;
		}
		status = run(node->second);
		if (loop_ends())
			break;
	}
	shell.loops--;
	return status;
}

static int run_case(struct node *node)
{
	const char *subject = expand_text(node->words->text);

	for (struct node *branch = node->first; branch && subject; branch = branch->next) {
		for (struct word *word = branch->words; word; word = word->next) {
			char *pattern = expand_pattern(word->text);

			if (pattern && matches(pattern, subject))
				return run(branch->first);
		}
	}
	return subject ? 0 : 1;
}

static int run_inside(struct node *node)
{
	int status;

	switch (node->kind) {
	case COMMAND:
		return run_command(node, 0);
	case PIPELINE:
		return run_pipeline(node);
	case SUBSHELL:
		return run_subshell(node);
	case NOT:
		return !run(node->first);
	case AND:
	case OR:
		status = run(node->first);
		if (shell.leaving || (status == 0) != (node->kind == AND))
			return status;
		shell.last_status = status;
		return run(node->second);
	case GROUP:
		return run(node->first);
	case IF:
		status = run(node->first);
		if (shell.leaving)
			return status;
		return status == 0 ? run(node->second) : node->third ? run(node->third) : 0;
	case WHILE:
	case UNTIL:
		return run_while(node);
	case FOR:
		return run_for(node);
	case CASE:
		return run_case(node);
	case FUNCTION:
		return define_function(node->name, node->first);
	default:
		return run_list(node);
	}
}

int run(struct node *node)
{
	struct saved saved = { 0 };
	int status = 1;

	if (node->kind == COMMAND || node->kind == SUBSHELL || !node->redirections)
		return run_inside(node);
	if (redirect(node->redirections, &saved) == 0)
		status = run_inside(node);
	restore(&saved);
	return status;
}

/* ---- texts and files ---- */

int run_source(struct source *s)
{
	struct node *node;
	int state;

	s->previous = source;
	s->line = 1;
	source = s;
	do {
		size_t mark = mark_memory();

		if (s->terminal)
			report_jobs();
		state = parse_command(&node);
		if (s->terminal)
			shell.leaving = STAY;
		if (state == PARSED)
			shell.last_status = run(node);
		release_memory(mark);
		/* A mistake or an interruption ends a script, but only the line at a terminal. */
	} while (s->terminal ? state != NOTHING_LEFT : state == PARSED && !shell.leaving);
	source = s->previous;
	return shell.last_status;
}

int run_text(const char *text)
{
	struct source s = { .fd = -1, .text = text };

	return run_source(&s);
}
