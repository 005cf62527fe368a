/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 2: what a child inherits. Its private memory is a copy, and its attaches are not. */
#include "kit.h"

#define LEVEL 2

CLAIM(parent_writes,
      "A process touches a page of a segment and forks. Then the parent writes to that page.",
      "The child reads what the parent wrote after the fork.",
      "A fork that copies every writable page, or marks it copy-on-write, ends the sharing.")
{
	volatile char *at = attach(segment(PAGE, 0600), NULL, 0);
	struct gate go = make_gate();
	int pid;

	at[0] = 'o';
	pid = start_child({
		pass_gate(&go);
		is(at[0], 'n', "the byte that the child reads");
	});
	at[0] = 'n';
	open_gate(&go);
	child_is_well(pid);
}

CLAIM(child_writes,
      "A process touches a page of a segment and forks. Then the child writes to that page.",
      "The parent reads what the child wrote.",
      "With copy-on-write on a shared page, the first writer leaves with a copy of its own.")
{
	volatile char *at = attach(segment(PAGE, 0600), NULL, 0);

	at[0] = 'o';
	in_child({
		is(at[0], 'o', "the byte that the child finds");
		at[0] = 'n';
	});
	is(at[0], 'n', "the byte that the parent reads");
}

CLAIM(untouched_page,
      "A process forks before anybody has touched a page. The child writes to it, then the parent reads.",
      "The parent reads what the child wrote, and the other way round.",
      "Both page tables are empty there, and the two faults must lead to one frame.")
{
	volatile char *at = attach(segment(2 * PAGE, 0600), NULL, 0);
	struct gate go = make_gate(), done = make_gate();
	int pid;

	pid = start_child({
		at[0] = 'c';
		open_gate(&done);
		pass_gate(&go);
		is(at[PAGE], 'p', "the byte that the child reads");
	});
	pass_gate(&done);
	is(at[0], 'c', "the byte that the parent reads");
	at[PAGE] = 'p';
	open_gate(&go);
	child_is_well(pid);
}

static volatile int variable;

CLAIM(private_memory,
      "A process forks. The child changes a variable of the program and a byte of the segment.",
      "The parent sees the change of the segment only.",
      "fork must share exactly the segments: shared variables are as wrong as copied segments.")
{
	volatile char *at = attach(segment(PAGE, 0600), NULL, 0);
	volatile char local = 'l';

	variable = 1;
	in_child({ variable = 2; local = 'x'; at[0] = 's'; });
	is(variable, 1, "the variable of the parent");
	is(local, 'l', "the variable on the parent's stack");
	is(at[0], 's', "the byte of the segment");
}

CLAIM(many_pages,
      "Parent and child take turns in writing to 64 pages, which were touched before the fork.",
      "Each reads what the other wrote, in every page.",
      "A copy can also be made later, by the second write or by a write of the kernel.")
{
	int id = segment(64 * PAGE, 0600), pid, i;
	volatile int *at = attach(id, NULL, 0);
	struct gate go = make_gate(), done = make_gate();

	for (i = 0; i < 64; i++)
		at[i * PAGE / 4] = i;
	pid = start_child({
		for (i = 0; i < 64; i++)
			at[i * PAGE / 4] += 100;
		open_gate(&done);
		pass_gate(&go);
		for (i = 0; i < 64; i++)
			is(at[i * PAGE / 4], 1100 + i, "the number that the child reads");
	});
	pass_gate(&done);
	for (i = 0; i < 64; i++) {
		is(at[i * PAGE / 4], 100 + i, "the number that the parent reads");
		at[i * PAGE / 4] += 1000;
	}
	open_gate(&go);
	child_is_well(pid);
}

CLAIM(fork_counts,
      "A process with one attach forks; later the child exits.",
      "shm_nattch is 2 while both live, and 1 afterwards; shm_lpid is the child that has exited.",
      "A child that is not counted lets the kernel free frames that the child still maps.")
{
	int id = segment(PAGE, 0600), pid;
	struct gate there = make_gate(), go = make_gate();

	attach(id, NULL, 0);
	pid = start_child({ open_gate(&there); pass_gate(&go); });
	pass_gate(&there);
	is(nattch(id), 2, "shm_nattch while both live");
	open_gate(&go);
	child_is_well(pid);
	is(nattch(id), 1, "shm_nattch after the exit of the child");
	is(state_of(SEGMENT, id).lpid, pid, "shm_lpid");
}

