/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeping in semop: who is served, in which order, and every way in which the sleep ends. */
#include "sem_util.h"

#include <sys/time.h>

static int set;

static int ncnt(int num) { return semctl(set, num, GETNCNT); }
static int zcnt(int num) { return semctl(set, num, GETZCNT); }

static void handler(int sig) { (void)sig; }

static void catch(int sig, int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

static void woken(void)
{
	pid_t a, b;
	time_t before = time(NULL);

	a = sleeper(semop(set, OPS({ 0, -1, 0 })));
	is(ncnt(0), 1, "a process sleeps until the value is large enough");
	is(zcnt(0), 0, "it does not wait for 0");
	is(semop(set, OPS({ 0, 1, 0 })), 0, "another adds");
	is(value(set, 0), 0, "the sleeper's operation is done at once");
	is_errno(semop(set, OPS({ 0, -1, IPC_NOWAIT })), EAGAIN, "so nobody can take its unit away");
	is(semctl(set, 0, GETPID), a, "the sleeper is recorded as the process that did it");
	ok(set_state(set).sem_otime >= before, "and otime");
	is_end(wait_for(a), 0, "it has not failed");
	set_to(set, 0, 2);
	a = sleeper(semop(set, OPS({ 0, 0, 0 })));
	is(zcnt(0), 1, "a process sleeps until the value is 0");
	semop(set, OPS({ 0, -1, 0 }));
	ok(still_asleep(a), "1 is not 0");
	semop(set, OPS({ 0, -1, 0 }));
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(a), 0, "at 0 it goes, though the value was 0 only for a moment");
	a = sleeper(semop(set, OPS({ 0, 0, 0 })));
	semop(set, OPS({ 0, -1, 0 }, { 0, 1, 0 }));
	ok(still_asleep(a), "0 in the middle of one call does not count");
	set_to(set, 0, 0);
	is_end(wait_for(a), 0, "SETVAL wakes it");
	a = sleeper(semop(set, OPS({ 0, -1, 0 })));
	b = sleeper(semop(set, OPS({ 1, -2, 0 })));
	is(semctl(set, 0, SETALL, (unsigned short[]){ 1, 2, 0, 0 }), 0, "SETALL wakes as well");
	is_end(wait_for(a), 0, "the one");
	is_end(wait_for(b), 0, "and the other");
}

static void order(void)
{
	pid_t a, b, c, d;

	a = sleeper(semop(set, OPS({ 0, -2, 0 })));
	b = sleeper(semop(set, OPS({ 0, -1, 0 })));
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(b), 0, "one that needs less overtakes");
	ok(still_asleep(a), "the first one needs 2 at once");
	semop(set, OPS({ 0, 2, 0 }));
	is_end(wait_for(a), 0, "and then goes");

	a = sleeper(semop(set, OPS({ 0, -1, 0 })));
	b = sleeper(semop(set, OPS({ 0, -1, 0 })));
	c = sleeper(semop(set, OPS({ 0, -1, 0 })));
	is(ncnt(0), 3, "three wait");
	semop(set, OPS({ 0, 2, 0 }));
	is_end(wait_for(a), 0, "the first goes");
	is_end(wait_for(b), 0, "the second goes");
	ok(still_asleep(c), "the third sleeps on");
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(c), 0, "until its unit comes");

	set_to(set, 0, 2);
	a = sleeper(semop(set, OPS({ 0, -3, 0 })));
	b = sleeper(semop(set, OPS({ 0, 0, 0 })));
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(a), 0, "a completed sleeper that makes the value 0 ...");
	is_end(wait_for(b), 0, "... lets the one go that waits for 0");
	is(value(set, 0), 0, "nothing is left");

	c = sleeper(semop(set, OPS({ 1, -1, 0 }, { 2, 1, 0 })));
	b = sleeper(semop(set, OPS({ 0, -1, 0 }, { 1, 1, 0 })));
	a = sleeper(semop(set, OPS({ 2, -1, 0 }, { 3, 1, 0 })));
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(b), 0, "a chain: the second of the queue enables ...");
	is_end(wait_for(c), 0, "... the first, which enables ...");
	is_end(wait_for(a), 0, "... the third");
	is(value(set, 3), 1, "whose unit is there");
	set_to(set, 3, 0);

	/* The lost wake-up of the era: row sem-lost-wake. */
	set_to(set, 1, 1);
	a = sleeper(semop(set, OPS({ 0, -1, 0 })));
	b = sleeper(semop(set, OPS({ 0, 1, 0 }, { 1, 0, 0 })));
	semop(set, OPS({ 1, -1, 0 }));
	is_end(wait_for(b), 0, "a sleeper is completed and adds ...");
	is_end(wait_for(a), 0, "... what an earlier sleeper needs");

	/* The zero between two completed sleepers. */
	set_to(set, 0, 1);
	a = sleeper(semop(set, OPS({ 0, 0, 0 }, { 2, 0, 0 })));
	b = sleeper(semop(set, OPS({ 0, -2, 0 })));
	c = sleeper(semop(set, OPS({ 0, 1, 0 }, { 1, -1, 0 })));
	semop(set, OPS({ 1, 1, 0 }));
	is_end(wait_for(c), 0, "one adds a unit");
	is_end(wait_for(b), 0, "another takes both");
	is_end(wait_for(a), 0, "and the call that waits for two zeros goes");

	set_to(set, 0, 1);
	a = sleeper(semop(set, OPS({ 0, 0, 0 }, { 0, 0, 0 })));
	b = sleeper(semop(set, OPS({ 0, 0, 0 })));
	semop(set, OPS({ 0, -1, 0 }));
	is(semctl(set, 0, GETPID), a, "of those that wait for 0, calls with one operation go first");
	is_end(wait_for(a), 0, "the one");
	is_end(wait_for(b), 0, "and the other");

	a = sleeper(semop(set, OPS({ 0, -1, 0 }, { 1, -1, 0 })));
	ok(ncnt(0) == 1 && ncnt(1) == 0, "a call is counted where it cannot proceed");
	set_to(set, 0, 1);
	ok(ncnt(0) == 0 && ncnt(1) == 1, "now at the other semaphore");
	d = sleeper(semop(set, OPS({ 0, 0, 0 }, { 1, 0, 0 })));
	ok(zcnt(0) == 1 && zcnt(1) == 0, "the same for a call that waits for zeros");
	set_to(set, 1, 1);
	is_end(wait_for(a), 0, "both semaphores have a unit: it goes");
	is_end(wait_for(d), 0, "and leaves two zeros");
}

