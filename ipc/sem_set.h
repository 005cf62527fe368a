/* SPDX-License-Identifier: GPL-2.0-only */
/* All semaphore sets. */
#ifndef IPC_SEM_SET_H
#define IPC_SEM_SET_H

#include "ipc/sem.h"

/* Guards everything below, every sem_array, and the undos of all processes. */
extern spinlock_t sem_lock;
_Static_assert(SEMMNI == IPC_SLOTS, "ids of semaphore sets");
extern struct sem_array *sem_sets[SEMMNI];
extern struct ipc_ids sem_ids;		/* its slots are sem_sets[] */
extern int used_sems;			/* semaphores of all sets */

/* Remove and free a set: its sleepers return EIDRM. sem_lock is held. */
void freeary(struct sem_array *sma);

#endif
