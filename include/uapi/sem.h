/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphore sets: limits, flags, commands, and the structures of semctl and semop. Mirrors Linux's
 * <linux/sem.h> and <asm/sembuf.h>.
 *
 * `struct semid_ds` is the old layout; `struct semid64_ds` is that of today's C libraries. (In the C
 * library's <sys/sem.h> the name semid_ds means the new one.)
 */
#ifndef _UAPI_SEM_H
#define _UAPI_SEM_H

#include <uapi/ipc.h>

/* The limits at boot. The first four can be changed in /proc/sys/kernel/sem, in this order. */
#define SEMMSL	250			/* semaphores in one set, at most */
#define SEMMNS	32000			/* semaphores in all sets together, at most */
#define SEMOPM	32			/* operations in one call, at most */
#define SEMMNI	128			/* sets, at most: slots in sem_sets[] */
#define SEMVMX	32767			/* the value of a semaphore, at most */
#define SEMAEM	SEMVMX			/* what exit may have to add to one semaphore, at most */
/* These are only reported. */
#define SEMMNU	SEMMNS
#define SEMMAP	SEMMNS
#define SEMUME	SEMOPM
#define SEMUSZ	20

#define SEM_UNDO	0x1000		/* sem_flg: undo the operation at exit */

/* Commands of semctl, beside those of <uapi/ipc.h>. */
#define GETPID		11		/* the last process that changed a semaphore */
#define GETVAL		12
#define GETALL		13
#define GETNCNT		14		/* sleepers that wait for a higher value */
#define GETZCNT		15		/* sleepers that wait for 0 */
#define SETVAL		16
#define SETALL		17
#define SEM_STAT	18		/* IPC_STAT by slot; returns the id */
#define SEM_INFO	19		/* usage of all sets together */
#define SEM_STAT_ANY	20		/* SEM_STAT without read permission */

struct sembuf {
	unsigned short	sem_num;	/* index in the set */
	short		sem_op;		/* the number to add; 0: wait until the value is 0 */
	short		sem_flg;	/* IPC_NOWAIT, SEM_UNDO */
};

/*
 *	old, 44 bytes				new, 64 bytes
 *	 0  sem_perm (16)			 0  sem_perm (36)
 *	16  sem_otime				36  sem_otime | high half
 *	20  sem_ctime				44  sem_ctime | high half
 *	24  four pointers: 0			52  sem_nsems
 *	40  sem_nsems  |  -			56  -, -
 */
struct semid_ds {
	struct ipc_perm		sem_perm;	/* owner and permissions */
	__kernel_time_t		sem_otime;	/* last successful semop */
	__kernel_time_t		sem_ctime;	/* creation or last change by semctl */
	void			*sem_base;
	void			*sem_pending;
	void			*sem_pending_last;
	void			*undo;
	unsigned short		sem_nsems;	/* semaphores in the set */
};

struct semid64_ds {
	struct ipc64_perm	sem_perm;
	__kernel_time_t		sem_otime;
	unsigned long		sem_otime_high;
	__kernel_time_t		sem_ctime;
	unsigned long		sem_ctime_high;
	unsigned long		sem_nsems;
	unsigned long		__unused3;
	unsigned long		__unused4;
};

/* The limits, from IPC_INFO. SEM_INFO puts sets in use into semusz, semaphores in use into semaem. */
struct seminfo {
	int	semmap;
	int	semmni;
	int	semmns;
	int	semmnu;
	int	semmsl;
	int	semopm;
	int	semume;
	int	semusz;
	int	semvmx;
	int	semaem;
};

_Static_assert(sizeof(struct sembuf) == 6, "sembuf: i386 ABI");
_Static_assert(sizeof(struct semid_ds) == 44, "semid_ds: i386 ABI");
_Static_assert(offsetof(struct semid_ds, sem_nsems) == 40, "semid_ds.sem_nsems");
_Static_assert(sizeof(struct semid64_ds) == 64, "semid64_ds: i386 ABI");
_Static_assert(offsetof(struct semid64_ds, sem_nsems) == 52, "semid64_ds.sem_nsems");
_Static_assert(sizeof(struct seminfo) == 40, "seminfo: i386 ABI");

#endif
