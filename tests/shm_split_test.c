/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of an attach: munmap, mprotect and mremap split its area; each piece counts as an attach
 * (vm_ops->open and close) and shows its own part of the segment, and no frame is lost.
 */
#include "shm_util.h"

/* A segment of so many pages, attached; page i begins with 'a' + i. */
static char *lettered(int *id, int pages)
{
	char *a;
	int i;

	*id = new_segment(pages * PAGE, 0600);
	a = attach(*id, NULL, 0);
	for (i = 0; i < pages; i++)
		a[i * PAGE] = 'a' + i;
	return a;
}

/* Does a read of that address kill the reader? */
static int absent(const char *address)
{
	return in_child({ (void)*(volatile const char *)address; }) == KILLED(SIGSEGV);
}

static void cut_an_end(void)
{
	int id;
	char *a = lettered(&id, 4);

	is(munmap(a + 3 * PAGE, PAGE), 0, "munmap of the last page of an attach succeeds");
	is(nattch(id), 1, "munmap of the last page keeps shm_nattch");
	ok(absent(a + 3 * PAGE), "the last page is gone");
	ok(a[0] == 'a' && a[PAGE] == 'b' && a[2 * PAGE] == 'c', "the other pages are unchanged");
	is(munmap(a, PAGE), 0, "munmap of the first page of an attach succeeds");
	is(nattch(id), 1, "munmap of the first page keeps shm_nattch");
	ok(absent(a), "the first page is gone");
	ok(a[PAGE] == 'b' && a[2 * PAGE] == 'c', "the two pages that are left are unchanged");
	is(totals().shm_rss, 4, "the segment keeps the frames of pages that no process maps");
	is(munmap(a + PAGE, 2 * PAGE), 0, "munmap of the rest of an attach succeeds");
	is(nattch(id), 0, "munmap of the rest detaches");
	a = attach(id, NULL, 0);
	ok(a[0] == 'a' && a[3 * PAGE] == 'd', "a new attach shows all of the segment");
	shmdt(a);
	remove_segment(id);
}

static void punch_a_hole(void)
{
	int id;
	char *a = lettered(&id, 5);
	struct shmid_ds before = state(id);

	is(munmap(a + 2 * PAGE, PAGE), 0, "munmap of the middle page of an attach succeeds");
	is(nattch(id), 2, "an attach with a hole counts twice");
	ok(state(id).shm_atime >= before.shm_atime, "the new piece sets shm_atime");
	ok(absent(a + 2 * PAGE), "the middle page is gone");
	ok(a[0] == 'a' && a[PAGE] == 'b' && a[3 * PAGE] == 'd' && a[4 * PAGE] == 'e',
	   "each piece shows its own part of the segment");
	is(munmap(a + 3 * PAGE, 2 * PAGE), 0, "munmap of the upper piece succeeds");
	is(nattch(id), 1, "one piece counts once");
	is(munmap(a, 2 * PAGE), 0, "munmap of the lower piece succeeds");
	is(nattch(id), 0, "without pieces nothing is counted");
	remove_segment(id);

	/* Pages that are touched for the first time after the hole was made. */
	id = new_segment(5 * PAGE, 0600);
	a = attach(id, NULL, 0);
	munmap(a + 2 * PAGE, PAGE);
	a[4 * PAGE] = 'e';
	a[PAGE] = 'b';
	char *b = attach(id, NULL, 0);

	is(b[4 * PAGE], 'e', "a page first touched in the upper piece is the right page of the segment");
	is(b[PAGE], 'b', "a page first touched in the lower piece is the right page of the segment");
	is(b[3 * PAGE] | b[2 * PAGE] | b[0], 0, "the other pages of the segment are zero");
	shmdt(a);
	shmdt(b);
	remove_segment(id);
}

static void across_several(void)
{
	int one, two;
	char *a = lettered(&one, 3), *b = lettered(&two, 3);

	is(b, a + 3 * PAGE, "two attaches lie side by side");
	is(munmap(a + 2 * PAGE, 2 * PAGE), 0, "munmap across their border succeeds");
	is(nattch(one), 1, "the first attach counts once without its end");
	is(nattch(two), 1, "the second attach counts once without its start");
	ok(a[PAGE] == 'b' && b[PAGE] == 'b' && b[2 * PAGE] == 'c', "what is left of both is unchanged");
	is(munmap(a, 8 * PAGE), 0, "munmap of a range that contains both succeeds");
	is(nattch(one), 0, "the first attach is detached");
	is(nattch(two), 0, "the second attach is detached");
	remove_segment(one);
	remove_segment(two);
}

