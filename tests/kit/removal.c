/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 4: what IPC_RMID does to a segment and to its frames. */
#include "kit.h"

#define LEVEL 4
#define LARGE 64		/* pages */

/* Writes a number into each page that depends on the page and on `seed`. */
static void fill(volatile unsigned *at, int pages, unsigned seed)
{
	int i;

	for (i = 0; i < pages; i++)
		at[i * PAGE / 4] = at[i * PAGE / 4 + PAGE / 4 - 1] = seed + i;
}

/* Does each page still have these numbers? */
static int has(volatile unsigned *at, int pages, unsigned seed)
{
	int i;

	for (i = 0; i < pages; i++)
		if (at[i * PAGE / 4] != seed + i || at[i * PAGE / 4 + PAGE / 4 - 1] != seed + i)
			return 0;
	return 1;
}

static int is_zero(volatile unsigned *at, int pages)
{
	int i;

	for (i = 0; i < pages * PAGE / 4; i++)
		if (at[i])
			return 0;
	return 1;
}

CLAIM(remove_unused,
      "A process removes a segment that nobody has attached.",
      "IPC_RMID returns 0, and from then on IPC_STAT and shmat of the id fail with EINVAL.",
      "Segments that cannot be removed fill the machine until it is restarted.")
{
	int id = segment(PAGE, 0600);

	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	must(is_gone(SEGMENT, id), "IPC_STAT of the removed id fails with EINVAL");
	fails((long)shmat(id, NULL, 0), EINVAL, "shmat of the removed id");
	fails(ipc_remove(SEGMENT, id), EINVAL, "a second IPC_RMID");
}

CLAIM(attached_stays,
      "A process removes a segment while it is attached to it.",
      "The attach stays usable: the segment is only marked for removal.",
      "A server can remove its segment at once, and nothing is left behind whenever the clients end.")
{
	int id = segment(2 * PAGE, 0600);
	volatile char *at = attach(id, NULL, 0);

	at[0] = 'r';
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	is(at[0], 'r', "the byte after IPC_RMID");
	at[PAGE] = 's';
	is(at[PAGE], 's', "a byte of a page that was first touched after IPC_RMID");
	in_child({ is(at[PAGE], 's', "the byte that a child reads"); at[1] = 'c'; });
	is(at[1], 'c', "the byte that the child has written");
}

CLAIM(frames_given_away,
      "A process removes an attached segment. Then other segments and children use much memory.",
      "The attach shows what was written to it, as long as it exists.",
      "If IPC_RMID frees frames that are still mapped, two programs write into the same frame unasked.")
{
	int id = segment(LARGE * PAGE, 0600), i;
	volatile unsigned *at = attach(id, NULL, 0);

	fill(at, LARGE, 0x11110000);
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	for (i = 0; i < 4; i++) {
		int other = segment(LARGE * PAGE, 0600);
		volatile unsigned *more = attach(other, NULL, 0);

		must(is_zero(more, LARGE), "a new segment is zero");
		fill(more, LARGE, 0x22220000);
		in_child({ fill(more, LARGE, 0x33330000); });
		must(has(at, LARGE, 0x11110000), "the attach of the removed segment shows its own data, "
		     "after segment %d was filled", i + 1);
	}
}

CLAIM(frames_given_away_by_exit,
      "Two processes are attached to a removed segment, and one of them exits. Then memory is used.",
      "The other one still reads its data.",
      "The end of one process must give up its own reference to a frame only.")
{
	int id = segment(LARGE * PAGE, 0600), other;
	volatile unsigned *at = attach(id, NULL, 0), *more;

	fill(at, LARGE, 0x11110000);
	in_child({
		works(ipc_remove(SEGMENT, id), "IPC_RMID");
		must(has(at, LARGE, 0x11110000), "the child reads the data");
	});
	other = segment(LARGE * PAGE, 0600);
	more = attach(other, NULL, 0);
	fill(more, LARGE, 0x22220000);
	must(has(at, LARGE, 0x11110000), "the removed segment shows its own data");
	must(has(more, LARGE, 0x22220000), "the new segment shows its own data");
}

