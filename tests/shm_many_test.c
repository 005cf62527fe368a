/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Large numbers: the sequence number wraps around, and the number of attaches exceeds the 16 bits
 * of the old layout.
 */
#include "shm_util.h"

static void seventy_thousand_segments(void)
{
	int kept = new_segment(PAGE, 0600), i, id, last = -1, wrong = 0, repeated = 0;

	for (i = 0; i < 70000; i++) {
		id = shmget(IPC_PRIVATE, PAGE, 0600);
		if (id < 0 || shmctl(id, IPC_RMID, NULL))
			wrong++;
		if (on_samepage() && id % SLOTS != 1)
			wrong++;
		repeated += id == last;
		last = id;
	}
	is(wrong, 0, "70,000 segments can be created and removed, all in one slot");
	is(repeated, 0, "no id is used twice in a row");
	is(nattch(kept), 0, "the segment in the slot beside them is unchanged");
	remove_segment(kept);
	is(totals().used_ids, 0, "no segment is left");
}

/* Sixteen processes of 4096 attaches each. */
static void sixty_five_thousand_attaches(void)
{
	enum { PROCESSES = 16, EACH = 4096 };
	struct gate done = make_gate(), go = make_gate();
	int id = new_segment(PAGE, 0600), i;
	unsigned char old[48];
	pid_t pids[PROCESSES];

	for (i = 0; i < PROCESSES; i++)
		pids[i] = start_child({
			char *at = (char *)0xb0000000;
			int n;

			for (n = 0; n < EACH; n++, at -= 2 * PAGE)	/* each below the one before */
				expect(shmat(id, at, 0) == at);
			open_gate(&done);
			pass_gate(&go);
		});
	for (i = 0; i < PROCESSES; i++)
		pass_gate(&done);
	is(nattch(id), 65536, "IPC_STAT reports 65,536 attaches");
	is(sys(__NR_ipc, 24, id, IPC_STAT, 0, old), 0,
	   "IPC_STAT succeeds in the old layout, whose shm_nattch has 16 bits");
	is(old[36] | old[37] << 8, 0, "the old layout has the low 16 bits of the count");
	is(remove_segment(id), 0, "IPC_RMID succeeds while there are 65,536 attaches");
	is(state(id).shm_perm.mode, BIT_DEST | 0600,
	   "the removed segment exists as long as it is attached");
	for (i = 0; i < PROCESSES; i++)
		open_gate(&go);
	for (i = 0; i < PROCESSES; i++)
		is_end(wait_for(pids[i]), 0, "process %d exits", i);
	is(nattch(id), -1, "the last exit destroys the segment");
	drop_gate(&done);
	drop_gate(&go);
}

static void a_thousand_in_one_process(void)
{
	int id = new_segment(PAGE, 0600), i, wrong = 0;
	static char *at[1000];

	for (i = 0; i < 1000; i++) {
		at[i] = attach(id, NULL, i % 2 ? SHM_RDONLY : 0);
		if (i % 2 == 0)
			*(int *)at[i] = i;
		else
			wrong += *(int *)at[i] != i - 1;
	}
	is(wrong, 0, "a thousand attaches of one process all show the same frame");
	is(nattch(id), 1000, "a thousand attaches are counted");
	is(totals().shm_rss, 1, "the segment has one frame");
	for (i = 0; i < 1000; i += 3)
		shmdt(at[i]);
	is(nattch(id), 666, "after every third was detached, 666 are left");
	is_end(in_child({ expect(nattch(id) == 1332); }), 0, "a child inherits 666 attaches");
	for (i = 0; i < 1000; i++)
		if (i % 3)
			shmdt(at[i]);
	is(nattch(id), 0, "after the other shmdts no attach is left");
	remove_segment(id);
}

int main(void)
{
	need_no_segments();
	seventy_thousand_segments();
	sixty_five_thousand_attaches();
	a_thousand_in_one_process();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
