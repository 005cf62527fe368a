/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 8: semaphores in the kernel, tested from programs, and the programs counter and ring. */
#include <lab.h>
#include <sched.h>
#include <sys/sem.h>
#include <time.h>

static int set = -1;

static void remove_set(void)
{
	semctl(set, 0, IPC_RMID);
}

/* A set that is removed at the end of the test. */
static void use_set(int id)
{
	if (id < 0)
		failed("a set of semaphores for the test", "semget: %s", strerror(errno));
	set = id;
	atexit(remove_set);
}

static void let(int number, int value)
{
	if (semctl(set, number, SETVAL, value) < 0)
		failed("the test can set a semaphore", "SETVAL: %s", strerror(errno));
}

/* A new set of three semaphores with these values. */
static void new_set(int first, int second, int third)
{
	use_set(semget(IPC_PRIVATE, 3, 0600));
	let(0, first);
	let(1, second);
	let(2, third);
}

static void values(int first, int second, int third)
{
	equal(semctl(set, 0, GETVAL), first, "the value of semaphore 0");
	equal(semctl(set, 1, GETVAL), second, "the value of semaphore 1");
	equal(semctl(set, 2, GETVAL), third, "the value of semaphore 2");
}

/* semop with two operations. */
static int two(int number, int add, int flags, int number2, int add2, int flags2)
{
	struct sembuf sops[] = { { number, add, flags }, { number2, add2, flags2 } };

	return semop(set, sops, 2);
}

static int one(int number, int add, int flags)
{
	struct sembuf sop = { number, add, flags };

	return semop(set, &sop, 1);
}

static void a_moment(void)
{
	struct timespec tick = { 0, 10 * 1000 * 1000 };

	nanosleep(&tick, NULL);
}

/* Wait until this many processes sleep at a semaphore, for at most a second. */
static void expect_sleepers(int command, int number, int count)
{
	int got = -1;

	for (int i = 0; i < 100 && got != count; i++) {
		got = semctl(set, number, command);
		if (got != count)
			a_moment();
	}
	equal(got, count, command == GETNCNT ? "how many processes wait for a unit (GETNCNT)" :
	      "how many processes wait for zero (GETZCNT)");
}

/* The process goes on and ends with status 0. `what` says which process it is. */
static void goes_on(pid_t pid, const char *what)
{
	char expected[200];
	int status = 0, tries = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (++tries > 150) {
			snprintf(expected, sizeof(expected), "%s goes on", what);
			failed(expected, "it was still waiting after a second and a half");
		}
		a_moment();
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		exit(1);		/* the process has reported why */
	snprintf(expected, sizeof(expected), "the end of %s", what);
	equal(status, 0, expected);
}

static void handler(int sig)
{
	(void)sig;
}

/* two(), which must not wait: a signal ends a wait after a second. */
static int two_at_once(int number, int add, int flags, int number2, int add2, int flags2)
{
	int result, error;

	signal(SIGALRM, handler);
	alarm(1);
	result = two(number, add, flags, number2, add2, flags2);
	error = errno;
	alarm(0);
	errno = error;
	return result;
}

static void down(void)
{
	equal(one(0, -1, 0), 0, "semop -1 of a process that waits");
}

/* ---- perform_atomic_semop: calls with two operations, which never have a short way ---- */

TEST(counts)
{
	int a = pick(2, 90), b = pick(2, 90);

	new_set(0, 0, 7);
	equal(two_at_once(0, a, 0, 1, b, 0), 0, "semop of +a and +b");
	values(a, b, 7);
	equal(two_at_once(0, -1, 0, 1, -b, 0), 0, "semop of -1 and -b");
	values(a - 1, 0, 7);
	equal(two_at_once(2, -7, 0, 1, 1, 0), 0, "semop of -7 and +1");
	values(a - 1, 1, 0);
}

TEST(refuses)
{
	new_set(pick(1, 9), 0, 3);
	let(0, 1);
	fails_with(two_at_once(1, -1, IPC_NOWAIT, 0, -1, 0), EAGAIN, "semop of -1 at value 0 with IPC_NOWAIT");
	fails_with(two_at_once(0, -1, 0, 2, -4, IPC_NOWAIT), EAGAIN, "semop of -4 at value 3 with IPC_NOWAIT");
	fails_with(two_at_once(0, -1, 0, 0, -1, IPC_NOWAIT), EAGAIN, "semop of -1 and -1 at value 1 with IPC_NOWAIT");
	values(1, 0, 3);
	equal(two_at_once(0, -1, 0, 2, -3, IPC_NOWAIT), 0, "semop of -1 at 1, and -3 at 3");
	values(0, 0, 0);
}

