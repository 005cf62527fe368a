/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams: opening, filling, flushing, positioning and closing them.
 *
 * stdio_text.c has the functions that programs call for each byte or line. Left out compared with
 * larger libraries: locks (there are no threads), wide characters, streams in memory, and temporary
 * files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stdio_impl.h"

static char stdin_buffer[BUFSIZ], stdout_buffer[BUFSIZ], stderr_buffer[128];

static FILE stderr_file = {
	.fd = 2, .flags = F_WRITABLE | F_MODE_KNOWN, .mode = _IONBF,
	.buffer = stderr_buffer, .size = sizeof(stderr_buffer),
};
static FILE stdout_file = {
	.fd = 1, .flags = F_WRITABLE, .buffer = stdout_buffer, .size = BUFSIZ,
	.next = &stderr_file,
};
static FILE stdin_file = {
	.fd = 0, .flags = F_READABLE, .buffer = stdin_buffer, .size = BUFSIZ,
	.next = &stdout_file,
};

FILE *stdin = &stdin_file;
FILE *stdout = &stdout_file;
FILE *stderr = &stderr_file;

static FILE *all_files = &stdin_file;

/*
 * Allocates the stream's buffer when it has none, and decides how it is buffered: stdout by lines on
 * a terminal. Not done at fopen, because the program may call setvbuf first.
 */
static int prepare(FILE *f)
{
	if (!(f->flags & F_MODE_KNOWN)) {
		int error = errno;		/* isatty may set ENOTTY */

		f->flags |= F_MODE_KNOWN;
		f->mode = f->fd == 1 && isatty(f->fd) ? _IOLBF : _IOFBF;
		errno = error;
	}
	if (!f->buffer) {
		f->buffer = malloc(BUFSIZ);
		if (!f->buffer) {
			f->flags |= F_ERROR;
			return EOF;
		}
		f->size = BUFSIZ;
		f->flags |= F_OWN_BUFFER;
	}
	return 0;
}

/* Writes out the buffer. Data that cannot be written is lost. */
int __stdio_flush(FILE *f)
{
	size_t done = 0;

	while (done < f->pos) {
		ssize_t n = write(f->fd, f->buffer + done, f->pos - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			f->flags |= F_ERROR;
			f->pos = 0;
			return EOF;
		}
		done += n;
	}
	f->pos = 0;
	return 0;
}

/*
 * Moves the file's position back over data that was read ahead but not used. A terminal or a pipe
 * has no position, so there the data stays in the buffer.
 */
static void stop_reading(FILE *f)
{
	if (f->pos < f->end &&
	    lseek(f->fd, (off_t)f->pos - (off_t)f->end, SEEK_CUR) < 0)
		return;
	f->pos = f->end = 0;
}

int __stdio_start_writing(FILE *f)
{
	if (!(f->flags & F_WRITABLE)) {
		errno = EBADF;
		f->flags |= F_ERROR;
		return EOF;
	}
	if (prepare(f))
		return EOF;
	if (!(f->flags & F_WRITING)) {
		stop_reading(f);
		f->pos = f->end = 0;
		f->flags |= F_WRITING;
	}
	return 0;
}

int __stdio_fill(FILE *f)
{
	ssize_t n;

	if (!(f->flags & F_READABLE)) {
		errno = EBADF;
		f->flags |= F_ERROR;
		return EOF;
	}
	if (prepare(f))
		return EOF;
	if (f->flags & F_WRITING) {
		if (__stdio_flush(f))
			return EOF;
		f->flags &= ~F_WRITING;
	}
	if (f == stdin && stdout->mode == _IOLBF && (stdout->flags & F_WRITING))
		__stdio_flush(stdout);		/* show a question before reading the answer */

	n = read(f->fd, f->buffer, f->mode == _IONBF ? 1 : f->size);
	f->pos = 0;
	f->end = n > 0 ? n : 0;
	if (n > 0)
		return 0;
	f->flags |= n == 0 ? F_EOF : F_ERROR;
	return EOF;
}

int fflush(FILE *f)
{
	int result = 0;

	if (!f) {
		for (f = all_files; f; f = f->next)
			if (f->flags & F_WRITING)
				result |= __stdio_flush(f);
		return result;
	}
	if (f->flags & F_WRITING)
		return __stdio_flush(f);
	stop_reading(f);
	return 0;
}

