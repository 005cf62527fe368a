/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counter: several processes add to one counter in shared memory.
 *
 * Run	counter none 2 100
 *	counter token 2 100
 *	counter lock 2 100
 *	counter semaphore 2 100
 *
 * Two processes add 1 a hundred times each, and one line says what the sum is and should be.
 * With `none` they only add, and the sum is too small: both read the same number, both write
 * the same sum, and one update is lost. With `token` one byte is passed through a pipe, and
 * only the process that has read it may add. With `lock` an atomic instruction decides
 * (lock_acquire in user/lib/lock.asm). With `semaphore` the processes that must wait sleep in
 * the kernel.
 *
 * A fourth argument is a key for the segment and for the semaphore. They are not removed at the
 * end, so that `ipcs` and other programs can look at them.
 */
#include <lock.h>
#include <number.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	int lock;
	int counter;
	int turns;		/* how often the adding process changed */
	int last;		/* the process that added last */
};

static int token[2];		/* a pipe with one byte: the process that has read it may add */
static int set;			/* with one semaphore: 1 if nobody adds, else 0 */

/* Read, add, write. The yield lets another process run in between, so that updates get lost. */
static void add_one(struct shared *s)
{
	int value = s->counter;

	sched_yield();
	s->counter = value + 1;
	if (s->last != getpid())
		s->turns++;
	s->last = getpid();
}

static void token_take(void)
{
	char byte;

	while (read(token[0], &byte, 1) != 1)
		;
}

static void token_give(void)
{
	if (write(token[1], "t", 1) != 1)
		exit(1);
}

static void add_with_nothing(struct shared *s, int times)
{
	while (times-- > 0)
		add_one(s);
}

/* The same, but only one process adds at a time: between token_take and token_give. */
static void add_with_token(struct shared *s, int times)
{
	while (times-- > 0) {
		token_take();
		add_one(s);
		token_give();
		sched_yield();		/* or this process takes the token again at once */
	}
}

static void add_with_lock(struct shared *s, int times)
{
	while (times-- > 0) {
		lock_acquire(&s->lock);
		add_one(s);
		lock_release(&s->lock);
	}
}

/*
 * The same with a semaphore: down, add, up. The kernel takes back (SEM_UNDO) what a process has done to
 * the semaphore when it ends, so that one that is killed while it adds does not stop the others.
 */
static void add_with_semaphore(struct shared *s, int times)
{
	struct sembuf down = { .sem_num = 0, .sem_op = -1, .sem_flg = SEM_UNDO };
	struct sembuf up = { .sem_num = 0, .sem_op = 1, .sem_flg = SEM_UNDO };

	while (times-- > 0) {
		if (semop(set, &down, 1) < 0)
			exit(1);
		add_one(s);
		if (semop(set, &up, 1) < 0)
			exit(1);
	}
}

static int usage(void)
{
	fprintf(stderr, "counter: usage: counter none|token|lock|semaphore PROCESSES TIMES [KEY]\n");
	return 2;
}

int main(int argc, char *argv[])
{
	void (*add)(struct shared *s, int times);
	int processes, times, id, status, bad = 0;
	key_t key = IPC_PRIVATE;
	struct shared *s;

	if (argc < 4)
		return usage();
	if (strcmp(argv[1], "none") == 0)
		add = add_with_nothing;
	else if (strcmp(argv[1], "token") == 0)
		add = add_with_token;
	else if (strcmp(argv[1], "lock") == 0)
		add = add_with_lock;
	else if (strcmp(argv[1], "semaphore") == 0)
		add = add_with_semaphore;
	else
		return usage();
	processes = number_or_exit(argv[2], 0, 1000, "a number of processes", 2);
	times = number_or_exit(argv[3], 0, 1000000, "a number of times", 2);
	if (argc > 4)
		key = number_or_exit(argv[4], 0, UINT32_MAX, "a key", 2);

	id = shmget(key, sizeof(*s), IPC_CREAT | 0600);
	s = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
	if (add == add_with_semaphore)
		set = semget(key, 1, IPC_CREAT | 0600);
	if (s == (void *)-1 || pipe(token) < 0 || set < 0 || (add == add_with_semaphore && semctl(set, 0, SETVAL, 1) < 0)) {
		perror("counter");
		return 1;
	}
	if (argc <= 4)
		shmctl(id, IPC_RMID, NULL);	/* it is destroyed with the last attach */
	token_give();
	for (int i = 0; i < processes; i++) {
		pid_t pid = fork();

		if (pid < 0) {
			perror("counter: fork");
			return 1;
		}
		if (pid == 0) {
			add(s, times);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		bad |= status;
	printf("%d processes added 1, each %d times: the counter is %d, and should be %d\n",
	       processes, times, s->counter, processes * times);
	if (add == add_with_semaphore && key == IPC_PRIVATE)
		semctl(set, 0, IPC_RMID);
	return bad != 0;
}
