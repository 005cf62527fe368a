/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segments: their structures, and what the files of ipc/ share about them.
 *
 *	shm_segs[]            struct shmid_kernel         mem_map
 *	+---+                +-------------------+
 *	| 0 |--------------->| u: key, owner,    |
 *	+---+                |    size, nattch   |
 *	| 1 | IPC_UNUSED     | shm_pages --------|--> [0] -----> frame
 *	+---+                |                   |    [1] none: never touched
 *	| 2 | IPC_NOID       |                   |    [2] -----> frame
 *	 ...                 | attaches ---------|--> area <--> area
 *	|127|                +-------------------+     (vm_share)
 *	+---+
 *	  ^
 *	  +-- area->vm_private_data
 */
#ifndef IPC_SHM_H
#define IPC_SHM_H

#include <uapi/shm.h>
#include "ipc/util.h"
#include "kernel/lib/list.h"
#include "kernel/sched/spinlock.h"
#include "mm/pgtable.h"

struct vm_area_struct;

struct shmid_kernel {
	/* What IPC_STAT shows: struct shmid_ds, with ids and counts of full width. */
	struct {
		struct kern_ipc_perm	shm_perm;
		size_t			shm_segsz;	/* bytes, as asked for */
		time_t			shm_atime;
		time_t			shm_dtime;
		time_t			shm_ctime;
		pid_t			shm_cpid;
		pid_t			shm_lpid;
		unsigned long		shm_nattch;	/* areas, not processes */
	} u;				/* first: ipc/util.c finds shm_perm there */
	/* the following are private */
	key_t			shm_key;	/* at creation, for /proc/PID/maps */
	unsigned long		shm_npages;
	pte_t			*shm_pages;	/* frame of each page, or none */
	struct list_head	attaches;	/* the areas that map it */
};

/* Guards everything below, and every shmid_kernel while it is in shm_segs[]. */
extern spinlock_t shm_lock;
_Static_assert(SHMMNI == IPC_SLOTS, "ids of segments");
extern struct shmid_kernel *shm_segs[SHMMNI];
extern struct ipc_ids shm_ids;		/* its slots are shm_segs[] */
extern unsigned long shm_tot;		/* pages of all segments, touched or not */
extern unsigned long shm_rss;		/* frames that segments hold */

/* Destroy the segment in a slot; it has no attaches. shm_lock held, dropped for a while. */
void killseg(int slot);

/*
 * shmat() for ipc() and shmat_direct(): raddr is a kernel pointer. The other calls are
 * declared with all system calls, in kernel/lib/syscalls.h.
 */
long sys_shmat(int shmid, char *shmaddr, int shmflg, unsigned long *raddr);

#endif
