/* SPDX-License-Identifier: GPL-2.0-only */
/* Measurements of `bench`: semaphores and message queues. */
#include <err.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include "measure.h"

#define KEY	0x5e3abe00

static int set, queue;
static struct message {
	long type;
	char text[64];
} message = { .type = 1 };

/* Creates `others` sets with other keys, then the one that is measured: two semaphores, at 0. */
void make_sets(int others)
{
	for (int i = 0; i <= others; i++) {
		set = semget(KEY + i, 2, IPC_CREAT | IPC_EXCL | 0600);
		if (set < 0)
			err(1, "semget");
	}
}

void make_queue(int n)
{
	(void)n;
	queue = msgget(KEY, IPC_CREAT | IPC_EXCL | 0600);
	if (queue < 0)
		err(1, "msgget");
}

/* For clean_up(): removes all sets with keys of make_sets(), and the queue. */
void remove_sets_and_queue(void)
{
	for (int i = 0; i < SEMMNI && set >= 0; i++) {
		int id = semget(KEY + i, 0, 0);

		if (id < 0)
			break;
		semctl(id, 0, IPC_RMID);
	}
	set = -1;
	msgctl(msgget(KEY, 0), IPC_RMID, NULL);
}

uint64_t find_set(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		call(__NR_ipc, SEMGET, KEY + m->n, 1, 0, NULL);
	return rdtsc() - start;
}

uint64_t find_queue(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		call(__NR_ipc, MSGGET, KEY, 0, 0, NULL);
	return rdtsc() - start;
}

static struct sembuf up[] = { { 0, 1, 0 }, { 1, 1, 0 } }, down[] = { { 0, -1, 0 }, { 1, -1, 0 } };
static struct sembuf up_undo = { 0, 1, SEM_UNDO }, down_undo = { 0, -1, SEM_UNDO };

uint64_t semop_pair(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		call(__NR_ipc, SEMOP, set, 1, 0, up);
		call(__NR_ipc, SEMOP, set, 1, 0, down);
	}
	return rdtsc() - start;
}

uint64_t semop_undo_pair(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		call(__NR_ipc, SEMOP, set, 1, 0, &up_undo);
		call(__NR_ipc, SEMOP, set, 1, 0, &down_undo);
	}
	return rdtsc() - start;
}

/* Semaphore 0 says that it is the partner's turn, semaphore 1 that it is ours. */
static void answer_semaphore(void)
{
	call(__NR_ipc, SEMOP, set, 1, 0, &down[0]);
	call(__NR_ipc, SEMOP, set, 1, 0, &up[1]);
}

void start_semaphore_partner(int sleepers)
{
	start_sleepers(sleepers);
	make_sets(0);
	start_child(answer_semaphore);
}

uint64_t semaphore_round_trip(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		call(__NR_ipc, SEMOP, set, 1, 0, &up[0]);
		call(__NR_ipc, SEMOP, set, 1, 0, &down[1]);
	}
	return rdtsc() - start;
}

uint64_t send_and_receive(const struct measurement *m)
{
	const struct ipc_kludge kludge = { (struct msgbuf *)&message, 0 };
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		call(__NR_ipc, MSGSND, queue, m->n, 0, &message);
		call(__NR_ipc, MSGRCV, queue, m->n, 0, &kludge);
	}
	return rdtsc() - start;
}

/* Type 1 is for the partner, type 2 for us. */
static void answer_message(void)
{
	static struct message mine;
	const struct ipc_kludge kludge = { (struct msgbuf *)&mine, 1 };

	call(__NR_ipc, MSGRCV, queue, 1, 0, &kludge);
	mine.type = 2;
	call(__NR_ipc, MSGSND, queue, 1, 0, &mine);
}

void start_message_partner(int sleepers)
{
	start_sleepers(sleepers);
	make_queue(0);
	start_child(answer_message);
}

uint64_t message_round_trip(const struct measurement *m)
{
	static struct message answer;
	const struct ipc_kludge kludge = { (struct msgbuf *)&answer, 2 };
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		call(__NR_ipc, MSGSND, queue, 1, 0, &message);
		call(__NR_ipc, MSGRCV, queue, 1, 0, &kludge);
	}
	return rdtsc() - start;
}
