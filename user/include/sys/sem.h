/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphore sets.
 *
 * `struct semid_ds` is the kernel's semid64_ds, as in every C library of today (see <sys/ipc.h>).
 */
#ifndef _SYS_SEM_H
#define _SYS_SEM_H

#include <sys/ipc.h>
#include <time.h>

#undef ipc_perm
#define ipc_perm	old_ipc_perm
#define semid_ds	old_semid_ds
#include <uapi/sem.h>
#undef ipc_perm
#undef semid_ds
#define ipc_perm	ipc64_perm
#define semid_ds	semid64_ds

/* As elsewhere, a program declares the argument of semctl itself: union semun { int val; ... }. */
#define _SEM_SEMUN_UNDEFINED	1

int semget(key_t key, int nsems, int semflg);
int semop(int semid, struct sembuf *sops, size_t nsops);
int semtimedop(int semid, struct sembuf *sops, size_t nsops, const struct timespec *timeout);
int semctl(int semid, int semnum, int cmd, ...);

#endif
