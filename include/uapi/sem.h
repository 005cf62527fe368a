/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphore sets: flags, commands and the structure of semop, as in Linux's <linux/sem.h>. This
 * kernel does not implement the calls yet: they return -ENOSYS.
 */
#ifndef _UAPI_SEM_H
#define _UAPI_SEM_H

#include <uapi/ipc.h>

#define SEM_UNDO	0x1000		/* undo the operation at exit */

/* Commands of semctl, beside those of <uapi/ipc.h>. */
#define GETPID		11
#define GETVAL		12
#define GETALL		13
#define GETNCNT		14
#define GETZCNT		15
#define SETVAL		16
#define SETALL		17
#define SEM_STAT	18
#define SEM_INFO	19

struct sembuf {
	unsigned short	sem_num;	/* index in the set */
	short		sem_op;		/* the number to add */
	short		sem_flg;	/* IPC_NOWAIT, SEM_UNDO */
};

#endif
