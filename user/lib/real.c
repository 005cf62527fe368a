/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Doubles as decimal text: the conversions e, f and g of printf. strtod.c is the other direction.
 *
 *	 63   62    52 51          0
 *	+----+--------+-------------+	normal:   (2^52 + fraction) * 2^(exponent - 1075)
 *	|sign|exponent|   fraction  |	denormal: fraction * 2^-1074, with exponent 0
 *	+----+--------+-------------+	exponent 2047: infinity if fraction is 0, or else not a number
 *
 * The digits are calculated with large integers and are exact; then they are rounded to the wanted
 * number of digits, and in the middle to an even digit, as glibc does. Left out: hexadecimal text,
 * and the rounding modes other than to the nearest. printf converts a long double to a double.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "big.h"
#include "stdio_impl.h"

#define HIDDEN_BIT	((uint64_t)1 << 52)
#define BILLION		1000000000

#define DIGITS_MAX	780	/* the longest double has 767 digits */

/* A floating-point number as text: [sign] text, zeroes, exponent. */
struct real_text {
	int	negative;
	int	finite;			/* not inf or nan */
	int	n;			/* of `text` */
	int	zeroes;			/* how many 0 follow */
	char	text[1100];		/* 5e-324 has 1074 digits after the point */
	char	exponent[8];		/* "e+05", or "" */
};

/* The number 0.d0 d1 d2 ... * 10^point. d0 is not 0, except in the number 0, which has no digits. */
struct decimal {
	int	n;
	int	point;
	char	digit[DIGITS_MAX];	/* 0 to 9 */
};

/* Since 2^-k is 5^k / 10^k, multiplication is enough for small numbers, too. */
static void to_decimal(struct decimal *d, uint64_t mantissa, int exponent)
{
	struct big b = { .n = 0 };
	uint32_t place;
	int i;

	__big_multiply_add(&b, 1, mantissa >> 32);
	__big_multiply_power(&b, 2, 32);
	__big_multiply_add(&b, 1, (uint32_t)mantissa);
	__big_multiply_power(&b, exponent < 0 ? 5 : 2, abs(exponent));

	d->n = 0;
	for (i = b.n; i-- > 0; )
		for (place = BILLION / 10; place > 0; place /= 10) {
			int digit = b.word[i] / place % 10;

			if (digit || d->n > 0)
				d->digit[d->n++] = digit;
		}
	d->point = d->n + (exponent < 0 ? exponent : 0);
	if (d->n == 0)
		d->point = 1;			/* so that 0 is written 0e+00 */
}

/* Rounds to `keep` digits, which may be less than one. */
static void round_decimal(struct decimal *d, int keep)
{
	int i, up;

	if (keep >= d->n)
		return;
	if (keep < 0) {
		d->n = 0;
		return;
	}
	up = d->digit[keep] >= 5;
	if (d->digit[keep] == 5) {		/* the middle, if only zeroes follow */
		for (i = keep + 1; i < d->n && d->digit[i] == 0; i++)
			;
		if (i == d->n)
			up = keep > 0 && d->digit[keep - 1] % 2;
	}
	d->n = keep;
	if (!up)
		return;
	while (d->n > 0 && d->digit[d->n - 1] == 9)
		d->n--;
	if (d->n > 0) {
		d->digit[d->n - 1]++;
	} else {				/* 0.99 becomes 0.1 * 10^1 */
		d->digit[d->n++] = 1;
		d->point++;
	}
}

/*
 * Writes the digits with the decimal point after the first `point` of them and `precision` more. A
 * precision beyond the last digit is left to out->zeroes, because it has no limit.
 */
static void write_digits(struct real_text *out, const struct decimal *d, int point, int precision,
			 int alternate)
{
	int i = point > 0 ? 0 : point - 1;	/* where no digit stands before the point, write a 0 */
	int end = d->n > point ? d->n : point;

	if (end - point > precision)
		end = point + precision;
	for (; i < end; i++) {
		if (i == point)
			out->text[out->n++] = '.';
		out->text[out->n++] = '0' + (i >= 0 && i < d->n ? d->digit[i] : 0);
	}
	out->zeroes = precision - (end - point);
	if (end == point && (precision > 0 || alternate))
		out->text[out->n++] = '.';
}

