/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Many processes use the same few segments at the same time.  With the boot word yield-alloc every
 * allocation lets other processes run, in the middle of shmget and shmat: while a slot is reserved
 * but not yet filled, or while a segment is being attached that another process removes.  Each
 * process must get the segment that it asked for.
 */
#include "shm_util.h"

#define KEY 0x5a5a0009
#define PROCESSES 6
#define ROUNDS 300

static unsigned state_of_dice;

static unsigned dice(unsigned sides)
{
	state_of_dice = state_of_dice * 1664525 + 1013904223;
	return (state_of_dice >> 16) % sides;
}

/* Attaches a segment, marks it with its id, and checks that it has no other segment's mark. */
static void visit(int id)
{
	int *at = shmat(id, NULL, 0);

	if (at == FAILED) {
		expect(errno == EINVAL || errno == EIDRM);	/* removed meanwhile */
		return;
	}
	expect(at[0] == 0 || at[0] == id + 1);
	at[0] = id + 1;
	sched_yield();
	expect(at[0] == id + 1);
	expect(shmdt(at) == 0);
}

static void by_key(void)
{
	pid_t pids[PROCESSES];
	int i, ends = 0;

	for (i = 0; i < PROCESSES; i++)
		pids[i] = start_child({
			int round;

			state_of_dice = i;
			for (round = 0; round < ROUNDS; round++) {
				int id = shmget(KEY + dice(3), PAGE, IPC_CREAT | 0600);

				expect(id >= 0);
				visit(id);
				if (dice(3) == 0)
					expect(remove_segment(id) == 0 || errno == EINVAL || errno == EIDRM);
			}
		});
	for (i = 0; i < PROCESSES; i++)
		ends += wait_for(pids[i]) != 0;
	is(ends, 0,
	   "six processes create, attach and remove three keys: each gets the segment it asked for");
	for (i = 0; i < 3; i++)
		remove_segment(shmget(KEY + i, 0, 0));
	is(totals().used_ids, 0, "no segment is lost");
	is(totals().shm_tot, 0, "no page of a segment is left");
	is(totals().shm_rss, 0, "no frame of a segment is left");
}

/* Two processes that create different segments at the same time must get different slots. */
static void private_ones(void)
{
	pid_t pids[PROCESSES];
	int i, ends = 0;

	for (i = 0; i < PROCESSES; i++)
		pids[i] = start_child({
			int round;

			for (round = 0; round < ROUNDS; round++) {
				int id = new_segment((1 + round % 5) * PAGE, 0600);
				struct shmid_ds ds = state(id);

				expect(ds.shm_cpid == getpid() && ds.shm_nattch == 0);
				expect(ds.shm_segsz == (size_t)(1 + round % 5) * PAGE);
				visit(id);
				expect(nattch(id) == 0);
				expect(remove_segment(id) == 0);
			}
		});
	for (i = 0; i < PROCESSES; i++)
		ends += wait_for(pids[i]) != 0;
	is(ends, 0, "six processes create segments of their own: none gets another's segment");
	is(totals().used_ids, 0, "no segment is lost");
	is(totals().shm_tot, 0, "no page of a segment is left");
}

/* With IPC_EXCL exactly one of the processes creates the segment. */
static void exclusive(void)
{
	struct gate start = make_gate();
	int round, wrong = 0;

	for (round = 0; round < 40; round++) {
		pid_t pids[PROCESSES];
		int i, first = 0, id;

		for (i = 0; i < PROCESSES; i++)
			pids[i] = start_child({
				pass_gate(&start);
				_exit(shmget(KEY, 16 * PAGE, IPC_CREAT | IPC_EXCL | 0600) >= 0);
			});
		for (i = 0; i < PROCESSES; i++)
			open_gate(&start);
		for (i = 0; i < PROCESSES; i++)
			first += wait_for(pids[i]) == 1;
		id = shmget(KEY, 0, 0);
		wrong += first != 1 || totals().used_ids != 1 || remove_segment(id);
	}
	is(wrong, 0,
	   "six processes call shmget with IPC_CREAT|IPC_EXCL, forty times: exactly one succeeds");
	drop_gate(&start);
}

/* A page that all processes touch for the first time at once gets one frame, cleared once. */
static void first_touch(void)
{
	struct gate start = make_gate();
	int round, wrong = 0;

	for (round = 0; round < 40; round++) {
		int id = new_segment(8 * PAGE, 0600), i, page, sum = 0;
		unsigned char *at = attach(id, NULL, 0);
		pid_t pids[PROCESSES];

		for (i = 0; i < PROCESSES; i++)
			pids[i] = start_child({
				pass_gate(&start);
				for (page = 0; page < 8; page++)
					at[page * PAGE + i] = 1;
			});
		for (i = 0; i < PROCESSES; i++)
			open_gate(&start);
		for (i = 0; i < PROCESSES; i++)
			wrong += wait_for(pids[i]) != 0;
		wrong += totals().shm_rss != 8;
		for (page = 0; page < 8; page++)
			for (i = 0; i < PROCESSES; i++)
				sum += at[page * PAGE + i];
		wrong += sum != 8 * PROCESSES;
		shmdt(at);
		remove_segment(id);
	}
	is(wrong, 0,
	   "six processes touch eight new pages, forty times: eight frames, and no write is lost");
	drop_gate(&start);
}

/* A segment that is removed while others attach it is destroyed with its last attach, not before. */
static void removed_meanwhile(void)
{
	int round, wrong = 0;

	for (round = 0; round < 60; round++) {
		int id = new_segment(2 * PAGE, 0600), i;
		pid_t pids[4];

		for (i = 0; i < 4; i++)
			pids[i] = start_child({
				int *at = shmat(id, NULL, 0);

				if (at == FAILED) {
					expect(errno == EINVAL || errno == EIDRM);
					_exit(0);
				}
				at[i + 1] = round;
				sched_yield();
				expect(at[i + 1] == round);
				expect(nattch(id) >= 1);
			});
		sched_yield();
		wrong += remove_segment(id) != 0;
		for (i = 0; i < 4; i++)
			wrong += wait_for(pids[i]) != 0;
		wrong += totals().used_ids != 0 || totals().shm_rss != 0;
	}
	is(wrong, 0,
	   "four processes attach a segment that is removed, sixty times: it lives as long as an attach");
}

int main(void)
{
	need_no_segments();
	by_key();
	private_ones();
	exclusive();
	first_touch();
	removed_meanwhile();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
