/* SPDX-License-Identifier: GPL-2.0-only */
/* Parses the commands that contain lists: ( ), { }, if, while, until, for and case. */
#include <string.h>
#include "parse.h"

/* A list in a compound command: not empty, over any number of lines. */
static struct node *parse_body(void)
{
	struct node *list = parse_list(0);

	if (!list->first)
		unexpected();
	return list;
}

static struct node *parse_loop_body(void)
{
	struct node *body;

	require("do");
	body = parse_body();
	require("done");
	return body;
}

/* After `if` or `elif`. */
static struct node *parse_if(void)
{
	struct node *node = new_node(IF);

	node->first = parse_body();
	require("then");
	node->second = parse_body();
	if (at_word("elif")) {
		next_token();
		node->third = parse_if();	/* which takes the `fi` */
		return node;
	}
	if (at_word("else")) {
		next_token();
		node->third = parse_body();
	}
	require("fi");
	return node;
}

static struct node *parse_for(void)
{
	struct node *node = new_node(FOR);

	if (token.kind != T_WORD || !is_name(token.text, strlen(token.text)))
		unexpected();
	node->name = token.text;
	next_token();
	skip_newlines();
	if (at_word("in")) {
		next_token();
		while (token.kind == T_WORD)
			add_word(&node->words);
	} else {				/* without `in`: the parameters */
		node->words = take_or_fail(sizeof(struct word));
		node->words->text = "\"$@\"";
	}
	if (token.kind == T_SEMICOLON)
		next_token();
	skip_newlines();
	node->second = parse_loop_body();
	return node;
}

static struct node *parse_case(void)
{
	struct node *node = new_node(CASE), **branch = &node->first;

	add_word(&node->words);
	skip_newlines();
	require("in");
	skip_newlines();
	while (!at_word("esac")) {
		*branch = new_node(BRANCH);
		if (token.kind == T_OPEN)
			next_token();
		add_word(&(*branch)->words);
		while (token.kind == T_PIPE) {
			next_token();
			add_word(&(*branch)->words);
		}
		require(")");
		(*branch)->first = parse_list(0);
		branch = &(*branch)->next;
		if (token.kind != T_DOUBLE_SEMICOLON)
			break;
		next_token();
		skip_newlines();
	}
	require("esac");
	return node;
}

struct node *parse_compound(void)
{
	struct node *node;
	int subshell = token.kind == T_OPEN;

	if (subshell || at_word("{")) {
		node = new_node(subshell ? SUBSHELL : GROUP);
		next_token();
		node->first = parse_body();
		require(subshell ? ")" : "}");
	} else if (at_word("while") || at_word("until")) {
		node = new_node(at_word("while") ? WHILE : UNTIL);
		next_token();
		node->first = parse_body();
		node->second = parse_loop_body();
	} else if (at_word("if")) {
		next_token();
		node = parse_if();
	} else if (at_word("for")) {
		next_token();
		node = parse_for();
	} else if (at_word("case")) {
		next_token();
		node = parse_case();
	} else {
		return NULL;
	}
	parse_redirections(&node->redirections);
	return node;
}