TEST(nothing)
{
	struct sembuf sops[] = { { 0, 4, 0 }, { 1, -2, 0 }, { 0, -1, 0 }, { 2, -1, IPC_NOWAIT } };

	new_set(1, 5, 0);
	signal(SIGALRM, handler);
	alarm(1);
	fails_with(semop(set, sops, 4), EAGAIN, "semop whose fourth operation cannot proceed");
	values(1, 5, 0);
	let(2, 1);
	equal(semop(set, sops, 4), 0, "the same semop when it can");
	alarm(0);
	values(4, 3, 0);
}

TEST(order)
{
	new_set(0, 0, 0);
	equal(two_at_once(0, 1, 0, 0, -1, IPC_NOWAIT), 0, "semop of +1 and -1 at value 0: the second sees the first");
	fails_with(two_at_once(0, -1, IPC_NOWAIT, 0, 1, 0), EAGAIN, "semop of -1 and +1 at value 0");
	equal(two_at_once(0, 2, 0, 0, -1, IPC_NOWAIT), 0, "semop of +2 and -1");
	values(1, 0, 0);
}

TEST(zero)
{
	new_set(0, 5, 0);
	equal(two_at_once(0, 0, IPC_NOWAIT, 1, -1, 0), 0, "semop of 0 at value 0, and -1");
	values(0, 4, 0);
	fails_with(two_at_once(1, 0, IPC_NOWAIT, 0, 1, 0), EAGAIN, "semop of 0 at value 4 with IPC_NOWAIT");
	fails_with(two_at_once(0, 1, 0, 0, 0, IPC_NOWAIT), EAGAIN, "semop of +1 and 0 at value 0");
	values(0, 4, 0);
}

TEST(range)
{
	new_set(32767, 0, 32760);
	fails_with(two_at_once(1, 1, 0, 0, 1, 0), ERANGE, "semop of +1 at value 32767");
	fails_with(two_at_once(1, 1, 0, 2, 8, 0), ERANGE, "semop of +8 at value 32760");
	values(32767, 0, 32760);
	equal(two_at_once(1, 1, 0, 2, 7, 0), 0, "semop of +7 at value 32760");
	values(32767, 1, 32767);
}

static void touch_two(void)
{
	equal(two_at_once(0, 1, 0, 1, 0, 0), 0, "semop of +1 and 0");
}

static void fail_at_third(void)
{
	two_at_once(2, 1, 0, 1, -1, IPC_NOWAIT);
}

TEST(who)
{
	struct semid_ds ds;
	pid_t pid;

	new_set(0, 0, 0);
	in_child(fail_at_third);
	semctl(set, 0, IPC_STAT, &ds);
	equal(ds.sem_otime, 0, "sem_otime after a semop that failed");
	equal(semctl(set, 2, GETPID) == getpid(), semctl(set, 0, GETPID) == getpid(),
	      "GETPID after a semop that failed: 1 if as before");
	pid = start(touch_two);
	equal(end_of(pid), 0, "the child's end");
	equal(semctl(set, 0, GETPID), pid, "GETPID: the process that added");
	equal(semctl(set, 1, GETPID), pid, "GETPID: the process whose operation was 0");
	check(semctl(set, 2, GETPID) != pid, "GETPID of a semaphore that was not named is another process",
	      "it is the process that used the others");
	semctl(set, 0, IPC_STAT, &ds);
	check(ds.sem_otime > 0, "sem_otime is set", "it is 0");
}

static void sleep_at_second(void)
{
	equal(two(0, -1, IPC_NOWAIT, 1, -1, 0), 0, "semop of -1 with IPC_NOWAIT, and -1 without");
}

TEST(whose)
{
	pid_t pid;

	new_set(1, 0, 0);
	pid = start(sleep_at_second);
	expect_sleepers(GETNCNT, 1, 1);
	values(1, 0, 0);
	kill(pid, SIGKILL);
	end_of(pid);
	let(0, 0);
	let(1, 1);
	fails_with(two_at_once(1, -1, 0, 0, -1, IPC_NOWAIT), EAGAIN, "semop whose second operation has IPC_NOWAIT and cannot");
}

