/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams. On a terminal stdout is written at the end of each line, stderr always at once, and
 * everything else when the buffer is full, at fflush(), and at exit.
 *
 * A program that prints or reads floating-point numbers is linked with -u __printf_real -u strtod if the
 * linker is ld (user/lib/printf.c says why). TinyCC needs no such word.
 */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <sys/types.h>

typedef struct __FILE FILE;

extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;

#define EOF		(-1)
#define BUFSIZ		1024
#define FILENAME_MAX	4096
#define FOPEN_MAX	1000

#define _IOFBF		0	/* setvbuf: in blocks */
#define _IOLBF		1	/* in lines */
#define _IONBF		2	/* at once */

#ifndef SEEK_SET
#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2
#endif

#define __printf_like(format_at, first)	__attribute__((format(printf, format_at, first)))
#define __scanf_like(format_at, first)	__attribute__((format(scanf, format_at, first)))

FILE *fopen(const char *path, const char *mode);
FILE *fdopen(int fd, const char *mode);
FILE *freopen(const char *path, const char *mode, FILE *f);
FILE *popen(const char *command, const char *mode);
int fclose(FILE *f);
int pclose(FILE *f);
int fflush(FILE *f);			/* NULL: all of them */
int fileno(FILE *f);
int feof(FILE *f);
int ferror(FILE *f);
void clearerr(FILE *f);
int setvbuf(FILE *f, char *buffer, int mode, size_t size);
void setbuf(FILE *f, char *buffer);
int fseek(FILE *f, long offset, int whence);
int fseeko(FILE *f, off_t offset, int whence);
long ftell(FILE *f);
off_t ftello(FILE *f);
void rewind(FILE *f);

size_t fread(void *data, size_t size, size_t count, FILE *f);
size_t fwrite(const void *data, size_t size, size_t count, FILE *f);
int fgetc(FILE *f);
int getc(FILE *f);
int getchar(void);
int ungetc(int c, FILE *f);
char *fgets(char *line, int size, FILE *f);
ssize_t getline(char **line, size_t *size, FILE *f);
ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *f);
int fputc(int c, FILE *f);
int putc(int c, FILE *f);
int putchar(int c);
int fputs(const char *text, FILE *f);
int puts(const char *text);
void perror(const char *message);

int printf(const char *format, ...) __printf_like(1, 2);
int fprintf(FILE *f, const char *format, ...) __printf_like(2, 3);
int dprintf(int fd, const char *format, ...) __printf_like(2, 3);
int sprintf(char *out, const char *format, ...) __printf_like(2, 3);
int snprintf(char *out, size_t size, const char *format, ...) __printf_like(3, 4);
int asprintf(char **out, const char *format, ...) __printf_like(2, 3);
int vprintf(const char *format, va_list args) __printf_like(1, 0);
int vfprintf(FILE *f, const char *format, va_list args) __printf_like(2, 0);
int vdprintf(int fd, const char *format, va_list args) __printf_like(2, 0);
int vsprintf(char *out, const char *format, va_list args) __printf_like(2, 0);
int vsnprintf(char *out, size_t size, const char *format, va_list args) __printf_like(3, 0);
int vasprintf(char **out, const char *format, va_list args) __printf_like(2, 0);

int scanf(const char *format, ...) __scanf_like(1, 2);
int fscanf(FILE *f, const char *format, ...) __scanf_like(2, 3);
int sscanf(const char *text, const char *format, ...) __scanf_like(2, 3);
int vfscanf(FILE *f, const char *format, va_list args) __scanf_like(2, 0);
int vsscanf(const char *text, const char *format, va_list args) __scanf_like(2, 0);

int remove(const char *path);
int renameat(int from_dirfd, const char *from, int to_dirfd, const char *to);
int rename(const char *from, const char *to);

#endif
