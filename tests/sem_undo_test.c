/* SPDX-License-Identifier: GPL-2.0-only */
/* SEM_UNDO: what exit takes back, across fork, exec, SETVAL, removal and death. */
#include "sem_util.h"

static int set;

static void ends(void)
{
	pid_t pid, waiter;

	set_to(set, 0, 3);
	is_end(in_child({
		expect(semop(set, OPS({ 0, -2, SEM_UNDO }, { 1, 4, SEM_UNDO })) == 0);
		expect(value(set, 0) == 1 && value(set, 1) == 4);
	}), 0, "a process takes units with SEM_UNDO, and ends");
	ok(value(set, 0) == 3 && value(set, 1) == 0, "its operations are taken back");
	ok(semctl(set, 0, GETPID) != getpid() && semctl(set, 0, GETPID) != 0, "by the dying process");
	semop(set, OPS({ 2, 1, 0 }));
	in_child({ semop(set, OPS({ 0, -1, SEM_UNDO }, { 0, 1, SEM_UNDO }, { 1, 0, SEM_UNDO })); });
	is(semctl(set, 2, GETPID), getpid(), "semaphores without anything to undo keep their process");
	semop(set, OPS({ 2, -1, 0 }));
	in_child({ semop(set, OPS({ 0, -2, SEM_UNDO })); semop(set, OPS({ 0, 2, 0 })); });
	is(value(set, 0), 5, "what was done without SEM_UNDO stays");
	set_to(set, 0, 1);
	pid = start_child({ semop(set, OPS({ 0, -1, SEM_UNDO })); for (;;) pause(); });
	until_asleep(pid);
	while (value(set, 0))
		sched_yield();
	waiter = sleeper(semop(set, OPS({ 0, -1, 0 })));
	kill(pid, SIGKILL);
	is_end(wait_for(waiter), 0, "who dies with a lock releases it, and the next gets it");
	wait_for(pid);
	set_to(set, 0, 0);
	pid = sleeper(semop(set, OPS({ 1, 1, SEM_UNDO }, { 0, -1, SEM_UNDO })));
	kill(pid, SIGKILL);
	wait_for(pid);
	ok(value(set, 0) == 0 && value(set, 1) == 0, "a call that was not completed is not undone");
	is_end(in_child({
		pid_t me = getpid(), child = start_child({
			until_asleep(me);
			semop(set, OPS({ 0, 1, 0 }));
		});

		expect(semop(set, OPS({ 0, -1, SEM_UNDO })) == 0);
		wait_for(child);
	}), 0, "a call that another process has completed ...");
	is(value(set, 0), 1, "... is undone at the exit of the process that had slept");
	set_to(set, 0, 0);
}

static void ranges(void)
{
	is_end(in_child({
		expect(semop(set, OPS({ 0, VALUE_MAX, SEM_UNDO })) == 0);
		expect(semop(set, OPS({ 0, -VALUE_MAX, 0 })) == 0);
		expect(semop(set, OPS({ 0, 1, SEM_UNDO })) == 0);
		expect(semop(set, OPS({ 0, -1, 0 })) == 0);
		expect_errno(semop(set, OPS({ 0, 1, SEM_UNDO })), ERANGE);
		expect(value(set, 0) == 0);
		expect(semop(set, OPS({ 0, 1, 0 })) == 0);
	}), 0, "what is to be undone has a range: beyond -32768 it is ERANGE");
	is(value(set, 0), 0, "exit does not go below 0");
	is_end(in_child({
		expect(semop(set, OPS({ 0, 100, 0 })) == 0);
		expect(semop(set, OPS({ 0, -100, SEM_UNDO })) == 0);
		expect(semop(set, OPS({ 0, VALUE_MAX, 0 })) == 0);
	}), 0, "a process has 100 to give back to a semaphore that is at 32767");
	is(value(set, 0), VALUE_MAX, "exit does not go above 32767");
	set_to(set, 0, 0);
}

static void setting(void)
{
	is_end(in_child({
		expect(semop(set, OPS({ 0, 5, SEM_UNDO }, { 1, 5, SEM_UNDO })) == 0);
		expect(set_to(set, 0, 9) == 0);
	}), 0, "a process adds with SEM_UNDO, and sets one semaphore");
	is(value(set, 0), 9, "SETVAL forbids to undo what was before");
	is(value(set, 1), 0, "at this semaphore only");
	is_end(in_child({
		struct gate done = make_gate(), changed = make_gate();
		pid_t child = start_child({
			semop(set, OPS({ 0, -3, SEM_UNDO }, { 1, 7, SEM_UNDO }));
			open_gate(&done);
			pass_gate(&changed);
			semop(set, OPS({ 0, -1, SEM_UNDO }));
		});

		pass_gate(&done);
		expect(semctl(set, 0, SETALL, (unsigned short[]){ 1, 2, 3, 0 }) == 0);
		open_gate(&changed);
		wait_for(child);
	}), 0, "SETALL by another process");
	ok(value(set, 0) == 1 && value(set, 1) == 2, "forbids it at all of them, and what comes later is undone");
	semctl(set, 0, SETALL, (unsigned short[]){ 0, 0, 0, 0 });
}