/* Returns the flags of open for a mode such as "r", "w+" or "ab", or -1. */
static int open_flags(const char *mode)
{
	int flags;

	switch (*mode) {
	case 'r':
		flags = O_RDONLY;
		break;
	case 'w':
		flags = O_WRONLY | O_CREAT | O_TRUNC;
		break;
	case 'a':
		flags = O_WRONLY | O_CREAT | O_APPEND;
		break;
	default:
		errno = EINVAL;
		return -1;
	}
	while (*++mode) {
		if (*mode == '+')
			flags = (flags & ~O_ACCMODE) | O_RDWR;
		if (*mode == 'e')
			flags |= O_CLOEXEC;
		if (*mode == 'x')
			flags |= O_EXCL;
	}
	return flags;
}

static void set_up(FILE *f, int fd, int flags)
{
	static const unsigned int directions[] = {
		[O_RDONLY] = F_READABLE,
		[O_WRONLY] = F_WRITABLE,
		[O_RDWR]   = F_READABLE | F_WRITABLE,
	};

	f->fd = fd;
	f->flags &= F_OWN_BUFFER | F_MODE_KNOWN;
	f->flags |= directions[flags & O_ACCMODE];
	if (flags & O_APPEND)
		f->flags |= F_APPEND;
	f->pos = f->end = 0;
}

FILE *fdopen(int fd, const char *mode)
{
	int flags = open_flags(mode);
	FILE *f;

	if (flags < 0)
		return NULL;
	f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	set_up(f, fd, flags);
	f->next = all_files;
	all_files = f;
	return f;
}

FILE *fopen(const char *path, const char *mode)
{
	int flags = open_flags(mode);
	int fd;
	FILE *f;

	if (flags < 0)
		return NULL;
	fd = open(path, flags, 0666);
	if (fd < 0)
		return NULL;
	f = fdopen(fd, mode);
	if (!f)
		close(fd);
	return f;
}

/* Opens another file on the same stream: a program can redirect its own stdout so. */
FILE *freopen(const char *path, const char *mode, FILE *f)
{
	int flags = open_flags(mode);
	int fd;

	if (flags < 0)
		return NULL;
	fflush(f);
	fd = open(path, flags, 0666);
	if (fd < 0)
		return NULL;
	if (f->fd >= 0 && fd != f->fd) {
		dup2(fd, f->fd);
		close(fd);
		fd = f->fd;
	}
	set_up(f, fd, flags);
	return f;
}

int fclose(FILE *f)
{
	int result = fflush(f);
	FILE **link;

	if (close(f->fd))
		result = EOF;
	for (link = &all_files; *link; link = &(*link)->next) {
		if (*link == f) {
			*link = f->next;
			break;
		}
	}
	if (f->flags & F_OWN_BUFFER)
		free(f->buffer);
	if (f != &stdin_file && f != &stdout_file && f != &stderr_file)
		free(f);
	return result;
}

int setvbuf(FILE *f, char *buffer, int mode, size_t size)
{
	if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) {
		errno = EINVAL;
		return -1;
	}
	fflush(f);
	if (buffer && size > 0 && mode != _IONBF) {
		if (f->flags & F_OWN_BUFFER)
			free(f->buffer);
		f->flags &= ~F_OWN_BUFFER;
		f->buffer = buffer;
		f->size = size;
	}
	f->mode = mode;
	f->flags |= F_MODE_KNOWN;
	return 0;
}

void setbuf(FILE *f, char *buffer)
{
	setvbuf(f, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

int fseeko(FILE *f, off_t offset, int whence)
{
	if (fflush(f) || lseek(f->fd, offset, whence) < 0)
		return -1;
	f->pos = f->end = 0;
	f->flags &= ~(F_EOF | F_WRITING);
	return 0;
}

off_t ftello(FILE *f)
{
	int to_the_end = (f->flags & F_WRITING) && (f->flags & F_APPEND);
	off_t at = lseek(f->fd, 0, to_the_end ? SEEK_END : SEEK_CUR);

	if (at < 0)
		return at;
	if (f->flags & F_WRITING)
		return at + (off_t)f->pos;
	return at - (off_t)(f->end - f->pos);
}

int fseek(FILE *f, long offset, int whence)
{
	return fseeko(f, offset, whence);
}

long ftell(FILE *f)
{
	return ftello(f);
}

void rewind(FILE *f)
{
	fseeko(f, 0, SEEK_SET);
	f->flags &= ~F_ERROR;
}

int fileno(FILE *f)
{
	return f->fd;
}

int feof(FILE *f)
{
	return (f->flags & F_EOF) != 0;
}

int ferror(FILE *f)
{
	return (f->flags & F_ERROR) != 0;
}

void clearerr(FILE *f)
{
	f->flags &= ~(F_EOF | F_ERROR);
}