static void use_and_exit(void)
{
	struct sembuf sops[] = { { 0, -2, SEM_UNDO }, { 1, 3, SEM_UNDO }, { 2, 1, 0 }, { 0, -1, SEM_UNDO } };

	equal(semop(set, sops, 4), 0, "semop with SEM_UNDO");
	values(2, 3, 1);
}

TEST(adjusts)
{
	new_set(5, 0, 0);
	in_child(use_and_exit);
	values(5, 0, 1);
}

static void fail_and_exit(void)
{
	fails_with(two_at_once(0, -2, SEM_UNDO, 1, -1, IPC_NOWAIT | SEM_UNDO), EAGAIN, "semop with SEM_UNDO");
	equal(two(0, -1, SEM_UNDO, 2, 1, 0), 0, "another semop with SEM_UNDO");
}

TEST(takes_back)
{
	new_set(5, 0, 0);
	in_child(fail_and_exit);
	values(5, 0, 1);
}

/* ---- sleep_on_set ---- */

TEST(sleeps)
{
	pid_t pid;
	char path[40];

	new_set(0, 0, 0);
	pid = start(down);
	expect_sleepers(GETNCNT, 0, 1);
	sprintf(path, "/proc/%d/status", pid);
	check(strstr(contents(path), "State:\tS") != NULL, "the state of the process that waits is S (sleeping)",
	      "it is another one");
	values(0, 0, 0);
	kill(pid, SIGKILL);
	equal(end_of(pid), 128 + SIGKILL, "the end of the process that waits, when it is killed (137)");
	equal(semctl(set, 0, GETNCNT), 0, "how many processes wait after that");
	equal(one(0, 1, 0), 0, "semop +1 after that");
	values(1, 0, 0);
}

static void wait_for_signal(void)
{
	signal(SIGUSR1, handler);
	fails_with(one(0, -1, 0), EINTR, "semop -1 of a process that catches a signal");
}

TEST(interrupted)
{
	pid_t pid;

	new_set(0, 0, 0);
	pid = start(wait_for_signal);
	expect_sleepers(GETNCNT, 0, 1);
	kill(pid, SIGUSR1);
	goes_on(pid, "the process that waited");
	equal(semctl(set, 0, GETNCNT), 0, "how many processes wait after that");
	equal(one(0, 1, 0), 0, "semop +1 after that");
	values(1, 0, 0);
}

static void wait_for_removal(void)
{
	fails_with(one(0, -1, 0), EIDRM, "semop -1 of a process that waits when the set is removed");
}

static void wait_for_zero_until_removal(void)
{
	fails_with(one(1, 0, 0), EIDRM, "semop 0 of a process that waits when the set is removed");
}

