/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of an attach and of a segment over fork, exec, exit and kill: which attaches are counted,
 * what survives, and that entries of two page tables really refer to one frame.
 */
#include "shm_util.h"

#define KEY 0x5a5a0004
#define HELD_AT ((char *)0x61000000)

static void one_frame(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);
	unsigned long *shared = (unsigned long *)a, frame;

	is(frame_of(a), 0, "an untouched attach has no frame");
	a[100] = 'A';
	frame = frame_of(a);
	ok(frame != 0, "a touched attach has a frame");
	is(frame_of(b), 0, "the second attach has no frame before it is touched");
	is(b[100], 'A', "the second attach shows the data when it is read");
	is(frame_of(b), frame, "the second attach then has the same frame");
	is(frame_of(a + PAGE), 0, "the second page has no frame");
	is_end(in_child({
		expect(a[100] == 'A' && frame_of(a) == frame);
		expect(shmdt(a) == 0 && shmdt(b) == 0);
		a = attach(id, (void *)0x61000000, 0);
		expect(frame_of(a) == 0);
		expect(a[100] == 'A');
		expect(frame_of(a) == frame);
		a[PAGE] = 'B';
		shared = (unsigned long *)a;
		shared[1] = frame_of(a + PAGE);
	}), 0, "another process has the same frame at another address");
	is(a[PAGE], 'B', "a page that the other process touched first is shared, too");
	is(frame_of(a + PAGE), shared[1], "this page has the same frame in both processes");
	shmdt(a);
	is(frame_of(a), 0, "after shmdt the address has no frame");
	is(frame_of(b), frame, "after shmdt the other attach keeps its frame");
	shmdt(b);
	a = attach(id, NULL, SHM_RDONLY);
	is(a[100], 'A', "the data survives when no process is attached");
	is(frame_of(a), frame, "the frame survives when no process is attached");
	shmdt(a);
	remove_segment(id);
}

static void over_fork(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *a = attach(id, NULL, 0), *ro = attach(id, NULL, SHM_RDONLY);
	struct gate leave = make_gate(), ready = make_gate();
	pid_t pid;

	a[0] = 'p';
	pid = start_child({
		expect(a[0] == 'p' && ro[0] == 'p');
		a[1] = 'c';
		a[PAGE] = 'd';
		open_gate(&ready);
		pass_gate(&leave);
		expect(a[0] == 'q');
	});
	pass_gate(&ready);
	is(nattch(id), 4, "fork: the child is attached as often as its parent");
	is(state(id).shm_lpid, getpid(), "fork: shm_lpid is the parent's pid");
	is(a[1], 'c', "the parent reads what the child writes");
	is(ro[PAGE], 'd', "the parent reads it in a page that was untouched before, too");
	is(totals().shm_rss, 2, "two touched pages have two frames");
	a[0] = 'q';
	open_gate(&leave);
	is_end(wait_for(pid), 0, "the child reads what the parent writes");
	is(nattch(id), 2, "exit detaches the child's attaches");
	is(state(id).shm_lpid, pid, "exit: shm_lpid is the child's pid");
	ok(state(id).shm_dtime != 0, "exit sets shm_dtime");

	pid = start_child({ *(volatile char *)ro = 1; });
	is_end(wait_for(pid), KILLED(SIGSEGV), "a write to the child's read-only attach kills the child");
	is(nattch(id), 2, "death by a signal detaches");
	is(state(id).shm_lpid, pid, "death by a signal: shm_lpid is the child's pid");

	pid = start_child({ open_gate(&ready); pass_gate(&leave); });
	pass_gate(&ready);
	is(nattch(id), 4, "a waiting child is attached");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "a waiting child is killed by SIGKILL");
	is(nattch(id), 2, "SIGKILL detaches");

	pid = start_child({
		expect(wait_for(start_child({ expect(nattch(id) == 6); a[2] = 'g'; })) == 0);
	});
	is_end(wait_for(pid), 0, "fork in a child attaches the grandchild");
	is(a[2], 'g', "the grandchild writes into the same frame");
	is(nattch(id), 2, "child and grandchild have detached");
	shmdt(a);
	shmdt(ro);
	is(nattch(id), 0, "after the parent's shmdt no process is attached");
	remove_segment(id);
	drop_gate(&leave);
	drop_gate(&ready);
}

