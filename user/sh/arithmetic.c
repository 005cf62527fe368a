/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * $((expression)): integers of 64 bits. From the operators that bind least to those that bind most:
 *
 *	||   &&   == !=   < <= > >=   + -   * / %   ! - +   ( )
 *
 * A name stands for the value of that variable, or for 0.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "sh.h"

#define MAX_DEPTH 50

static const char *p;
static int depth;
static const char *mistake;

static const struct {
	char text[3];
	int binds;
} operators[] = {			/* longer ones first */
	{ "||", 1 }, { "&&", 2 }, { "==", 3 }, { "!=", 3 }, { "<=", 4 }, { ">=", 4 }, { "<", 4 },
	{ ">", 4 }, { "+", 5 }, { "-", 5 }, { "*", 6 }, { "/", 6 }, { "%", 6 },
};

static long long parse(int least);

static void skip_blanks(void)
{
	while (isspace((unsigned char)*p))
		p++;
}

/* Unsigned arithmetic: it wraps around where signed arithmetic would be undefined. */
static long long combine(const char *operator, long long left, long long right)
{
	unsigned long long a = left, b = right;

	switch (operator[0]) {
	case '|':	return left || right;
	case '&':	return left && right;
	case '=':	return left == right;
	case '!':	return left != right;
	case '<':	return operator[1] ? left <= right : left < right;
	case '>':	return operator[1] ? left >= right : left > right;
	case '+':	return a + b;
	case '-':	return a - b;
	case '*':	return a * b;
	}
	if (right == 0)
		mistake = "division by zero";
	if (right == 0 || right == -1)		/* the smallest number / -1 would trap */
		return operator[0] == '/' ? (long long)-a : 0;
	return operator[0] == '/' ? left / right : left % right;
}

static long long parse_value(void)
{
	long long value = 0;
	const char *start, *text;
	char *end;

	skip_blanks();
	start = p;
	if (*p == '(' || *p == '!' || *p == '-' || *p == '+') {
		char operator = *p++;

		value = parse(operator == '(' ? 0 : 7);
		if (operator == '(') {
			skip_blanks();
			if (*p++ != ')') {
				mistake = "missing )";
				p--;
			}
		}
		if (operator == '-')
			return combine("-", 0, value);
		return operator == '!' ? !value : value;
	}
	if (isdigit((unsigned char)*p)) {
		value = strtoll(p, &end, 0);
		p = end;
		return value;
	}
	while (is_name(start, p + 1 - start))
		p++;
	if (p == start) {
		mistake = "a number is missing";
		return 0;
	}
	text = take_text(start, p - start);
	text = text ? getenv(text) : NULL;
	return text ? strtoll(text, NULL, 0) : 0;
}

/* Parses an expression whose operators bind at least that much. */
static long long parse(int least)
{
	long long left = 0;
	size_t i;

	if (++depth > MAX_DEPTH)
		mistake = "too deeply nested";
	else
		left = parse_value();
	while (!mistake) {
		skip_blanks();
		for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
			if (strncmp(p, operators[i].text, strlen(operators[i].text)) == 0)
				break;
		}
		if (i == sizeof(operators) / sizeof(operators[0]) || operators[i].binds < least)
			break;
		p += strlen(operators[i].text);
		left = combine(operators[i].text, left, parse(operators[i].binds + 1));
	}
	depth--;
	return left;
}

int calculate(const char *text, long long *result)
{
	p = text;
	depth = 0;
	mistake = NULL;
	*result = parse(0);
	skip_blanks();
	if (!mistake && *p)
		mistake = "what is this?";
	if (mistake)
		complain(text, mistake);
	return mistake ? -1 : 0;
}
