/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring [NUMBERS]: a producer and a consumer share a ring of eight places in shared memory.
 *
 *	places  [ 4 ][ 5 ][ 6 ][   ][   ][   ][   ][ 3 ]
 *	                         ^ written % 8       ^ taken % 8
 *
 * Three semaphores keep them from harm: FREE counts the places that can be written, FULL those that can be read,
 * and MUTEX is 1 when nobody uses the ring. The producer sleeps when FREE is 0, the consumer when
 * FULL is 0: neither has to look again and again whether there is work.
 *
 * Prints the sum of the numbers that the consumer got, which must be that of the numbers made.
 * Try it under strace, or `ipcs -s -i ID` meanwhile: ring 100000000 &
 */
#include <err.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACES	8

enum { FREE, FULL, MUTEX };

struct ring {
	unsigned int written, taken;	/* both only grow */
	int place[PLACES];
};

static int set;

/* Waits until both semaphores are at least 1, and takes 1 from each. */
static void down(int first, int second)
{
	struct sembuf ops[] = { { first, -1, 0 }, { second, -1, 0 } };

	if (semop(set, ops, 2))
		err(1, "semop");
}

static void up(int first, int second)
{
	struct sembuf ops[] = { { first, 1, 0 }, { second, 1, 0 } };

	if (semop(set, ops, 2))
		err(1, "semop");
}

static void produce(struct ring *ring, int numbers)
{
	for (int n = 1; n <= numbers; n++) {
		down(FREE, MUTEX);
		ring->place[ring->written++ % PLACES] = n;
		up(FULL, MUTEX);
	}
}

static void consume(struct ring *ring, int numbers)
{
	long long sum = 0;

	for (int n = 1; n <= numbers; n++) {
		down(FULL, MUTEX);
		sum += ring->place[ring->taken++ % PLACES];
		up(FREE, MUTEX);
	}
	printf("the consumer got %d numbers, sum %lld\n", numbers, sum);
}

int main(int argc, char **argv)
{
	unsigned short start[] = { [FREE] = PLACES, [FULL] = 0, [MUTEX] = 1 };
	int numbers = argc > 1 ? number_or_exit(argv[1], 1, INT_MAX, "a number", 2) : 1000;
	int segment = shmget(IPC_PRIVATE, sizeof(struct ring), 0600);
	struct ring *ring = shmat(segment, NULL, 0);

	set = semget(IPC_PRIVATE, 3, 0600);
	if (ring == (void *)-1 || set < 0 || semctl(set, 0, SETALL, start))
		err(1, "cannot make the ring");
	shmctl(segment, IPC_RMID, NULL);	/* it goes with the last of the two processes */
	if (fork() == 0) {
		produce(ring, numbers);
		_exit(0);
	}
	consume(ring, numbers);
	wait(NULL);
	semctl(set, 0, IPC_RMID);
	return 0;
}
