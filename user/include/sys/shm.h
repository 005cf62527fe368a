/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared memory segments.
 *
 * `struct shmid_ds` and `struct shminfo` are the kernel's shmid64_ds and shminfo64, as in every C
 * library of today (see <sys/ipc.h>).
 */
#ifndef _SYS_SHM_H
#define _SYS_SHM_H

#include <sys/ipc.h>

#undef ipc_perm
#define ipc_perm	old_ipc_perm
#define shmid_ds	old_shmid_ds
#define shminfo		old_shminfo
#include <uapi/shm.h>
#undef ipc_perm
#undef shmid_ds
#undef shminfo
#define ipc_perm	ipc64_perm
#define shmid_ds	shmid64_ds
#define shminfo		shminfo64

typedef unsigned long shmatt_t;		/* the number of attaches */

int shmget(key_t key, size_t size, int shmflg);
void *shmat(int shmid, const void *shmaddr, int shmflg);	/* or (void *)-1 */
int shmdt(const void *shmaddr);
int shmctl(int shmid, int cmd, struct shmid_ds *buf);

#endif
