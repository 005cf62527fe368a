/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 1: one process writes into a segment, and another reads it. */
#include "kit.h"

#define LEVEL 1

CLAIM(create,
      "A process asks for a private segment of one page.",
      "shmget returns an id, which is not negative.",
      "Everything else begins with this call.")
{
	works(remember(SEGMENT, shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0600)), "shmget(IPC_PRIVATE, 4096, 0600)");
}

CLAIM(attach,
      "A process attaches a segment without an address, and writes and reads its bytes.",
      "shmat returns the address of a page, which can be read and written.",
      "The kernel must choose a free place in the address space by itself.")
{
	char *at = attach(segment(PAGE, 0600), NULL, 0);

	is((uintptr_t)at % PAGE, 0, "the address modulo the size of a page");
	at[0] = 'a';
	at[PAGE - 1] = 'z';
	is(at[0], 'a', "the first byte");
	is(at[PAGE - 1], 'z', "the last byte");
}

CLAIM(begins_with_zero,
      "A process reads all bytes of a new segment of four pages.",
      "All of them are 0.",
      "Programs rely on it, as on zeroed static variables; and what is not 0 is somebody else's data.")
{
	unsigned char *at = attach(segment(4 * PAGE, 0600), NULL, 0);
	int i, dirt = 0;

	for (i = 0; i < 4 * PAGE; i++)
		dirt |= at[i];
	is(dirt, 0, "the OR of all bytes");
}

CLAIM(two_attaches,
      "A process attaches a segment twice and writes through the first attach.",
      "The second attach has another address and shows what was written: both lead to the same frame.",
      "If each attach has a copy of its own, nothing is shared at all.")
{
	int id = segment(PAGE, 0600);
	volatile char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);

	must(a != b, "the two attaches have different addresses");
	a[10] = 'x';
	is(b[10], 'x', "the byte in the second attach");
	b[10] = 'y';
	is(a[10], 'y', "the byte in the first attach");
}

CLAIM(a_writes_b_reads,
      "Process A attaches a segment and writes. Process B attaches the same id and reads.",
      "B reads what A has written.",
      "This is what shared memory is for.")
{
	int id = segment(PAGE, 0600);
	volatile char *a = attach(id, NULL, 0);

	a[0] = 'A';
	shmdt((void *)a);
	in_child({
		volatile char *b = attach(id, NULL, 0);

		is(b[0], 'A', "the byte that B reads");
	});
}

CLAIM(b_answers,
      "A and B are attached at the same time. A writes, B reads and answers, A reads.",
      "Each sees what the other has written, without attaching again.",
      "A kernel that copies the segment at shmat passes data in one direction only.")
{
	int id = segment(PAGE, 0600), b;
	volatile char *a = attach(id, NULL, 0);
	struct gate there = make_gate(), go = make_gate(), done = make_gate();

	b = start_child({
		volatile char *mine;

		shmdt((void *)a);
		mine = attach(id, NULL, 0);
		open_gate(&there);
		pass_gate(&go);
		is(mine[1], 'q', "the byte that B reads");
		mine[2] = 'r';
		open_gate(&done);
	});
	pass_gate(&there);
	a[1] = 'q';
	open_gate(&go);
	pass_gate(&done);
	is(a[2], 'r', "the byte that A reads");
	child_is_well(b);
}

CLAIM(by_key,
      "A creates a segment with a key, writes and exits. Then B starts, finds the key and reads.",
      "B reads what A has written: a segment exists until it is removed, not until its creator ends.",
      "The key is the only thing that two unrelated programs have in common.")
{
	in_child({
		char *a = attach(segment_with_key(KEY, 128, 0600), NULL, 0);

		memcpy(a, "Hello World", 12);
	});
	in_child({
		char *b = attach(works(shmget(KEY, 128, 0), "shmget of the key"), NULL, 0);

		must(same(b, "Hello World"), "B reads \"Hello World\"");
	});
}

CLAIM(other_addresses,
      "A process attaches a segment at an address of its choice, which differs from the other attach.",
      "The attach is at this address and shows the same bytes.",
      "Two processes rarely have the same gap free; only the frame is common to them.")
{
	int id = segment(2 * PAGE, 0600);
	char *a = attach(id, NULL, 0), *wanted = a - 64 * PAGE;
	char *b = attach(id, wanted, 0);

	must(b == wanted, "shmat returns the address that it was given");
	a[PAGE + 1] = 'p';
	is(b[PAGE + 1], 'p', "the byte at the other address");
}

