/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmdt detaches the attach that begins at exactly the given address, and nothing else.
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
	is(shmdt(a), 0, "shmdt of an attach succeeds");
	t1 = time(NULL);
	after = state(id);
	is(after.shm_nattch, 1, "shmdt decrements shm_nattch");
	is(after.shm_lpid, getpid(), "shmdt sets shm_lpid");
	ok(after.shm_dtime >= t0 && after.shm_dtime <= t1, "shmdt sets shm_dtime");
	is(after.shm_atime, before.shm_atime, "shmdt keeps shm_atime");
	is(after.shm_ctime, before.shm_ctime, "shmdt keeps shm_ctime");
	is_end(in_child({ (void)*(volatile char *)a; }), KILLED(SIGSEGV),
	       "a read where the attach was kills the reader");
	is_end(in_child({ *(volatile char *)(a + PAGE) = 1; }), KILLED(SIGSEGV),
	       "a write where its second page was kills the writer");
	ok(strcmp(b, "kept") == 0, "the other attach of the same segment is unchanged");
	is(shmdt(b), 0, "the other attach can be detached");
	is(nattch(id), 0, "after the last detach shm_nattch is 0");
	is(totals().shm_rss, 1, "the segment keeps its frame without attaches");
	a = attach(id, NULL, 0);
	ok(strcmp(a, "kept") == 0, "a later attach shows the data");
	is(shmdt(a), 0, "the later attach can be detached");
	remove_segment(id);
}

static void lpid_is_the_detacher(void)
{
	int id = new_segment(PAGE, 0600);
	char *at = attach(id, NULL, 0);
	pid_t pid = start_child({ expect(shmdt(at) == 0); });

	is_end(wait_for(pid), 0, "a child can detach an inherited attach");
	is(state(id).shm_lpid, pid, "shm_lpid is the pid of the child");
	is(nattch(id), 1, "the parent's attach stays");
	shmdt(at);
	is(state(id).shm_lpid, getpid(), "shm_lpid is the parent's pid after it detaches");
	remove_segment(id);
}

/* Rows 34 and 35: Linux 2.4 returned 0 for all of these. */
static void mistakes(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *at = attach(id, NULL, 0);
	char *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	memory[0] = 'm';
	is_errno(shmdt(at + 1), EINVAL, "shmdt of an unaligned address: EINVAL");
	is_errno(shmdt(at - PAGE), EINVAL, "shmdt of the page before an attach: EINVAL");
	is_errno(shmdt(at + PAGE), EINVAL, "shmdt of an address inside an attach: EINVAL");
	is_errno(shmdt(NULL), EINVAL, "shmdt of address 0: EINVAL");
	is_errno(shmdt((void *)0x70000000), EINVAL, "shmdt of an unmapped address: EINVAL");
	is_errno(shmdt(memory), EINVAL, "shmdt of anonymous memory: EINVAL");
	is(memory[0], 'm', "a refused shmdt does not unmap the memory");
	is_errno(shmdt((void *)((uintptr_t)&mistakes & -PAGE)), EINVAL, "shmdt of the program's code: EINVAL");
	is_errno(shmdt((void *)USER_TOP), EINVAL, "shmdt of a kernel address: EINVAL");
	is_errno(shmdt((void *)-1), EINVAL, "shmdt of the last address: EINVAL");
	is_errno(shmdt((void *)-PAGE), EINVAL, "shmdt of the last page: EINVAL");
	is(nattch(id), 1, "refused calls of shmdt do not change shm_nattch");
	is(at[2 * PAGE - 1], 0, "refused calls of shmdt leave the whole attach");
	is(state(id).shm_dtime, 0, "refused calls of shmdt do not set shm_dtime");
	is(shmdt(at), 0, "shmdt of the right address succeeds");
	is_errno(shmdt(at), EINVAL, "shmdt a second time: EINVAL");
	is(nattch(id), 0, "a second shmdt does not change shm_nattch");
	munmap(memory, PAGE);
	remove_segment(id);
}

