/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for one of several files. */
#ifndef _POLL_H
#define _POLL_H

#include <uapi/poll.h>

/* timeout in milliseconds, -1: for ever. How many have something to report, 0 after the time, -1. */
int poll(struct pollfd *files, nfds_t count, int timeout);

#endif
