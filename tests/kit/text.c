/* SPDX-License-Identifier: GPL-2.0-only */
/* Text without a C library: see text.h. The compiler itself calls memcpy and memset. */
#include "text.h"

#include "sys.h"

void *memcpy(void *to, const void *from, size_t size)
{
	char *out = to;
	const char *in = from;

	while (size--)
		*out++ = *in++;
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	char *out = to;

	while (size--)
		*out++ = byte;
	return to;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

int same(const char *one, const char *other)
{
	while (*one && *one == *other)
		one++, other++;
	return *one == *other;
}

int begins_with(const char *text, const char *start)
{
	while (*start && *text == *start)
		text++, start++;
	return !*start;
}

int has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (; *words; words++) {
		if (begins_with(words, word) && (!words[length] || words[length] == ' '))
			return 1;
		while (*words && *words != ' ')
			words++;
		if (!*words)
			break;
	}
	return 0;
}

int number_in(const char *text)
{
	int number = 0;

	if (*text < '0' || *text > '9')
		return -1;
	for (; *text >= '0' && *text <= '9'; text++)
		number = number * 10 + *text - '0';
	return number;
}

struct sink {
	char	*out;
	size_t	size, length;
};

static void put(struct sink *sink, char c)
{
	if (sink->length + 1 < sink->size)
		sink->out[sink->length++] = c;
}

static void put_text(struct sink *sink, const char *text)
{
	while (*text)
		put(sink, *text++);
}

static void put_number(struct sink *sink, unsigned long value, unsigned base)
{
	char digits[24], *start = digits + sizeof(digits) - 1;

	*start = '\0';
	do {
		*--start = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	put_text(sink, start);
}

size_t format_list(char *out, size_t size, const char *format, va_list args)
{
	struct sink sink = { out, size, 0 };

	for (; *format; format++) {
		if (*format != '%') {
			put(&sink, *format);
			continue;
		}
		format++;
		if (*format == 'l')		/* %lu, %lx: for the compiler's check of the arguments */
			format++;
		if (*format == 's') {
			put_text(&sink, va_arg(args, const char *));
		} else if (*format == 'd') {
			int value = va_arg(args, int);

			if (value < 0)
				put(&sink, '-');
			put_number(&sink, value < 0 ? -(unsigned long)value : (unsigned long)value, 10);
		} else if (*format == 'u' || *format == 'x') {
			put_number(&sink, va_arg(args, unsigned long), *format == 'u' ? 10 : 16);
		} else {
			put(&sink, *format);
		}
	}
	out[sink.length] = '\0';
	return sink.length;
}

size_t format(char *out, size_t size, const char *format, ...)
{
	va_list args;
	size_t length;

	va_start(args, format);
	length = format_list(out, size, format, args);
	va_end(args);
	return length;
}

const char *error_name(int error)
{
	static const struct { int error; const char *name; } names[] = {
#define NAME(error) { error, #error }
		NAME(EPERM), NAME(ENOENT), NAME(EINTR), NAME(E2BIG), NAME(ECHILD), NAME(EAGAIN),
		NAME(ENOMEM), NAME(EACCES), NAME(EFAULT), NAME(EEXIST), NAME(EINVAL), NAME(EFBIG),
		NAME(ENOSPC), NAME(ERANGE), NAME(ENOSYS), NAME(ENOMSG), NAME(EIDRM),
	};
	static char other[24];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].error == error)
			return names[i].name;
	format(other, sizeof(other), "error %d", error);
	return other;
}