CLAIM(every_page,
      "A writes another number into each of 32 pages, and B reads them.",
      "B finds each number in its page.",
      "A kernel can confuse the pages of a segment, or share the first one only.")
{
	int id = segment(32 * PAGE, 0600), i;
	volatile int *a = attach(id, NULL, 0);

	for (i = 0; i < 32; i++)
		a[i * PAGE / 4] = 1000 + i;
	shmdt((void *)a);
	in_child({
		volatile int *b = attach(id, NULL, 0);

		for (i = 0; i < 32; i++)
			is(b[i * PAGE / 4], 1000 + i, "the number in a page");
	});
}

CLAIM(first_touch_by_b,
      "A and B are attached. B is the first who touches a page, and A reads it afterwards.",
      "A reads what B has written.",
      "With demand paging, both processes must find the same frame, whoever came first.")
{
	int id = segment(3 * PAGE, 0600);
	volatile char *a = attach(id, NULL, 0);

	in_child({
		volatile char *b = attach(id, NULL, 0);

		b[2 * PAGE] = 'b';
	});
	is(a[2 * PAGE], 'b', "the byte that A reads");
	is(a[PAGE], 0, "a byte that nobody has written");
}

CLAIM(two_segments,
      "A process attaches two segments and writes into one of them.",
      "The other one does not change, and has another id.",
      "Two programs with segments of their own must not disturb each other.")
{
	int one = segment(PAGE, 0600), two = segment(PAGE, 0600);
	volatile char *a = attach(one, NULL, 0), *b = attach(two, NULL, 0);

	must(one != two, "the ids differ");
	a[0] = 1;
	is(b[0], 0, "the byte in the other segment");
}

CLAIM(kernel_writes,
      "A calls read() with an untouched page of the segment as its buffer.",
      "The bytes arrive, and B sees them: the kernel writes into the shared frame, too.",
      "The kernel's own access takes another path to the page than the program's.")
{
	int id = segment(2 * PAGE, 0600);
	char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);
	struct gate text = make_gate();

	works(write(text.ends[1], "pipe", 4), "write to a pipe");
	is(read(text.ends[0], a + PAGE, 4), 4, "what read returns");
	is(b[PAGE], 'p', "the first byte in the other attach");
	works(write(text.ends[1], b + PAGE, 4), "write from the segment");
	is(read(text.ends[0], a, 4), 4, "what read returns");
	is(b[3], 'e', "the byte that was written and read again");
}

CLAIM(detach,
      "A process detaches a segment and then reads where it was attached.",
      "shmdt returns 0, and the read ends the process.",
      "An address that stays valid can later show memory that belongs to others.")
{
	char *at = attach(segment(2 * PAGE, 0600), NULL, 0);

	at[0] = at[PAGE] = 1;
	works(shmdt(at), "shmdt");
	must(is_unmapped(at), "a read where the attach was ends the reader");
	must(is_unmapped(at + PAGE), "a read of its second page ends the reader");
}

CLAIM(detach_one,
      "A process has two attaches of one segment and detaches the first.",
      "The second still shows the data, and a write to it is seen by a later attach.",
      "shmdt ends an attach, not the segment.")
{
	int id = segment(PAGE, 0600);
	volatile char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);

	a[0] = 'd';
	works(shmdt((void *)a), "shmdt");
	is(b[0], 'd', "the byte in the second attach");
	b[1] = 'e';
	a = attach(id, NULL, 0);
	is(a[1], 'e', "the byte in a new attach");
}

CLAIM(kept_without_attach,
      "A writes and detaches, so that nobody is attached. Then it attaches the segment again.",
      "The data is still there.",
      "The segment itself must hold its frames, and not only the page tables of processes.")
{
	int id = segment(PAGE, 0600);
	char *at = attach(id, NULL, 0);

	memcpy(at, "kept", 5);
	works(shmdt(at), "shmdt");
	is(nattch(id), 0, "shm_nattch");
	at = attach(id, NULL, SHM_RDONLY);
	must(same(at, "kept"), "the new attach shows the data");
}

CLAIM(wrong_detach,
      "A process calls shmdt with an address at which nothing is attached, and one inside an attach.",
      "shmdt fails with EINVAL and changes nothing.",
      "The caller should learn of its mistake. Linux 2.4 returned 0.",
      .row = "shmdt-nothing")
{
	int id = segment(2 * PAGE, 0600);
	char *at = attach(id, NULL, 0);
	int inside = shmdt(at + PAGE);

	is(nattch(id), 1, "shm_nattch after shmdt of an address inside the attach");
	at[PAGE] = 1;
	fails_or(inside, EINVAL, 0, "shmdt of an address inside the attach");
	fails_or(shmdt(at - 64 * PAGE), EINVAL, 0, "shmdt of a free address");
	works(shmdt(at), "shmdt of the attach");
	fails_or(shmdt(at), EINVAL, 0, "a second shmdt");
}

