/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sleepers FIRST COUNT [log]: plays scenarios with these seeds, as root, and prints a digest of each one's log, or
 * the log itself. tools/sleepers compares them with Linux's.
 */
#include "sleepers.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#define STEPS 16

struct object set[OBJECTS], queue[OBJECTS];
int sets, queues, segment = -1;
static unsigned state;

static int draw(int n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (state >> 5) % n;
}

static const int modes[] = { 0666, 0666, 0666, 0666, 0666, 0666, 0600, 0644, 0622 };

/* Chooses an object, mostly a living one. -1: there is none. */
static int choose(const struct object *list, int count, struct request *r)
{
	int i;

	if (count == 0)
		return -1;
	for (int tries = 0; tries < 6; tries++) {
		i = draw(count);
		if (list[i].alive)
			break;
	}
	r->object = i;
	r->id = list[i].id;
	r->stale = !list[i].alive;
	return i;
}

static void choose_operations(struct request *r)
{
	int nsems = set[r->object].nsems;

	r->call = OPERATE;
	r->n = draw(3) ? 1 : 1 + draw(3);
	r->timed = draw(8) == 0;
	for (int i = 0; i < r->n; i++)
		r->ops[i] = (struct sembuf){
			.sem_num = draw(24) ? draw(nsems) : 3,
			.sem_op = draw(40) ? draw(6) - 3 + draw(2) : draw(2) ? 32767 : -32768,
			.sem_flg = (draw(8) ? 0 : IPC_NOWAIT) | (draw(3) ? 0 : SEM_UNDO),
		};
}

/* Is a sender asleep at this queue? Two, woken together, would race. */
static int has_sender(int object)
{
	for (int i = 0; i < WORKERS; i++)
		if (worker[i].busy && worker[i].request.call == SEND && worker[i].request.object == object)
			return 1;
	return 0;
}

static void choose_set_call(struct request *r)
{
	int what = draw(20);

	if (what < 14) {
		choose_operations(r);
	} else if (what < 16) {
		r->call = SET_VALUE;
		r->n = draw(set[r->object].nsems + 1);
		r->value = draw(12) ? draw(4) : 40000;
	} else if (what < 17) {
		r->call = SET_ALL;
		r->value = draw(9);
	} else if (what < 18) {
		r->call = SET_MODE;
		r->flags = modes[draw(9)];
	} else {
		r->call = draw(2) ? REMOVE_SET : SET_VALUE;
	}
}

static void choose_queue_call(struct request *r)
{
	int what = draw(20);

	r->flags = draw(8) ? 0 : IPC_NOWAIT;
	if (what < 8) {
		r->call = SEND;
		r->n = draw(QUEUE_SIZE / 2 + 2);
		r->type = draw(15) + (draw(4) ? 1 : 0) > 12 ? 0 : 1 + draw(3);
		if (has_sender(r->object))
			r->flags |= IPC_NOWAIT;
	} else if (what < 17) {
		r->call = RECEIVE;
		r->n = draw(10);
		r->type = draw(7) - 3;
		r->flags |= (draw(4) ? 0 : MSG_NOERROR) | (draw(4) ? 0 : MSG_EXCEPT);
	} else if (what < 19) {
		r->call = SET_QUEUE;
		r->n = draw(2 * QUEUE_SIZE);
		r->flags = modes[draw(9)];
	} else {
		r->call = REMOVE_QUEUE;
	}
}

static void choose_call(struct request *r)
{
	*r = (struct request){ .object = -1 };
	if (draw(12) == 0) {
		r->id = segment;
		r->object = 0;
		r->call = segment < 0 || draw(8) == 0 ? REMOVE_SEGMENT : draw(2) ? ATTACH : DETACH;
	} else if (draw(3) && choose(set, sets, r) >= 0) {
		choose_set_call(r);
	} else if (choose(queue, queues, r) >= 0) {
		choose_queue_call(r);
	} else {
		*r = (struct request){ .call = GET_SET, .type = IPC_PRIVATE, .n = 0 };	/* EINVAL */
	}
}