static void write_exponent(struct real_text *out, int exponent, char letter)
{
	int magnitude = abs(exponent);
	char *s = out->exponent;

	*s++ = letter;
	*s++ = exponent < 0 ? '-' : '+';
	if (magnitude >= 100)
		*s++ = '0' + magnitude / 100;
	*s++ = '0' + magnitude / 10 % 10;
	*s++ = '0' + magnitude % 10;
	*s = '\0';
}

/* Like e or like f, whichever is shorter; without zeroes at the end, unless `alternate`. */
static void write_general(struct real_text *out, struct decimal *d, int precision, char letter,
			  int alternate)
{
	int digits = precision > 0 ? precision : 1;
	int with_exponent, point;

	round_decimal(d, digits);
	with_exponent = d->point < -3 || d->point > digits;
	if (!alternate) {
		while (d->n > 0 && d->digit[d->n - 1] == 0)
			d->n--;
		digits = d->n;
	}
	point = with_exponent ? 1 : d->point;
	write_digits(out, d, point, digits > point ? digits - point : 0, alternate);
	if (with_exponent)
		write_exponent(out, d->point - 1, letter);
}

/* A precision of -1 is 6. `alternate` is the flag #. */
static void write_real(struct real_text *out, double value, char conversion, int precision, int alternate)
{
	union { double value; uint64_t bits; } u = { value };
	uint64_t mantissa = u.bits & (HIDDEN_BIT - 1);
	int exponent = u.bits >> 52 & 0x7ff;
	struct decimal d;

	memset(out, 0, sizeof(*out));
	out->negative = u.bits >> 63;
	out->finite = exponent != 0x7ff;
	if (!out->finite) {
		int upper = isupper((unsigned char)conversion);

		out->n = 3;
		memcpy(out->text, mantissa ? upper ? "NAN" : "nan" : upper ? "INF" : "inf", 3);
		return;
	}
	if (precision < 0)
		precision = 6;
	if (exponent)
		mantissa += HIDDEN_BIT;
	else
		exponent = 1;
	to_decimal(&d, mantissa, exponent - 1075);

	switch (conversion) {
	case 'e': case 'E':
		round_decimal(&d, precision + 1);
		write_digits(out, &d, 1, precision, alternate);
		write_exponent(out, d.point - 1, conversion);
		break;
	case 'f': case 'F':
		round_decimal(&d, d.point + precision);
		write_digits(out, &d, d.point, precision, alternate);
		break;
	default:
		write_general(out, &d, precision, conversion - 'g' + 'e', alternate);
	}
}

/*
 * The conversions e, f, g, E, F and G of printf. Zeroes fill the field between the sign and the digits
 * of a number. Only printf.c calls this, by a weak reference (see there).
 */
void __printf_real(struct sink *sink, const struct spec *spec, char conversion, va_list *args)
{
	double value = spec->size >= 2 ? va_arg(*args, long double) : va_arg(*args, double);
	struct real_text real;
	const char *sign;
	int blanks, tail, fill_zeroes;

	write_real(&real, value, conversion, spec->precision, spec->alternate);
	sign = real.negative ? "-" : spec->plus ? "+" : spec->space ? " " : "";
	tail = strlen(real.exponent);
	blanks = spec->width - (int)strlen(sign) - real.n - real.zeroes - tail;
	fill_zeroes = spec->zero && !spec->left && real.finite;

	if (!spec->left && !fill_zeroes)
		__printf_pad(sink, ' ', blanks);
	__printf_put(sink, sign, strlen(sign));
	if (fill_zeroes)
		__printf_pad(sink, '0', blanks);
	__printf_put(sink, real.text, real.n);
	__printf_pad(sink, '0', real.zeroes);
	__printf_put(sink, real.exponent, tail);
	if (spec->left)
		__printf_pad(sink, ' ', blanks);
}
