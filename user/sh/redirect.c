/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Redirections: < > >> >& and here-documents. A command that the shell runs itself needs its old
 * descriptors back afterwards, so copies of them are saved, with numbers from 10 on.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define SAVED_FROM	10

/* Puts a text into a file without a name. Returns a descriptor from which it can be read, or -1. */
static int open_document(const char *text)
{
	char path[32];
	size_t length = strlen(text);
	int fd;

	snprintf(path, sizeof(path), "/tmp/sh-%d", getpid());
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return -1;
	unlink(path);
	if (write(fd, text, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Returns a new descriptor, or -1 with errno. */
static int open_target(const struct redirection *r, const char *target)
{
	static const int flags[] = {
		[FROM] = O_RDONLY,
		[TO] = O_WRONLY | O_CREAT | O_TRUNC,
		[APPEND_TO] = O_WRONLY | O_CREAT | O_APPEND,
	};

	if (r->kind == HERE || r->kind == HERE_LITERAL)
		return open_document(target);
	if (r->kind != DUPLICATE)
		return open(target, flags[r->kind], 0666);
	errno = EBADF;
	return isdigit((unsigned char)target[0]) && !target[1] ? dup(target[0] - '0') : -1;
}

static int redirect_one(const struct redirection *r)
{
	char *target = r->kind == HERE ? expand_document(r->target) :
		       r->kind == HERE_LITERAL ? r->target : expand_text(r->target);
	int fd;

	if (!target)
		return -1;
	if (r->kind == DUPLICATE && strcmp(target, "-") == 0) {
		close(r->fd);
		return 0;
	}
	fd = open_target(r, target);
	if (fd < 0 || (fd != r->fd && dup2(fd, r->fd) < 0)) {
		complain(r->kind == HERE || r->kind == HERE_LITERAL ? "here-document" : target,
			 strerror(errno));
		return -1;
	}
	if (fd != r->fd)
		close(fd);
	return 0;
}

int redirect(const struct redirection *r, struct saved *saved)
{
	for (; r; r = r->next) {
		if (saved && saved->count == REDIRECTED_MAX) {
			complain("too many redirections", NULL);
			return -1;
		}
		if (saved) {
			saved->all[saved->count].fd = r->fd;
			saved->all[saved->count++].copy = fcntl(r->fd, F_DUPFD_CLOEXEC, SAVED_FROM);
		}
		if (redirect_one(r))
			return -1;
	}
	return 0;
}

/* In reverse order: one descriptor may have been redirected twice. */
void restore(struct saved *saved)
{
	while (saved->count > 0) {
		int fd = saved->all[--saved->count].fd, copy = saved->all[saved->count].copy;

		if (copy >= 0) {
			dup2(copy, fd);
			close(copy);
		} else {
			close(fd);
		}
	}
}

void forget_saved(struct saved *saved)
{
	while (saved->count > 0)
		close(saved->all[--saved->count].copy);
}