TEST(removed)
{
	pid_t pids[2];

	new_set(0, 1, 0);
	pids[0] = start(wait_for_removal);
	pids[1] = start(wait_for_zero_until_removal);
	expect_sleepers(GETNCNT, 0, 1);
	expect_sleepers(GETZCNT, 1, 1);
	equal(semctl(set, 0, IPC_RMID), 0, "IPC_RMID");
	goes_on(pids[0], "the process that waited for a unit");
	goes_on(pids[1], "the process that waited for zero");
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

TEST(limited)
{
	struct timespec limit = { 0, pick(60, 120) * 1000 * 1000 };
	struct sembuf sop = { 0, -1, 0 };
	long before, after;

	new_set(0, 0, 0);
	before = now_ms();
	fails_with(semtimedop(set, &sop, 1, &limit), EAGAIN, "semtimedop of -1 when the time is over");
	after = now_ms();
	check(after - before >= limit.tv_nsec / 1000000, "it has waited as long as it should", "it came back earlier");
	check(after - before < 1500, "it has not waited much longer", "it has waited for more than a second");
	equal(semctl(set, 0, GETNCNT), 0, "how many processes wait after that");
}

static int id;

/* Down, or interrupted: says in the segment which of the two. */
static void down_or_interrupted(void)
{
	volatile int *said = (volatile int *)attach_at(id, 0x50000000, 0);

	signal(SIGUSR1, handler);
	said[0] = one(0, -1, 0) == 0 ? 1 : errno == EINTR ? 2 : 3;
}

TEST(either)
{
	volatile int *said;

	new_set(0, 0, 0);
	id = new_segment(PAGE, 0600);
	said = (volatile int *)attach_at(id, 0x60000000, 0);
	for (int i = 0; i < 20; i++) {
		pid_t pid = start(down_or_interrupted);

		expect_sleepers(GETNCNT, 0, 1);
		if (i % 2)
			kill(pid, SIGUSR1);
		one(0, 1, 0);
		kill(pid, SIGUSR1);
		goes_on(pid, "a process that gets a unit and a signal");
		check(said[0] == 1 || said[0] == 2, "semop succeeds or fails with EINTR", "it fails otherwise");
		equal(semctl(set, 0, GETVAL), said[0] == 1 ? 0 : 1,
		      said[0] == 1 ? "the value when the process has the unit" :
		      "the value when the process was interrupted");
		let(0, 0);
	}
}

/* ---- update_queue ---- */

static pid_t pids[6];

static void start_sleepers(int count, void (*run)(void))
{
	for (int i = 0; i < count; i++) {
		pids[i] = start(run);
		expect_sleepers(GETNCNT, 0, i + 1);
	}
}

TEST(wakes_one)
{
	new_set(0, 0, 0);
	start_sleepers(3, down);
	equal(one(0, 1, 0), 0, "semop +1");
	values(0, 0, 0);
	equal(semctl(set, 0, GETNCNT), 2, "how many of three processes wait after semop +1");
	goes_on(pids[0], "the process that came first");
	a_moment();
	equal(semctl(set, 0, GETNCNT), 2, "how many wait a moment later");
	equal(one(0, 2, 0), 0, "semop +2");
	goes_on(pids[1], "the second process");
	goes_on(pids[2], "the third process");
	values(0, 0, 0);
}

TEST(wakes_all)
{
	int extra = pick(1, 50);

	new_set(0, 0, 0);
	start_sleepers(5, down);
	equal(one(0, 5 + extra, 0), 0, "semop with more units than five processes wait for");
	for (int i = 0; i < 5; i++)
		goes_on(pids[i], "a process that waited");
	values(extra, 0, 0);
}

TEST(first_come)
{
	new_set(0, 0, 0);
	start_sleepers(4, down);
	for (int i = 0; i < 4; i++) {
		equal(one(0, 1, 0), 0, "semop +1");
		equal(semctl(set, 0, GETNCNT), 3 - i, "how many processes wait after each semop +1");
		goes_on(pids[i], "the process that has waited longest");
	}
}

static void down_three(void)
{
	equal(one(0, -3, 0), 0, "semop -3 of a process that waits");
}

TEST(passes)
{
	new_set(0, 0, 0);
	start_sleepers(1, down_three);
	pids[1] = start(down);
	expect_sleepers(GETNCNT, 0, 2);
	equal(one(0, 1, 0), 0, "semop +1");
	goes_on(pids[1], "a process that wants 1, behind one that wants 3");
	equal(semctl(set, 0, GETNCNT), 1, "how many processes wait after that");
	values(0, 0, 0);
	equal(one(0, 3, 0), 0, "semop +3");
	goes_on(pids[0], "the process that wants 3");
	values(0, 0, 0);
}

static void wait_for_zero(void)
{
	equal(one(0, 0, 0), 0, "semop 0 of a process that waits");
}

static void take_one_of_each(void)
{
	equal(two(1, -1, 0, 0, -1, 0), 0, "semop of -1 and -1 of a process that waits");
}

TEST(at_zero)
{
	new_set(2, 0, 0);
	pids[0] = start(wait_for_zero);
	expect_sleepers(GETZCNT, 0, 1);
	equal(one(0, -1, 0), 0, "semop -1");
	equal(semctl(set, 0, GETZCNT), 1, "how many processes wait for zero when the value is 1");
	equal(one(0, -1, 0), 0, "semop -1");
	goes_on(pids[0], "the process that waits for zero");
	let(0, 1);
	pids[0] = start(wait_for_zero);
	expect_sleepers(GETZCNT, 0, 1);
	pids[1] = start(take_one_of_each);
	expect_sleepers(GETNCNT, 1, 1);
	equal(one(1, 1, 0), 0, "semop +1, with which another process takes the last unit of semaphore 0");
	goes_on(pids[1], "the process that takes it");
	goes_on(pids[0], "the process that waits for zero");
	values(0, 0, 0);
}

static void pass_on(void)
{
	equal(two(1, -1, 0, 0, 1, 0), 0, "semop of -1 and +1 of a process that waits");
}

TEST(chain)
{
	new_set(0, 0, 0);
	start_sleepers(1, down);
	pids[1] = start(pass_on);
	expect_sleepers(GETNCNT, 1, 1);
	equal(one(1, 1, 0), 0, "semop +1 of semaphore 1");
	goes_on(pids[1], "the process that takes it and adds 1 to semaphore 0");
	goes_on(pids[0], "the process that has waited for semaphore 0 before");
	values(0, 0, 0);
}

static void too_much(void)
{
	fails_with(two_at_once(0, -1, 0, 1, 1, 0), ERANGE, "semop of a process that waits, and whose second operation goes too far");
}

TEST(errors)
{
	new_set(0, 0, 0);
	start_sleepers(1, too_much);
	let(1, 32767);
	equal(semctl(set, 0, GETNCNT), 1, "how many processes wait while the first operation cannot proceed");
	equal(one(0, 1, 0), 0, "semop +1");
	goes_on(pids[0], "the process that waits");
	values(1, 32767, 0);
}

static void down_other(void)
{
	equal(one(1, -1, 0), 0, "semop -1 of semaphore 1");
}

TEST(other)
{
	new_set(0, 0, 0);
	start_sleepers(1, down);
	pids[1] = start(down_other);
	expect_sleepers(GETNCNT, 1, 1);
	let(1, 1);
	goes_on(pids[1], "the process that waits for semaphore 1, after SETVAL");
	equal(semctl(set, 0, GETNCNT), 1, "how many processes wait for semaphore 0");
	let(0, 3);
	goes_on(pids[0], "the process that waits for semaphore 0, after SETVAL");
	values(2, 0, 0);
}

/* ---- apply_undo ---- */

static struct gate ready, never;

static void hold(void)
{
	one(0, -2, SEM_UNDO);
	one(1, 3, SEM_UNDO);
	open_gate(&ready);
	pass_gate(&never);
}

/* A child that has done -2 and +3 with SEM_UNDO, and waits until the gate opens or it is killed. */
static pid_t holder(void)
{
	pid_t pid;

	ready = make_gate();
	never = make_gate();
	pid = start(hold);
	pass_gate(&ready);
	return pid;
}

TEST(at_exit)
{
	pid_t pid;

	new_set(5, 0, 9);
	pid = holder();
	values(3, 3, 9);
	open_gate(&never);
	equal(end_of(pid), 0, "the child's end");
	values(5, 0, 9);
	pid = holder();
	kill(pid, SIGKILL);
	end_of(pid);
	values(5, 0, 9);
}

TEST(floor_and_ceiling)
{
	pid_t pid;

	new_set(2, 0, 9);
	pid = holder();
	equal(one(1, -2, 0), 0, "semop -2 by the test");
	equal(one(0, 32766, 0), 0, "semop +32766 by the test");
	kill(pid, SIGKILL);
	end_of(pid);
	values(32767, 0, 9);
}

TEST(who_undid)
{
	int before;
	pid_t pid;

	new_set(2, 0, 9);
	before = semctl(set, 2, GETPID);
	pid = holder();
	equal(one(0, 1, 0) | one(1, 1, 0), 0, "semop by the test");
	open_gate(&never);
	end_of(pid);
	equal(semctl(set, 0, GETPID), pid, "GETPID of semaphore 0: the process that has ended");
	equal(semctl(set, 1, GETPID), pid, "GETPID of semaphore 1: the process that has ended");
	equal(semctl(set, 2, GETPID), before, "GETPID of semaphore 2, which the process has not used");
}

TEST(undo_wakes)
{
	pid_t pid;

	new_set(2, 0, 0);
	pid = holder();
	start_sleepers(1, down);
	kill(pid, SIGKILL);
	end_of(pid);
	goes_on(pids[0], "a process that waits for what the killed one held");
	values(1, 0, 0);
}

/* ---- counter ---- */

static key_t key;

/* Start a program with the key as its last argument, in a process group of its own. */
static pid_t run(const char *program, const char *a, const char *b, const char *c)
{
	char path[32], last[16];
	char *words[] = { (char *)program, (char *)a, (char *)b, (char *)c, last, NULL };
	pid_t pid;

	sprintf(path, "/bin/%s", program);
	sprintf(last, "%#x", key);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		execv(path, words);
		_exit(127);
	}
	return pid;
}

