/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs simple commands, in the shell or in a process of their own, and starts the processes of
 * pipelines, subshells and the background. jobs.c makes the processes and waits for them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

static int cannot_start(void)
{
	complain("cannot start a process", strerror(errno));
	return 2;
}

/* ---- simple commands ---- */

/* Runs a command in the shell itself: a function, a built-in, or only assignments. */
static int run_here(struct node *node, char **argv, int count)
{
	struct node *function = count ? find_function(argv[0]) : NULL;
	struct saved saved = { 0 };
	int status = 1;

	if (redirect(node->redirections, &saved) == 0 && assign(node->words) == 0) {
		if (function)
			status = call_function(function, argv, count);
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
int run_command(struct node *node, int own)
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

int run_subshell(struct node *node)
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
int run_pipeline(struct node *pipeline)
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

int run_in_background(struct node *node)
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
