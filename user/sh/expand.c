/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns words as typed into arguments: removes quotes, replaces what dollars stand for, and
 * replaces patterns by the names of files.
 *
 *	"a b"   $HOME   c\ d   $(ls)   *.c
 *	1 arg   1 arg   1 arg  0, 1 or more
 *
 * The value of a variable outside of double quotes is split at blanks, as in every sh.
 *
 * An argument is built in building[]. In there, a quoted character that means something in a
 * pattern has a backslash before it: "*" becomes \*, and is no wildcard. The backslashes are
 * removed when the argument is complete.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "sh.h"

#define BUILDING_SIZE	16384
#define MAX_ARGUMENTS	1024

static char building[BUILDING_SIZE];
static size_t length;
static int quoted_something;		/* then even an empty text is an argument: "" */
static int splitting;			/* blanks in values end an argument, and patterns are replaced */
static int failed;

static char *arguments[MAX_ARGUMENTS + 1];
static int argument_count;

void expansion_failed(void)
{
	failed = 1;
}

static void put(char c)
{
	if (length < BUILDING_SIZE - 1) {
		building[length++] = c;
		return;
	}
	if (!failed)
		complain("an argument is too long", NULL);
	failed = 1;
}

static void put_quoted(char c)
{
	if (strchr("*?[]!-\\", c))
		put('\\');
	put(c);
}

static void add_argument(char *text)
{
	if (text && argument_count < MAX_ARGUMENTS) {
		arguments[argument_count++] = text;
		return;
	}
	if (text && !failed)
		complain("too many arguments", NULL);
	failed = 1;
}

/* The argument is complete. A pattern that matches no file stays as it is. */
static void end_argument(void)
{
	int found = 0;

	building[length] = '\0';
	if (has_wildcards(building)) {
		found = find_files(building, arguments + argument_count, MAX_ARGUMENTS - argument_count);
		argument_count += found;
	}
	if (!found) {
		remove_escapes(building);
		add_argument(take_text(building, strlen(building)));
	}
	length = 0;
	quoted_something = 0;
}

static void end_if_any(void)
{
	if (length || quoted_something)
		end_argument();
}

void put_value(const char *value, int quoted)
{
	for (; *value; value++) {
		if (quoted || *value == '\\')
			put_quoted(*value);
		else if (splitting && isspace((unsigned char)*value))
			end_if_any();
		else
			put(*value);
	}
}

/* $* or, with `separate`, "$@": each parameter becomes an argument of its own. */
void put_parameters(int separate)
{
	if (separate && splitting && shell.parameter_count == 1 && length == 0)
		quoted_something = 0;		/* "$@" without parameters is no argument */
	for (int i = 1; i < shell.parameter_count; i++) {
		if (i > 1 && separate && splitting) {
			quoted_something = 1;
			end_argument();
		} else if (i > 1) {
			put_value(" ", separate);
		}
		put_value(shell.parameters[i], separate);
		quoted_something |= separate;
	}
}

size_t built_so_far(void)
{
	return length;
}

char *take_back(size_t start)
{
	if (start > length)
		start = length;
	building[length] = '\0';
	length = start;
	remove_escapes(building + start);
	return building + start;
}

/*
 * Appends a text as typed. With `quoted` it is part of a double quotation; `document` is that, too,
 * but quotation marks are ordinary characters.
 */
static void expand(const char *p, int quoted, int document)
{
	while (*p && !failed) {
		if (*p == '\\') {
			p++;
			if ((quoted && !strchr(document ? "\\$`" : "\\$`\"", *p)) || !*p)
				put_quoted('\\');
			if (*p)
				put_quoted(*p++);
		} else if (*p == '"' && !document) {
			quoted = !quoted;
			quoted_something |= quoted;
			p++;
		} else if (*p == '\'' && !quoted) {
			quoted_something = 1;
			for (p++; *p && *p != '\''; p++)
				put_quoted(*p);
			p += *p == '\'';
		} else if (*p == '$') {
			p = put_dollar(p, quoted);
		} else if (*p == '`') {
			p = put_backquotes(p, quoted);
		} else if (quoted) {
			put_quoted(*p++);
		} else {
			put(*p++);
		}
	}
}

/* Appends a part of a word, such as the default in ${NAME:-default}. */
void put_expanded(const char *text, size_t n, int quoted)
{
	char *copy = take_text(text, n);

	if (copy)
		expand(copy, quoted, 0);
	else
		failed = 1;
}

/* ~ and ~/... at the start of a word: the home directory. Returns what follows the ~. */
static const char *expand_home(const char *text)
{
	const char *home = getenv("HOME");

	if (text[0] != '~' || (text[1] && text[1] != '/') || !home)
		return text;
	put_value(strcmp(home, "/") == 0 && text[1] ? "" : home, 1);
	return text + 1;
}

char **expand_words(const struct word *words, int *count)
{
	char **result;

	argument_count = failed = 0;
	splitting = 1;
	for (; words && !failed; words = words->next) {
		length = quoted_something = 0;
		expand(expand_home(words->text), 0, 0);
		if (!failed)
			end_if_any();
	}
	result = failed ? NULL : take((argument_count + 1) * sizeof(*result));
	if (!result)
		return NULL;
	*count = argument_count;
	return memcpy(result, arguments, argument_count * sizeof(*result));
}

static char *expand_one(const char *text, int document)
{
	length = failed = splitting = 0;
	expand(document ? text : expand_home(text), document, document);
	building[length] = '\0';
	return failed ? NULL : building;
}

char *expand_pattern(const char *word)
{
	char *text = expand_one(word, 0);

	return text ? take_text(text, strlen(text)) : NULL;
}

char *expand_text(const char *word)
{
	char *text = expand_pattern(word);

	if (text)
		remove_escapes(text);
	return text;
}

char *expand_document(const char *text)
{
	text = expand_one(text, 1);
	if (!text)
		return NULL;
	remove_escapes(building);
	return take_text(building, strlen(building));
}

int is_name(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return 0;
	}
	return n > 0 && !isdigit((unsigned char)*text);
}

int is_assignment(const char *word)
{
	const char *value = strchr(word, '=');

	return value && is_name(word, value - word);
}
