/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening files and changing what is open. */
#ifndef _FCNTL_H
#define _FCNTL_H

#include <sys/types.h>
#include <uapi/fcntl.h>

/* Offsets have 64 bits here, so the names without a number mean the calls with one. */
#define flock		__flock32
#include <uapi/flock.h>
#undef flock
#define flock		flock64
#undef F_GETLK
#undef F_SETLK
#undef F_SETLKW
#define F_GETLK		F_GETLK64
#define F_SETLK		F_SETLK64
#define F_SETLKW	F_SETLKW64

int open(const char *path, int flags, ...);	/* with O_CREAT: mode_t mode */
int openat(int dirfd, const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int fd, int command, ...);

#endif
