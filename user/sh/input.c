/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads lines and cuts them into tokens: words as typed, and operators.
 *
 *	grep x <file && echo "it's $?"
 *	WORD WORD FROM WORD AND WORD WORD NEWLINE
 *
 * A line that ends in an open quote, a backslash, | or && is continued by the next line. This file
 * only finds where words end; words.c interprets the quotes and dollars in them.
 */
#include <ctype.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define LINE_SIZE	8192		/* a line together with those that continue it */
#define MAX_TOKENS	1024

static int input_fd;
static const char *input_text;

static char line[LINE_SIZE];
static struct token tokens[MAX_TOKENS];
static int token_count;

void read_from(int fd, const char *text)
{
	input_fd = fd;
	input_text = text;
}

/* Reads one byte and no more: what follows may be input of a program. Returns 0 at the end. */
static int read_byte(char *c)
{
	ssize_t n;

	if (input_text) {
		*c = *input_text;
		if (*c)
			input_text++;
		return *c != '\0';
	}
	do
		n = read(input_fd, c, 1);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		complain("cannot read commands", strerror(errno));
		shell.last_status = 2;
		return 0;
	}
	return n;
}

/* Appends a line to line[]. Returns 1, 0 at the end of the input, or -1 after a message. */
static int read_line(void)
{
	size_t length = strlen(line);
	int any = 0, too_long = 0;
	char c;

	while (read_byte(&c)) {
		any = 1;
		if (length == LINE_SIZE - 1)
			too_long = 1;		/* read on, but store no more */
		else if (c != '\0')
			line[length++] = c;
		if (c == '\n')
			break;
	}
	line[length] = '\0';
	if (too_long) {
		complain("line too long", NULL);
		shell.last_status = 2;
		return -1;
	}
	return any;
}

/* Returns the end of the word at p, or NULL when the next line is needed to find it. */
static const char *word_end(const char *p)
{
	char quote = '\0';

	for (; *p && (quote || !strchr(" \t\r\n;&|<>", *p)); p++) {
		if (*p == '\\' && quote != '\'') {
			p++;
			if (*p == '\0' || (*p == '\n' && p[1] == '\0'))
				return NULL;
		} else if (*p == quote) {
			quote = '\0';
		} else if (!quote && (*p == '\'' || *p == '"')) {
			quote = *p;
		}
	}
	return quote ? NULL : p;
}

/* Fills in the token at p. Returns its end, or NULL when the next line is needed to find it. */
static const char *next_token(struct token *t, const char *p)
{
	static const struct {
		char text[3];
		enum kind kind;
	} operators[] = {		/* longer ones first */
		{ "&&", AND }, { "||", OR }, { ">>", APPEND_TO }, { ">&", DUPLICATE },
		{ "<", FROM }, { ">", TO }, { "|", PIPE }, { ";", SEMICOLON },
		{ "&", AMPERSAND }, { "\n", NEWLINE },
	};

	t->start = p;
	if (isdigit((unsigned char)*p) && (p[1] == '<' || p[1] == '>'))
		t->fd = *p++ - '0';
	else
		t->fd = *p == '<' ? STDIN_FILENO : STDOUT_FILENO;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t length = strlen(operators[i].text);

		if (strncmp(p, operators[i].text, length) == 0) {
			t->kind = operators[i].kind;
			return t->end = p + length;
		}
	}
	t->kind = WORD;
	return t->end = word_end(p);
}

int is_redirection(const struct token *t)
{
	return t->kind >= FROM && t->kind <= DUPLICATE;
}

/*
 * Checks that operators stand between commands, and redirections before a word. Returns 1, or -1
 * after a message.
 */
static int check_tokens(void)
{
	const struct token *t = tokens, *end = tokens + token_count;
	int in_command = 0;

	for (; t < end; t++) {
		if (is_redirection(t)) {
			if (t + 1 == end || t[1].kind != WORD)
				break;
			in_command = 1;
		} else if (t->kind == WORD) {
			in_command = 1;
		} else if (in_command || t->kind == NEWLINE) {
			in_command = 0;
		} else {
			break;
		}
	}
	if (t == end)
		return 1;
	fprintf(stderr, "sh: syntax error at %.*s\n", (int)(t->end - t->start), t->start);
	return -1;
}

/* Cuts line[] into tokens. Returns 1, 0 when another line is needed, or -1 after a message. */
static int split(void)
{
	const char *p = line;
	int continues = 0;		/* the last token needs another command after it */

	token_count = 0;
	for (;;) {
		p += strspn(p, " \t\r");
		if (*p == '#')
			p += strcspn(p, "\n");
		if (p[0] == '\\' && p[1] == '\n' && p[2]) {
			p += 2;
		} else if (*p == '\n' && continues) {
			p++;
		} else if (*p == '\0') {
			return continues ? 0 : check_tokens();
		} else if (token_count == MAX_TOKENS) {
			complain("line too long", NULL);
			return -1;
		} else {
			struct token *t = &tokens[token_count++];

			p = next_token(t, p);
			if (!p)
				return 0;
			continues = t->kind == PIPE || t->kind == AND || t->kind == OR;
		}
	}
}

static sigjmp_buf dropped;			/* where Ctrl-C at a prompt jumps to */
static volatile sig_atomic_t at_prompt;

/*
 * Handles SIGINT. It jumps instead of setting a flag, because Ctrl-C may come after the prompt but
 * before read() sleeps, and read() would then not be interrupted.
 */
void drop_line(int sig)
{
	(void)sig;			/* without a prompt, the signal interrupts waitpid() */
	if (at_prompt) {
		at_prompt = 0;
		siglongjmp(dropped, 1);
	}
}

/* Prints a prompt and reads a line as read_line() does. Ctrl-C drops the line: returns -1. */
static int prompt_for_line(void)
{
	const char *prompt = line[0] ? "> " : geteuid() ? "$ " : "# ";
	int got;

	if (sigsetjmp(dropped, 1)) {
		fputc('\n', stderr);
		shell.last_status = 128 + SIGINT;
		return -1;
	}
	at_prompt = 1;
	/* Not by stdio: the jump could leave a stream in the middle of an update. */
	write(STDERR_FILENO, prompt, strlen(prompt));
	got = read_line();
	at_prompt = 0;
	return got;
}

int read_command(const struct token **t, const struct token **end)
{
	int state;

	line[0] = '\0';
	do {
		state = shell.interactive ? prompt_for_line() : read_line();
		if (state > 0) {
			state = split();
			if (state < 0)
				shell.last_status = 2;
		} else if (state == 0 && line[0]) {
			complain("the last command is not complete", NULL);
			shell.last_status = 2;
			state = -1;
		} else {
			break;
		}
	} while (state == 0);
	*t = tokens;
	*end = tokens + token_count;
	return state;
}
