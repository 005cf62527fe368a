/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printf and its family. One function, format(), does the work and passes the text to a sink: a
 * stream or a buffer.
 *
 *	% [-+ #0] [width] [.precision] [hh h l ll z j t L] conversion
 *
 * Conversions: d i u x X o c s p m e E f F g G %. Two of C's conversions are left out: %a prints a
 * question mark, and %n, which lets a wrong format write into memory, makes the call fail with EINVAL.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stdio_impl.h"

/*
 * The reference is weak: a program has the code for floating point only if it is linked with
 * -u __printf_real, and prints a question mark otherwise. The Makefile does so for programs in whose
 * text it finds such a conversion. The others are smaller by two pages.
 */
#pragma weak __printf_real

void __printf_put(struct sink *sink, const char *text, size_t n)
{
	sink->total += n;
	if (sink->file) {
		if (n > 0 && fwrite(text, 1, n, sink->file) != n)
			sink->failed = 1;
		return;
	}
	if (n > sink->room)
		n = sink->room;
	memcpy(sink->out, text, n);
	sink->out += n;
	sink->room -= n;
}

void __printf_pad(struct sink *sink, char with, int n)
{
	while (n-- > 0)
		__printf_put(sink, &with, 1);
}

/*
 * One field:	blanks | prefix | zeroes | text | blanks
 * where the prefix is a sign or 0x, and blanks stand on one side only.
 */
static void put_field(struct sink *sink, const struct spec *spec, const char *prefix,
		      int zeroes, const char *text, int n)
{
	int prefix_size = strlen(prefix);
	int blanks = spec->width - prefix_size - zeroes - n;

	if (!spec->left)
		__printf_pad(sink, ' ', blanks);
	__printf_put(sink, prefix, prefix_size);
	__printf_pad(sink, '0', zeroes);
	__printf_put(sink, text, n);
	if (spec->left)
		__printf_pad(sink, ' ', blanks);
}

static void put_number(struct sink *sink, const struct spec *spec, const char *prefix,
		       unsigned long long value, unsigned int base, const char *digits)
{
	char text[24];				/* 22 octal digits and some */
	char *end = text + sizeof(text), *start = end;
	int n, zeroes = 0, minimum = spec->precision;

	while (value > 0) {
		*--start = digits[value % base];
		value /= base;
	}
	n = end - start;

	if (minimum < 0)
		minimum = 1;			/* zero is written 0 */
	if (spec->alternate && base == 8 && minimum <= n)
		minimum = n + 1;
	if (spec->zero && !spec->left && spec->precision < 0)
		zeroes = spec->width - (int)strlen(prefix) - n;
	if (zeroes < minimum - n)
		zeroes = minimum - n;
	put_field(sink, spec, prefix, zeroes > 0 ? zeroes : 0, start, n);
}

/* An argument smaller than an int is passed as an int, and converted back here. */
static long long next_signed(va_list *args, int size)
{
	switch (size) {
	case -2:
		return (signed char)va_arg(*args, int);
	case -1:
		return (short)va_arg(*args, int);
	case 2:
		return va_arg(*args, long long);
	default:
		return va_arg(*args, long);	/* as wide as an int */
	}
}

static unsigned long long next_unsigned(va_list *args, int size)
{
	switch (size) {
	case -2:
		return (unsigned char)va_arg(*args, int);
	case -1:
		return (unsigned short)va_arg(*args, int);
	case 2:
		return va_arg(*args, unsigned long long);
	default:
		return va_arg(*args, unsigned long);
	}
}

static void put_signed(struct sink *sink, const struct spec *spec, long long value)
{
	const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->space ? " " : "";

	put_number(sink, spec, sign,
		   value < 0 ? -(unsigned long long)value : (unsigned long long)value,
		   10, "0123456789");
}

static void put_string(struct sink *sink, const struct spec *spec, const char *text)
{
	if (!text)
		text = "(null)";
	put_field(sink, spec, "", 0, text,
		  strnlen(text, spec->precision < 0 ? INT_MAX : spec->precision));
}

static void put_pointer(struct sink *sink, const struct spec *spec, void *pointer)
{
	if (pointer)
		put_number(sink, spec, "0x", (uintptr_t)pointer, 16, "0123456789abcdef");
	else
		put_string(sink, spec, "(nil)");
}

static void put_conversion(struct sink *sink, struct spec *spec, char conversion,
			   va_list *args)
{
	const char *lower = "0123456789abcdef", *upper = "0123456789ABCDEF";
	unsigned long long value;
	char c;

	switch (conversion) {
	case 'd':
	case 'i':
		put_signed(sink, spec, next_signed(args, spec->size));
		break;
	case 'u':
		put_number(sink, spec, "", next_unsigned(args, spec->size), 10, lower);
		break;
	case 'o':
		put_number(sink, spec, "", next_unsigned(args, spec->size), 8, lower);
		break;
	case 'x':
		value = next_unsigned(args, spec->size);
		put_number(sink, spec, spec->alternate && value ? "0x" : "", value, 16, lower);
		break;
	case 'X':
		value = next_unsigned(args, spec->size);
		put_number(sink, spec, spec->alternate && value ? "0X" : "", value, 16, upper);
		break;
	case 'p':
		put_pointer(sink, spec, va_arg(*args, void *));
		break;
	case 'c':
		c = va_arg(*args, int);
		put_field(sink, spec, "", 0, &c, 1);
		break;
	case 's':
		put_string(sink, spec, va_arg(*args, const char *));
		break;
	case 'm':
		put_string(sink, spec, strerror(errno));
		break;
	case 'n':
		(void)va_arg(*args, int *);
		errno = EINVAL;
		sink->failed = 1;
		break;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		if (__printf_real && conversion != 'a' && conversion != 'A') {
			__printf_real(sink, spec, conversion, args);
			break;
		}
		(void)va_arg(*args, long long);		/* of the size of a double */
		put_string(sink, spec, "?");
		break;
	default:
		__printf_put(sink, "%", 1);
		if (conversion != '%')
			__printf_put(sink, &conversion, 1);
	}
}

/* A width or precision: digits, or a star for the next argument. */
static const char *parse_number(const char *s, int *number, va_list *args)
{
	if (*s == '*') {
		*number = va_arg(*args, int);
		return s + 1;
	}
	for (*number = 0; isdigit((unsigned char)*s); s++)
		*number = *number * 10 + *s - '0';
	return s;
}

/* Parses what stands between the % and the conversion letter. Returns the letter's address. */
static const char *parse_spec(const char *s, struct spec *spec, va_list *args)
{
	*spec = (struct spec){ .precision = -1 };

	for (;; s++) {
		if (*s == '-')
			spec->left = 1;
		else if (*s == '+')
			spec->plus = 1;
		else if (*s == ' ')
			spec->space = 1;
		else if (*s == '#')
			spec->alternate = 1;
		else if (*s == '0')
			spec->zero = 1;
		else
			break;
	}
	s = parse_number(s, &spec->width, args);
	if (spec->width < 0) {
		spec->left = 1;
		spec->width = -spec->width;
	}
	if (*s == '.')
		s = parse_number(s + 1, &spec->precision, args);

	for (;; s++) {
		if (*s == 'h')
			spec->size--;
		else if (*s == 'l')
			spec->size++;
		else if (*s == 'j' || *s == 'q' || *s == 'L')
			spec->size = 2;
		else if (*s != 'z' && *s != 't')
			return s;	/* z and t: as wide as an int */
	}
}

static int format(struct sink *sink, const char *s, va_list original)
{
	va_list args;			/* a copy, so that its address can be passed */
	struct spec spec;

	va_copy(args, original);
	while (*s) {
		size_t n = strchrnul(s, '%') - s;

		__printf_put(sink, s, n);
		s += n;
		if (!*s)
			break;
		s = parse_spec(s + 1, &spec, &args);
		if (!*s)
			break;
		put_conversion(sink, &spec, *s++, &args);
	}
	va_end(args);
	return sink->failed ? -1 : sink->total;
}

/* An unbuffered stream is buffered during the call, so that one printf makes one write. */
int vfprintf(FILE *f, const char *fmt, va_list args)
{
	struct sink sink = { .file = f };
	int mode = f->mode;
	int result;

	if (mode != _IONBF)
		return format(&sink, fmt, args);
	f->mode = _IOFBF;
	result = format(&sink, fmt, args);
	f->mode = mode;
	return fflush(f) == EOF ? -1 : result;
}

int vdprintf(int fd, const char *fmt, va_list args)
{
	char buffer[128];
	FILE file = {
		.fd = fd, .flags = F_WRITABLE | F_MODE_KNOWN, .mode = _IONBF,
		.buffer = buffer, .size = sizeof(buffer),
	};

	return vfprintf(&file, fmt, args);
}

/* Returns the length of the whole text, even when only a part of it fits. */
int vsnprintf(char *out, size_t size, const char *fmt, va_list args)
{
	struct sink sink = { .out = out, .room = size ? size - 1 : 0 };
	int total = format(&sink, fmt, args);

	if (size)
		*sink.out = '\0';
	return total;
}

int vsprintf(char *out, const char *fmt, va_list args)
{
	return vsnprintf(out, INT_MAX, fmt, args);
}

int vasprintf(char **out, const char *fmt, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	*out = malloc(n + 1);
	return *out ? vsnprintf(*out, n + 1, fmt, args) : -1;
}

int vprintf(const char *fmt, va_list args)
{
	return vfprintf(stdout, fmt, args);
}

int printf(const char *fmt, ...)
{
	WITH_ARGS(fmt, vfprintf(stdout, fmt, args));
}

int fprintf(FILE *f, const char *fmt, ...)
{
	WITH_ARGS(fmt, vfprintf(f, fmt, args));
}

int dprintf(int fd, const char *fmt, ...)
{
	WITH_ARGS(fmt, vdprintf(fd, fmt, args));
}

int sprintf(char *out, const char *fmt, ...)
{
	WITH_ARGS(fmt, vsprintf(out, fmt, args));
}

int snprintf(char *out, size_t size, const char *fmt, ...)
{
	WITH_ARGS(fmt, vsnprintf(out, size, fmt, args));
}

int asprintf(char **out, const char *fmt, ...)
{
	WITH_ARGS(fmt, vasprintf(out, fmt, args));
}
