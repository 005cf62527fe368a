/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmdt: the attach at exactly that address goes, nothing else does, and mistakes are told.
 */
#include "shm_util.h"

static void a_detach(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);
	struct shmid_ds before = state(id), after;
	time_t t0, t1;

	strcpy(a, "kept");
	t0 = time(NULL);
	is(shmdt(a), 0, "an attach can be detached");
	t1 = time(NULL);
	after = state(id);
	is(after.shm_nattch, 1, "one attach is left");
	is(after.shm_lpid, getpid(), "who detached is kept");
	ok(after.shm_dtime >= t0 && after.shm_dtime <= t1, "and when");
	is(after.shm_atime, before.shm_atime, "the time of the last attach stays");
	is(after.shm_ctime, before.shm_ctime, "the time of the last change stays");
	is_end(in_child({ (void)*(volatile char *)a; }), KILLED(SIGSEGV),
	       "a read where the attach was kills the reader");
	is_end(in_child({ *(volatile char *)(a + PAGE) = 1; }), KILLED(SIGSEGV),
	       "a write where its second page was kills the writer");
	ok(strcmp(b, "kept") == 0, "the other attach of the same segment is whole");
	is(shmdt(b), 0, "it can be detached, too");
	is(nattch(id), 0, "nobody is attached");
	is(totals().shm_rss, 1, "the frame stays with the segment");
	a = attach(id, NULL, 0);
	ok(strcmp(a, "kept") == 0, "and the data in it");
	is(shmdt(a), 0, "detached again");
	remove_segment(id);
}

static void lpid_is_the_detacher(void)
{
	int id = new_segment(PAGE, 0600);
	char *at = attach(id, NULL, 0);
	pid_t pid = start_child({ expect(shmdt(at) == 0); });

	is_end(wait_for(pid), 0, "a child detaches what it inherited");
	is(state(id).shm_lpid, pid, "and is the last who operated");
	is(nattch(id), 1, "the parent's attach stays");
	shmdt(at);
	is(state(id).shm_lpid, getpid(), "until the parent detaches");
	remove_segment(id);
}

/* Rows 34 and 35: the era returned 0 for all of these. */
static void mistakes(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *at = attach(id, NULL, 0);
	char *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	memory[0] = 'm';
	is_errno(shmdt(at + 1), EINVAL, "an unaligned address: EINVAL");
	is_errno(shmdt(at - PAGE), EINVAL, "the page before: EINVAL");
	is_errno(shmdt(at + PAGE), EINVAL, "an address inside the attach: EINVAL");
	is_errno(shmdt(NULL), EINVAL, "address 0: EINVAL");
	is_errno(shmdt((void *)0x70000000), EINVAL, "an address where nothing is: EINVAL");
	is_errno(shmdt(memory), EINVAL, "memory that is no attach: EINVAL");
	is(memory[0], 'm', "which stays");
	is_errno(shmdt((void *)((uintptr_t)&mistakes & -PAGE)), EINVAL, "the program's code: EINVAL");
	is_errno(shmdt((void *)USER_TOP), EINVAL, "a kernel address: EINVAL");
	is_errno(shmdt((void *)-1), EINVAL, "the last address: EINVAL");
	is_errno(shmdt((void *)-PAGE), EINVAL, "the last page: EINVAL");
	is(nattch(id), 1, "the attach is still there");
	is(at[2 * PAGE - 1], 0, "all of it");
	is(state(id).shm_dtime, 0, "and was never detached");
	is(shmdt(at), 0, "the right address detaches it");
	is_errno(shmdt(at), EINVAL, "a second time: EINVAL");
	is(nattch(id), 0, "and is not counted twice");
	munmap(memory, PAGE);
	remove_segment(id);
}

