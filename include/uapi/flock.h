/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks on parts of files: what fcntl with F_GETLK64, F_SETLK64 and F_SETLKW64 passes. */
#ifndef _UAPI_FLOCK_H
#define _UAPI_FLOCK_H

#include <uapi/types.h>

#define F_RDLCK		0
#define F_WRLCK		1
#define F_UNLCK		2

struct flock {
	short		l_type;		/* F_*LCK */
	short		l_whence;	/* SEEK_*: where l_start counts from */
	long		l_start;
	long		l_len;		/* 0: to the end of the file, wherever that is; may be negative */
	pid_t		l_pid;		/* F_GETLK: who has the lock */
};

struct flock64 {				/* the same with offsets of 64 bits */
	short		l_type;		/* F_*LCK */
	short		l_whence;	/* SEEK_*: where l_start counts from */
	long long	l_start;
	long long	l_len;		/* 0: to the end of the file, wherever that is; may be negative */
	pid_t		l_pid;		/* F_GETLK64: who has the lock */
};

_Static_assert(sizeof(struct flock64) == 24, "flock64: i386 ABI");

#endif