/* The child of vfork uses the parent's address space, so no attach is added. */
static void over_vfork(void)
{
	int id = new_segment(PAGE, 0600);
	volatile char *a = attach(id, NULL, 0);
	volatile long seen = -1;
	pid_t pid = vfork();

	if (pid == 0) {
		seen = nattch(id);
		a[0] = 'v';
		_exit(0);
	}
	is_end(wait_for(pid), 0, "a vfork child succeeds");
	is(seen, 1, "vfork does not add an attach");
	is(a[0], 'v', "what the vfork child wrote is in the segment");
	is(nattch(id), 1, "exit of the vfork child detaches nothing");
	shmdt((void *)a);
	remove_segment(id);
}

static void over_exec(char *self)
{
	int id = new_segment(PAGE, 0600);
	struct gate go = make_gate(), there = make_gate();
	char fds[2][12];
	char *a = attach(id, HELD_AT, 0);
	pid_t pid;

	a[0] = 'x';
	snprintf(fds[0], sizeof(fds[0]), "%d", there.fd[1]);
	snprintf(fds[1], sizeof(fds[1]), "%d", go.fd[0]);
	pid = start_child({
		char *argv[] = { self, "held", fds[0], fds[1], NULL };

		execv(self, argv);
		_exit(95);
	});
	pass_gate(&there);
	is(nattch(id), 1, "exec detaches the old program's attaches");
	is(state(id).shm_lpid, pid, "exec: shm_lpid is the pid of the process");
	open_gate(&go);
	is_end(wait_for(pid), 0, "the new program has no attach at that address");
	is(nattch(id), 1, "exit of the new program detaches nothing");
	is_end(in_child({
		char *argv[] = { self, NULL };

		expect_errno(execv("/tmp/no such program", argv), ENOENT);
		expect(a[0] == 'x' && nattch(id) == 2);
	}), 0, "an exec that fails keeps the attach");
	shmdt(a);
	remove_segment(id);
	drop_gate(&go);
	drop_gate(&there);
}

/* Started by over_exec: opens a gate, waits at another, and checks that nothing is attached. */
static int held_program(char **argv)
{
	struct gate there = { { -1, atoi(argv[2]) } }, go = { { atoi(argv[3]), -1 } };

	open_gate(&there);
	pass_gate(&go);
	return write(there.fd[1], HELD_AT, 1) == -1 && errno == EFAULT ? 0 : 1;
}

/* Waits until the clock shows another second, and returns it. */
static time_t next_second(void)
{
	time_t now = time(NULL);

	while (time(NULL) == now)
		sched_yield();
	return time(NULL);
}

/* Which event changes which of the three times. */
static void times(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *a = attach(id, NULL, 0);
	struct shmid_ds before = state(id), ds;
	time_t now = next_second();

	is_end(in_child({ ds = state(id); expect(ds.shm_atime >= now && ds.shm_dtime == 0); }), 0,
	       "fork sets shm_atime");
	ds = state(id);
	ok(ds.shm_dtime >= now, "the child's exit sets shm_dtime");
	is(ds.shm_ctime, before.shm_ctime, "fork and exit keep shm_ctime");
	now = next_second();
	before = state(id);
	is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET succeeds");
	ds = state(id);
	ok(ds.shm_ctime >= now, "IPC_SET sets shm_ctime");
	ok(ds.shm_atime == before.shm_atime && ds.shm_dtime == before.shm_dtime, "IPC_SET keeps shm_atime and shm_dtime");
	now = next_second();
	before = state(id);
	munmap(a + PAGE, PAGE);
	shmdt(a);
	ds = state(id);
	ok(ds.shm_dtime >= now, "shmdt sets shm_dtime");
	is(ds.shm_ctime, before.shm_ctime, "shmdt keeps shm_ctime");
	now = next_second();
	a = attach(id, NULL, SHM_RDONLY);
	ok(state(id).shm_atime >= now, "shmat sets shm_atime");
	shmdt(a);
	remove_segment(id);
}

