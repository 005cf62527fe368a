// SPDX-License-Identifier: GPL-2.0-only
/*
 * vsnprintf() for the kernel: %d %i %u %x %o %c %s %p %%, lengths l, ll and z,
 * flags - and 0, width and (for strings) precision, each as digits or *.
 */
#include "kernel/lib/vsprintf.h"
#include "kernel/lib/div64.h"
#include "kernel/lib/string.h"

struct output {
	char *buf;
	size_t size, len;	/* len counts also what did not fit */
};

static void put(struct output *out, char c)
{
	if (out->len + 1 < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void put_padded(struct output *out, const char *text, size_t len, int width,
		       bool left, char pad)
{
	int fill = width > (int)len ? width - (int)len : 0;

	if (!left)
		for (; fill > 0; fill--)
			put(out, pad);
	for (size_t i = 0; i < len; i++)
		put(out, text[i]);
	for (; fill > 0; fill--)
		put(out, ' ');
}

static void put_number(struct output *out, uint64_t value, bool negative,
		       unsigned int base, int width, bool left, char pad)
{
	char digits[24];
	int n = sizeof(digits);

	do
		digits[--n] = "0123456789abcdef"[do_div(&value, base)];
	while (value);
	if (negative && pad == '0') {
		put(out, '-');
		width--;
	} else if (negative) {
		digits[--n] = '-';
	}
	put_padded(out, digits + n, sizeof(digits) - n, width, left, pad);
}

static int number_or_star(const char **fmt, va_list *args)
{
	int value = 0;

	if (**fmt == '*') {
		++*fmt;
		return va_arg(*args, int);
	}
	while (**fmt >= '0' && **fmt <= '9')
		value = value * 10 + *(*fmt)++ - '0';
	return value;
}

/* One conversion, fmt behind the '%'. Returns where the format goes on. */
static const char *convert(struct output *out, const char *fmt, va_list *args)
{
	bool left = false;
	char pad = ' ';
	int width, precision = -1, longs = 0;

	for (;; fmt++) {
		if (*fmt == '-')
			left = true;
		else if (*fmt == '0')
			pad = '0';
		else
			break;
	}
	width = number_or_star(&fmt, args);
	if (width < 0) {
		left = true;
		width = -width;
	}
	if (*fmt == '.') {
		fmt++;
		precision = number_or_star(&fmt, args);
	}
	for (; *fmt == 'l' || *fmt == 'z'; fmt++)
		longs += *fmt == 'l';
	if (left)
		pad = ' ';

	switch (*fmt) {
	case 'd':
	case 'i': {
		long long v = longs > 1 ? va_arg(*args, long long) : va_arg(*args, int);

		put_number(out, v < 0 ? -(unsigned long long)v : (unsigned long long)v,
			   v < 0, 10, width, left, pad);
		break;
	}
	case 'u':
	case 'x':
	case 'o': {
		unsigned long long v = longs > 1 ? va_arg(*args, unsigned long long)
						 : va_arg(*args, unsigned int);

		put_number(out, v, false, *fmt == 'u' ? 10 : *fmt == 'x' ? 16 : 8, width, left, pad);
		break;
	}
	case 'p':
		put_number(out, (unsigned long)va_arg(*args, void *), false, 16, 8, false, '0');
		break;
	case 'c': {
		char c = va_arg(*args, int);

		put_padded(out, &c, 1, width, left, ' ');
		break;
	}
	case 's': {
		const char *s = va_arg(*args, const char *);

		if (!s)
			s = "(null)";
		put_padded(out, s, precision >= 0 ? strnlen(s, precision) : strlen(s),
			   width, left, ' ');
		break;
	}
	case '%':
		put(out, '%');
		break;
	case '\0':
		return fmt;
	default:
		put(out, '%');
		put(out, *fmt);
	}
	return fmt + 1;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct output out = { buf, size, 0 };
	va_list ap;

	va_copy(ap, args);	/* so that convert() can take its address on every ABI */
	while (*fmt) {
		if (*fmt != '%')
			put(&out, *fmt++);
		else
			fmt = convert(&out, fmt + 1, &ap);
	}
	va_end(ap);
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return out.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