/* R8: the pieces of one attach are found by where it began. */
static void pieces(void)
{
	int id = new_segment(5 * PAGE, 0600);
	char *at = attach(id, NULL, 0);

	is(munmap(at + PAGE, PAGE), 0, "munmap punches a hole");
	is(nattch(id), 2, "two pieces");
	is(munmap(at + 3 * PAGE, PAGE), 0, "and another hole");
	is(nattch(id), 3, "three pieces");
	is_errno(shmdt(at + 2 * PAGE), EINVAL, "the middle piece's own start is no attach");
	is(shmdt(at), 0, "shmdt of where the attach began ...");
	is(nattch(id), 0, "... takes all its pieces");

	at = attach(id, NULL, 0);
	is(munmap(at, 2 * PAGE), 0, "munmap cuts the front off");
	is(nattch(id), 1, "one piece, as before");
	is_errno(shmdt(at + 2 * PAGE), EINVAL, "the piece's own start is no attach");
	is(shmdt(at), 0, "where the attach began still names it");
	is(nattch(id), 0, "and it goes");

	at = attach(id, NULL, 0);
	is(munmap(at, 5 * PAGE), 0, "munmap of the whole is a detach");
	is(nattch(id), 0, "which is counted");
	ok(state(id).shm_dtime != 0, "and timed");
	is_errno(shmdt(at), EINVAL, "and leaves nothing for shmdt");
	remove_segment(id);
}

/* R9: an attach in the hole of another one begins at the same address. */
static void same_start(void)
{
	int a = new_segment(3 * PAGE, 0600), b = new_segment(PAGE, 0600);
	char *at = attach(a, NULL, 0);

	is(munmap(at, PAGE), 0, "the first page of an attach goes");
	is(attach(b, at, 0), at, "another segment takes its place");
	is(shmdt(at), 0, "shmdt of that address ...");
	is(nattch(b), 0, "... takes the one that begins there");
	is(nattch(a), 1, "and not the rest of the other");
	is(shmdt(at), 0, "which a second shmdt takes");
	is(nattch(a), 0, "now it is gone");
	remove_segment(a);
	remove_segment(b);

	a = new_segment(3 * PAGE, 0600);
	at = attach(a, NULL, 0);
	is(munmap(at, PAGE), 0, "the same with a second attach of one segment");
	is(attach(a, at, SHM_REMAP), at, "over its own rest");
	is(nattch(a), 1, "which SHM_REMAP took away");
	is(shmdt(at), 0, "one shmdt");
	is(nattch(a), 0, "and nothing is left");
	remove_segment(a);
}

/* Between its pieces somebody else's memory may lie; it stays. */
static void neighbours(void)
{
	int id = new_segment(3 * PAGE, 0600);
	char *at = attach(id, NULL, 0);
	char *memory = mmap(at + PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_FIXED | ANON, -1, 0);

	is(memory, at + PAGE, "mmap with MAP_FIXED over the middle of an attach");
	is(nattch(id), 2, "leaves two pieces");
	memory[0] = 'm';
	is(at[0] | at[2 * PAGE], 0, "beside which the new memory lies");
	is(shmdt(at), 0, "shmdt takes the pieces");
	is(nattch(id), 0, "both");
	is(memory[0], 'm', "and leaves the memory between them");
	munmap(memory, PAGE);
	remove_segment(id);
}

/* A segment of 1.25 GiB whose pages begin at 2.9 GiB: where the attach would end is beyond the last address. */
static void ends_beyond_the_last_address(void)
{
	char *low = (char *)0x50000000, *high = (char *)0xb9000000;
	size_t size = 0x50000000;
	int id;

	set_limit("shmmax", "1342177280");
	id = new_segment(size, 0600);
	is(attach(id, low, 0), low, "a segment of 1.25 GiB is attached at 1.25 GiB");
	is(mremap(low, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, high), high,
	   "its first two pages move up to 2.9 GiB");
	is(munmap(low, size), 0, "the rest goes");
	is(mprotect(high + PAGE, PAGE, PROT_READ), 0, "the second page is made read-only");
	is(nattch(id), 2, "two pieces");
	is(shmdt(high), 0, "shmdt of where they begin ...");
	is(nattch(id), 0, "... takes both");
	remove_segment(id);
	set_limit("shmmax", "33554432");
}

int main(void)
{
	need_no_segments();
	a_detach();
	lpid_is_the_detacher();
	mistakes();
	pieces();
	same_start();
	neighbours();
	ends_beyond_the_last_address();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
