/* SPDX-License-Identifier: GPL-2.0-only */
/* ipcs -s: semaphore sets. */
#define _GNU_SOURCE	/* glibc declares IPC_INFO and SEM_STAT_ANY only then */
#include <err.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>

#include "ipcs.h"

static void print_set(int view, int id, const struct semid_ds *s)
{
	const struct ipc_perm *perm = &s->sem_perm;

	switch (view) {
	case 'm':
		printf("0x%08x %-10d %-10u %-10o %-10lu\n", (unsigned int)perm->__key, id, perm->uid,
		       perm->mode & 0777, (unsigned long)s->sem_nsems);
		break;
	case 't':
		printf("%-8d %-10u  %-26s", id, perm->uid, when(s->sem_otime, 1));
		printf(" %-26s\n", when(s->sem_ctime, 1));
		break;
	case 'c':
		printf("%-10d %-10o %-10u %-10u %-10u %-10u\n", id, perm->mode & 0777, perm->cuid,
		       perm->cgid, perm->uid, perm->gid);
	}
}

static void print_heading(int view)
{
	switch (view) {
	case 'm':
		puts("------ Semaphore Arrays --------");
		printf("%-10s %-10s %-10s %-10s %-10s\n", "key", "semid", "owner", "perms", "nsems");
		break;
	case 't':
		puts("------ Semaphore Operation/Change Times --------");
		printf("%-8s %-10s %-26s %-26s\n", "semid", "owner", "last-op", "last-changed");
		break;
	case 'c':
		puts("------ Semaphore Arrays Creators/Owners --------");
		printf("%-10s %-10s %-10s %-10s %-10s %-10s\n", "semid", "perms", "cuid", "cgid", "uid",
		       "gid");
	}
}

/* Asks the kernel for the set in each slot. SEM_INFO returns the highest slot in use. */
static void print_sets(int view)
{
	struct seminfo info;
	struct semid_ds set;
	int last = semctl(0, 0, SEM_INFO, &info);

	if (last < 0)
		err(1, "semctl");
	print_heading(view);
	for (int slot = 0; slot <= last; slot++) {
		int id = semctl(slot, 0, SEM_STAT_ANY, &set);

		if (id >= 0)		/* else: an empty slot */
			print_set(view, id, &set);
	}
}

static void print_limits(void)
{
	struct seminfo limits;

	if (semctl(0, 0, IPC_INFO, &limits) < 0)
		err(1, "semctl");
	puts("------ Semaphore Limits --------");
	printf("max number of arrays = %d\n", limits.semmni);
	printf("max semaphores per array = %d\n", limits.semmsl);
	printf("max semaphores system wide = %d\n", limits.semmns);
	printf("max ops per semop call = %d\n", limits.semopm);
	printf("semaphore max value = %d\n", limits.semvmx);
}

static void print_use(void)
{
	struct seminfo info;

	if (semctl(0, 0, SEM_INFO, &info) < 0)
		err(1, "semctl");
	puts("------ Semaphore Status --------");
	printf("used arrays = %d\n", info.semusz);
	printf("allocated semaphores = %d\n", info.semaem);
}

/* Also shows each semaphore: its value, who waits for more (ncount) or for 0 (zcount), who changed it. */
static void print_one(int id)
{
	struct semid_ds s;

	if (semctl(id, 0, IPC_STAT, &s))
		err(1, "id %d", id);
	printf("Semaphore Array semid=%d\n", id);
	printf("uid=%u\t gid=%u\t cuid=%u\t cgid=%u\n", s.sem_perm.uid, s.sem_perm.gid, s.sem_perm.cuid,
	       s.sem_perm.cgid);
	printf("mode=%#o, access_perms=%#o\n", s.sem_perm.mode, s.sem_perm.mode & 0777);
	printf("nsems = %lu\n", (unsigned long)s.sem_nsems);
	printf("otime = %-26s\n", when(s.sem_otime, 1));
	printf("ctime = %-26s\n", when(s.sem_ctime, 1));
	printf("%-10s %-10s %-10s %-10s %-10s\n", "semnum", "value", "ncount", "zcount", "pid");
	for (int i = 0; i < (int)s.sem_nsems; i++)
		printf("%-10d %-10d %-10d %-10d %-10d\n", i, semctl(id, i, GETVAL),
		       semctl(id, i, GETNCNT), semctl(id, i, GETZCNT), semctl(id, i, GETPID));
}

const struct ipc_kind ipc_sets = { 's', print_sets, print_limits, print_use, print_one };
