/* SPDX-License-Identifier: GPL-2.0-only */
/* The poll call, as in Linux's <asm-generic/poll.h>. */
#ifndef _UAPI_POLL_H
#define _UAPI_POLL_H

#include <uapi/types.h>

#define POLLIN		0x0001		/* something to read */
#define POLLPRI		0x0002
#define POLLOUT		0x0004		/* room to write */
#define POLLERR		0x0008		/* these three are always reported */
#define POLLHUP		0x0010
#define POLLNVAL	0x0020

typedef unsigned int nfds_t;

struct pollfd {
	int	fd;
	short	events;			/* events to wait for */
	short	revents;		/* events that have occurred */
};

#endif
