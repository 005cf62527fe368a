/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two files of the parser share. Each function ends at the first token that it does not
 * understand; on a mistake it does not return (syntax_error()).
 */
#ifndef PARSE_H
#define PARSE_H

#include "sh.h"

/* parse.c */
struct node *new_node(enum node_kind kind);
_Noreturn void unexpected(void);	/* a syntax error at the current token */
int at_word(const char *text);		/* is the current token this word? */
void skip_newlines(void);
void require(const char *text);		/* the current token must be this one; takes the next */
void add_word(struct word **list);	/* adds the current token, a word, to the end of a list */
void parse_redirections(struct redirection **list);
/* With whole_line the list ends with the line; else at a word like `done`, or at ) or ;; */
struct node *parse_list(int whole_line);

/* compound.c */
struct node *parse_compound(void);	/* or NULL: the token does not begin such a command */

#endif
