/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Floating-point numbers from text. The result is the nearest double, and the even one in the middle
 * of two, for text of any length, because large integers are divided exactly. (The layout of a
 * double: real.c.) Left out: hexadecimal text, and the greater precision of long double.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#include "big.h"

#define DIGITS_MAX	800	/* more digits than the middle of any two doubles has: 768 */
#define INFINITY_BITS	((uint64_t)0x7ff << 52)

/* Reads digits[.digits] into `digits` * 10^*exponent. Returns the end, or the start without digits. */
static const char *parse_digits(const char *start, struct big *digits, int *exponent)
{
	const char *s;
	int kept = 0, any = 0, point = 0, lost = 0;

	digits->n = *exponent = 0;
	for (s = start; isdigit((unsigned char)*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = 1;
			continue;
		}
		any = 1;
		if (kept < DIGITS_MAX) {
			__big_multiply_add(digits, 10, *s - '0');
			kept += digits->n > 0;
			*exponent -= point;
		} else {
			lost |= *s != '0';
			*exponent += !point;
		}
	}
	if (lost) {			/* a last digit 1 in place of those that were left out */
		__big_multiply_add(digits, 10, 1);
		--*exponent;
	}
	return any ? s : start;
}

/* Reads [e[+-]digits], and adds the number to *exponent. Returns the end. */
static const char *parse_exponent(const char *start, int *exponent)
{
	const char *s = start;
	int negative, power = 0;

	if (*s != 'e' && *s != 'E')
		return start;
	s++;
	negative = *s == '-';
	if (*s == '+' || *s == '-')
		s++;
	if (!isdigit((unsigned char)*s))
		return start;
	for (; isdigit((unsigned char)*s); s++)
		if (power < 100000000)
			power = power * 10 + *s - '0';
	*exponent += negative ? -power : power;
	return s;
}

/* Returns the bits of the double that is nearest to n * 10^exponent. Too large: infinity. */
static uint64_t to_bits(struct big *n, int exponent)
{
	struct big divisor = { .n = 0 };
	uint64_t mantissa = 0;
	uint32_t top;
	int magnitude = exponent + (n->n - 1) * 9, power = 0, bits, i, order;

	if (n->n == 0)
		return 0;
	for (top = n->word[n->n - 1]; top >= 10; top /= 10)
		magnitude++;			/* n * 10^exponent >= 10^magnitude */
	if (magnitude < -330 || magnitude > 310) {
		errno = ERANGE;
		return magnitude > 0 ? INFINITY_BITS : 0;
	}

	/* Make the number n / divisor * 2^power, with 1/2 <= n / divisor < 1. 10^93 < 2^309. */
	__big_multiply_add(&divisor, 1, 1);
	__big_multiply_power(exponent < 0 ? &divisor : n, 10, abs(exponent));
	power = magnitude * 309 / 93 - 6;
	__big_multiply_power(power < 0 ? n : &divisor, 2, abs(power));
	for (; __big_compare(n, &divisor) >= 0; power++)
		__big_multiply_add(&divisor, 2, 0);

	/* Divide, one bit at a time. A denormal number has fewer bits than 53. */
	bits = power < -1021 ? power + 1074 : 53;
	for (i = 0; i < bits; i++) {
		__big_multiply_add(n, 2, 0);
		mantissa *= 2;
		if (__big_compare(n, &divisor) >= 0) {
			__big_subtract(n, &divisor);
			mantissa++;
		}
	}
	if (bits < 53 && n->n > 0)
		errno = ERANGE;
	__big_multiply_add(n, 2, 0);
	order = bits < 0 ? -1 : __big_compare(n, &divisor);
	mantissa += order > 0 || (order == 0 && mantissa % 2);

	/* The addition carries into the exponent where rounding has made the mantissa a power of 2. */
	if (bits == 53)
		mantissa += (uint64_t)(power + 1021) << 52;
	if (mantissa >> 52 >= 0x7ff) {
		errno = ERANGE;
		mantissa = INFINITY_BITS;
	}
	return mantissa;
}

/*
 * Converts [spaces][+-]digits[.digits][e[+-]digits], or inf, infinity or nan in place of the digits.
 * *end becomes the address after it, or the start of the text when there is no number. ERANGE: the
 * number is too large (the result is infinity), or so small that it has lost digits.
 */
double strtod(const char *text, char **end)
{
	union { uint64_t bits; double value; } u = { 0 };
	const char *s = text, *after;
	struct big digits;
	int negative, exponent;

	while (isspace((unsigned char)*s))
		s++;
	negative = *s == '-';
	if (*s == '+' || *s == '-')
		s++;
	if (strncasecmp(s, "inf", 3) == 0) {
		u.bits = INFINITY_BITS;
		after = s + (strncasecmp(s, "infinity", 8) == 0 ? 8 : 3);
	} else if (strncasecmp(s, "nan", 3) == 0) {
		u.bits = (uint64_t)0xfff << 51;
		after = s + 3;
	} else {
		after = parse_digits(s, &digits, &exponent);
		if (after != s) {
			after = parse_exponent(after, &exponent);
			u.bits = to_bits(&digits, exponent);
		}
	}
	if (end)
		*end = (char *)(after == s ? text : after);
	if (after != s)
		u.bits |= (uint64_t)negative << 63;
	return u.value;
}

/* Rounds twice, first to a double: in rare cases the last bit differs from glibc's. */
float strtof(const char *text, char **end)
{
	return strtod(text, end);
}

long double strtold(const char *text, char **end)
{
	return strtod(text, end);
}

double atof(const char *text)
{
	return strtod(text, NULL);
}
