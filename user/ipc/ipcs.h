/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of user/ipcs.c: how it lists the objects of each kind. */
#ifndef IPCS_H
#define IPCS_H

#include <time.h>

/* What to list: the letter of the option, or 'm', the ordinary list. */
struct ipc_kind {
	char letter;			/* m, s, q: the option that chooses this kind */
	void (*list)(int view);		/* 'm', 't', 'p' or 'c': a line for each object */
	void (*limits)(void);
	void (*use)(void);
	void (*one)(int id);		/* everything about one object */
};

extern const struct ipc_kind ipc_segments, ipc_sets, ipc_queues;

/* A time as text, in a short or a detailed form. Time 0 means that it never happened. */
const char *when(time_t t, int detailed);

#endif