struct shared {				/* as in user/counter.c */
	int lock, counter, turns, last;
};

static volatile struct shared *counters(void)
{
	return (volatile struct shared *)attach_at(shmget(key, 0, 0), 0x50000000, 0);
}

TEST(sum)
{
	int processes = pick(2, 4), times = pick(20, 40);
	char words[2][8];

	key = pick(0x1000, 0xfffffff);
	sprintf(words[0], "%d", processes);
	sprintf(words[1], "%d", times);
	goes_on(run("counter", "semaphore", words[0], words[1]), "counter");
	equal(counters()->counter, processes * times, "the counter");
	use_set(semget(key, 0, 0));
	equal(semctl(set, 0, GETVAL), 1, "the semaphore at the end");
}

TEST(sleeps_in_kernel)
{
	volatile struct shared *s;
	pid_t pid;
	int before;

	key = pick(0x1000, 0xfffffff);
	pid = run("counter", "semaphore", "3", "100");
	for (int i = 0; i < 100 && semget(key, 0, 0) < 0; i++)
		a_moment();
	use_set(semget(key, 0, 0));
	for (int i = 0; i < 100 && semctl(set, 0, GETNCNT) == 0; i++)
		sched_yield();
	equal(one(0, -1, 0), 0, "semop -1 by the test, beside counter's processes");
	s = counters();
	before = s->counter;
	for (int i = 0; i < 20; i++)
		a_moment();
	equal(s->counter, before, "the counter while the test has the semaphore");
	equal(semctl(set, 0, GETNCNT), 3, "how many processes sleep meanwhile");
	equal(one(0, 1, 0), 0, "semop +1 by the test");
	goes_on(pid, "counter");
	equal(s->counter, 300, "the counter at the end");
}