static void protect_parts(void)
{
	int id;
	char *a = lettered(&id, 3);

	is(mprotect(a + PAGE, PAGE, PROT_READ), 0, "mprotect of the middle page to read-only succeeds");
	is(nattch(id), 3, "mprotect of the middle page makes three pieces");
	is_end(in_child({ *(volatile char *)(a + PAGE) = 'X'; }), KILLED(SIGSEGV),
	       "a write to the read-only page kills the writer");
	is(a[PAGE], 'b', "after the write the data is unchanged");
	a[0] = 'A';
	a[2 * PAGE] = 'C';
	is(a[0], 'A', "the pages beside the read-only one can be written");
	is(mprotect(a, 3 * PAGE, PROT_NONE), 0, "mprotect of all pages to PROT_NONE succeeds");
	ok(absent(a) && absent(a + PAGE) && absent(a + 2 * PAGE), "a read of any page kills the reader");
	is(mprotect(a, 3 * PAGE, PROT_READ | PROT_WRITE), 0, "mprotect of all pages to writable succeeds");
	ok(a[0] == 'A' && a[PAGE] == 'b' && a[2 * PAGE] == 'C', "all pages show their data again");
	a[PAGE] = 'B';
	is(shmdt(a), 0, "shmdt of an attach in three pieces succeeds");
	is(nattch(id), 0, "shmdt detaches all three pieces");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 'A' && a[PAGE] == 'B' && a[2 * PAGE] == 'C', "the segment has what was written to each page");
	is_errno(mprotect(a + PAGE, PAGE, PROT_READ | PROT_WRITE), EACCES,
		 "a part of a read-only attach cannot become writable: EACCES");
	is(nattch(id), 1, "a refused mprotect does not split the attach");
	is(mprotect(a, 3 * PAGE, PROT_NONE), 0, "mprotect of a read-only attach to PROT_NONE succeeds");
	is(mprotect(a, 3 * PAGE, PROT_READ), 0, "mprotect of a read-only attach to PROT_READ succeeds");
	is(a[PAGE], 'B', "the read-only attach still shows the data");
	shmdt(a);
	remove_segment(id);
}

/* Row "mprotect one page of an attach and back": two pages, first page changed. */
static void protect_and_back(void)
{
	int id;
	char *a = lettered(&id, 2);

	is(mprotect(a, PAGE, PROT_READ), 0, "mprotect of one of two pages succeeds");
	is(nattch(id), 2, "mprotect of one of two pages makes two pieces");		/* row 42 */
	is(mprotect(a, PAGE, PROT_READ | PROT_WRITE), 0, "mprotect of this page back to writable succeeds");
	is(nattch(id), 2, "areas of segments are not merged again");
	a[0] = 'Z';
	is(a[0], 'Z', "the page can be written");
	is(shmdt(a), 0, "shmdt of an attach in two pieces succeeds");
	is(nattch(id), 0, "shmdt detaches both pieces");
	remove_segment(id);
}