CLAIM(same_key_same_segment,
      "shmget is called twice with one key and IPC_CREAT.",
      "Both calls return the same id.",
      "Two programs that start in any order must meet in one segment.")
{
	int id = segment_with_key(KEY, 5000, 0600);

	is(shmget(KEY, 5000, IPC_CREAT | 0600), id, "the id from the second call");
	is(shmget(KEY, 0, 0), id, "the id from a call with size 0");
}

CLAIM(exclusive,
      "shmget is called with IPC_CREAT and IPC_EXCL for a key that exists.",
      "It fails with EEXIST.",
      "A program can so make sure that it is the creator, which initialises the data.")
{
	segment_with_key(KEY, PAGE, 0600);
	fails(shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600), EEXIST, "shmget with IPC_CREAT and IPC_EXCL");
}

CLAIM(absent_key,
      "shmget is called without IPC_CREAT for a key that does not exist.",
      "It fails with ENOENT, and creates nothing.",
      "A reader must notice that the writer has not started yet.")
{
	fails(shmget(KEY + 1, PAGE, 0600), ENOENT, "shmget of an absent key");
	fails(shmget(KEY + 1, PAGE, IPC_EXCL | 0600), ENOENT, "shmget of it with IPC_EXCL alone");
	fails(shmget(KEY + 1, PAGE, 0), ENOENT, "shmget of it once more");
}

CLAIM(too_small,
      "shmget asks for an existing segment of 5000 bytes with size 5001.",
      "It fails with EINVAL; with a smaller size it returns the id.",
      "The caller would write beyond the segment. Bytes count, although the last page has room.")
{
	int id = segment_with_key(KEY, 5000, 0600);

	fails(shmget(KEY, 5001, 0600), EINVAL, "shmget with a larger size");
	is(shmget(KEY, 4999, 0600), id, "the id from shmget with a smaller size");
}

CLAIM(private_is_new,
      "shmget is called twice with IPC_PRIVATE.",
      "It creates two segments.",
      "IPC_PRIVATE is no key: it never finds a segment.")
{
	must(segment(PAGE, 0600) != segment(PAGE, 0600), "the ids differ");
}

CLAIM(state_of_a_segment,
      "A process creates a segment of 5000 bytes with mode 0640 and calls IPC_STAT.",
      "The size is 5000, not rounded; the mode is 0640; shm_cpid is the creator, shm_lpid 0.",
      "Programs ask the kernel how large a segment is, and ipcs shows these fields.")
{
	struct state state = state_of(SEGMENT, segment(5000, 0640));

	is(state.size, 5000, "shm_segsz");
	is(state.mode & 07777, 0640, "the mode");
	is(state.cpid, getpid(), "shm_cpid");
	is(state.lpid, 0, "shm_lpid");
	is(state.nattch, 0, "shm_nattch");
	is(state.uid, geteuid(), "the owner's uid");
	is(state.cuid, geteuid(), "the creator's uid");
	is(state.atime, 0, "shm_atime");
	must(state.ctime != 0, "shm_ctime is set");
}

CLAIM(counting,
      "A process attaches a segment twice, and detaches both.",
      "shm_nattch is 1, 2, 1 and 0; shm_lpid is the process.",
      "The kernel decides by this count when a removed segment is destroyed.")
{
	int id = segment(PAGE, 0600);
	char *a = attach(id, NULL, 0), *b;

	is(nattch(id), 1, "shm_nattch after one shmat");
	b = attach(id, NULL, SHM_RDONLY);
	is(nattch(id), 2, "shm_nattch after two");
	is(state_of(SEGMENT, id).lpid, getpid(), "shm_lpid");
	must(state_of(SEGMENT, id).atime != 0, "shm_atime is set");
	works(shmdt(a), "shmdt");
	is(nattch(id), 1, "shm_nattch after a shmdt");
	works(shmdt(b), "shmdt");
	is(nattch(id), 0, "shm_nattch after two");
	must(state_of(SEGMENT, id).dtime != 0, "shm_dtime is set");
}

CLAIM(exit_detaches,
      "A process exits while it is attached, and another one is killed.",
      "shm_nattch falls by one each time; the segment and its data stay.",
      "Programs crash. Attaches that are never given back keep a removed segment alive for ever.")
{
	int id = segment(PAGE, 0600), pid;
	struct gate there = make_gate(), never = make_gate();

	in_child({ ((char *)attach(id, NULL, 0))[0] = 'k'; });
	is(nattch(id), 0, "shm_nattch after the exit");
	pid = start_child({ attach(id, NULL, 0); open_gate(&there); pass_gate(&never); });
	pass_gate(&there);
	is(nattch(id), 1, "shm_nattch while the child waits");
	send_signal(pid, SIGKILL);
	wait_for(pid);
	is(nattch(id), 0, "shm_nattch after SIGKILL");
	is(((char *)attach(id, NULL, 0))[0], 'k', "the first byte");
}
