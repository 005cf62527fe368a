/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the shell's files share: the tokens of a line, and the state of the shell. The head of sh.c
 * says what each file does.
 */
#ifndef SH_H
#define SH_H

#include <sys/types.h>

enum kind {
	WORD, FROM, TO, APPEND_TO, DUPLICATE, PIPE, AND, OR, SEMICOLON, AMPERSAND, NEWLINE,
};

struct token {
	enum kind kind;
	int fd;				/* of a redirection */
	const char *start, *end;	/* its text, as typed: with quotes and dollars */
};

/* A command is passed as the tokens from t up to, but not including, end. */

extern struct shell {
	int interactive;		/* it reads from a terminal, with a prompt */
	int job_control;		/* each job is a process group */
	pid_t pid;			/* $$, in its children, too */
	int last_status;		/* $? */
	pid_t last_background;		/* $! */
	char **parameters;		/* $0, $1 ... */
	int parameter_count;		/* including $0 */
} shell;

void complain(const char *what, const char *why);	/* "sh: what: why"; why may be NULL */

/* input.c */
void read_from(int fd, const char *text);	/* lines come from text, or from fd if it is NULL */
/* Reads the next complete line. Returns 1, 0 at the end, or -1 when the line cannot be run. */
int read_command(const struct token **t, const struct token **end);
/* The handler of SIGINT in an interactive shell. */
void drop_line(int sig);
int is_redirection(const struct token *t);	/* its target is the next token */

/* words.c */
int is_assignment(const struct token *t);
/* Carries out a command's assignments and redirections. Returns its words as an argv, or NULL. */
char **prepare(const struct token *t, const struct token *end);

/* builtin.c */
typedef int builtin(char **argv);		/* returns an exit status */
builtin *find_builtin(const char *name, size_t length);

/* run.c */
void run_list(const struct token *t, const struct token *end);
int status_of(int wait_status);

#endif
