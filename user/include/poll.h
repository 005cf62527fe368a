/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for one of several files. */
#ifndef _POLL_H
#define _POLL_H

#include <uapi/poll.h>

/*
 * Waits until one of the files has an event, or for `timeout` milliseconds (-1: no limit). Returns
 * the number of files with events, 0 when the time is over, or -1.
 */
int poll(struct pollfd *files, nfds_t count, int timeout);

#endif
