/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 6: sizes, numbers and addresses at which kernels break. */
#include "kit.h"

#define LEVEL 6
#define MIB (1 << 20)

/* An address that belongs to the kernel. */
#ifdef __x86_64__
#define KERNEL_ADDRESS ((void *)0xffff880000000000)
#define FAR_SIDE ((void *)0x7ffffffff000)	/* the last page below the limit of user space is a hole */
#else
#define KERNEL_ADDRESS ((void *)0xfffff000)
#define FAR_SIDE KERNEL_ADDRESS
#endif

CLAIM(size_zero,
      "A process asks for a segment of 0 bytes.",
      "shmget fails with EINVAL.",
      "Kernels have died of it: a size of 0 gives an array of 0 pages, and a division by it.")
{
	fails(remember(SEGMENT, shmget(IPC_PRIVATE, 0, IPC_CREAT | 0600)), EINVAL, "shmget(IPC_PRIVATE, 0)");
	fails(remember(SEGMENT, shmget(KEY, 0, IPC_CREAT | 0600)), EINVAL, "shmget(KEY, 0, IPC_CREAT)");
	works(remember(SEGMENT, shmget(KEY, 1, IPC_CREAT | 0600)), "shmget(KEY, 1, IPC_CREAT)");
}

CLAIM(size_one,
      "A process attaches a segment of 1 byte and uses the whole page.",
      "The page is there, zero and shared up to its end.",
      "Sizes count in bytes and memory in pages.")
{
	int id = segment(1, 0600);
	volatile char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);

	is(state_of(SEGMENT, id).size, 1, "shm_segsz");
	is(a[PAGE - 1], 0, "the last byte of the page");
	a[PAGE - 1] = 'e';
	is(b[PAGE - 1], 'e', "the last byte in the other attach");
}

CLAIM(above_4_mib,
      "A process attaches a segment of 4 MiB and a page, and touches the pages around 4 MiB.",
      "Each page has its own data.",
      "On the i386, one page table covers 4 MiB. Kernels have died of a segment that needs two.")
{
	int id = segment(4 * MIB + PAGE, 0600), i;
	static const int places[] = { 0, MIB, 4 * MIB - PAGE, 4 * MIB };
	volatile char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);

	for (i = 0; i < 4; i++)
		a[places[i]] = 'a' + i;
	for (i = 0; i < 4; i++)
		is(b[places[i]], 'a' + i, "the letter in a page");
	works(shmdt((void *)a), "shmdt");
	works(shmdt((void *)b), "shmdt");
	a = attach(id, NULL, 0);
	is(a[4 * MIB], 'd', "the letter in the last page after a detach");
}

CLAIM(sixteen_mib,
      "A process creates a segment of 16 MiB, touches three of its pages and forks.",
      "Only what is touched takes memory; parent and child share these pages.",
      "Segments are larger than what is used of them. A kernel that takes all frames at once cannot serve two.")
{
	int id = segment(16 * MIB, 0600);
	volatile char *at = attach(id, NULL, 0);

	is(state_of(SEGMENT, id).size, 16 * MIB, "shm_segsz");
	at[0] = 'a';
	at[9 * MIB] = 'b';
	in_child({
		is(at[9 * MIB], 'b', "the letter that the child reads");
		at[16 * MIB - 1] = 'c';
	});
	is(at[16 * MIB - 1], 'c', "the letter that the parent reads");
}

CLAIM(size_minus_one,
      "A process asks for a segment of -1 bytes, which is the largest number.",
      "shmget refuses with EINVAL, ENOMEM or ENOSPC, or the segment has this size.",
      "Rounding this size up to pages gives 0, and a segment of no pages.")
{
	int id = remember(SEGMENT, shmget(IPC_PRIVATE, (size_t)-1, IPC_CREAT | 0600));

	if (id >= 0) {
		must(state_of(SEGMENT, id).size == (size_t)-1, "the segment has the size that was asked for");
		works(ipc_remove(SEGMENT, id), "IPC_RMID");
		return;
	}
	must(id == -EINVAL || id == -ENOMEM || id == -ENOSPC, "shmget gives %s; Linux gives EINVAL, ENOMEM or "
	     "ENOSPC", error_name(-id));
}

CLAIM(many_attaches,
      "A process attaches one segment 100 times, and forks.",
      "All attaches show the same byte; shm_nattch is 100, 200 while the child lives, and 100 again.",
      "Tables of attaches with a fixed size overflow.")
{
	int id = segment(PAGE, 0600), i, pid;
	volatile char *at[100];
	struct gate there = make_gate(), go = make_gate();

	for (i = 0; i < 100; i++)
		at[i] = attach(id, NULL, i % 2 ? SHM_RDONLY : 0);
	is(nattch(id), 100, "shm_nattch");
	at[0][7] = 'm';
	for (i = 0; i < 100; i++)
		is(at[i][7], 'm', "the byte in an attach");
	pid = start_child({ open_gate(&there); pass_gate(&go); });
	pass_gate(&there);
	is(nattch(id), 200, "shm_nattch while the child lives");
	open_gate(&go);
	child_is_well(pid);
	for (i = 0; i < 100; i++) {
		is(nattch(id), 100 - i, "shm_nattch before a shmdt");
		works(shmdt((void *)at[i]), "shmdt");
	}
}

