/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring: producers pass numbers to consumers through a ring of eight places in shared memory.
 *
 * Run	ring 300			one producer, one consumer
 *	ring 60 2 3			two producers, three consumers
 *
 * Each producer puts the numbers from 1 to 300 (or 60) into the ring, the consumers divide among them
 * what there is to take, and one line at the end compares the two. Three semaphores make sure that nobody overwrites a number
 * that was not taken, or takes one that was not put:
 *
 *	FREE	how many places are free		a producer sleeps while it is 0
 *	FULL	how many places have a number		a consumer sleeps while it is 0
 *	MUTEX	1 if nobody is at the ring, else 0	who takes it may change the ring
 *
 *	places	[ 17 | 18 | 11 | 12 | 13 | 14 | 15 | 16 ]	put = 18, taken = 10
 *	                    ^ the next to take, and, as the ring is full, the next to put
 *
 * A fourth argument is a key for the segment and the set. Such a ring is kept at the end, and used if it
 * exists: `ring 5 1 0 77; ipcs; ring 5 0 1 77`. To watch it: `ring 10000000 &`, then `ipcs -s -i ID`.
 */
#include <errno.h>
#include <number.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACES 8

enum { FREE, FULL, MUTEX, SEMAPHORES };

struct ring {
	unsigned int put, taken;	/* how many numbers until now */
	long long sum_put, sum_taken;
	int places[PLACES];
};

/* Add `by` to a semaphore of the set, or wait until that does not make it negative. */
static void change(int set, int semaphore, int by)
{
	struct sembuf operation = { .sem_num = semaphore, .sem_op = by };

	while (semop(set, &operation, 1) < 0) {
		if (errno != EINTR) {
			perror("ring: semop");
			exit(1);
		}
	}
}

/* Put a number into the ring; wait for a free place if there is none. */
static void ring_put(struct ring *ring, int set, int number)
{
	change(set, FREE, -1);		/* before MUTEX: whoever waits here must not keep others out */
	change(set, MUTEX, -1);
	ring->places[ring->put++ % PLACES] = number;
	ring->sum_put += number;
	change(set, MUTEX, 1);
	change(set, FULL, 1);
}

/* Take the oldest number out of the ring and return it; wait for one if there is none. */
static int ring_take(struct ring *ring, int set)
{
	int number;

	change(set, FULL, -1);
	change(set, MUTEX, -1);
	number = ring->places[ring->taken++ % PLACES];
	ring->sum_taken += number;
	change(set, MUTEX, 1);
	change(set, FREE, 1);
	return number;
}

/* The set with this key. A new one begins with a free ring. Returns -1 on failure. */
static int open_set(key_t key)
{
	static unsigned short begin[SEMAPHORES] = { [FREE] = PLACES, [FULL] = 0, [MUTEX] = 1 };
	int set = semget(key, SEMAPHORES, IPC_CREAT | IPC_EXCL | 0600);

	if (set < 0 && errno == EEXIST)
		return semget(key, SEMAPHORES, 0600);
	if (set < 0 || semctl(set, 0, SETALL, begin) < 0)
		return -1;
	return set;
}

/* Start a process that puts the numbers from 1 on, or takes as many. */
static void start(struct ring *ring, int set, int producer, int times)
{
	pid_t pid = fork();

	if (pid < 0) {
		perror("ring: fork");
		exit(1);
	}
	if (pid > 0)
		return;
	for (int number = 1; number <= times; number++) {
		if (producer)
			ring_put(ring, set, number);
		else
			ring_take(ring, set);
	}
	_exit(0);
}

int main(int argc, char *argv[])
{
	int times = 1000, producers = 1, consumers = 1, total, id, set, status, bad = 0;
	key_t key = IPC_PRIVATE;
	struct ring *ring;

	if (argc > 1)
		times = number_or_exit(argv[1], 0, 10000000, "a number", 2);
	if (argc > 2)
		producers = number_or_exit(argv[2], 0, 100, "a number of producers", 2);
	if (argc > 3)
		consumers = number_or_exit(argv[3], 0, 100, "a number of consumers", 2);
	if (argc > 4)
		key = number_or_exit(argv[4], 0, UINT32_MAX, "a key", 2);

	set = open_set(key);
	id = set < 0 ? -1 : shmget(key, sizeof(*ring), IPC_CREAT | 0600);
	ring = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
	if (ring == (void *)-1) {
		perror("ring");
		return 1;
	}
	for (int i = 0; i < producers; i++)
		start(ring, set, 1, times);
	total = times * (producers > 0 ? producers : 1);
	for (int i = 0; i < consumers; i++)
		start(ring, set, 0, total / consumers + (i < total % consumers));
	while (wait(&status) > 0)
		bad |= status;
	printf("%u numbers were put, sum %lld; %u were taken, sum %lld\n",
	       ring->put, ring->sum_put, ring->taken, ring->sum_taken);
	if (key == IPC_PRIVATE) {
		shmctl(id, IPC_RMID, NULL);
		semctl(set, 0, IPC_RMID);
	}
	return bad != 0;
}
