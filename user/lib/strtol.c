/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers from text. Each function converts to 64 bits, and then checks the limits of its type.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

struct number {
	unsigned long long	magnitude;
	int			negative;
	int			too_large;	/* for 64 bits */
};

static int digit_value(int c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return tolower(c) - 'a' + 10;
	return INT_MAX;
}

/*
 * Converts [spaces][+-][0x or 0]digits. *end becomes the address after the last digit, or the start
 * of the text when there is no digit. With base 0 the prefix determines the base.
 */
static struct number convert(const char *text, char **end, int base)
{
	struct number n = { 0, 0, 0 };
	const unsigned char *s = (const unsigned char *)text;
	int any_digit = 0;

	if (base != 0 && (base < 2 || base > 36)) {
		errno = EINVAL;
		if (end)
			*end = (char *)text;
		return n;
	}
	while (isspace(*s))
		s++;
	if (*s == '+' || *s == '-')
		n.negative = *s++ == '-';
	if ((base == 0 || base == 16) && s[0] == '0' && tolower(s[1]) == 'x' && isxdigit(s[2])) {
		s += 2;
		base = 16;
	}
	if (base == 0)
		base = *s == '0' ? 8 : 10;

	for (; digit_value(*s) < base; s++) {
		unsigned int digit = digit_value(*s);

		if (n.magnitude > (ULLONG_MAX - digit) / base)
			n.too_large = 1;
		n.magnitude = n.magnitude * base + digit;
		any_digit = 1;
	}
	if (end)
		*end = (char *)(any_digit ? (const char *)s : text);
	return n;
}

static long long to_signed(struct number n, long long min, long long max)
{
	unsigned long long limit = n.negative ? -(unsigned long long)min
					      : (unsigned long long)max;

	if (n.too_large || n.magnitude > limit) {
		errno = ERANGE;
		return n.negative ? min : max;
	}
	return n.negative ? -n.magnitude : n.magnitude;
}

/* C allows a minus sign here, too: -1 is the largest value of the type. */
static unsigned long long to_unsigned(struct number n, unsigned long long max)
{
	if (n.too_large || n.magnitude > max) {
		errno = ERANGE;
		return max;
	}
	return n.negative ? -n.magnitude : n.magnitude;
}

long strtol(const char *text, char **end, int base)
{
	return to_signed(convert(text, end, base), LONG_MIN, LONG_MAX);
}

long long strtoll(const char *text, char **end, int base)
{
	return to_signed(convert(text, end, base), LLONG_MIN, LLONG_MAX);
}

unsigned long strtoul(const char *text, char **end, int base)
{
	return to_unsigned(convert(text, end, base), ULONG_MAX);
}

unsigned long long strtoull(const char *text, char **end, int base)
{
	return to_unsigned(convert(text, end, base), ULLONG_MAX);
}

intmax_t strtoimax(const char *text, char **end, int base)
{
	return strtoll(text, end, base);
}

uintmax_t strtoumax(const char *text, char **end, int base)
{
	return strtoull(text, end, base);
}

int atoi(const char *text)
{
	return strtol(text, NULL, 10);
}

long atol(const char *text)
{
	return strtol(text, NULL, 10);
}

long long atoll(const char *text)
{
	return strtoll(text, NULL, 10);
}
