/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scanf and its family, over a stream or a string.
 *
 *	% [*] [width] [hh h l ll z j t L] conversion
 *
 * Conversions: d i u x X o c s p n e f g a [set] %. No wide characters, and no hexadecimal floating
 * point.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "stdio_impl.h"

#pragma weak strtod	/* see printf.c; without it, no floating-point number matches */

struct source {
	FILE		*file;		/* or NULL, and then: */
	const char	*text;
	int		taken;		/* characters so far */
};

static int next(struct source *in)
{
	int c;

	if (in->file)
		c = fgetc(in->file);
	else
		c = *in->text ? (unsigned char)*in->text++ : EOF;
	if (c != EOF)
		in->taken++;
	return c;
}

static void put_back(struct source *in, int c)
{
	if (c == EOF)
		return;
	in->taken--;
	if (in->file)
		ungetc(c, in->file);
	else
		in->text--;
}

static int skip_spaces(struct source *in)
{
	int c;

	do
		c = next(in);
	while (c != EOF && isspace(c));
	put_back(in, c);
	return c;
}

static void store(void *where, unsigned long long value, int size)
{
	if (size <= -2)
		*(char *)where = value;
	else if (size == -1)
		*(short *)where = value;
	else if (size >= 2)
		*(long long *)where = value;
	else
		*(long *)where = value;		/* as wide as an int */
}

/*
 * Reads characters as long as they can belong to a number, and lets strtoull convert them. Returns
 * whether there was a number.
 */
static int take_number(struct source *in, int base, int width, unsigned long long *value)
{
	char text[72];
	int n = 0, digits = 0, c;

	if (width <= 0 || width > (int)sizeof(text) - 1)
		width = sizeof(text) - 1;
	for (;;) {
		c = n < width ? next(in) : EOF;
		if (n == 0 && (c == '+' || c == '-')) {
			text[n++] = c;
			continue;
		}
		if ((c == 'x' || c == 'X') && digits == 1 && text[n - 1] == '0' &&
		    (base == 0 || base == 16)) {
			text[n++] = c;
			base = 16;
			continue;
		}
		if (digits == 0 && base == 0 && isdigit(c)) {
			/* after a first 0, x may follow: the base is not yet 8 */
			if (c != '0')
				base = 10;
		} else if (digits == 1 && base == 0) {
			base = 8;
		}
		if (!(isdigit(c) && (base == 0 || c - '0' < base)) &&
		    !(base == 16 && isxdigit(c)))
			break;
		text[n++] = c;
		digits++;
	}
	put_back(in, c);
	text[n] = '\0';
	*value = strtoull(text, NULL, base == 0 ? 10 : base);
	return digits > 0;
}

/* Reads characters as long as they can belong to a floating-point number: digits . e + -, or a word. */
static int take_real(struct source *in, int width, double *value)
{
	const char *words[] = { "infinity", "nan" };
	char text[1200] = "", *end;		/* longer numbers end here */
	int n = 0, sign = 0, digits = 0, point = 0, exponent = 0, fits, c;

	if (width <= 0 || width > (int)sizeof(text) - 1)
		width = sizeof(text) - 1;
	for (;; text[n++] = c) {
		c = n < width ? next(in) : EOF;
		if (isdigit(c)) {
			fits = n == sign || !isalpha((unsigned char)text[sign]);
			digits++;
		} else if (c == '+' || c == '-') {
			fits = n == 0 || (exponent && tolower(text[n - 1]) == 'e');
			sign += n == 0;
		} else if (c == '.') {
			fits = !point++ && !exponent && !isalpha((unsigned char)text[sign]);
		} else if (digits > 0) {
			fits = tolower(c) == 'e' && !exponent++;
		} else {
			const char *word = words[tolower(n > sign ? text[sign] : c) == 'n'];

			fits = c != EOF && n - sign < (int)strlen(word) && word[n - sign] == tolower(c);
		}
		if (!fits)
			break;
	}
	put_back(in, c);
	text[n] = '\0';
	*value = strtod ? strtod(text, &end) : 0;
	return strtod && n > 0 && *end == '\0';
}

static void store_real(void *where, double value, int size)
{
	if (size >= 2)
		*(long double *)where = value;
	else if (size == 1)
		*(double *)where = value;
	else
		*(float *)where = value;
}

/* Returns the end of a [set]; *set becomes its first character, after the ^ if there is one. */
static const char *parse_set(const char *s, const char **set, int *inverted)
{
	*inverted = *s == '^';
	if (*inverted)
		s++;
	*set = s;
	if (*s == ']')
		s++;			/* a ] at the beginning is a member */
	return strchrnul(s, ']');
}