static void errors(void)
{
	pid_t a;

	set_to(set, 1, 0);
	a = sleeper(semop(set, OPS({ 0, -1, 0 }, { 1, -1, IPC_NOWAIT })));
	ok(still_asleep(a), "it sleeps at its first operation");
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(a), EAGAIN, "and ends with EAGAIN when the second, with IPC_NOWAIT, cannot proceed");
	is(value(set, 0), 1, "nothing is taken");
	set_to(set, 0, 0);
	set_to(set, 1, VALUE_MAX);
	a = sleeper(semop(set, OPS({ 0, -1, 0 }, { 1, 1, SEM_UNDO })));
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(a), ERANGE, "or with ERANGE when the second exceeds 32767");
	ok(value(set, 0) == 1 && value(set, 1) == VALUE_MAX, "nothing is changed");
	semctl(set, 0, SETALL, (unsigned short[]){ 0, 0, 0, 0 });
}

static void ends(void)
{
	struct timespec limit = { 0, 30000000 }, later = { 1000, 0 };
	int id;
	pid_t a, b, c;

	id = new_set(1, 0666);
	set_to(id, 0, 1);
	a = sleeper(semop(id, OPS({ 0, -2, SEM_UNDO })));
	b = sleeper(semop(id, OPS({ 0, 0, 0 })));
	c = sleeper(semtimedop(id, OPS({ 0, -2, 0 }), &later));
	remove_set(id);
	is_end(wait_for(a), EIDRM, "removal ends the sleep with EIDRM");
	is_end(wait_for(b), EIDRM, "also of one that waits for 0");
	is_end(wait_for(c), EIDRM, "also of one with a time limit");

	a = start_child({
		catch(SIGUSR1, SA_RESTART);
		expect_errno(semop(set, OPS({ 0, -1, 0 })), EINTR);
	});
	until_asleep(a);
	while (ncnt(0) == 0)
		sched_yield();
	kill(a, SIGUSR1);
	is_end(wait_for(a), 0, "a signal ends it with EINTR, SA_RESTART or not");
	is(ncnt(0), 0, "it is no longer counted");
	a = sleeper((signal(SIGUSR1, SIG_IGN), semop(set, OPS({ 0, -1, 0 }))));
	kill(a, SIGUSR1);
	ok(still_asleep(a), "an ignored signal does not disturb it");
	kill(a, SIGSTOP);
	waitpid(a, NULL, WUNTRACED);
	kill(a, SIGCONT);
	is_end(wait_for(a), EINTR, "stopping and continuing ends it with EINTR");
	a = sleeper(semop(set, OPS({ 0, -1, SEM_UNDO })));
	kill(a, SIGKILL);
	is_end(wait_for(a), KILLED(SIGKILL), "it can be killed");
	is(ncnt(0), 0, "then it is not counted any more");
	semop(set, OPS({ 0, 1, 0 }));
	is(value(set, 0), 1, "and takes nothing");
	set_to(set, 0, 0);
	a = sleeper(semtimedop(set, OPS({ 0, -1, 0 }), &limit));
	is_end(wait_for(a), EAGAIN, "the time limit ends it with EAGAIN");
	is(ncnt(0), 0, "it is not counted any more");
	a = sleeper(semtimedop(set, OPS({ 0, -1, 0 }), &later));
	semop(set, OPS({ 0, 1, 0 }));
	is_end(wait_for(a), 0, "a unit that comes in time ends it with success");
	id = new_set(1, 0666);
	a = sleeper((become(65534, 65534), semop(id, OPS({ 0, -1, 0 }))));
	semctl(id, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = 0, .gid = 0, .mode = 0600 } });
	semop(id, OPS({ 0, 1, 0 }));
	is_end(wait_for(a), 0, "permission is asked for before the sleep only");
	remove_set(id);
}