CLAIM(many_segments,
      "A process creates segments until the kernel refuses, but not more than 200, and removes them.",
      "The refusal is ENOSPC (or ENOMEM); after the removal a segment can be created again.",
      "A full table must be an error, not a crash; and removed segments must leave it.",
      .row = "slots")
{
	int ids[200], made, id = 0, i;

	for (made = 0; made < 200; made++) {
		id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0600);
		if (id < 0)
			break;
		ids[made] = id;
	}
	for (i = 0; i < made; i++)
		works(ipc_remove(SEGMENT, ids[i]), "IPC_RMID of each segment");
	must(made > 0, "one segment can be created");
	segment(PAGE, 0600);
	must(made == 200 || id == -ENOSPC || id == -ENOMEM, "after %d segments shmget gives %s; Linux gives ENOSPC",
	     made, error_name(-id));
	otherwise_if(made < 200, "there is room for fewer than 200 segments");
}

CLAIM(unknown_ids,
      "shmat, IPC_STAT, IPC_SET and IPC_RMID are called with ids that no segment has.",
      "All fail with EINVAL.",
      "An id is a number that any program can invent. It must not be used as an index unchecked.")
{
	static const int ids[] = { -1, -2, (int)0x80000000, 0x7fffffff, 0x7fff0000, 123456789, -4096 };
	struct state state = { .mode = 0600 };
	unsigned i;

	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		fails((long)shmat(ids[i], NULL, 0), EINVAL, "shmat of an unknown id");
		fails(ipc_stat(SEGMENT, ids[i], &state), EINVAL, "IPC_STAT of an unknown id");
		fails(ipc_set(SEGMENT, ids[i], &state), EINVAL, "IPC_SET of an unknown id");
		fails(ipc_remove(SEGMENT, ids[i]), EINVAL, "IPC_RMID of an unknown id");
	}
}

CLAIM(unknown_command,
      "shmctl is called with commands that do not exist.",
      "It fails with EINVAL.",
      "Programs try a newer command first, and an older one if it does not exist.")
{
	int id = segment(PAGE, 0600);

	fails(shmctl(id, 99, NULL), EINVAL, "shmctl with command 99");
	fails(shmctl(id, -1, NULL), EINVAL, "shmctl with command -1");
	is(nattch(id), 0, "shm_nattch");
}

CLAIM(bad_buffers,
      "IPC_STAT and IPC_SET get NULL, an unmapped address and an address of the kernel as the buffer.",
      "They fail with EFAULT.",
      "A kernel that writes where a program tells it to can be overwritten by the program.")
{
	int id = segment(PAGE, 0600);
	void *at = attach(id, NULL, 0);

	works(shmdt(at), "shmdt");		/* now this address is unmapped */
	fails(shmctl(id, IPC_STAT, NULL), EFAULT, "IPC_STAT into NULL");
	fails(shmctl(id, IPC_STAT, at), EFAULT, "IPC_STAT into unmapped memory");
	fails(shmctl(id, IPC_STAT, KERNEL_ADDRESS), EFAULT, "IPC_STAT into the kernel");
	fails(shmctl(id, IPC_SET, KERNEL_ADDRESS), EFAULT, "IPC_SET from the kernel");
	is(nattch(id), 0, "shm_nattch");
}

CLAIM(read_only_buffer,
      "IPC_STAT gets a read-only attach as its buffer.",
      "It fails with EFAULT, and the segment does not change.",
      "The kernel's write must obey the rights of the program's pages.")
{
	int id = segment(PAGE, 0600);
	volatile char *rw = attach(id, NULL, 0);
	void *ro = attach(id, NULL, SHM_RDONLY);

	rw[0] = 'r';
	is(*(volatile char *)ro, 'r', "the byte in the read-only attach");
	fails(shmctl(id, IPC_STAT, ro), EFAULT, "IPC_STAT into a read-only attach");
	is(rw[0], 'r', "the byte after that");
}

CLAIM(kernel_addresses,
      "A process attaches at an address of the kernel, and where the segment would reach beyond user space.",
      "shmat fails with ENOMEM or EINVAL.",
      "The sum of address and size can wrap, and then the check passes.",
      .row = "above-user")
{
	int id = segment(PAGE, 0600), large = segment(16 * MIB, 0600);
	long one = (long)shmat(id, KERNEL_ADDRESS, 0);
	long two = (long)shmat(large, FAR_SIDE, 0);
	long three = (long)shmat(large, KERNEL_ADDRESS, SHM_REMAP);

	is(nattch(id) + nattch(large), 0, "shm_nattch of both segments");
	must(one == -EINVAL || one == -ENOMEM, "shmat at a kernel address fails with EINVAL or ENOMEM");
	must(two == -EINVAL || two == -ENOMEM, "shmat across the end of user space fails with EINVAL or ENOMEM");
	must(three == -EINVAL || three == -ENOMEM, "shmat with SHM_REMAP at a kernel address fails with EINVAL "
	     "or ENOMEM");
}

