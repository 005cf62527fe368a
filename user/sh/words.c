/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns the tokens of one command into the words that its program gets: removes quotes, replaces
 * $NAME and the like, and carries out redirections and assignments.
 *
 *	NAME=value  command  "a b"  $NAME  c\ d  > file
 *	setenv      argv[0]  [1]    [2]    [3]   open, dup2
 *
 * The value of a variable outside of double quotes is split at blanks, as in every sh.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define TEXT_SIZE	16384
#define MAX_WORDS	1024

static char text[TEXT_SIZE];		/* finished words, each followed by a NUL, */
static char *word, *text_end;		/* and the word that is being built */
static char *words[MAX_WORDS + 1];
static int word_count;
static int too_much;			/* something did not fit */

static void put(char c)
{
	if (text_end < text + TEXT_SIZE)
		*text_end++ = c;
	else
		too_much = 1;
}

static void end_word(void)
{
	put('\0');
	if (word_count < MAX_WORDS)
		words[word_count++] = word;
	else
		too_much = 1;
	word = text_end;
}

static void put_value(const char *value, int split)
{
	for (; *value; value++) {
		if (!split || !isspace((unsigned char)*value))
			put(*value);
		else if (text_end > word)
			end_word();
	}
}

static void put_number(long number)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%ld", number);
	put_value(digits, 0);
}

static void put_variable(const char *name, int split)
{
	const char *value;

	switch (name[0]) {
	case '?':
		put_number(shell.last_status);
		break;
	case '$':
		put_number(shell.pid);
		break;
	case '!':
		put_number(shell.last_background);
		break;
	case '#':
		put_number(shell.parameter_count - 1);
		break;
	case '*':
	case '@':
		for (int i = 1; i < shell.parameter_count; i++) {
			put_value(i > 1 ? " " : "", split);
			put_value(shell.parameters[i], split);
		}
		break;
	case '0' ... '9':
		if (name[0] - '0' < shell.parameter_count)
			put_value(shell.parameters[name[0] - '0'], split);
		break;
	default:
		value = getenv(name);
		if (value)
			put_value(value, split);
	}
}

static int in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Puts the value of the $... at p. Returns its last character. */
static const char *put_dollar(const char *p, const char *end, int split)
{
	int braces = p + 1 < end && p[1] == '{';
	const char *name = p + 1 + braces, *stop = name;
	char copy[64];

	if (name < end && strchr("?$!#*@0123456789", *name))
		stop++;
	else
		while (stop < end && in_name(*stop))
			stop++;
	if (stop == name || (braces && (stop == end || *stop != '}')) ||
	    stop - name >= (int)sizeof(copy)) {
		put('$');		/* no name follows: an ordinary character */
		return p;
	}
	memcpy(copy, name, stop - name);
	copy[stop - name] = '\0';
	put_variable(copy, split);
	return stop - 1 + braces;
}

/* Adds the words that one token stands for to words[]: none, one, or several. */
static void expand(const struct token *t, int split)
{
	char quote = '\0';
	int quoted = 0;			/* then even an empty text is a word: "" */

	for (const char *p = t->start; p < t->end; p++) {
		if (*p == '\\' && quote != '\'') {
			p++;
			if (quote && !strchr("\"\\$`\n", *p))
				put('\\');
			if (*p != '\n')
				put(*p);
		} else if (*p == quote) {
			quote = '\0';
		} else if (!quote && (*p == '\'' || *p == '"')) {
			quote = *p;
			quoted = 1;
		} else if (*p == '$' && quote != '\'') {
			p = put_dollar(p, t->end, split && !quote);
		} else {
			put(*p);
		}
	}
	if (quoted || text_end > word)
		end_word();
}

/* Returns the text of a token that does not become an argument, NULL when it does not fit. */
static char *expand_aside(const struct token *t)
{
	int before = word_count;

	expand(t, 0);
	if (word_count == before)
		end_word();
	return too_much ? NULL : words[--word_count];
}

int is_assignment(const struct token *t)
{
	const char *p = t->start;

	while (p < t->end && in_name(*p))
		p++;
	return t->kind == WORD && p > t->start && p < t->end && *p == '=' &&
	       !isdigit((unsigned char)*t->start);
}

/* Puts "NAME=value" into the environment. Returns 0, or -1 after a message. */
static int assign(char *assignment)
{
	char *value = strchr(assignment, '=');

	*value++ = '\0';
	if (setenv(assignment, value, 1)) {
		complain(assignment, strerror(errno));
		return -1;
	}
	return 0;
}

/* Carries out < > >> or >& for one descriptor. Returns 0, or -1 after a message. */
static int redirect(const struct token *t, const char *target)
{
	static const int flags[] = {
		[FROM] = O_RDONLY,
		[TO] = O_WRONLY | O_CREAT | O_TRUNC,
		[APPEND_TO] = O_WRONLY | O_CREAT | O_APPEND,
	};
	int fd, good;

	if (t->kind == DUPLICATE) {
		fd = isdigit((unsigned char)target[0]) && !target[1] ? target[0] - '0' : -1;
		good = dup2(fd, t->fd) >= 0;
	} else {
		fd = open(target, flags[t->kind], 0666);
		good = fd == t->fd || (fd >= 0 && dup2(fd, t->fd) >= 0);
		if (fd >= 0 && fd != t->fd)
			close(fd);
	}
	if (!good)
		complain(target, strerror(errno));
	return good ? 0 : -1;
}

char **prepare(const struct token *t, const struct token *end)
{
	text_end = word = text;
	word_count = too_much = 0;
	for (; t < end && !too_much; t++) {
		char *aside;

		if (is_redirection(t)) {
			aside = expand_aside(t + 1);
			if (aside && redirect(t, aside))
				return NULL;
			t++;
		} else if (word_count == 0 && is_assignment(t)) {
			aside = expand_aside(t);
			if (aside && assign(aside))
				return NULL;
		} else {
			expand(t, 1);
		}
	}
	if (too_much) {
		complain("too many words, or too long ones", NULL);
		return NULL;
	}
	words[word_count] = NULL;
	return words;
}