static void persistence(void)
{
	int id;

	is_end(in_child({
		id = shmget(KEY, 128, IPC_CREAT | IPC_EXCL | 0666);
		expect(id >= 0);
		strcpy(attach(id, NULL, 0), "Hello World\n");
	}), 0, "A creates a segment, writes, and exits");
	id = shmget(KEY, 128, IPC_CREAT);
	ok(id >= 0, "the segment survives A");
	is(nattch(id), 0, "no process is attached after A's exit");
	is(totals().shm_rss, 1, "the segment keeps its frame after A's exit");
	is_end(in_child({
		char *a = attach(shmget(KEY, 128, IPC_CREAT), NULL, 0);

		expect(strcmp(a, "Hello World\n") == 0);
	}), 0, "B, started afterwards, reads Hello World");
	is_end(in_child({
		expect(shmget(KEY, 128, IPC_CREAT | IPC_EXCL | 0666) == -1 && errno == EEXIST);
	}), 0, "A a second time: EEXIST");
	remove_segment(id);
	is(totals().shm_rss, 0, "removing the segment frees its frame");
}

/* A removed segment is destroyed with its last attach, in whatever way that is detached. */
static void destruction(void)
{
	static const char *const ways[] = { "shmdt", "munmap", "exit", "SIGKILL", "a fault", "exec" };
	struct gate ready = make_gate(), go = make_gate();
	char *argv[] = { "/proc/self/exe", "nothing", NULL };
	int way, id;
	pid_t pid;

	for (way = 0; way < 6; way++) {
		struct shmid_ds ds;

		id = shmget(KEY, 3 * PAGE, IPC_CREAT | IPC_EXCL | 0600);
		pid = start_child({
			volatile char *a = attach(id, NULL, 0);

			a[0] = a[2 * PAGE] = 1;
			expect(remove_segment(id) == 0);
			open_gate(&ready);
			pass_gate(&go);
			if (way == 0)
				expect(shmdt((void *)a) == 0);
			else if (way == 1)
				expect(munmap((void *)a, 3 * PAGE) == 0);
			else if (way == 3)
				kill(getpid(), SIGKILL);
			else if (way == 4)
				*(volatile char *)0 = 1;
			else if (way == 5)
				execv(argv[0], argv);
			if (way < 2)
				expect_errno(shmctl(id, IPC_STAT, &ds), EINVAL);
		});
		pass_gate(&ready);
		is(state(id).shm_perm.mode, BIT_DEST | 0600, "%s: IPC_RMID marks the segment for destruction",
		   ways[way]);
		is(totals().shm_rss, 2, "%s: the segment keeps its frames until then", ways[way]);
		open_gate(&go);
		wait_for(pid);
		is_errno(shmctl(id, IPC_STAT, &ds), EINVAL, "%s as the last detach destroys the segment",
			 ways[way]);
		is(totals().shm_rss, 0, "%s as the last detach frees its frames", ways[way]);
		is(totals().shm_tot, 0, "%s as the last detach removes its pages from the count", ways[way]);
	}
	drop_gate(&ready);
	drop_gate(&go);
}

static void heirs(void)
{
	struct gate go = make_gate();
	int id = new_segment(PAGE, 0600), i;
	char *a = attach(id, NULL, 0);
	pid_t pids[3];

	for (i = 0; i < 3; i++)
		pids[i] = start_child({ pass_gate(&go); expect(a[0] == 'h'); });
	a[0] = 'h';
	remove_segment(id);
	shmdt(a);
	is(nattch(id), 3, "a removed segment that its creator has detached is attached by three children");
	for (i = 0; i < 3; i++)
		open_gate(&go);
	for (i = 0; i < 3; i++)
		is_end(wait_for(pids[i]), 0, "child %d reads the data", i);
	is(nattch(id), -1, "the last child's exit destroys the segment");
	drop_gate(&go);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "held") == 0)
		return held_program(argv);
	if (argc > 1)
		return 0;
	need_no_segments();
	one_frame();
	over_fork();
	over_vfork();
	over_exec(argv[0]);
	times();
	persistence();
	destruction();
	heirs();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