static int in_set(int c, const char *set, const char *end)
{
	for (; set < end; set++) {
		if (set[1] == '-' && set + 2 < end) {
			if (c >= (unsigned char)set[0] && c <= (unsigned char)set[2])
				return 1;
			set += 2;
		} else if (c == (unsigned char)*set) {
			return 1;
		}
	}
	return 0;
}

/* The conversions c, s and [: reads up to WIDTH characters that belong to them. */
static int take_text(struct source *in, char kind, const char *set, const char *set_end,
		     int inverted, int width, char *out)
{
	int n = 0, c;

	if (width <= 0)
		width = kind == 'c' ? 1 : INT_MAX;
	while (n < width) {
		c = next(in);
		if (c == EOF)
			break;
		if ((kind == 's' && isspace(c)) ||
		    (kind == '[' && in_set(c, set, set_end) == inverted)) {
			put_back(in, c);
			break;
		}
		if (out)
			out[n] = c;
		n++;
	}
	if (out && kind != 'c')
		out[n] = '\0';
	return kind == 'c' ? n == width : n > 0;
}

/* Carries out one conversion. Returns 1 if the input matches, 0 if not, EOF at its end. */
static int convert(struct source *in, const char **format, va_list *args, int *stored)
{
	const char *s = *format, *set = NULL, *set_end = NULL;
	int discard = 0, width = 0, size = 0, inverted = 0, base = 10, matched;
	unsigned long long value;
	double real;
	void *out;
	char kind;

	if (*s == '*') {
		discard = 1;
		s++;
	}
	for (; isdigit((unsigned char)*s); s++)
		width = width * 10 + *s - '0';
	for (; *s && strchr("hlzjtLq", *s); s++)
		size += *s == 'h' ? -1 : *s == 'l' ? 1 : *s == 'j' || *s == 'q' || *s == 'L' ? 2 : 0;
	kind = *s++;
	if (kind == '[') {
		set_end = parse_set(s, &set, &inverted);
		s = set_end + (*set_end == ']');
	}
	*format = s;

	if (kind == 'n') {
		if (!discard)
			store(va_arg(*args, void *), in->taken, size);
		return 1;
	}
	if (kind != 'c' && kind != '[')
		if (skip_spaces(in) == EOF)
			return EOF;
	if (kind == '%') {
		int c = next(in);

		if (c != '%')
			put_back(in, c);
		return c == '%';
	}
	if (kind == 'c' || kind == '[') {
		int c = next(in);

		put_back(in, c);
		if (c == EOF)
			return EOF;
	}
	out = discard ? NULL : va_arg(*args, void *);

	switch (kind) {
	case 'i':
		base = 0;
		break;
	case 'o':
		base = 8;
		break;
	case 'x': case 'X': case 'p':
		base = 16;
		break;
	case 'd': case 'u':
		break;
	case 'c': case 's': case '[':
		matched = take_text(in, kind, set, set_end, inverted, width, out);
		*stored += matched && out;
		return matched;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		matched = take_real(in, width, &real);
		if (matched && out)
			store_real(out, real, size);
		*stored += matched && out;
		return matched;
	default:
		return 0;
	}
	matched = take_number(in, base, width, &value);
	if (matched && out) {
		store(out, value, size);
		++*stored;
	}
	return matched;
}

static int scan(struct source *in, const char *s, va_list original)
{
	va_list args;
	int stored = 0, result = 1;

	va_copy(args, original);
	while (*s && result == 1) {
		if (isspace((unsigned char)*s)) {
			skip_spaces(in);
			s++;
		} else if (*s == '%') {
			s++;
			result = convert(in, &s, &args, &stored);
		} else {
			int c = next(in);

			if (c != (unsigned char)*s++) {
				put_back(in, c);
				result = c == EOF ? EOF : 0;
			}
		}
	}
	va_end(args);
	return result == EOF && stored == 0 ? EOF : stored;
}

int vfscanf(FILE *f, const char *format, va_list args)
{
	struct source in = { .file = f };

	return scan(&in, format, args);
}

int vsscanf(const char *text, const char *format, va_list args)
{
	struct source in = { .text = text };

	return scan(&in, format, args);
}

int scanf(const char *format, ...)
{
	WITH_ARGS(format, vfscanf(stdin, format, args));
}

int fscanf(FILE *f, const char *format, ...)
{
	WITH_ARGS(format, vfscanf(f, format, args));
}

int sscanf(const char *text, const char *format, ...)
{
	WITH_ARGS(format, vsscanf(text, format, args));
}