/* The coordinator creates objects, so that it knows their ids. */
static void create(void)
{
	int mode = modes[draw(9)];

	if (draw(8) == 0) {
		segment = segment >= 0 ? segment : shmget(IPC_PRIVATE, 4096, 0666);
		say("a segment");
	} else if (draw(2) && sets < OBJECTS) {
		set[sets].nsems = 1 + draw(3);
		set[sets].id = semget(IPC_PRIVATE, set[sets].nsems, mode);
		set[sets].alive = set[sets].id >= 0;
		say("a set of %d, mode %o", set[sets].nsems, mode);
		sets++;
	} else if (queues < OBJECTS) {
		struct msqid_ds ds = { .msg_perm = { .mode = mode }, .msg_qbytes = QUEUE_SIZE };

		queue[queues].id = msgget(IPC_PRIVATE, mode);
		queue[queues].alive = msgctl(queue[queues].id, IPC_SET, &ds) == 0;
		say("a queue, mode %o", mode);
		queues++;
	}
}

static void note_removal(const struct request *r, long result)
{
	if (result == 0 && r->call == REMOVE_SET)
		set[r->object].alive = 0;
	if (result == 0 && r->call == REMOVE_QUEUE)
		queue[r->object].alive = 0;
	if (r->call == REMOVE_SEGMENT && result == 0)
		segment = -1;
}

static void signal_somebody(int i)
{
	static const int signals[] = { SIGUSR1, SIGUSR1, SIGKILL, SIGSTOP };
	int sig = signals[draw(4)];

	say("w%d signal %d", worker[i].name, sig);
	if (sig == SIGKILL) {
		end_worker(i, sig);
		return;
	}
	kill(worker[i].pid, sig);
	settle();
	if (sig == SIGSTOP) {
		waitpid(worker[i].pid, NULL, WUNTRACED);
		kill(worker[i].pid, SIGCONT);
	}
	settle();
}

static void a_step(int number)
{
	struct request r;
	int actor = draw(WORKERS), i;
	long result;

	say("%d ", number);
	if (number < 2 || draw(20) == 0) {
		create();
	} else if (!worker[actor].pid) {
		start_worker(actor, draw(3) ? 0 : 1000);
		say("w%d starts, uid %d", worker[actor].name, worker[actor].uid);
	} else if (worker[actor].busy) {
		signal_somebody(actor);
	} else if (draw(16) == 0) {
		say("w%d exits", worker[actor].name);
		r = (struct request){ .call = LEAVE };
		give(actor, &r);
		end_worker(actor, 0);
	} else {
		choose_call(&r);
		say("w%d ", worker[actor].name);
		show_call(&r);
		give(actor, &r);
		say(" =%s", worker[actor].busy ? " " : "");
	}
	for (i = 0; i < WORKERS; i++)
		if (collect(i, &result)) {
			say(" w%d ", worker[i].name);
			show_result(&worker[i].request, result);
			note_removal(&worker[i].request, result);
		}
	say(" ;");
	show_state();
	say("\n");
}

static void scenario(unsigned seed, int aloud)
{
	state = (seed + 1) * 2654435761u | 1;
	for (int i = 0; i < 8; i++)
		draw(2);
	names = 0;
	pid_of[0] = getpid();
	begin_log(aloud);
	for (int i = 0; i < WORKERS - 1; i++)
		start_worker(i, i == 2 ? 1000 : 0);
	for (int i = 0; i < STEPS + draw(2 * STEPS); i++)
		a_step(i);
	end_all();
	say("end");
	show_state();
	say("\n");
	while (sets > 0)
		if (set[--sets].alive)
			semctl(set[sets].id, 0, IPC_RMID);
	while (queues > 0)
		if (queue[--queues].alive)
			msgctl(queue[queues].id, IPC_RMID, NULL);
	if (segment >= 0)
		shmctl(segment, IPC_RMID, NULL);
	segment = -1;
	end_log(seed);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	if (be_in_background()) {
		fprintf(stderr, "sleepers: no priorities: %s\n", strerror(errno));
		return 2;
	}
	for (unsigned seed = atoi(argv[1]), n = atoi(argv[2]); n > 0; seed++, n--)
		scenario(seed, argc > 3);
	return 0;
}
