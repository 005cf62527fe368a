/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segments: the structures, and what the files of ipc/ share about them.
 *
 *	shm_segs[]            struct shmid_kernel         mem_map
 *	+---+                +-------------------+
 *	| 0 |--------------->| u: key, owner,    |
 *	+---+                |    size, nattch   |
 *	| 1 | IPC_UNUSED     | shm_pages --------|--> [0] -----> frame
 *	+---+                |                   |    [1] none: never touched
 *	| 2 | IPC_NOID       |                   |    [2] -----> frame
 *	 ...                 | attaches ---------|--> area --> area --> NULL
 *	|127|                +-------------------+     (vm_next_share)
 *	+---+
 *	  ^
 *	  +-- area->vm_private_data
 */
#ifndef IPC_SHM_H
#define IPC_SHM_H

#include <uapi/shm.h>
#include "ipc/util.h"
#include "kernel/sched/spinlock.h"
#include "mm/pgtable.h"

struct page;
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
	} u;
	/* the following are private */
	key_t			shm_key;	/* at creation, for /proc/PID/maps */
	unsigned long		shm_npages;
	pte_t			*shm_pages;	/* frame of each page, or none */
	struct vm_area_struct	*attaches;	/* the areas that map it */
};

/*
 * A slot that holds no segment holds one of two marks. NOID: somebody is making a
 * segment for it and sleeps meanwhile; the slot must not be given away, and whoever
 * looks for a key must wait and see which key it gets.
 */
#define IPC_UNUSED	((struct shmid_kernel *)-1)
#define IPC_NOID	((struct shmid_kernel *)-2)

static inline bool is_segment(const struct shmid_kernel *shp)
{
	return (unsigned long)shp < (unsigned long)IPC_NOID;
}

/*
 * An id is the slot and how many segments had been destroyed before this one was
 * made, so that the id of a segment that is gone does not name its successor:
 *
 *	id = seq * SHMMNI + slot
 */
#define SHM_ID(seq, slot)	((int)((seq) * SHMMNI + (slot)))
#define SHM_SLOT(id)		((unsigned int)(id) % SHMMNI)
#define SHM_SEQ(id)		((unsigned int)(id) / SHMMNI)

/* Guards everything below, and every shmid_kernel while it is in shm_segs[]. */
extern spinlock_t shm_lock;
extern struct shmid_kernel *shm_segs[SHMMNI];
extern int max_shmid;			/* highest slot not UNUSED; 0 when there is none */
extern int used_segs;			/* slots not UNUSED */
extern unsigned long shm_tot;		/* pages of all segments, touched or not */
extern unsigned long shm_rss;		/* frames that segments hold */

/* The limits, as set in /proc/sys/kernel/ (shm_proc.c). */
extern unsigned long shmmax;		/* bytes in a segment */
extern unsigned long shmall;		/* pages in all of them */
extern int shmmni;			/* segments, at most SHMMNI */

/* Does this area map a segment? */
bool is_attach(const struct vm_area_struct *vma);
/* Destroy a segment without attaches. shm_lock held, dropped for a while. */
void killseg(int id);

/* System calls; raddr is a kernel pointer. */
long sys_shmget(key_t key, size_t size, int shmflg);
long sys_shmat(int shmid, char *shmaddr, int shmflg, unsigned long *raddr);
long sys_shmdt(char *shmaddr);
long sys_shmctl(int shmid, int cmd, void *buf);			/* by ipc (117): IPC_64 or not */
long sys_shmat_direct(int shmid, char *shmaddr, int shmflg);	/* 397 */
long sys_shmctl_direct(int shmid, int cmd, void *buf);		/* 396 */

/* --- shm_proc.c --- */
void shm_init(void);
/* vm_ops->name of an attach. */
void shm_name(struct vm_area_struct *shmd, char *buf, size_t size, unsigned long *ino);

/* --- shm_check.c, for /proc/invariants --- */
/* Report every number or list of a segment that is wrong. */
struct report;
void shm_check(struct report *report);
/* Name every frame and object that segments hold (mm/census.h). */
void shm_census(void);

#endif
