/* SPDX-License-Identifier: GPL-2.0-only */
/* semop without sleepers: all or nothing, order of the operations and of the checks, ranges. */
#include "sem_util.h"

static void one(void)
{
	int id = new_set(3, 0600);
	time_t before = time(NULL);

	is(semop(id, OPS({ 1, 5, 0 })), 0, "an operation adds to a semaphore");
	is(value(id, 1), 5, "the value is the sum");
	ok(value(id, 0) == 0 && value(id, 2) == 0, "the others stay");
	is(semctl(id, 1, GETPID), getpid(), "the process is recorded");
	is(semctl(id, 0, GETPID), 0, "but not at the others");
	ok(set_state(id).sem_otime >= before, "otime is now");
	is(semop(id, OPS({ 1, -5, 0 })), 0, "it can be taken away again");
	is(semop(id, OPS({ 1, 0, 0 })), 0, "waiting for 0 succeeds at 0");
	is(semctl(id, 1, GETPID), getpid(), "and records the process as well");
	is_errno(semop(id, OPS({ 1, -1, IPC_NOWAIT })), EAGAIN, "below 0 with IPC_NOWAIT: EAGAIN");
	set_to(id, 1, 2);
	is_errno(semop(id, OPS({ 1, 0, IPC_NOWAIT })), EAGAIN, "waiting for 0 at 2: EAGAIN");
	is(semop(id, OPS({ 1, 1, (short)0x8000 })), 0, "unknown flags are ignored");
	remove_set(id);
}

static void several(void)
{
	int id = new_set(3, 0600);
	time_t otime;

	is(semop(id, OPS({ 0, 1, 0 }, { 1, 2, 0 }, { 2, 3, 0 })), 0, "several operations in one call");
	ok(value(id, 0) == 1 && value(id, 1) == 2 && value(id, 2) == 3, "all are done");
	otime = set_state(id).sem_otime;
	is_errno(semop(id, OPS({ 0, 5, 0 }, { 1, 5, SEM_UNDO }, { 2, -4, IPC_NOWAIT })), EAGAIN,
		 "the last one cannot proceed");
	ok(value(id, 0) == 1 && value(id, 1) == 2 && value(id, 2) == 3, "then none is done");
	is(set_state(id).sem_otime, otime, "and otime stays");
	is_errno(semop(id, OPS({ 0, VALUE_MAX, 0 }, { 2, -4, IPC_NOWAIT })), ERANGE,
		 "the first that fails decides: ERANGE before EAGAIN");
	is_errno(semop(id, OPS({ 2, -4, IPC_NOWAIT }, { 0, VALUE_MAX, 0 })), EAGAIN,
		 "and EAGAIN before ERANGE");
	set_to(id, 0, 0);
	is(semop(id, OPS({ 0, 1, 0 }, { 0, -1, 0 })), 0, "an operation sees what those before it have done");
	is_errno(semop(id, OPS({ 0, -1, IPC_NOWAIT }, { 0, 1, 0 })), EAGAIN, "and not what comes later");
	is(semop(id, OPS({ 0, 4, 0 }, { 0, -4, 0 }, { 0, 0, 0 })), 0, "also when waiting for 0");
	set_to(id, 0, VALUE_MAX);
	is_errno(semop(id, OPS({ 0, 1, 0 }, { 0, -1, 0 })), ERANGE, "the value may never exceed 32767");
	is(value(id, 0), VALUE_MAX, "it is unchanged");
	is_errno(semop(id, OPS({ 0, -1, SEM_UNDO }, { 1, -9, IPC_NOWAIT })), EAGAIN, "with SEM_UNDO, too");
	is(value(id, 0), VALUE_MAX, "all or nothing");
	remove_set(id);
}

