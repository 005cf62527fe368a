/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphores and message queues while processes are killed at any time: what is moved is moved whole, what is undone
 * is undone once, no message comes twice, and whoever could go on does not sleep.
 */
#include "sem_util.h"

#define PROCESSES 12
#define KILLS 300

static unsigned random_state;

static unsigned draw(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return (random_state >> 5) % n;
}

/* Moves units between the semaphores of a set, in one call, for ever. */
static void move_units(int id)
{
	for (;;) {
		int from = draw(4), to = (from + 1 + draw(3)) % 4, n = 1 + draw(3);

		semop(id, OPS({ from, -n, 0 }, { to, n, 0 }));
	}
}

/* Takes units with SEM_UNDO, and gives them back, or does not. */
static void borrow(int id)
{
	for (;;) {
		int n = 1 + draw(3), which = draw(4);

		semop(id, OPS({ which, -n, SEM_UNDO }));
		if (draw(3))
			semop(id, OPS({ which, n, SEM_UNDO }));
		if (draw(20) == 0)
			_exit(0);
	}
}

/* Starts processes, kills one after the other, and starts a new one for each. Then kills all. */
static void churn(void (*work)(int id), int id)
{
	pid_t pid[PROCESSES];
	int i;

	for (i = 0; i < PROCESSES; i++)
		pid[i] = start_child({ random_state += i * 7919 + 1; work(id); });
	for (i = 0; i < KILLS; i++) {
		int victim = draw(PROCESSES);

		for (int n = draw(6); n > 0; n--)
			sched_yield();
		kill(pid[victim], SIGKILL);
		wait_for(pid[victim]);
		pid[victim] = start_child({ random_state += i * 104729 + 1; work(id); });
	}
	for (i = 0; i < PROCESSES; i++)
		kill(pid[i], SIGKILL);
	for (i = 0; i < PROCESSES; i++)
		wait_for(pid[i]);
}

static void semaphores(void)
{
	int id = new_set(4, 0600), i, sum;

	semctl(id, 0, SETALL, (unsigned short[]){ 5, 5, 5, 5 });
	churn(move_units, id);
	for (i = sum = 0; i < 4; i++)
		sum += value(id, i);
	is(sum, 20, "12 processes move 20 units, and %d are killed: no unit is lost or doubled", KILLS);
	semctl(id, 0, SETALL, (unsigned short[]){ 5, 5, 5, 5 });
	churn(borrow, id);
	for (i = sum = 0; i < 4; i++)
		sum += value(id, i) == 5;
	is(sum, 4, "they borrow units with SEM_UNDO: all are back");
	for (i = sum = 0; i < 4; i++)
		sum += semctl(id, i, GETNCNT) + semctl(id, i, GETZCNT);
	is(sum, 0, "nobody sleeps any more");
	remove_set(id);
}

/* A set is removed and made anew while others use it: each call ends, and nothing is left. */
static void removals(void)
{
	int id = new_set(3, 0600), i, bad = 0;
	pid_t pid[PROCESSES];

	for (i = 0; i < PROCESSES; i++)
		pid[i] = start_child({
			for (int n = 0; ; n++) {
				int now = semget(0x5e3a11, 3, IPC_CREAT | 0600);

				if (now < 0)
					_exit(errno == EINTR ? 0 : errno);
				if (semop(now, OPS({ n % 3, n % 4 - 1, SEM_UNDO }, { (n + 1) % 3, -1, SEM_UNDO })) && errno != EIDRM &&
				    errno != EINVAL)
					_exit(errno);
				if (n % 5 == i % 5)
					remove_set(now);
				if (value(id, 0) == 1)
					_exit(0);
			}
		});
	for (i = 0; i < 400; i++) {
		sched_yield();
		remove_set(semget(0x5e3a11, 0, 0));
	}
	set_to(id, 0, 1);
	for (i = 0; i < PROCESSES; i++) {
		while (state_of(pid[i]) != 'Z') {	/* some may sleep at a set that nobody else uses */
			remove_set(semget(0x5e3a11, 0, 0));
			sched_yield();
		}
		bad += wait_for(pid[i]) != 0;
	}
	is(bad, 0, "12 processes use, remove and make the same set: every call ends as it should");
	sweep_sets_and_queues();
}

static int queue;

static void messages(void)
{
	enum { MESSAGES = 600 };
	char *seen = mmap(NULL, MESSAGES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int i, twice = 0, come = 0;
	pid_t pid[PROCESSES];

	queue = new_queue(0600);
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0600 }, .msg_qbytes = 20 });
	for (i = 0; i < PROCESSES; i++)
		pid[i] = start_child({
			while (receive(queue, -3, 0) >= 0)
				seen[atoi(received)]++;
			_exit(errno != EIDRM);
		});
	for (i = 0; i < MESSAGES; i++) {
		char text[8];

		sprintf(text, "%d", i);
		send(queue, 1 + i % 3, text, 0);
		if (i % 50 == 49) {
			kill(pid[i % PROCESSES], SIGKILL);
			wait_for(pid[i % PROCESSES]);
			pid[i % PROCESSES] = start_child({
				while (receive(queue, 0, 0) >= 0)
					seen[atoi(received)]++;
				_exit(errno != EIDRM);
			});
		}
	}
	while (queue_state(queue).msg_qnum)
		sched_yield();
	for (i = 0; i < PROCESSES; i++)
		until_asleep(pid[i]);
	for (i = 0; i < MESSAGES; i++) {
		twice += seen[i] > 1;
		come += seen[i] == 1;
	}
	is(twice, 0, "no message comes twice");
	ok(come >= MESSAGES - MESSAGES / 50, "at most one is lost for each receiver that was killed (%d of %d have come)",
	   come, MESSAGES);
	remove_queue(queue);
	for (i = twice = 0; i < PROCESSES; i++)
		twice += wait_for(pid[i]) != 0;
	is(twice, 0, "the receivers see the removal");
}

int main(void)
{
	random_state = 12345;
	sweep_sets_and_queues();
	invariants();
	semaphores();
	removals();
	messages();
	if (on_samepage())
		ok(strcmp(invariants(), "ok") == 0, "all is consistent, and no memory is lost: %s", invariants());
	return done_testing();
}
