/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the tree of a command. There is one function for each kind of node that needs more than a
 * line, and run() chooses among them. Those that start processes are in command.c.
 *
 * `break`, `continue`, `return` and Ctrl-C set shell.leaving. Every loop looks at it, so that the
 * calls return one after the other, up to the one that it concerns.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "sh.h"

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
