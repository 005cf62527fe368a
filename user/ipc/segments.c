/* SPDX-License-Identifier: GPL-2.0-only */
/* ipcs -m: shared memory segments. */
#define _GNU_SOURCE	/* glibc declares IPC_INFO and SHM_STAT_ANY only then */
#include <err.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include "ipcs.h"

#define PAGE_KIB	4

/* Prints a segment's line. `view` is the letter of the option, 'm' when there is none. */
static void print_segment(int view, int id, const struct shmid_ds *s)
{
	const struct ipc_perm *perm = &s->shm_perm;

	switch (view) {
	case 'm':
		printf("0x%08x %-10d %-10u %-10o %-10lu %-10lu %-6s %-6s\n", (unsigned int)perm->__key,
		       id, perm->uid, perm->mode & 0777, (unsigned long)s->shm_segsz,
		       (unsigned long)s->shm_nattch, perm->mode & SHM_DEST ? "dest" : "",
		       perm->mode & SHM_LOCKED ? "locked" : "");
		break;
	case 't':
		printf("%-10d %-10u %-20s", id, perm->uid, when(s->shm_atime, 0));
		printf(" %-20s", when(s->shm_dtime, 0));
		printf(" %-20s\n", when(s->shm_ctime, 0));
		break;
	case 'p':
		printf("%-10d %-10u %-10d %-10d\n", id, perm->uid, s->shm_cpid, s->shm_lpid);
		break;
	case 'c':
		printf("%-10d %-10o %-10u %-10u %-10u %-10u\n", id, perm->mode & 0777,
		       perm->cuid, perm->cgid, perm->uid, perm->gid);
	}
}

static void print_heading(int view)
{
	switch (view) {
	case 'm':
		puts("------ Shared Memory Segments --------");
		printf("%-10s %-10s %-10s %-10s %-10s %-10s %-12s\n", "key", "shmid", "owner",
		       "perms", "bytes", "nattch", "status");
		break;
	case 't':
		puts("------ Shared Memory Attach/Detach/Change Times --------");
		printf("%-10s %-10s %-20s %-20s %-20s\n", "shmid", "owner", "attached",
		       "detached", "changed");
		break;
	case 'p':
		puts("------ Shared Memory Creator/Last-op PIDs --------");
		printf("%-10s %-10s %-10s %-10s\n", "shmid", "owner", "cpid", "lpid");
		break;
	case 'c':
		puts("------ Shared Memory Segment Creators/Owners --------");
		printf("%-10s %-10s %-10s %-10s %-10s %-10s\n", "shmid", "perms", "cuid",
		       "cgid", "uid", "gid");
	}
}

/*
 * Asks the kernel for the segment in each slot. SHM_INFO returns the highest slot in use. Unlike
 * SHM_STAT, SHM_STAT_ANY needs no permission to read the segment: every user may see that it exists.
 */
static void print_segments(int view)
{
	struct shm_info info;
	struct shmid_ds segment;
	int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info);

	if (last < 0)
		err(1, "shmctl");
	print_heading(view);
	for (int slot = 0; slot <= last; slot++) {
		int id = shmctl(slot, SHM_STAT_ANY, &segment);

		if (id >= 0)		/* else: an empty slot */
			print_segment(view, id, &segment);
	}
}

static void print_limits(void)
{
	struct shminfo limits;

	if (shmctl(0, IPC_INFO, (struct shmid_ds *)&limits) < 0)
		err(1, "shmctl");
	puts("------ Shared Memory Limits --------");
	printf("max number of segments = %lu\n", (unsigned long)limits.shmmni);
	printf("max seg size (kbytes) = %lu\n", (unsigned long)limits.shmmax / 1024);
	printf("max total shared memory (kbytes) = %llu\n",
	       (unsigned long long)limits.shmall * PAGE_KIB);
	printf("min seg size (bytes) = %lu\n", (unsigned long)limits.shmmin);
}

static void print_use(void)
{
	struct shm_info info;

	if (shmctl(0, SHM_INFO, (struct shmid_ds *)&info) < 0)
		err(1, "shmctl");
	puts("------ Shared Memory Status --------");
	printf("segments allocated %d\n", info.used_ids);
	printf("pages allocated %lu\n", info.shm_tot);
	printf("pages resident  %lu\n", info.shm_rss);	/* those that have a frame */
	printf("pages swapped   %lu\n", info.shm_swp);
	printf("Swap performance: %lu attempts\t %lu successes\n",
	       info.swap_attempts, info.swap_successes);
}

static void print_one(int id)
{
	struct shmid_ds s;

	if (shmctl(id, IPC_STAT, &s))
		err(1, "id %d", id);
	printf("Shared memory Segment shmid=%d\n", id);
	printf("uid=%u\tgid=%u\tcuid=%u\tcgid=%u\n", s.shm_perm.uid, s.shm_perm.gid,
	       s.shm_perm.cuid, s.shm_perm.cgid);
	printf("mode=%#o\taccess_perms=%#o\n", s.shm_perm.mode, s.shm_perm.mode & 0777);
	printf("bytes=%lu\tlpid=%d\tcpid=%d\tnattch=%lu\n", (unsigned long)s.shm_segsz,
	       s.shm_lpid, s.shm_cpid, (unsigned long)s.shm_nattch);
	printf("att_time=%-26s\n", when(s.shm_atime, 1));
	printf("det_time=%-26s\n", when(s.shm_dtime, 1));
	printf("change_time=%-26s\n", when(s.shm_ctime, 1));
}

const struct ipc_kind ipc_segments = { 'm', print_segments, print_limits, print_use, print_one };