TEST(killed_holder)
{
	key = pick(0x1000, 0xfffffff);
	for (int i = 0; i < 6; i++) {
		pid_t pid = run("counter", "semaphore", "1", "100000");
		int tries;

		a_moment();
		a_moment();
		kill(-pid, SIGKILL);
		end_of(pid);
		if (i == 0)
			use_set(semget(key, 0, 0));
		/* Its child is an orphan now, and ends a moment later. */
		for (tries = 0; tries < 50 && semctl(set, 0, GETVAL) != 1; tries++)
			a_moment();
		equal(semctl(set, 0, GETVAL), 1, "the semaphore after a process was killed while it added");
	}
}

/* ---- ring ---- */

enum { FREE, FULL, MUTEX };

struct ring {				/* as in user/ring.c */
	unsigned int put, taken;
	long long sum_put, sum_taken;
	int places[8];
};

static volatile struct ring *ring;

/* A ring of the test's own, with `count` numbers in it, from `first` on. */
static void make_ring(int count, int first)
{
	key = pick(0x1000, 0xfffffff);
	use_set(semget(key, 3, IPC_CREAT | 0600));
	let(FREE, 8 - count);
	let(FULL, count);
	let(MUTEX, 1);
	id = shmget(key, sizeof(*ring), IPC_CREAT | 0600);
	ring = (volatile struct ring *)attach_at(id, 0x50000000, 0);
	for (int i = 0; i < count; i++)
		ring->places[i] = first + i;
	ring->put = count;
}

TEST(puts_numbers)
{
	int count = pick(3, 6);
	char words[8];

	sprintf(words, "%d", count);
	make_ring(2, 70);
	goes_on(run("ring", words, "1", "0"), "ring");
	equal(ring->put, 2 + count, "how many numbers were put");
	equal(ring->taken, 0, "how many were taken");
	equal(ring->places[0], 70, "the number in place 0, which was there before");
	equal(ring->places[1], 71, "the number in place 1, which was there before");
	for (int i = 0; i < count; i++)
		equal(ring->places[2 + i], i + 1, "the number in a place that ring has filled");
	values(6 - count, 2 + count, 1);
}

TEST(full)
{
	pid_t pid;

	make_ring(0, 0);
	pid = run("ring", "10", "1", "0");
	expect_sleepers(GETNCNT, FREE, 1);
	equal(ring->put, 8, "how many numbers are in the ring when it is full");
	values(0, 8, 1);
	for (int i = 0; i < 2; i++) {
		equal(one(FULL, -1, 0), 0, "semop -1 of FULL by the test");
		equal(ring->places[ring->taken++ % 8], i + 1, "the oldest number in the ring");
		equal(one(FREE, 1, 0), 0, "semop +1 of FREE by the test");
	}
	goes_on(pid, "ring");
	equal(ring->places[0], 9, "the number in place 0");
	equal(ring->places[1], 10, "the number in place 1");
	values(0, 8, 1);
}