static void relatives(const char *self)
{
	is_end(in_child({
		semop(set, OPS({ 0, 1, SEM_UNDO }));
		in_child({ semop(set, OPS({ 1, 1, SEM_UNDO })); });
		expect(value(set, 0) == 1 && value(set, 1) == 0);
	}), 0, "a child undoes what it has done, and not what its parent has");
	is(value(set, 0), 0, "the parent does that");
	is_end(in_child({
		char id[12];

		sprintf(id, "%d", set);
		semop(set, OPS({ 0, 1, SEM_UNDO }));
		execl(self, self, "after-exec", id, NULL);
	}), 33, "after exec the process may still undo");
	is(value(set, 0), 0, "and its exit does");
	is_end(in_child({
		pid_t child = vfork();

		if (child == 0) {
			semop(set, OPS({ 0, 1, SEM_UNDO }));
			_exit(0);
		}
		wait_for(child);
		expect(value(set, 0) == 0);
	}), 0, "a child of vfork undoes as well");
	is_errno(libc_result(sys(__NR_clone, 0x40000 /* CLONE_SYSVSEM */ | SIGCHLD | differs(0, 0x10000), 0, 0, 0, 0)),
		 EINVAL, "sharing is for threads: row sem-share");
}

static void removal(void)
{
	int first, second, other = new_set(1, 0666);

	first = new_set(250, 0600);
	is_end(in_child({
		expect(semop(first, OPS({ 249, 1, SEM_UNDO })) == 0);
		expect(remove_set(first) == 0);
		second = semget(0x5e3a0077, 250, IPC_CREAT | 0600);
		expect(semop(second, OPS({ 0, 5, 0 })) == 0);
		expect_errno(semop(first, OPS({ 0, 1, SEM_UNDO })), differs(EIDRM, EINVAL));
		expect(!on_samepage() || second % 128 == first % 128);
	}), 0, "a set is removed, and another takes its slot");
	second = semget(0x5e3a0077, 250, 0);
	is(value(second, 0), 5, "exit does not touch the new set");
	is(value(second, 249), 0, "at no semaphore");
	remove_set(second);
	set_to(other, 0, 1);
	is_end(in_child({
		become(65534, 65534);
		expect(semop(other, OPS({ 0, -1, SEM_UNDO })) == 0);
		expect(in_child({ _exit(0); }) == 0);
		_exit(0);
	}), 0, "another user's process has something to undo");
	is(value(other, 0), 1, "it is undone");
	is_end(in_child({
		struct gate done = make_gate(), changed = make_gate();
		pid_t child = start_child({
			become(65534, 65534);
			semop(other, OPS({ 0, -1, SEM_UNDO }));
			open_gate(&done);
			pass_gate(&changed);
		});

		pass_gate(&done);
		semctl(other, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = 0, .gid = 0, .mode = 0 } });
		open_gate(&changed);
		wait_for(child);
	}), 0, "the permission is withdrawn meanwhile");
	is(value(other, 0), 1, "exit does not ask for permission");
	remove_set(other);
}

/* Entries of many sets in many processes are all freed. */
static void memory(void)
{
	long before;
	int i, ids[40];

	if (!on_samepage())
		return;
	for (i = 0; i < 40; i++)
		ids[i] = new_set(250, 0600);
	before = free_frames();
	is_end(in_child({
		for (int p = 0; p < 10; p++)
			start_child({
				for (i = 0; i < 40; i++)
					expect(semop(ids[i], OPS({ p, 1, SEM_UNDO })) == 0);
			});
		for (int p = 0; p < 10; p++)
			expect(wait(NULL) > 0);
	}), 0, "10 processes have something to undo in 40 sets");
	is(settled_frames(before), before, "their entries are freed");
	ok(strcmp(invariants(), "ok") == 0, "all is consistent: %s", invariants());
	sweep_sets_and_queues();
}

int main(int argc, char **argv)
{
	if (argc == 3) {
		int id = atoi(argv[2]);

		return value(id, 0) == 1 ? 33 : 1;
	}
	sweep_sets_and_queues();
	set = new_set(4, 0600);
	ends();
	ranges();
	setting();
	relatives(argv[0]);
	removal();
	remove_set(set);
	memory();
	return done_testing();
}