/* An edge that gets the protection of the piece beside it is joined with that piece. */
static void protect_an_edge(void)
{
	int id;
	char *a = lettered(&id, 6);

	is(mprotect(a, 2 * PAGE, PROT_READ), 0, "mprotect of pages 0 and 1 of six to read-only succeeds");
	is(nattch(id), 2, "mprotect of pages 0 and 1 makes two pieces");
	is(mprotect(a + 2 * PAGE, PAGE, PROT_READ), 0, "mprotect of page 2 to read-only succeeds");
	is(nattch(id), 2, "page 2 is joined with the read-only piece");
	is_end(in_child({ *(volatile char *)(a + 2 * PAGE) = 'X'; }), KILLED(SIGSEGV),
	       "a write to page 2 kills the writer");
	a[3 * PAGE] = 'D';
	is(mprotect(a + PAGE, 3 * PAGE, PROT_READ | PROT_WRITE), 0, "mprotect of pages 1 to 3 to writable succeeds");
	is(nattch(id), 2, "pages 1 and 2 are joined with the writable piece");
	a[PAGE] = 'B';
	a[2 * PAGE] = 'C';
	is_end(in_child({ *(volatile char *)a = 'X'; }), KILLED(SIGSEGV), "a write to page 0 kills the writer");
	is(mprotect(a + 3 * PAGE, PAGE, PROT_READ), 0, "mprotect of page 3 to read-only succeeds");
	is(nattch(id), 4, "mprotect of page 3 makes two more pieces");
	is(mprotect(a + PAGE, 2 * PAGE, PROT_READ), 0, "mprotect of pages 1 and 2, a whole piece, to read-only succeeds");
	is(nattch(id), 4, "a whole piece is not joined with the pieces beside it");
	ok(a[0] == 'a' && a[PAGE] == 'B' && a[2 * PAGE] == 'C' && a[3 * PAGE] == 'D' &&
	   a[4 * PAGE] == 'e' && a[5 * PAGE] == 'f', "each page shows what was written to it");
	munmap(a + 2 * PAGE, PAGE);
	is(shmdt(a), 0, "shmdt of an attach in several pieces succeeds");
	is(nattch(id), 0, "shmdt detaches all pieces");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 'a' && a[PAGE] == 'B' && a[2 * PAGE] == 'C' && a[3 * PAGE] == 'D' &&
	   a[4 * PAGE] == 'e' && a[5 * PAGE] == 'f', "the segment has what was written to all six pages");
	shmdt(a);
	remove_segment(id);
}

static void pieces_and_fork(void)
{
	int id;
	char *a = lettered(&id, 3);
	struct gate ready = make_gate(), go = make_gate();
	pid_t pid;

	munmap(a + PAGE, PAGE);
	pid = start_child({ open_gate(&ready); pass_gate(&go); expect(a[2 * PAGE] == 'n'); });
	pass_gate(&ready);
	is(nattch(id), 4, "a child inherits both pieces");
	a[2 * PAGE] = 'n';
	open_gate(&go);
	is_end(wait_for(pid), 0, "the child's upper piece shows the right page");
	is(nattch(id), 2, "the child's exit detaches two pieces");
	remove_segment(id);
	is(munmap(a, PAGE), 0, "munmap of one piece of a removed segment succeeds");
	is(nattch(id), 1, "the other piece keeps the removed segment");
	is(a[2 * PAGE], 'n', "the other piece shows its data");
	is(munmap(a + 2 * PAGE, PAGE), 0, "munmap of the other piece succeeds");
	is(nattch(id), -1, "munmap of the last piece destroys the removed segment");
	drop_gate(&ready);
	drop_gate(&go);
}

static void remapped(void)
{
	int id;
	char *a = lettered(&id, 3), *b;

	b = mremap(a, 3 * PAGE, 2 * PAGE, 0);
	is(b, a, "mremap can shrink an attach");
	ok(absent(a + 2 * PAGE), "the page that mremap has cut is gone");
	is(nattch(id), 1, "a shrunken attach counts once");
	b = mremap(a, 2 * PAGE, 4 * PAGE, 0);
	is(b, a, "mremap can grow an attach in place, even beyond the segment");
	is(a[2 * PAGE], 'c', "the grown attach shows the page that was cut");
	is_end(in_child({ (void)*(volatile char *)(a + 3 * PAGE); }), KILLED(SIGBUS),
	       "a read beyond the segment kills by SIGBUS");		/* row 39 */
	is(nattch(id), 1, "a grown attach counts once");
	is(shmdt(a), 0, "shmdt of a grown attach succeeds");
	is(nattch(id), 0, "shmdt detaches the grown attach");
	ok(absent(a), "no page of the grown attach is left");
	remove_segment(id);

	a = lettered(&id, 2);
	b = mremap(a, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x62000000);
	is(b, 0x62000000, "mremap can move an attach");
	is(nattch(id), 1, "a moved attach counts once");
	ok(absent(a), "the old address of a moved attach is unmapped");
	ok(b[0] == 'a' && b[PAGE] == 'b', "a moved attach shows the segment's data");
	b[0] = 'm';
	is(shmdt(b), 0, "shmdt of the new address succeeds");
	a = attach(id, NULL, 0);
	is(a[0], 'm', "what was written after the move is in the segment");
	shmdt(a);
	remove_segment(id);
	is(totals().shm_rss, 0, "no frame is held");
}

int main(void)
{
	need_no_segments();
	cut_an_end();
	punch_a_hole();
	across_several();
	protect_parts();
	protect_and_back();
	protect_an_edge();
	pieces_and_fork();
	remapped();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
