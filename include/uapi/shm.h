/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared memory segments: limits, flags, commands, and the structures of shmctl. Mirrors Linux's
 * <linux/shm.h> and <asm-generic/shmbuf.h>.
 *
 * `struct shmid_ds` is the old layout, which the article shows and the kernel's shmid_kernel
 * contains. `struct shmid64_ds` is the layout of today's C libraries. (In the C library's
 * <sys/shm.h> the name shmid_ds means that one.)
 */
#ifndef _UAPI_SHM_H
#define _UAPI_SHM_H

#include <uapi/ipc.h>

/* The limits at boot. SHMMAX, SHMMNI and SHMALL can be changed in /proc/sys/kernel. */
#define SHMMAX	0x2000000		/* bytes in one segment, at most: 32 MiB */
#define SHMMIN	1			/* bytes in one segment, at least */
#define SHMMNI	128			/* segments, at most: slots in shm_segs[] */
#define SHMSEG	SHMMNI			/* per process: reported, not enforced */
#define SHMALL	(1 << 22)		/* pages in all segments together, at most */
#define SHMLBA	4096			/* attach addresses are multiples of it */

/*
 * shmflg of shmget:	 0  000 110 110 110
 *			     |     permission bits, as for files
 *			     IPC_CREAT, IPC_EXCL, SHM_HUGETLB
 */
#define SHM_R		0400		/* the owner may read */
#define SHM_W		0200		/* the owner may write */
#define SHM_HUGETLB	04000		/* use huge pages: not available here */
#define SHM_NORESERVE	010000		/* accepted without effect: no memory is reserved */

/* shmflg of shmat. */
#define SHM_RDONLY	010000		/* attach for reading only */
#define SHM_RND		020000		/* round the address down to SHMLBA */
#define SHM_REMAP	040000		/* replace what is mapped there */
#define SHM_EXEC	0100000		/* ask for execute permission, too */

/* Bits that the kernel adds to the mode. */
#define SHM_DEST	01000		/* destroyed with the last attach */
#define SHM_LOCKED	02000		/* must not be swapped */

/* Commands of shmctl, beside those of <uapi/ipc.h>. */
#define SHM_LOCK	11
#define SHM_UNLOCK	12
#define SHM_STAT	13		/* IPC_STAT by slot; returns the id */
#define SHM_INFO	14		/* usage of all segments together */
#define SHM_STAT_ANY	15		/* SHM_STAT without read permission */

/*
 *	old, 48 bytes				new, 84 bytes
 *	 0  shm_perm (16)			 0  shm_perm (36)
 *	16  shm_segsz				36  shm_segsz
 *	20  shm_atime				40  shm_atime | high half
 *	24  shm_dtime				48  shm_dtime | high half
 *	28  shm_ctime				56  shm_ctime | high half
 *	32  shm_cpid  |  shm_lpid		64  shm_cpid
 *	36  shm_nattch  |  -			68  shm_lpid
 *	40  -					72  shm_nattch
 *	44  -					76  -, -
 */
struct shmid_ds {
	struct ipc_perm		shm_perm;	/* owner and permissions */
	int			shm_segsz;	/* bytes, as asked for */
	__kernel_time_t		shm_atime;	/* last attach */
	__kernel_time_t		shm_dtime;	/* last detach */
	__kernel_time_t		shm_ctime;	/* creation or last change */
	__kernel_ipc_pid_t	shm_cpid;	/* process that created it */
	__kernel_ipc_pid_t	shm_lpid;	/* last to attach or detach */
	unsigned short		shm_nattch;	/* attaches now */
	unsigned short		shm_unused;
	void			*shm_unused2;
	void			*shm_unused3;
};

struct shmid64_ds {
	struct ipc64_perm	shm_perm;
	size_t			shm_segsz;
	__kernel_time_t		shm_atime;
	unsigned long		shm_atime_high;
	__kernel_time_t		shm_dtime;
	unsigned long		shm_dtime_high;
	__kernel_time_t		shm_ctime;
	unsigned long		shm_ctime_high;
	__kernel_pid_t		shm_cpid;
	__kernel_pid_t		shm_lpid;
	unsigned long		shm_nattch;
	unsigned long		__unused4;
	unsigned long		__unused5;
};

/* The limits, from IPC_INFO, in the two layouts. */
struct shminfo {
	int			shmmax;
	int			shmmin;
	int			shmmni;
	int			shmseg;
	int			shmall;
};

struct shminfo64 {
	unsigned long		shmmax;
	unsigned long		shmmin;
	unsigned long		shmmni;
	unsigned long		shmseg;
	unsigned long		shmall;
	unsigned long		__unused[4];
};

/* The usage, from SHM_INFO. */
struct shm_info {
	int			used_ids;	/* segments */
	unsigned long		shm_tot;	/* pages, whether touched or not */
	unsigned long		shm_rss;	/* frames they hold */
	unsigned long		shm_swp;	/* pages swapped out: 0 here */
	unsigned long		swap_attempts;
	unsigned long		swap_successes;
};

_Static_assert(sizeof(struct shmid_ds) == 48, "shmid_ds: i386 ABI");
_Static_assert(offsetof(struct shmid_ds, shm_nattch) == 36, "shmid_ds.shm_nattch");
_Static_assert(sizeof(struct shmid64_ds) == 84, "shmid64_ds: i386 ABI");
_Static_assert(offsetof(struct shmid64_ds, shm_segsz) == 36, "shmid64_ds.shm_segsz");
_Static_assert(offsetof(struct shmid64_ds, shm_cpid) == 64, "shmid64_ds.shm_cpid");
_Static_assert(offsetof(struct shmid64_ds, shm_nattch) == 72, "shmid64_ds.shm_nattch");
_Static_assert(sizeof(struct shminfo) == 20, "shminfo: i386 ABI");
_Static_assert(sizeof(struct shminfo64) == 36, "shminfo64: i386 ABI");
_Static_assert(sizeof(struct shm_info) == 24, "shm_info: i386 ABI");

#endif
