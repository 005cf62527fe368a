/* SPDX-License-Identifier: GPL-2.0-only */
/* What the claims about semaphores share. */
#ifndef KIT_SEM_H
#define KIT_SEM_H

#include "kit.h"

/* One operation on one semaphore. */
static inline int one(int id, int number, int add, int flags)
{
	struct sembuf operation = { number, add, flags };

	return semop(id, &operation, 1);
}

static inline void down(int id)
{
	works(one(id, 0, -1, 0), "semop -1");
}

static inline void up(int id)
{
	works(one(id, 0, 1, 0), "semop +1");
}

static inline int value(int id, int number)
{
	return works(semctl(id, number, GETVAL, 0), "GETVAL");
}

static inline void set(int id, int number, int to)
{
	works(semctl(id, number, SETVAL, to), "SETVAL");
}

#endif
