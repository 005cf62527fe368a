/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lock and a condition of POSIX in a System V segment, used by several processes which have attached
 * it at different addresses. Built with the GNU C library and with musl by tools/programs.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <errno.h>
#include <unistd.h>

#define PROCESSES 4
#define ROUNDS 2000

struct shared {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int turn;
	long sum;
};

static void work(int id, int me)
{
	void *gap = me % 2 ? shmat(id, NULL, 0) : NULL;		/* moves the next attach */
	struct shared *s = shmat(id, NULL, 0);

	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&s->lock);
		s->sum += me + 1;
		pthread_mutex_unlock(&s->lock);
	}
	/* In turn: each process waits until the one before it has been here. */
	pthread_mutex_lock(&s->lock);
	while (s->turn != me)
		pthread_cond_wait(&s->changed, &s->lock);
	printf("process %d\n", me);
	fflush(stdout);
	s->turn++;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	(void)gap;
	_exit(0);
}

int main(void)
{
	int id = shmget(IPC_PRIVATE, sizeof(struct shared), 0600);
	struct shared *s = shmat(id, NULL, 0);
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	struct timespec limit;
	int result;

	shmctl(id, IPC_RMID, NULL);
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->lock, &ma);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->changed, &ca);
	for (int i = PROCESSES - 1; i >= 0; i--)
		if (fork() == 0)
			work(id, i);
	while (wait(NULL) > 0)
		;
	printf("sum %ld, turn %d\n", s->sum, s->turn);
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_nsec = 0;
	limit.tv_sec++;
	pthread_mutex_lock(&s->lock);
	result = pthread_cond_timedwait(&s->changed, &s->lock, &limit);
	printf("timed wait: %s\n", result == ETIMEDOUT ? "ETIMEDOUT" : "?");
	return 0;
}
