/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading and writing bytes, lines and blocks by streams. (Streams: stdio_impl.h and stdio.c.
 * Formats: printf.c and scanf.c.)
 */
#include <stdlib.h>
#include <string.h>

#include "stdio_impl.h"

int fgetc(FILE *f)
{
	if ((f->flags & F_WRITING) || f->pos == f->end)
		if (__stdio_fill(f))
			return EOF;
	return (unsigned char)f->buffer[f->pos++];
}

int getc(FILE *f)
{
	return fgetc(f);
}

int getchar(void)
{
	return fgetc(stdin);
}

/* After a read, at least one byte can be put back. */
int ungetc(int c, FILE *f)
{
	if (c == EOF || (f->flags & F_WRITING) || !f->buffer)
		return EOF;
	if (f->pos == 0) {
		if (f->end != 0)
			return EOF;
		f->pos = f->end = 1;		/* at end of file: empty */
	}
	f->buffer[--f->pos] = c;
	f->flags &= ~F_EOF;
	return (unsigned char)c;
}

size_t fread(void *data, size_t size, size_t count, FILE *f)
{
	char *out = data;
	size_t wanted = size * count, left = wanted;

	while (left > 0) {
		size_t n;

		if ((f->flags & F_WRITING) || f->pos == f->end)
			if (__stdio_fill(f))
				break;
		n = f->end - f->pos;
		if (n > left)
			n = left;
		memcpy(out, f->buffer + f->pos, n);
		f->pos += n;
		out += n;
		left -= n;
	}
	return size ? (wanted - left) / size : 0;
}

char *fgets(char *line, int size, FILE *f)
{
	int n = 0, c = 0;

	while (n + 1 < size && c != '\n') {
		c = fgetc(f);
		if (c == EOF)
			break;
		line[n++] = c;
	}
	if (n == 0 && c == EOF)
		return NULL;
	line[n] = '\0';
	return line;
}

ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *f)
{
	size_t n = 0;
	int c = EOF;

	if (!*line)
		*size = 0;
	while (c != delimiter) {
		c = fgetc(f);
		if (c == EOF)
			break;
		if (n + 2 > *size) {
			size_t larger = *size ? 2 * *size : 128;
			char *moved = realloc(*line, larger);

			if (!moved)
				return -1;
			*line = moved;
			*size = larger;
		}
		(*line)[n++] = c;
	}
	if (n == 0)
		return -1;
	(*line)[n] = '\0';
	return n;
}

ssize_t getline(char **line, size_t *size, FILE *f)
{
	return getdelim(line, size, '\n', f);
}

/* All output functions end here. */
size_t fwrite(const void *data, size_t size, size_t count, FILE *f)
{
	const char *in = data;
	size_t wanted = size * count, left = wanted;

	if (wanted == 0 || __stdio_start_writing(f))
		return 0;
	while (left > 0) {
		size_t n = f->size - f->pos;

		if (n > left)
			n = left;
		memcpy(f->buffer + f->pos, in, n);
		f->pos += n;
		in += n;
		left -= n;
		if (f->pos == f->size && __stdio_flush(f))
			return (wanted - left) / size;
	}
	if (f->mode == _IONBF || (f->mode == _IOLBF && memchr(data, '\n', wanted)))
		if (__stdio_flush(f))
			return 0;
	return count;
}

int fputc(int c, FILE *f)
{
	unsigned char byte = c;

	return fwrite(&byte, 1, 1, f) == 1 ? byte : EOF;
}

int putc(int c, FILE *f)
{
	return fputc(c, f);
}

int putchar(int c)
{
	return fputc(c, stdout);
}

int fputs(const char *text, FILE *f)
{
	size_t n = strlen(text);

	return fwrite(text, 1, n, f) == n ? 0 : EOF;
}

int puts(const char *text)
{
	return fputs(text, stdout) == EOF ? EOF : fputc('\n', stdout);
}