/* In the order of the checks: each call has all the later mistakes as well. */
static void refusals(void)
{
	int id = new_set(2, 0600), removed = new_set(1, 0600);
	struct sembuf ops[501] = { { 0, 1, IPC_NOWAIT } };
	struct timespec bad_time = { 0, 1000000000 };
	void *nowhere = (void *)8;

	remove_set(removed);
	is_errno(libc_result(sys(__NR_ipc, 4, -1, 0, 0, nowhere, nowhere)), EFAULT, "a bad address of the time: EFAULT");
	is_errno(libc_result(sys(__NR_ipc, 1, -1, 501, 0, nowhere)), E2BIG, "too many operations: E2BIG");
	is_errno(libc_result(sys(__NR_ipc, 1, -1, -1, 0, nowhere)), E2BIG, "far too many: E2BIG");
	is_errno(libc_result(sys(__NR_ipc, 1, -1, 0, 0, nowhere)), EINVAL, "no operation: EINVAL");
	is_errno(libc_result(sys(__NR_ipc, 1, -1, 1, 0, nowhere)), EFAULT, "a bad address of the operations: EFAULT");
	is_errno(libc_result(sys(__NR_ipc, 1, -1, 1, 0, ops)), EINVAL, "a negative id: EINVAL");
	is_errno(semtimedop(id, ops, 1, &bad_time), EINVAL, "a time that is none: EINVAL, even if nothing blocks");
	bad_time = (struct timespec){ -1, 0 };
	is_errno(semtimedop(id, ops, 1, &bad_time), EINVAL, "a negative time: EINVAL");
	is(value(id, 0), 0, "and nothing is done");
	is_errno(semop(removed, ops, 1), EINVAL, "no such set: EINVAL");
	is_errno(semop(id, OPS({ 0, 1, 0 }, { 2, 1, SEM_UNDO })), EFBIG, "no such semaphore: EFBIG");
	is_errno(semop(id, OPS({ 65535, 1, 0 })), EFBIG, "semaphore -1: EFBIG");
	set_to(id, 0, 7);
	semctl(id, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = geteuid(), .gid = getegid(), .mode = 0602 } });
	is_end(in_child({
		become(65534, 65534);
		expect_errno(semop(id, OPS({ 2, 0, 0 })), EFBIG);
		expect_errno(semop(id, OPS({ 0, 0, IPC_NOWAIT })), EACCES);
		expect(semop(id, OPS({ 0, -1, 0 }, { 0, 0, IPC_NOWAIT })) == -1 && errno == EAGAIN);
		expect(semop(id, OPS({ 0, -1, 0 })) == 0);
		expect_errno(semctl(id, 0, GETVAL), EACCES);
		expect(semctl(id, 0, SETVAL, 3) == 0);
	}), 0, "who may only write adds and sets, but neither waits for 0 nor reads");
	semctl(id, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = geteuid(), .gid = getegid(), .mode = 0604 } });
	is_end(in_child({
		become(65534, 65534);
		expect_errno(semop(id, OPS({ 0, 0, IPC_NOWAIT })), EAGAIN);
		expect(semop(id, OPS({ 1, 0, 0 })) == 0);
		expect_errno(semop(id, OPS({ 0, 1, 0 })), EACCES);
		expect(semctl(id, 0, GETVAL) == 3);
		expect_errno(semctl(id, 0, SETVAL, 3), EACCES);
	}), 0, "who may only read waits for 0 and reads, but changes nothing");
	remove_set(id);
}

static void times(void)
{
	int id = new_set(1, 0600);
	struct timespec none = { 0, 0 }, little = { 0, 20000000 }, ever = { 0x7fffffff, 999999999 }, start, end;
	struct sembuf up = { 0, 1, 0 }, down = { 0, -1, 0 };
	long long ns;
	struct { long long sec; int nsec, upper; } wide = { 0, 0, 7 };

	is_errno(semtimedop(id, OPS({ 0, -1, 0 }), &none), EAGAIN, "no time at all: EAGAIN");
	clock_gettime(CLOCK_MONOTONIC, &start);
	is_errno(semtimedop(id, OPS({ 0, -1, 0 }), &little), EAGAIN, "the time passes: EAGAIN");
	clock_gettime(CLOCK_MONOTONIC, &end);
	ns = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
	ok(ns >= 20000000, "and not before it has passed");
	ok(little.tv_nsec == 20000000, "the time limit is not written to");
	is(semtimedop(id, OPS({ 0, 1, 0 }), &none), 0, "what can be done at once needs no time");
	is(semtimedop(id, OPS({ 0, -1, 0 }), &ever), 0, "a long time is accepted");
	is_errno(libc_result(sys(420, id, &down, 1, &wide)), EAGAIN,
		 "call 420 has seconds of 64 bits, and takes the low half of the nanoseconds");
	wide.nsec = 1000000000;
	is_errno(libc_result(sys(420, id, &down, 1, &wide)), EINVAL, "10^9 nanoseconds: EINVAL");
	wide.nsec = 0;
	wide.sec = -1;
	is_errno(libc_result(sys(420, id, &down, 1, &wide)), EINVAL, "a negative time: EINVAL");
	is(libc_result(sys(420, id, &up, 1, 0)), 0, "call 420 without a time is semop");
	remove_set(id);
}

/* More operations than fit on the kernel's stack, which only root can allow. */
static void many(void)
{
	struct sembuf ops[400];
	int id = new_set(250, 0600), i, sum = 0;
	pid_t pid;

	if (on_samepage())
		is(set_limit("sem", "250 32000 400"), 0, "SEMOPM is raised");
	for (i = 0; i < 400; i++)
		ops[i] = (struct sembuf){ i % 250, i == 399 ? -101 : 1, SEM_UNDO };
	set_to(id, 149, 99);
	is_errno(semtimedop(id, ops, 400, &(struct timespec){ 0, 1 }), EAGAIN, "400 operations, of which the last blocks");
	pid = sleeper(semop(id, ops, 400));
	ok(strcmp(invariants(), "ok") == 0 || !on_samepage(), "asleep, all is consistent: %s", invariants());
	set_to(id, 149, 100);
	is_end(wait_for(pid), 0, "the sleeper goes when the last can proceed");
	for (i = 0; i < 250; i++)
		sum += value(id, i);
	is(sum, 100, "and its exit has taken everything back");
	remove_set(id);
	if (on_samepage())
		set_limit("sem", "250 32000 32");
}

int main(void)
{
	sweep_sets_and_queues();
	one();
	several();
	refusals();
	times();
	many();
	return done_testing();
}
