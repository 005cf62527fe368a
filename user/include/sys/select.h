/* SPDX-License-Identifier: GPL-2.0-only */
/* select: waiting until one of several files is ready. */
#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H

#include <signal.h>
#include <sys/time.h>
#include <time.h>

#define FD_SETSIZE	1024

typedef struct {
	unsigned long fds_bits[FD_SETSIZE / 32];
} fd_set;

#define FD_ZERO(set)	do { for (int _i = 0; _i < FD_SETSIZE / 32; _i++) (set)->fds_bits[_i] = 0; } while (0)
#define FD_SET(fd, set)		((void)((set)->fds_bits[(fd) / 32] |= 1UL << (fd) % 32))
#define FD_CLR(fd, set)		((void)((set)->fds_bits[(fd) / 32] &= ~(1UL << (fd) % 32)))
#define FD_ISSET(fd, set)	((int)((set)->fds_bits[(fd) / 32] >> (fd) % 32 & 1))

int select(int n, fd_set *in, fd_set *out, fd_set *except, struct timeval *limit);
int pselect(int n, fd_set *in, fd_set *out, fd_set *except, const struct timespec *limit, const sigset_t *mask);

#endif
