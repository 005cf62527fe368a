// SPDX-License-Identifier: GPL-2.0-only
/*
 * vsnprintf() for the kernel. Called by printk(), panic() and the files of /proc.
 *
 *	conversions	%d %u %x %o %c %s %p %%
 *	before them	- or 0, a width in digits, and the lengths l and ll
 *
 * Left out compared with Linux: precision, a width of *, other lengths and flags.
 */
#include "kernel/lib/vsprintf.h"
#include "kernel/lib/div64.h"
#include "kernel/lib/string.h"

struct output {
	char *buf;
	size_t size, len;	/* len also counts what did not fit */
};

static void put(struct output *out, char c)
{
	if (out->len + 1 < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void put_padded(struct output *out, const char *text, size_t len, size_t width,
		       bool left, char pad)
{
	size_t fill = width > len ? width - len : 0;

	if (!left)
		for (; fill > 0; fill--)
			put(out, pad);
	for (size_t i = 0; i < len; i++)
		put(out, text[i]);
	for (; fill > 0; fill--)
		put(out, ' ');
}

static void put_number(struct output *out, uint64_t value, bool negative,
		       unsigned int base, size_t width, bool left, char pad)
{
	char digits[24];
	int n = sizeof(digits);

	do
		digits[--n] = "0123456789abcdef"[do_div(&value, base)];
	while (value);
	if (negative)
		digits[--n] = '-';
	put_padded(out, digits + n, sizeof(digits) - n, width, left, pad);
}

/* Carry out the conversion that begins at fmt, after its %. Returns the rest of the format. */
static const char *convert(struct output *out, const char *fmt, va_list *args)
{
	bool left = *fmt == '-';
	char pad = *fmt == '0' ? '0' : ' ';
	size_t width = 0;
	int longs = 0;

	if (left)
		fmt++;
	while (*fmt >= '0' && *fmt <= '9')
		width = width * 10 + *fmt++ - '0';
	for (; *fmt == 'l'; fmt++)
		longs++;

	switch (*fmt) {
	case 'd': {
		long long v = longs > 1 ? va_arg(*args, long long) : va_arg(*args, int);

		put_number(out, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0, 10, width, left, pad);
		break;
	}
	case 'u':
	case 'x':
	case 'o': {
		uint64_t v = longs > 1 ? va_arg(*args, uint64_t) : va_arg(*args, unsigned int);

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

		put_padded(out, s, strlen(s), width, left, ' ');
		break;
	}
	default:
		put(out, '%');
	}
	return fmt + 1;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct output out = { buf, size, 0 };
	va_list ap;

	va_copy(ap, args);	/* convert() needs a pointer, and args may be an array */
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
