/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parses a command into a tree, by one function for each rule of the grammar:
 *
 *	list		and_or { ; and_or }		& instead of ; : in the background
 *	and_or		pipeline { && pipeline }	likewise ||
 *	pipeline	[!] command { | command }
 *	command		word or redirection, one or more
 *			{ list }   ( list )   name() command
 *			if list then list [elif list then list]... [else list] fi
 *			while list do list done   until list do list done
 *			for name [in word...] do list done
 *			case word in [pattern [| pattern]... ) list ;;]... esac
 *
 * Each function starts at the token that it has to look at and ends at the first one that it does
 * not understand. The commands from { to case, which contain lists, are parsed by compound.c.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "parse.h"

#define MAX_DEPTH	50

static int depth;			/* of commands in commands */
static jmp_buf *failed;			/* where syntax_error() goes */

void drop_command(int status)
{
	if (source->terminal)
		source->text = "";		/* the rest of the line */
	shell.last_status = status;
	longjmp(*failed, 1);
}

void syntax_error(const char *what, const char *where)
{
	fputs("sh: ", stderr);
	if (!shell.interactive)
		fprintf(stderr, "line %d: ", token.line);
	fprintf(stderr, "syntax error: %s%s\n", what, where ? where : "");
	drop_command(2);
}

void *take_or_fail(size_t size)
{
	void *taken = take(size);

	if (!taken)
		drop_command(2);
	return taken;
}

struct node *new_node(enum node_kind kind)
{
	struct node *node = take_or_fail(sizeof(*node));

	node->kind = kind;
	return node;
}

_Noreturn void unexpected(void)
{
	syntax_error("unexpected ", token.text);
}

int at_word(const char *text)
{
	return token.kind == T_WORD && strcmp(token.text, text) == 0;
}

/* Is this a word that ends a list: one of those that can follow a list in a command? */
static int at_end_of_list(void)
{
	static const char *const ends[] = {
		"then", "elif", "else", "fi", "do", "done", "}", "esac",
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (at_word(ends[i]))
			return 1;
	}
	return token.kind == T_CLOSE || token.kind == T_DOUBLE_SEMICOLON || token.kind == T_END;
}

void skip_newlines(void)
{
	while (token.kind == T_NEWLINE)
		next_token();
}

void require(const char *text)
{
	if (token.kind == T_END)
		syntax_error("missing ", text);
	if (strcmp(token.text, text) != 0)
		unexpected();
	next_token();
}

void add_word(struct word **list)
{
	struct word *word = take_or_fail(sizeof(*word));

	if (token.kind != T_WORD)
		unexpected();
	word->text = token.text;
	while (*list)
		list = &(*list)->next;
	*list = word;
	next_token();
}

void parse_redirections(struct redirection **list)
{
	while (*list)
		list = &(*list)->next;
	while (token.kind == T_REDIRECT) {
		struct redirection *r = take_or_fail(sizeof(*r));

		r->kind = token.redirect;
		r->fd = token.fd;
		next_token();
		if (token.kind != T_WORD)
			unexpected();
		r->target = token.text;
		if (r->kind == HERE)
			expect_here_document(r, token.text);
		*list = r;
		list = &r->next;
		next_token();
	}
}

static struct node *parse_simple(void)
{
	struct node *node = new_node(COMMAND);

	if (at_end_of_list())
		unexpected();
	while (token.kind == T_WORD || token.kind == T_REDIRECT) {
		if (token.kind == T_REDIRECT)
			parse_redirections(&node->redirections);
		else
			add_word(&node->words);
	}
	if (token.kind == T_OPEN && node->words && !node->words->next && !node->redirections) {
		if (!is_name(node->words->text, strlen(node->words->text)))
			unexpected();
		node->kind = FUNCTION;
		node->name = node->words->text;
		next_token();
		require(")");
		skip_newlines();
		node->first = parse_compound();
		if (!node->first)
			unexpected();
	} else if (token.kind == T_OPEN || (!node->words && !node->redirections)) {
		unexpected();
	}
	return node;
}

static struct node *parse_command_node(void)
{
	struct node *node;

	if (++depth > MAX_DEPTH)
		syntax_error("too deeply nested", NULL);
	node = parse_compound();
	if (!node)
		node = parse_simple();
	depth--;
	return node;
}

static struct node *parse_pipeline(void)
{
	size_t start = token.start;
	int negated = at_word("!");
	struct node *node, *first, **next;

	if (negated)
		next_token();
	first = node = parse_command_node();
	next = &first->next;
	while (token.kind == T_PIPE) {
		next_token();
		skip_newlines();
		*next = parse_command_node();
		next = &(*next)->next;
	}
	if (first->next) {
		node = new_node(PIPELINE);
		node->first = first;
	}
	if (shell.interactive)
		node->text = typed_text(start, token.start);
	if (negated) {
		first = node;
		node = new_node(NOT);
		node->first = first;
		node->text = first->text;
	}
	return node;
}

static struct node *parse_and_or(void)
{
	size_t start = token.start;
	struct node *left = parse_pipeline();

	while (token.kind == T_AND || token.kind == T_OR) {
		struct node *node = new_node(token.kind == T_AND ? AND : OR);

		next_token();
		skip_newlines();
		node->first = left;
		node->second = parse_pipeline();
		if (shell.interactive)
			node->text = typed_text(start, token.start);
		left = node;
	}
	return left;
}

struct node *parse_list(int whole_line)
{
	struct node *list = new_node(LIST), **next = &list->first;

	for (;;) {
		if (!whole_line)
			skip_newlines();
		if (token.kind == T_NEWLINE || at_end_of_list())
			return list;
		*next = parse_and_or();
		(*next)->background = token.kind == T_AMPERSAND;
		next = &(*next)->next;
		if (token.kind == T_AMPERSAND || token.kind == T_SEMICOLON)
			next_token();
		else if (token.kind != T_NEWLINE && !at_end_of_list())
			unexpected();
	}
}

int parse_command(struct node **node)
{
	jmp_buf here, *before = failed;
	volatile int state = NOT_PARSED;

	depth = 0;
	*node = NULL;
	failed = &here;
	if (setjmp(here) == 0) {
		begin_tokens();
		next_token();
		state = token.kind == T_END ? NOTHING_LEFT : PARSED;
		*node = parse_list(1);
		if (token.kind != T_NEWLINE && token.kind != T_END)
			unexpected();
	} else {
		state = NOT_PARSED;
	}
	failed = before;
	return state;
}