/* The pieces of an attach are found by the address where the attach began. */
static void pieces(void)
{
	int id = new_segment(5 * PAGE, 0600);
	char *at = attach(id, NULL, 0);

	is(munmap(at + PAGE, PAGE), 0, "munmap of the second page of an attach succeeds");
	is(nattch(id), 2, "an attach with one hole counts twice");
	is(munmap(at + 3 * PAGE, PAGE), 0, "munmap of the fourth page succeeds");
	is(nattch(id), 3, "an attach with two holes counts three times");
	is_errno(shmdt(at + 2 * PAGE), EINVAL, "shmdt of the start of the middle piece: EINVAL");
	is(shmdt(at), 0, "shmdt of the address where the attach began succeeds");
	is(nattch(id), 0, "shmdt detaches all pieces");

	at = attach(id, NULL, 0);
	is(munmap(at, 2 * PAGE), 0, "munmap of the first two pages of an attach succeeds");
	is(nattch(id), 1, "an attach without its front counts once");
	is_errno(shmdt(at + 2 * PAGE), EINVAL, "shmdt of the start of what is left: EINVAL");
	is(shmdt(at), 0, "shmdt of the address where it began succeeds");
	is(nattch(id), 0, "shmdt detaches what is left");

	at = attach(id, NULL, 0);
	is(munmap(at, 5 * PAGE), 0, "munmap of a whole attach succeeds");
	is(nattch(id), 0, "munmap of a whole attach decrements shm_nattch");
	ok(state(id).shm_dtime != 0, "munmap of a whole attach sets shm_dtime");
	is_errno(shmdt(at), EINVAL, "shmdt after munmap of the whole attach: EINVAL");
	remove_segment(id);
}

/* An attach in the hole of another attach may begin at the same address. */
static void same_start(void)
{
	int a = new_segment(3 * PAGE, 0600), b = new_segment(PAGE, 0600);
	char *at = attach(a, NULL, 0);

	is(munmap(at, PAGE), 0, "munmap of the first page of an attach succeeds");
	is(attach(b, at, 0), at, "another segment can be attached at that page");
	is(shmdt(at), 0, "shmdt of the address where both begin succeeds");
	is(nattch(b), 0, "shmdt detaches the segment that is mapped there");
	is(nattch(a), 1, "shmdt keeps the rest of the other segment");
	is(shmdt(at), 0, "a second shmdt succeeds");
	is(nattch(a), 0, "a second shmdt detaches the rest");
	remove_segment(a);
	remove_segment(b);

	a = new_segment(3 * PAGE, 0600);
	at = attach(a, NULL, 0);
	is(munmap(at, PAGE), 0, "munmap of the first page of another attach succeeds");
	is(attach(a, at, SHM_REMAP), at, "the same segment can be attached over its own rest");
	is(nattch(a), 1, "SHM_REMAP detaches the rest");
	is(shmdt(at), 0, "one shmdt detaches the new attach");
	is(nattch(a), 0, "after that no attach is counted");
	remove_segment(a);
}

/* Between the pieces of an attach there may be other memory, which stays. */
static void neighbours(void)
{
	int id = new_segment(3 * PAGE, 0600);
	char *at = attach(id, NULL, 0);
	char *memory = mmap(at + PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_FIXED | ANON, -1, 0);

	is(memory, at + PAGE, "mmap with MAP_FIXED over the middle of an attach succeeds");
	is(nattch(id), 2, "mmap over the middle leaves two pieces");
	memory[0] = 'm';
	is(at[0] | at[2 * PAGE], 0, "the pieces beside the new memory are unchanged");
	is(shmdt(at), 0, "shmdt of an attach with other memory in its middle succeeds");
	is(nattch(id), 0, "shmdt detaches both pieces");
	is(memory[0], 'm', "shmdt keeps the memory between the pieces");
	munmap(memory, PAGE);
	remove_segment(id);
}

/* A segment of 1.25 GiB, moved to 2.9 GiB: the computed end of the attach is beyond 4 GiB. */
static void ends_beyond_the_last_address(void)
{
	char *low = (char *)0x50000000, *high = (char *)0xb9000000;
	size_t size = 0x50000000;
	int id;

	set_limit("shmmax", "1342177280");
	id = new_segment(size, 0600);
	is(attach(id, low, 0), low, "a segment of 1.25 GiB is attached at 1.25 GiB");
	is(mremap(low, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, high), high,
	   "mremap moves its first two pages to 2.9 GiB");
	is(munmap(low, size), 0, "munmap of the rest succeeds");
	is(mprotect(high + PAGE, PAGE, PROT_READ), 0, "mprotect makes the second page read-only");
	is(nattch(id), 2, "the moved pages count as two pieces");
	is(shmdt(high), 0, "shmdt of the new address succeeds");
	is(nattch(id), 0, "shmdt detaches both moved pieces");
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