/* Signals, time limits and units come at the same time: every unit is somewhere. */
static void storm(void)
{
	enum { PROCESSES = 6, ROUNDS = 300 };
	struct timespec brief = { 0, 1000000 };
	int id = new_set(2, 0600), i, sum;
	pid_t pid[PROCESSES];

	set_to(id, 0, 2);
	for (i = 0; i < PROCESSES; i++)
		pid[i] = start_child({
			int taken = 0, n;

			catch(SIGALRM, 0);
			for (n = 0; n < ROUNDS; n++) {
				struct itimerval soon = { { 0, 0 }, { 0, 1000 + n % 7 * 3000 } };

				setitimer(ITIMER_REAL, &soon, NULL);
				if (semtimedop(id, OPS({ 0, -1, 0 }, { 1, 1, 0 }), n % 2 ? &brief : NULL) == 0) {
					taken++;
					if (n % 3 == 0)
						sched_yield();
					while (semop(id, OPS({ 1, -1, 0 }, { 0, 1, 0 })))
						expect(errno == EINTR);
				} else {
					expect(errno == EINTR || errno == EAGAIN);
				}
			}
			expect(taken > 0);
		});
	for (i = sum = 0; i < PROCESSES; i++)
		sum += wait_for(pid[i]);
	is(sum, 0, "%d processes take and give with signals and time limits", PROCESSES);
	ok(value(id, 0) == 2 && value(id, 1) == 0, "no unit is lost or doubled");
	ok(semctl(id, 0, GETNCNT) == 0 && semctl(id, 1, GETNCNT) == 0, "nobody sleeps any more");
	remove_set(id);
}

/* One call wakes many; a removal, too. */
static void crowd(void)
{
	enum { MANY = 100 };
	int i, wrong = 0, id = new_set(MANY, 0600);
	pid_t pid[MANY];

	for (i = 0; i < MANY; i++)
		pid[i] = sleeper(semop(id, OPS({ i, -1, 0 }, { (i + MANY - 1) % MANY, 1, 0 })));
	semop(id, OPS({ MANY - 1, 1, 0 }));
	for (i = 0; i < MANY; i++)
		wrong += wait_for(pid[i]) != 0;
	is(wrong, 0, "%d sleepers, of which each enables the one before it, all go", MANY);
	is(value(id, MANY - 1), 1, "the last unit is there");
	for (i = 0; i < MANY; i++)
		pid[i] = sleeper(semop(id, OPS({ 0, -1, 0 })));
	is(semctl(id, 0, GETNCNT), MANY, "%d sleep", MANY);
	remove_set(id);
	for (i = 0; i < MANY; i++)
		wrong += wait_for(pid[i]) != EIDRM;
	is(wrong, 0, "a removal wakes all");
}

int main(void)
{
	long before;

	sweep_sets_and_queues();
	set = new_set(4, 0600);
	before = on_samepage() ? free_frames() : 0;
	woken();
	order();
	errors();
	ends();
	storm();
	crowd();
	if (on_samepage()) {
		is(settled_frames(before), before, "all frames are back");
		ok(strcmp(invariants(), "ok") == 0, "all is consistent: %s", invariants());
	}
	remove_set(set);
	return done_testing();
}
