/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes that do random things, so that tests/suite/story.py can compare the trace with memory:
 *
 *	trace_load SEED PROCESSES STEPS
 *
 * Processes fork, vfork, exec this program again, attach, touch, detach and remove segments,
 * wait for semaphores and messages, map, protect, move and unmap memory, move their break, and die of forbidden accesses.
 * The same SEED gives the same actions; only the order in which processes run may differ.
 * The results of the calls are not checked here; other tests do that.
 */
#include <sched.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	4096
#define RANGES	12		/* remembered by a process */
#define KEYS	5		/* few, so that processes share segments */
#define MAX_PAGES 40

static unsigned int state;

static unsigned int any(unsigned int below)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

/* Memory that was mapped at some time; parts of it may be unmapped or protected now. */
static struct range {
	char *start;
	size_t pages;
} ranges[RANGES];

static void remember(void *start, size_t pages)
{
	if (start != MAP_FAILED)
		ranges[any(RANGES)] = (struct range){ start, pages };
}

static struct range *a_range(void)
{
	return &ranges[any(RANGES)];
}

/* Chooses a part of a range. Returns its first page and stores its size. */
static char *a_part(const struct range *r, size_t *bytes)
{
	size_t first = any(r->pages);

	*bytes = (1 + any(r->pages - first)) * PAGE;
	return r->start + first * PAGE;
}

static void touch(void)
{
	struct range *r = a_range();
	volatile char *p;
	size_t bytes;

	if (!r->pages)
		return;
	for (p = a_part(r, &bytes); bytes; bytes -= PAGE, p += PAGE) {
		if (any(3))
			*p = *p + 1;
		else
			(void)*p;
	}
}

/* Makes the stack grow by a page for each call. */
static int deep(int pages)
{
	volatile char page[PAGE];

	page[any(PAGE)] = 1;
	return pages ? page[any(PAGE)] + deep(pages - 1) : 0;
}

static void segment(void)
{
	int id = shmget(0x5a00 + any(KEYS), (1 + any(MAX_PAGES)) * PAGE, IPC_CREAT | 0600);
	struct shmid_ds ds;
	void *at;

	if (id < 0)
		return;
	switch (any(5)) {
	case 0:
		shmctl(id, IPC_RMID, NULL);
		break;
	case 1:
		if (!shmctl(id, IPC_STAT, &ds)) {
			ds.shm_perm.mode = 0600 + any(0200);
			shmctl(id, IPC_SET, &ds);
		}
		break;
	default:
		at = shmat(id, NULL, any(4) ? 0 : SHM_RDONLY);
		if (at != (void *)-1 && !shmctl(id, IPC_STAT, &ds))
			remember(at, (ds.shm_segsz + PAGE - 1) / PAGE);
	}
}

static void map(void)
{
	size_t pages = 1 + any(MAX_PAGES);
	int flags = MAP_ANONYMOUS | (any(3) ? MAP_PRIVATE : MAP_SHARED);

	remember(mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, flags, -1, 0), pages);
}

static void change(void)
{
	static const int rights[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE,
				      PROT_READ | PROT_WRITE };
	struct range *r = a_range();
	size_t bytes;
	char *part;

	if (!r->pages)
		return;
	part = a_part(r, &bytes);
	switch (any(6)) {
	case 0:
		munmap(part, bytes);
		break;
	case 1:
		mprotect(part, bytes, rights[any(4)]);
		break;
	case 2:
		remember(mremap(part, bytes, bytes + any(8) * PAGE, any(2) * MREMAP_MAYMOVE),
			 bytes / PAGE);
		break;
	case 3:
		shmdt(r->start);
		break;
	case 4:
		sbrk(((int)any(17) - 6) * PAGE / 2);
		break;
	default:
		deep(any(24));
	}
}

static void live(int processes, int steps);

static void again(int processes, int steps)
{
	char seed[12], p[12], s[12];
	char *const argv[] = { "trace_load", seed, p, s, NULL };

	snprintf(seed, sizeof(seed), "%u", any(1000000) + 1);
	snprintf(p, sizeof(p), "%d", processes);
	snprintf(s, sizeof(s), "%d", steps);
	execv("/tests/trace_load", argv);
}

/* Starts a child, which may execute another program. The parent continues at the same time. */
static void child(int processes, int steps)
{
	unsigned int seed = any(1000000) + 1;
	int way = any(4);
	pid_t pid = way == 0 ? vfork() : fork();

	if (pid)
		return;
	if (way == 0) {
		execl("/bin/true", "true", NULL);
		_exit(1);
	}
	state = seed;
	if (way == 1)
		again(processes, steps);
	live(processes, steps);
	_exit(any(256));
}

/* Takes that many random steps, and starts at most `processes` descendants. */
static void live(int processes, int steps)
{
	while (steps-- > 0) {
		unsigned int what = any(20);

		if (what == 0 && processes > 0) {
			processes /= 2;
			child(processes, steps);
		} else if (what < 3) {
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
		} else if (what < 6) {
			map();
		} else if (what < 9) {
			segment();
		} else if (what < 13) {
			change();
		} else {
			touch();
		}
	}
}

/* A child sleeps at a semaphore and for a message, and is served; both objects are changed and removed. */
static void sleepers(void)
{
	int set = semget(IPC_PRIVATE, 2, 0600), queue = msgget(IPC_PRIVATE, 0600);
	struct sembuf up = { 1, 1, 0 }, down = { 1, -1, SEM_UNDO };
	struct { long type; char text[4]; } m = { 3, "abc" };
	struct semid_ds sem;
	struct msqid_ds msg;

	if (!fork()) {
		semop(set, &down, 1);
		msgrcv(queue, &m, 4, 3, 0);
		_exit(0);
	}
	while (semctl(set, 1, GETNCNT) == 0)
		sched_yield();
	semop(set, &up, 1);
	msgsnd(queue, &m, 3, 0);		/* to the child, whether it sleeps already or not */
	wait(NULL);
	msgsnd(queue, &m, 3, 0);
	msgrcv(queue, &m, 4, 0, 0);
	if (!semctl(set, 0, IPC_STAT, &sem))
		semctl(set, 0, IPC_SET, &sem);
	if (!msgctl(queue, IPC_STAT, &msg))
		msgctl(queue, IPC_SET, &msg);
	semctl(set, 0, IPC_RMID);
	msgctl(queue, IPC_RMID, NULL);
}

/* Does what the test requires in every run, but random steps do not always do. */
static void certain(void)
{
	int id = shmget(IPC_PRIVATE, 4 * PAGE, 0600);
	char *at = shmat(id, NULL, 0);
	struct shmid_ds ds;

	if (id < 0 || at == (void *)-1)
		return;
	at[0] = 1;
	munmap(at + PAGE, PAGE);		/* splits the attach in two */
	if (!fork()) {
		at[PAGE] = 1;			/* SIGSEGV */
		_exit(0);
	}
	wait(NULL);
	mprotect(at, PAGE, PROT_READ);
	sbrk(8 * PAGE);
	sbrk(-4 * PAGE);
	if (!shmctl(id, IPC_STAT, &ds))
		shmctl(id, IPC_SET, &ds);
	shmctl(id, IPC_RMID, NULL);
	shmdt(at);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	state = atoi(argv[1]);
	if (!state)
		state = 1;
	certain();
	sleepers();
	live(atoi(argv[2]), atoi(argv[3]));
	while (wait(NULL) > 0)
		;
	return 0;
}
