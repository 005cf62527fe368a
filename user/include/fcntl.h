/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening files and changing what is open. */
#ifndef _FCNTL_H
#define _FCNTL_H

#include <sys/types.h>
#include <uapi/fcntl.h>

int open(const char *path, int flags, ...);	/* with O_CREAT: mode_t mode */
int openat(int dirfd, const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int fd, int command, ...);
int posix_fallocate(int fd, off_t offset, off_t size);

#endif