CLAIM(over_the_program,
      "A process attaches over its own code and over its own stack, without SHM_REMAP.",
      "shmat fails with EINVAL, and the process goes on.",
      "Nothing that exists may be replaced unasked.")
{
	int id = segment(PAGE, 0600), local = 1;

	fails((long)shmat(id, (void *)((uintptr_t)shmat & -PAGE), 0), EINVAL, "shmat over the program's code");
	fails((long)shmat(id, (void *)((uintptr_t)&local & -PAGE), 0), EINVAL, "shmat over the stack");
	is(local, 1, "a variable on the stack");
}

#ifndef __x86_64__	/* the address space of a 64-bit process does not become full */
CLAIM(no_room,
      "A 32-bit process attaches a segment of 16 MiB until its address space is full.",
      "shmat fails with ENOMEM; every attach is counted and can be detached.",
      "The search for a gap must end, and must not return an address of the kernel.")
{
	static void *at[300];
	int id = segment(16 * MIB, 0600), i, made;

	for (made = 0; made < 300; made++) {
		at[made] = shmat(id, NULL, 0);
		if (failed(at[made]))
			break;
	}
	must(made < 300, "an address space of 4 GiB has no room for 300 attaches of 16 MiB");
	fails((long)at[made], ENOMEM, "shmat without room");
	is(nattch(id), made, "shm_nattch");
	for (i = 0; i < made; i++)
		works(shmdt(at[i]), "shmdt");
	is(nattch(id), 0, "shm_nattch after the detaches");
}
#endif

CLAIM(many_processes,
      "Thirty processes at a time are attached, write, and end in three different ways.",
      "shm_nattch is 30, then 0, and every process has left its number.",
      "Counts and lists must stay right whoever ends first.")
{
	int id = segment(2 * PAGE, 0600), i, pids[30];
	volatile int *at;
	struct gate there = make_gate(), go = make_gate();

	for (i = 0; i < 30; i++) {
		pids[i] = start_child({
			volatile int *mine = attach(id, NULL, 0);

			mine[i * 60] = 500 + i;
			open_gate(&there);
			pass_gate(&go);
			if (i % 3 == 0)
				works(shmdt((void *)mine), "shmdt");
			else if (i % 3 == 1)
				send_signal(getpid(), SIGKILL);
		});
	}
	for (i = 0; i < 30; i++)
		pass_gate(&there);
	is(nattch(id), 30, "shm_nattch while all live");
	for (i = 0; i < 30; i++)
		open_gate(&go);
	for (i = 0; i < 30; i++)
		is(wait_for(pids[i]), i % 3 == 1 ? 128 + SIGKILL : 0, "how a child ended");
	is(nattch(id), 0, "shm_nattch when all have ended");
	at = attach(id, NULL, 0);
	for (i = 0; i < 30; i++)
		is(at[i * 60], 500 + i, "the number of a process");
}

CLAIM(nonsense,
      "A child makes 3000 calls of shmget, shmat, shmdt and shmctl with random arguments.",
      "The kernel survives; a segment that the child cannot reach is unharmed.",
      "No program may stop the machine, whatever it asks for.",
      .needs = "root")
{
	int id = segment(PAGE, 0600);
	volatile char *at = attach(id, NULL, 0);

	at[0] = 'n';
	end_of({
		static const long odd[] = { 0, 1, -1, PAGE, 4095, 0x7fffffff, -PAGE, 01000, 0xc0000000, 0x40000000 };
		unsigned random = 12345, i;

		become(STRANGER, STRANGERS_GROUP);
		for (i = 0; i < 3000; i++) {
			long words[4];
			int j, made;

			for (j = 0; j < 4; j++) {
				random = random * 1103515245 + 12345;
				words[j] = random >> 28 < 10 ? odd[random >> 28] : (long)(random >> 8);
			}
			switch (random >> 16 & 3) {
			case 0:
				made = shmget(words[0], words[1] & 0xffffff, words[2]);
				if (made >= 0)
					ipc_remove(SEGMENT, made);
				break;
			case 1:
				shmat(words[0], (void *)words[1], words[2] & ~SHM_REMAP);
				break;
			case 2:
				shmdt((void *)words[0]);
				break;
			default:
				shmctl(words[0], words[1] & 31, (void *)(words[2] | 0xffff0000));
			}
		}
	});
	is(at[0], 'n', "the byte");
	is(nattch(id), 1, "shm_nattch");
}