CLAIM(freed_once,
      "A filled segment is detached and removed. Then two new segments are filled at the same time.",
      "Each of the two shows its own data.",
      "A frame that is freed twice is given to two owners.")
{
	int id = segment(LARGE * PAGE, 0600), one, two;
	volatile unsigned *at = attach(id, NULL, 0), *a, *b;

	fill(at, LARGE, 0x11110000);
	in_child({ fill(at, LARGE, 0x11110000); });
	works(shmdt((void *)at), "shmdt");
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	one = segment(LARGE * PAGE, 0600);
	two = segment(LARGE * PAGE, 0600);
	a = attach(one, NULL, 0);
	b = attach(two, NULL, 0);
	fill(a, LARGE, 0x22220000);
	fill(b, LARGE, 0x33330000);
	must(has(a, LARGE, 0x22220000), "the first new segment shows its own data");
	must(has(b, LARGE, 0x33330000), "the second new segment shows its own data");
}

CLAIM(old_contents,
      "A process fills a segment and removes it. Then another user's program creates one.",
      "All bytes of the new segment are 0.",
      "Otherwise a program reads what others have left: keys, passwords, letters.")
{
	int id = segment(LARGE * PAGE, 0600), i;
	volatile unsigned *at = attach(id, NULL, 0);

	for (i = 0; i < LARGE * PAGE / 4; i++)
		at[i] = 0x5ec2e700 + i;
	works(shmdt((void *)at), "shmdt");
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	must(is_zero(attach(segment(LARGE * PAGE, 0600), NULL, 0), LARGE),
	     "the new segment is zero, and does not show the old one's data");
}

static volatile unsigned room[LARGE * PAGE / 4];

CLAIM(old_memory,
      "A process fills its own memory and exits. Then another process creates a segment.",
      "All bytes of the new segment are 0.",
      "The frames of a process that has ended hold its secrets until they are cleared.")
{
	in_child({
		int i;

		for (i = 0; i < LARGE * PAGE / 4; i++)
			room[i] = 0x5ec2e700 + i;
	});
	must(is_zero(attach(segment(LARGE * PAGE, 0600), NULL, 0), LARGE),
	     "the new segment is zero, and does not show the memory of the process");
}

CLAIM(marked,
      "IPC_STAT is called for a segment that is removed and still attached.",
      "The mode has the bit SHM_DEST (01000).",
      "ipcs shows by this bit that the segment will go with its last attach.")
{
	int id = segment(PAGE, 0640);

	attach(id, NULL, 0);
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	is(state_of(SEGMENT, id).mode & 07777, SHM_DEST | 0640, "the mode");
	works(ipc_remove(SEGMENT, id), "a second IPC_RMID");
}

CLAIM(last_detach,
      "The last attach of a removed segment ends by shmdt.",
      "The segment is destroyed: IPC_STAT fails with EINVAL.",
      "Somebody must free it, and after the last detach nobody has it in hand any more.")
{
	int id = segment(PAGE, 0600);
	char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);

	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	works(shmdt(a), "shmdt");
	is(nattch(id), 1, "shm_nattch");
	works(shmdt(b), "the last shmdt");
	must(is_gone(SEGMENT, id), "IPC_STAT fails with EINVAL after the last shmdt");
}

CLAIM(last_exit,
      "The last process that is attached to a removed segment exits, and another one is killed.",
      "The segment is destroyed each time.",
      "Most programs never call shmdt.")
{
	int id = segment(PAGE, 0600), pid;
	struct gate there = make_gate(), never = make_gate();

	in_child({ attach(id, NULL, 0); works(ipc_remove(SEGMENT, id), "IPC_RMID"); });
	must(is_gone(SEGMENT, id), "IPC_STAT fails with EINVAL after the exit");
	id = segment(PAGE, 0600);
	pid = start_child({ attach(id, NULL, 0); open_gate(&there); pass_gate(&never); });
	pass_gate(&there);
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	is(nattch(id), 1, "shm_nattch before the process is killed");
	send_signal(pid, SIGKILL);
	wait_for(pid);
	must(is_gone(SEGMENT, id), "IPC_STAT fails with EINVAL after the process was killed");
}

CLAIM(heir,
      "A process removes its segment, forks and detaches. The child goes on.",
      "The child keeps the segment alive, and its exit destroys it.",
      "The order in which processes let go must not matter.")
{
	int id = segment(PAGE, 0600), pid;
	volatile char *at = attach(id, NULL, 0);
	struct gate go = make_gate();

	at[0] = 'h';
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	pid = start_child({ pass_gate(&go); is(at[0], 'h', "the byte that the child reads"); });
	works(shmdt((void *)at), "shmdt");
	is(nattch(id), 1, "shm_nattch");
	open_gate(&go);
	child_is_well(pid);
	must(is_gone(SEGMENT, id), "IPC_STAT fails with EINVAL after the exit of the child");
}

