/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a dollar stands for:
 *
 *	$NAME ${NAME}		a variable
 *	${NAME:-word}		the variable or, if it is empty, the word; := also assigns it
 *	${NAME:+word}		the word, unless the variable is empty
 *	${#NAME}		the length of its value
 *	$? $$ $! $# $* $@	status, process, background job, number of parameters, all of them
 *	$0 $1 ... ${10}		a parameter
 *	$(command) `command`	what the command prints, without the newlines at its end
 *	$((expression))		a number
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sh.h"

static int status_of_substitution;

int substitution_status(void)
{
	return status_of_substitution;
}

void forget_substitution_status(void)
{
	status_of_substitution = 0;
}

/* Returns the `close` that belongs to the `open` before p, or the end of the text. */
const char *closing(const char *p, char open, char close)
{
	int depth = 1;
	char quote = '\0';

	for (; *p; p++) {
		if (*p == '\\' && quote != '\'' && p[1])
			p++;
		else if (*p == quote)
			quote = '\0';
		else if (!quote && (*p == '\'' || *p == '"'))
			quote = *p;
		else if (!quote && *p == open)
			depth++;
		else if (!quote && *p == close && --depth == 0)
			break;
	}
	return p;
}

/* ---- variables ---- */

static const char *number_text(long number)
{
	static char text[16];

	snprintf(text, sizeof(text), "%ld", number);
	return text;
}

/* The value of a variable or parameter (not of * and @), or NULL when it is not set. */
static const char *value_of(const char *name)
{
	switch (name[0]) {
	case '?':
		return number_text(shell.last_status);
	case '$':
		return number_text(shell.pid);
	case '!':
		return shell.last_background ? number_text(shell.last_background) : NULL;
	case '#':
		return number_text(shell.parameter_count - 1);
	}
	if (isdigit((unsigned char)name[0])) {
		int n = atoi(name);

		return n < shell.parameter_count ? shell.parameters[n] : NULL;
	}
	return getenv(name);
}

static void put_variable(const char *name, int quoted)
{
	const char *value;

	if (name[0] == '*' || name[0] == '@') {
		put_parameters(name[0] == '@' && quoted);
		return;
	}
	value = value_of(name);
	if (value)
		put_value(value, quoted);
}

/* Returns the end of the name of a variable or parameter. */
static const char *name_end(const char *p, int in_braces)
{
	const char *start = p;

	if (*p && strchr("?$!#*@", *p))
		return p + 1;
	if (isdigit((unsigned char)*p)) {
		do
			p++;
		while (in_braces && isdigit((unsigned char)*p));
		return p;
	}
	while (is_name(start, p + 1 - start))
		p++;
	return p;
}

/* ${...}, where p and end are what is inside of the braces. */
static void put_braces(const char *p, const char *end, int quoted)
{
	int count = *p == '#' && p + 1 < end, colon;
	const char *stop = name_end(p += count, 1), *value;
	char *name = take_text(p, stop - p);
	size_t start;

	if (!name || stop == p || (stop < end && (count || !strchr(":-=+", *stop)))) {
		complain("this is not supported in ${ }", p);
		expansion_failed();
		return;
	}
	value = value_of(name);
	if (count)
		put_value(number_text(value ? strlen(value) : 0), quoted);
	if (stop == end && !count)
		put_variable(name, quoted);
	if (stop == end)
		return;
	colon = *stop == ':';
	stop += colon;
	if (colon && value && !*value)
		value = NULL;
	if (*stop == '+' ? value != NULL : value == NULL) {
		start = built_so_far();
		put_expanded(stop + 1, end - stop - 1, quoted);
		if (*stop == '=') {
			value = take_back(start);
			if (setenv(name, value, 1))
				complain(name, strerror(errno));
			put_value(getenv(name) ? getenv(name) : "", quoted);
		}
	} else if (*stop != '+') {
		put_value(value, quoted);
	}
}

/* ---- commands ---- */

/* In the parent: appends what comes out of the pipe. Newlines are kept back until more follows. */
static void put_output(int fd, int quoted)
{
	char data[512 + 1];
	ssize_t n;
	long newlines = 0;

	while ((n = read(fd, data, sizeof(data) - 1)) > 0 || (n < 0 && errno == EINTR)) {
		for (ssize_t i = 0; i < n; i++) {
			char one[2] = { data[i], '\0' };

			if (one[0] == '\n') {
				newlines++;
				continue;
			}
			for (; newlines > 0; newlines--)
				put_value("\n", quoted);
			put_value(one, quoted);
		}
	}
}

static void put_command(char *command, int quoted)
{
	int ends[2], status;
	pid_t pid;

	if (!command)
		return;
	fflush(stdout);
	if (pipe(ends) || (pid = start_process(NULL, 0)) < 0) {
		complain("cannot start a process", strerror(errno));
		expansion_failed();
		return;
	}
	if (pid == 0) {
		close(ends[0]);
		if (ends[1] != STDOUT_FILENO) {
			dup2(ends[1], STDOUT_FILENO);
			close(ends[1]);
		}
		exit(run_text(command));
	}
	close(ends[1]);
	put_output(ends[0], quoted);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	status_of_substitution = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	shell.last_status = status_of_substitution;
}

/* Inside `...` a backslash before ` \ and $ is removed before the command is parsed. */
const char *put_backquotes(const char *p, int quoted)
{
	char *command = take_text(p, strlen(p)), *to = command;

	for (p++; *p && *p != '`'; p++) {
		if (*p == '\\' && p[1] && strchr("`\\$", p[1]))
			p++;
		if (to)
			*to++ = *p;
	}
	if (to)
		*to = '\0';
	put_command(command, quoted);
	return p + (*p == '`');
}

static void put_number(const char *expression, size_t length, int quoted)
{
	size_t start = built_so_far();
	long long result = 0;
	char text[24];

	put_expanded(expression, length, 1);
	if (calculate(take_back(start), &result))
		expansion_failed();
	snprintf(text, sizeof(text), "%lld", result);
	put_value(text, quoted);
}

const char *put_dollar(const char *p, int quoted)
{
	const char *end;
	char *name;

	p++;
	if (p[0] == '(') {
		end = closing(p + 1, '(', ')');
		if (p[1] == '(' && end[0] && end[-1] == ')')
			put_number(p + 2, end - 1 - (p + 2), quoted);
		else
			put_command(take_text(p + 1, end - p - 1), quoted);
		return end + (*end == ')');
	}
	if (p[0] == '{') {
		end = closing(p + 1, '{', '}');
		put_braces(p + 1, end, quoted);
		return end + (*end == '}');
	}
	end = name_end(p, 0);
	name = end > p ? take_text(p, end - p) : NULL;
	if (name)
		put_variable(name, quoted);
	else
		put_value("$", 1);		/* no name follows: an ordinary character */
	return end;
}
