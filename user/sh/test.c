/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test EXPRESSION and [ EXPRESSION ]: status 0 if it is true, 1 if it is false, 2 on a mistake.
 *
 *	-e F  -f F  -d F  -s F	F exists, is a file, is a directory, is not empty
 *	-r F  -w F  -x F	F may be read, written, executed
 *	-z S  -n S  S		S is empty; is not empty
 *	S = T   S != T		two texts
 *	N -eq M			two numbers; likewise -ne -lt -le -gt -ge
 *	! E   E -a F   E -o F	not, and, or; -a binds more than -o
 */
#include <limits.h>
#include <number.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

static char **args, **end;
static const char *mistake;

static int is(const char *text)
{
	return args < end && strcmp(*args, text) == 0;
}

static int about_file(char what, const char *path)
{
	struct stat st;

	switch (what) {
	case 'r':
		return access(path, R_OK) == 0;
	case 'w':
		return access(path, W_OK) == 0;
	case 'x':
		return access(path, X_OK) == 0;
	}
	if (stat(path, &st))
		return 0;
	return what == 'e' || (what == 'f' && S_ISREG(st.st_mode)) ||
	       (what == 'd' && S_ISDIR(st.st_mode)) || (what == 's' && st.st_size > 0);
}

static long long number(const char *text)
{
	long long n = 0;

	if (parse_number(text, LLONG_MIN, LLONG_MAX, &n))
		mistake = "not a number";
	return n;
}

/* The operators between numbers, and which results of a comparison (-1, 0, 1) make them true. */
static const struct {
	const char *name;
	int less, equal, greater;
} comparisons[] = {
	{ "-eq", 0, 1, 0 }, { "-ne", 1, 0, 1 }, { "-lt", 1, 0, 0 },
	{ "-le", 1, 1, 0 }, { "-gt", 0, 0, 1 }, { "-ge", 0, 1, 1 },
};

/* Evaluates "a operator b". Returns -1 when it is not a comparison. */
static int compare(const char *a, const char *operator, const char *b)
{
	if (strcmp(operator, "=") == 0 || strcmp(operator, "==") == 0)
		return strcmp(a, b) == 0;
	if (strcmp(operator, "!=") == 0)
		return strcmp(a, b) != 0;
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
		if (strcmp(operator, comparisons[i].name) == 0) {
			long long x = number(a), y = number(b);

			return x < y ? comparisons[i].less :
			       x > y ? comparisons[i].greater : comparisons[i].equal;
		}
	}
	return -1;
}

static int parse_primary(void)
{
	const char *first = *args;
	int result;

	if (args == end) {
		mistake = "something is missing";
		return 0;
	}
	if (end - args >= 3 && (result = compare(args[0], args[1], args[2])) >= 0) {
		args += 3;
		return result;
	}
	if (is("!") && end - args > 1) {
		args++;
		return !parse_primary();
	}
	args++;
	if (first[0] == '-' && first[1] && !first[2] && args < end) {
		if (first[1] == 'z' || first[1] == 'n')
			return (**args++ == '\0') == (first[1] == 'z');
		if (strchr("efdsrwx", first[1]))
			return about_file(first[1], *args++);
		mistake = "no such test";
	}
	return *first != '\0';
}

static int parse_and(void)
{
	int result = parse_primary();

	while (is("-a") && args++)
		result &= parse_primary();
	return result;
}

int do_test(char **argv)
{
	int result = 0;

	mistake = NULL;
	args = end = argv + 1;
	while (*end)
		end++;
	if (strcmp(argv[0], "[") == 0 && (end == args || strcmp(*--end, "]") != 0)) {
		complain("[", "missing ]");
		return 2;
	}
	if (args < end) {
		result = parse_and();
		while (is("-o") && args++)
			result |= parse_and();
	}
	if (!mistake && args < end)
		mistake = "too many arguments";
	if (mistake) {
		complain(argv[0], mistake);
		return 2;
	}
	return !result;
}