TEST(put_excludes)
{
	pid_t pid;

	make_ring(1, 70);
	let(MUTEX, 0);
	pid = run("ring", "2", "1", "0");
	expect_sleepers(GETNCNT, MUTEX, 1);
	equal(ring->put, 1, "how many numbers were put while another process is at the ring");
	equal(semctl(set, FULL, GETVAL), 1, "the value of FULL meanwhile");
	equal(one(MUTEX, 1, 0), 0, "semop +1 of MUTEX by the test");
	goes_on(pid, "ring");
	equal(ring->put, 3, "how many numbers were put then");
	values(5, 3, 1);
}

TEST(takes)
{
	int count = pick(3, 6), first = pick(10, 1000);
	char words[8];

	sprintf(words, "%d", count);
	make_ring(7, first);
	goes_on(run("ring", words, "0", "1"), "ring");
	equal(ring->taken, count, "how many numbers were taken");
	equal(ring->sum_taken, count * first + count * (count - 1) / 2, "their sum");
	equal(ring->put, 7, "how many numbers were put");
	values(1 + count, 7 - count, 1);
}

TEST(empty)
{
	pid_t pid;

	make_ring(2, 50);
	pid = run("ring", "3", "0", "1");
	expect_sleepers(GETNCNT, FULL, 1);
	equal(ring->taken, 2, "how many numbers were taken until the ring was empty");
	values(8, 0, 1);
	ring->places[2] = 7;
	ring->put++;
	equal(two(FREE, -1, 0, FULL, 1, 0), 0, "semop by the test, which has put a number");
	goes_on(pid, "ring");
	equal(ring->sum_taken, 50 + 51 + 7, "the sum of the numbers that were taken");
	values(8, 0, 1);
}

TEST(take_excludes)
{
	pid_t pid;

	make_ring(3, 70);
	let(MUTEX, 0);
	pid = run("ring", "2", "0", "1");
	expect_sleepers(GETNCNT, MUTEX, 1);
	equal(ring->taken, 0, "how many numbers were taken while another process is at the ring");
	equal(semctl(set, FREE, GETVAL), 5, "the value of FREE meanwhile");
	equal(one(MUTEX, 1, 0), 0, "semop +1 of MUTEX by the test");
	goes_on(pid, "ring");
	values(7, 1, 1);
}

TEST(together)
{
	make_ring(0, 0);
	goes_on(run("ring", "50", "3", "2"), "ring");
	equal(ring->put, 150, "how many numbers were put");
	equal(ring->taken, 150, "how many were taken");
	equal(ring->sum_put, 3 * 50 * 51 / 2, "the sum of what was put");
	equal(ring->sum_taken, ring->sum_put, "the sum of what was taken");
	values(8, 0, 1);
}

TESTS({ "8.1-counts", counts },
      { "8.1-refuses", refuses },
      { "8.1-nothing", nothing },
      { "8.1-order", order },
      { "8.1-zero", zero },
      { "8.1-range", range },
      { "8.1-who", who },
      { "8.1-whose", whose },
      { "8.1-adjusts", adjusts },
      { "8.1-takes-back", takes_back },
      { "8.2-sleeps", sleeps },
      { "8.2-interrupted", interrupted },
      { "8.2-removed", removed },
      { "8.2-limited", limited },
      { "8.2-either", either },
      { "8.3-one", wakes_one },
      { "8.3-all", wakes_all },
      { "8.3-first", first_come },
      { "8.3-passes", passes },
      { "8.3-zero", at_zero },
      { "8.3-chain", chain },
      { "8.3-errors", errors },
      { "8.3-other", other },
      { "8.4-exit", at_exit },
      { "8.4-range", floor_and_ceiling },
      { "8.4-who", who_undid },
      { "8.4-wakes", undo_wakes },
      { "8.5-sum", sum },
      { "8.5-sleeps", sleeps_in_kernel },
      { "8.5-killed", killed_holder },
      { "8.6-puts", puts_numbers },
      { "8.6-full", full },
      { "8.6-excludes", put_excludes },
      { "8.7-takes", takes },
      { "8.7-empty", empty },
      { "8.7-excludes", take_excludes },
      { "8.7-together", together })