CLAIM(child_detaches,
      "A child detaches the segment that it has inherited, and exits.",
      "The parent is still attached and reads and writes as before.",
      "The two address spaces have been separate since the fork.")
{
	int id = segment(PAGE, 0600);
	volatile char *at = attach(id, NULL, 0);

	at[0] = 'p';
	in_child({ works(shmdt((void *)at), "shmdt in the child"); });
	is(nattch(id), 1, "shm_nattch");
	is(at[0], 'p', "the byte that the parent reads");
	at[0] = 'q';
	is(at[0], 'q', "the byte that the parent has written");
}

CLAIM(parent_detaches,
      "A process forks and detaches. The child goes on.",
      "The child still reads the data, and writes what a later attach shows.",
      "The frames must not go away with the attach through which they were first touched.")
{
	int id = segment(PAGE, 0600), pid;
	volatile char *at = attach(id, NULL, 0);
	struct gate go = make_gate();

	at[0] = 'p';
	pid = start_child({
		pass_gate(&go);
		is(at[0], 'p', "the byte that the child reads");
		at[0] = 'c';
	});
	works(shmdt((void *)at), "shmdt in the parent");
	open_gate(&go);
	child_is_well(pid);
	at = attach(id, NULL, 0);
	is(at[0], 'c', "the byte in a new attach");
}

CLAIM(grandchild,
      "A child forks a grandchild, which writes to the segment.",
      "The first process reads it.",
      "What fork does to a page must be right for a page that was inherited, too.")
{
	volatile char *at = attach(segment(PAGE, 0600), NULL, 0);

	at[0] = 'a';
	in_child({
		at[1] = 'b';
		in_child({ is(at[1], 'b', "the byte that the grandchild reads"); at[2] = 'c'; });
		is(at[2], 'c', "the byte that the child reads");
	});
	is(at[2], 'c', "the byte that the first process reads");
}

CLAIM(sixteen_children,
      "Sixteen children add their number, each in a word of its own of the same page.",
      "The parent finds sixteen numbers.",
      "Every single child must have the frame, and not only the last or the first one.")
{
	volatile int *at = attach(segment(PAGE, 0600), NULL, 0);
	int pids[16], i;

	at[20] = 1;
	for (i = 0; i < 16; i++)
		pids[i] = start_child({ at[i] += i + 1; });
	for (i = 0; i < 16; i++)
		child_is_well(pids[i]);
	for (i = 0; i < 16; i++)
		is(at[i], i + 1, "the number of a child");
}

CLAIM(killed_child,
      "A child writes to the segment and is killed by SIGKILL.",
      "The parent reads what the child wrote, and shm_nattch is as before.",
      "The end of a process by a signal frees its page tables, but not the frames of the segment.")
{
	int id = segment(PAGE, 0600), pid;
	volatile char *at = attach(id, NULL, 0);
	struct gate there = make_gate(), never = make_gate();

	pid = start_child({ at[0] = 'k'; open_gate(&there); pass_gate(&never); });
	pass_gate(&there);
	send_signal(pid, SIGKILL);
	is(wait_for(pid), 128 + SIGKILL, "how the child ended");
	is(at[0], 'k', "the byte");
	is(nattch(id), 1, "shm_nattch");
}

CLAIM(exec_detaches,
      "An attached child calls execve, and the new program runs.",
      "The new program is not attached: shm_nattch is that of the parent alone.",
      "A program starts with an empty address space; it could never detach what it does not know of.")
{
	int id = segment(PAGE, 0600), pid;
	struct gate there = make_gate(), go = make_gate();
	char fds[2][12], *words[] = { (char *)program_path, "--hold", fds[0], fds[1], NULL };
	char byte;

	format(fds[0], sizeof(fds[0]), "%d", there.ends[1]);
	format(fds[1], sizeof(fds[1]), "%d", go.ends[0]);
	attach(id, NULL, 0);
	pid = start_child({
		execve(program_path, words, words + 4);
		works(write(there.ends[1], "-", 1), "write to a pipe");
	});
	is(read(there.ends[0], &byte, 1), 1, "the number of bytes read from a pipe");
	if (byte == '-')
		skip("execve of the kit's own program fails");
	is(nattch(id), 1, "shm_nattch");
	open_gate(&go);
	child_is_well(pid);
	is(nattch(id), 1, "shm_nattch after the new program has ended");
}