CLAIM(late_attach,
      "A process attaches, by its id, a segment that is removed and still attached.",
      "shmat succeeds and shows the data.",
      "Programs hand an id to their helpers after they have removed the segment.")
{
	int id = segment(PAGE, 0600);
	volatile char *at = attach(id, NULL, 0), *again;

	at[0] = 'l';
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	again = attach(id, NULL, 0);
	is(again[0], 'l', "the byte in the new attach");
}

CLAIM(key_is_free,
      "A segment with a key is removed while it is attached. Then shmget asks for this key.",
      "Without IPC_CREAT it fails with ENOENT; with IPC_CREAT and IPC_EXCL it creates a new segment.",
      "A program that died must not block the key of the next one. Linux 2.4 gave EIDRM and EEXIST.",
      .row = "dying-key")
{
	int id = segment_with_key(KEY, PAGE, 0600), next;

	attach(id, NULL, 0);
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	fails_or(shmget(KEY, 0, 0), ENOENT, EIDRM, "shmget without IPC_CREAT");
	next = remember(SEGMENT, shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600));
	works(next, "shmget with IPC_CREAT and IPC_EXCL");
	must(next != id, "the new segment has another id");
}

CLAIM(stale_id,
      "A segment is removed and another one is created. Then the old id is used.",
      "shmat and IPC_STAT fail with EINVAL.",
      "An old id that reaches a stranger's segment destroys its data. Linux 2.4 gave EIDRM.",
      .row = "stale-id")
{
	int old = segment(PAGE, 0600), next;
	struct state state;
	void *at;

	works(ipc_remove(SEGMENT, old), "IPC_RMID");
	next = segment(PAGE, 0600);
	must(next != old, "the new segment has another id");
	at = shmat(old, NULL, 0);
	is(nattch(next), 0, "shm_nattch of the new segment");
	fails_or((long)at, EINVAL, EIDRM, "shmat of the old id");
	fails_or(ipc_stat(SEGMENT, old, &state), EINVAL, EIDRM, "IPC_STAT of the old id");
}

#define ROUNDS 96			/* of a MiB */
#define MIB_PAGES 256

static void one_round(int detach_first)
{
	int id = segment(MIB_PAGES * PAGE, 0600);
	volatile unsigned *at = attach(id, NULL, 0);

	fill(at, MIB_PAGES, 1);
	if (detach_first)
		works(shmdt((void *)at), "shmdt");
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	if (!detach_first)
		works(shmdt((void *)at), "shmdt");
}

CLAIM(frames_come_back,
      "A segment of 1 MiB is created, filled and removed 96 times: detached before, and detached after.",
      "It works every time, and the free memory is as before.",
      "Every frame that IPC_RMID or the last shmdt forgets is lost until the machine is restarted.")
{
	long before = 0, after = 0;
	int tries, i;

	/* Other programs use memory, too: the claim is false only if it is lost three times. */
	for (tries = 0; tries < 3; tries++) {
		before = free_pages();
		for (i = 0; i < ROUNDS; i++)
			in_child({ one_round(i % 2); });
		after = free_pages();
		if (before < 0 || after > before - ROUNDS * MIB_PAGES / 4)
			return;
	}
	must(0, "96 MiB went through segments, and the free memory fell from %lu to %lu pages", before, after);
}

CLAIM(frames_come_back_at_exit,
      "A child attaches a removed segment of 1 MiB, fills it and is killed, 48 times.",
      "It works every time, and the free memory is as before.",
      "The end of a process is the detach that is tested least.")
{
	long before = 0, after = 0;
	int tries, i;

	for (tries = 0; tries < 3; tries++) {
		before = free_pages();
		for (i = 0; i < ROUNDS / 2; i++) {
			int end = end_of({
				int id = segment(MIB_PAGES * PAGE, 0600);
				volatile unsigned *at = attach(id, NULL, 0);

				works(ipc_remove(SEGMENT, id), "IPC_RMID");
				fill(at, MIB_PAGES, 1);
				send_signal(getpid(), SIGUSR1);	/* SIGKILL also comes when memory runs out */
			});

			is(end, 128 + SIGUSR1, "how the child ended (128 + signal)");
		}
		after = free_pages();
		if (before < 0 || after > before - ROUNDS / 2 * MIB_PAGES / 4)
			return;
	}
	must(0, "48 MiB went through segments, and the free memory fell from %lu to %lu pages", before, after);
}
