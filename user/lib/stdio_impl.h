/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inside of a stream, for stdio.c, stdio_text.c, printf.c, scanf.c, real.c and popen.c only.
 *
 * A stream has one buffer, which is used in one direction at a time:
 *
 *	reading		buffer |xxxxxxx.........      |	x taken by the program
 *				      pos      end	. read from the file
 *
 *	writing		buffer |xxxxxxxxxxx           |	x not yet written out
 *					  pos		end = 0
 */
#ifndef STDIO_IMPL_H
#define STDIO_IMPL_H

#include <stdio.h>
#include <stdarg.h>

struct __FILE {
	int		fd;
	unsigned int	flags;
	int		mode;		/* _IOFBF, _IOLBF, _IONBF */
	char		*buffer;
	size_t		size;
	size_t		pos;
	size_t		end;
	pid_t		child;		/* the process that popen started */
	FILE		*next;		/* in the list of all streams */
};

#define F_READABLE	0x01
#define F_WRITABLE	0x02
#define F_WRITING	0x04		/* the direction, see above */
#define F_EOF		0x08
#define F_ERROR		0x10
#define F_MODE_KNOWN	0x20		/* `mode` has been decided */
#define F_OWN_BUFFER	0x40		/* `buffer` is from malloc */
#define F_APPEND	0x80

int __stdio_fill(FILE *f);		/* reads into the buffer: 0, or EOF at the end */
int __stdio_flush(FILE *f);		/* writes the buffer out: 0, or EOF */
int __stdio_start_writing(FILE *f);	/* prepares the buffer for output: 0, or EOF */

/* What printf.c and real.c share: where the text goes, and one conversion's flags and numbers. */
struct sink {
	FILE	*file;		/* or NULL, and then: */
	char	*out;
	size_t	room;		/* how many bytes still fit, without the 0 */
	int	total;		/* bytes so far, including those that did not fit */
	int	failed;
};

struct spec {
	int	left, plus, space, alternate, zero;	/* - + blank # 0 */
	int	width;
	int	precision;	/* -1: none given */
	int	size;		/* -2 hh, -1 h, 0, 1 l, 2 ll; L counts as ll */
};

void __printf_put(struct sink *sink, const char *text, size_t n);
void __printf_pad(struct sink *sink, char with, int n);
void __printf_real(struct sink *sink, const struct spec *spec, char conversion, va_list *args);

/* The body of a function with variable arguments: returns CALL, which uses them as `args`. */
#define WITH_ARGS(last, call)					\
	va_list args;						\
	int result;						\
								\
	va_start(args, last);					\
	result = call;						\
	va_end(args);						\
	return result

#endif
