/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of an attach: munmap, mprotect and mremap split its area. Each piece counts as an attach
 * (vm_ops->open and close) and shows its own part of the segment, and no frame is lost.
 */
#include "shm_util.h"

/* Creates and attaches a segment with that many pages; page i begins with 'a' + i. */
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

/* Is nothing mapped at the address? Then a read kills the child with SIGSEGV. */
static int absent(const char *address)
{
	return in_child({ (void)*(volatile const char *)address; }) == KILLED(SIGSEGV);
}

static void cut_an_end(void)
{
	int id;
	char *a = lettered(&id, 4);

	is(munmap(a + 3 * PAGE, PAGE), 0, "munmap of the last page of an attach returns 0");
	is(nattch(id), 1, "after munmap of the last page there is still one attach");
	ok(absent(a + 3 * PAGE), "the last page is not mapped any more");
	ok(a[0] == 'a' && a[PAGE] == 'b' && a[2 * PAGE] == 'c', "the other pages show their data");
	is(munmap(a, PAGE), 0, "munmap of the first page of an attach returns 0");
	is(nattch(id), 1, "after munmap of the first page there is still one attach");
	ok(absent(a), "the first page is not mapped any more");
	ok(a[PAGE] == 'b' && a[2 * PAGE] == 'c', "the two pages between show their data");
	is(totals().shm_rss, 4, "the segment keeps the frames of pages that no process maps");
	is(munmap(a + PAGE, 2 * PAGE), 0, "munmap of the rest returns 0");
	is(nattch(id), 0, "munmap of the rest is a detach");
	a = attach(id, NULL, 0);
	ok(a[0] == 'a' && a[3 * PAGE] == 'd', "a new attach shows all pages of the segment");
	shmdt(a);
	remove_segment(id);
}

static void punch_a_hole(void)
{
	int id;
	char *a = lettered(&id, 5);
	struct shmid_ds before = state(id);

	is(munmap(a + 2 * PAGE, PAGE), 0, "munmap of the middle page returns 0");
	is(nattch(id), 2, "after munmap of the middle page two pieces count as two attaches");
	ok(state(id).shm_atime >= before.shm_atime, "the split sets shm_atime");
	ok(absent(a + 2 * PAGE), "the middle page is not mapped any more");
	ok(a[0] == 'a' && a[PAGE] == 'b' && a[3 * PAGE] == 'd' && a[4 * PAGE] == 'e',
	   "each piece shows its own part of the segment");
	is(munmap(a + 3 * PAGE, 2 * PAGE), 0, "munmap of the upper piece returns 0");
	is(nattch(id), 1, "munmap of the upper piece is a detach");
	is(munmap(a, 2 * PAGE), 0, "munmap of the lower piece returns 0");
	is(nattch(id), 0, "munmap of the lower piece is a detach");
	remove_segment(id);

	/* Pages that are touched for the first time after the hole was made. */
	id = new_segment(5 * PAGE, 0600);
	a = attach(id, NULL, 0);
	munmap(a + 2 * PAGE, PAGE);
	a[4 * PAGE] = 'e';
	a[PAGE] = 'b';
	char *b = attach(id, NULL, 0);

	is(b[4 * PAGE], 'e', "a page first touched in the upper piece is that page of the segment");
	is(b[PAGE], 'b', "a page first touched in the lower piece is that page of the segment");
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
	is(munmap(a + 2 * PAGE, 2 * PAGE), 0, "munmap across the border of two attaches returns 0");
	is(nattch(one), 1, "the first segment still has one attach");
	is(nattch(two), 1, "the second segment still has one attach");
	ok(a[PAGE] == 'b' && b[PAGE] == 'b' && b[2 * PAGE] == 'c',
	   "the pages that are left show their data");
	is(munmap(a, 8 * PAGE), 0, "munmap of a range larger than both returns 0");
	is(nattch(one), 0, "munmap has detached the first segment");
	is(nattch(two), 0, "munmap has detached the second segment");
	remove_segment(one);
	remove_segment(two);
}

static void protect_parts(void)
{
	int id;
	char *a = lettered(&id, 3);

	is(mprotect(a + PAGE, PAGE, PROT_READ), 0, "mprotect of the middle page returns 0");
	is(nattch(id), 3, "after mprotect of the middle page three pieces count as three attaches");
	is_end(in_child({ *(volatile char *)(a + PAGE) = 'X'; }), KILLED(SIGSEGV),
	       "a write to the read-only page kills the writer");
	is(a[PAGE], 'b', "the data in the read-only page is unharmed");
	a[0] = 'A';
	a[2 * PAGE] = 'C';
	is(a[0], 'A', "the pages beside it can be written");
	is(mprotect(a, 3 * PAGE, PROT_NONE), 0, "mprotect of all pages to PROT_NONE returns 0");
	ok(absent(a) && absent(a + PAGE) && absent(a + 2 * PAGE), "no page can be read");
	is(mprotect(a, 3 * PAGE, PROT_READ | PROT_WRITE), 0,
	   "mprotect of all pages back to read and write returns 0");
	ok(a[0] == 'A' && a[PAGE] == 'b' && a[2 * PAGE] == 'C', "all pages show their data again");
	a[PAGE] = 'B';
	is(shmdt(a), 0, "shmdt of the address where the attach began returns 0");
	is(nattch(id), 0, "shmdt detaches all pieces");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 'A' && a[PAGE] == 'B' && a[2 * PAGE] == 'C', "the segment has all that was written");
	is_errno(mprotect(a + PAGE, PAGE, PROT_READ | PROT_WRITE), EACCES,
		 "a part of a read-only attach cannot become writable: EACCES");
	is(nattch(id), 1, "the refused mprotect has not split the attach");
	is(mprotect(a, 3 * PAGE, PROT_NONE), 0, "mprotect of a read-only attach to PROT_NONE returns 0");
	is(mprotect(a, 3 * PAGE, PROT_READ), 0, "mprotect of a read-only attach back to read returns 0");
	is(a[PAGE], 'B', "the read-only attach still shows the data");
	shmdt(a);
	remove_segment(id);
}

/* Row "mprotect one page of an attach and back": an attach of two pages. */
static void protect_and_back(void)
{
	int id;
	char *a = lettered(&id, 2);

	is(mprotect(a, PAGE, PROT_READ), 0, "mprotect of one of two pages returns 0");
	is(nattch(id), 2, "after mprotect two pieces count as two attaches");		/* row 42 */
	is(mprotect(a, PAGE, PROT_READ | PROT_WRITE), 0, "mprotect back to the old rights returns 0");
	is(nattch(id), 2, "areas of segments are not merged again");
	a[0] = 'Z';
	is(a[0], 'Z', "the page can be written again");
	is(shmdt(a), 0, "shmdt of the two pieces returns 0");
	is(nattch(id), 0, "shmdt detaches both pieces");
	remove_segment(id);
}

/* When pages at an edge of a piece get the rights of the next piece, they are added to that piece. */
static void protect_an_edge(void)
{
	int id;
	char *a = lettered(&id, 6);

	is(mprotect(a, 2 * PAGE, PROT_READ), 0, "pages 0 and 1 of six become read-only");
	is(nattch(id), 2, "pages 0 and 1 form a piece of their own");
	is(mprotect(a + 2 * PAGE, PAGE, PROT_READ), 0, "page 2, beside them, becomes read-only, too");
	is(nattch(id), 2, "page 2 is added to their piece");
	is_end(in_child({ *(volatile char *)(a + 2 * PAGE) = 'X'; }), KILLED(SIGSEGV),
	       "a write to page 2 kills the writer");
	a[3 * PAGE] = 'D';
	is(mprotect(a + PAGE, 3 * PAGE, PROT_READ | PROT_WRITE), 0, "pages 1 to 3 become writable");
	is(nattch(id), 2, "pages 1 and 2 are added to the writable piece, which page 3 belongs to");
	a[PAGE] = 'B';
	a[2 * PAGE] = 'C';
	is_end(in_child({ *(volatile char *)a = 'X'; }), KILLED(SIGSEGV),
	       "a write to page 0, which is still read-only, kills the writer");
	is(mprotect(a + 3 * PAGE, PAGE, PROT_READ), 0, "page 3 becomes read-only");
	is(nattch(id), 4, "page 3 in the middle of a piece splits it in three");
	is(mprotect(a + PAGE, 2 * PAGE, PROT_READ), 0,
	   "pages 1 and 2, a whole piece between two others, become read-only");
	is(nattch(id), 4, "a piece is not merged with the pieces beside it");
	ok(a[0] == 'a' && a[PAGE] == 'B' && a[2 * PAGE] == 'C' && a[3 * PAGE] == 'D' &&
	   a[4 * PAGE] == 'e' && a[5 * PAGE] == 'f', "each page shows what was written to it");
	munmap(a + 2 * PAGE, PAGE);
	is(shmdt(a), 0, "shmdt of the address where the attach began returns 0");
	is(nattch(id), 0, "shmdt detaches all pieces");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 'a' && a[PAGE] == 'B' && a[2 * PAGE] == 'C' && a[3 * PAGE] == 'D' &&
	   a[4 * PAGE] == 'e' && a[5 * PAGE] == 'f', "the segment has all that was written");
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
	is_end(wait_for(pid), 0, "the upper piece shows its page in the child");
	is(nattch(id), 2, "the child's exit detaches two pieces");
	remove_segment(id);
	is(munmap(a, PAGE), 0, "munmap of one piece of a removed segment returns 0");
	is(nattch(id), 1, "the other piece keeps the segment");
	is(a[2 * PAGE], 'n', "the segment keeps its data");
	is(munmap(a + 2 * PAGE, PAGE), 0, "munmap of the other piece returns 0");
	is(nattch(id), -1, "munmap of the last piece destroys the segment");
	drop_gate(&ready);
	drop_gate(&go);
}

static void remapped(void)
{
	int id;
	char *a = lettered(&id, 3), *b;

	b = mremap(a, 3 * PAGE, 2 * PAGE, 0);
	is(b, a, "mremap can shrink an attach");
	ok(absent(a + 2 * PAGE), "the page that was cut off is not mapped any more");
	is(nattch(id), 1, "after shrinking there is one attach");
	b = mremap(a, 2 * PAGE, 4 * PAGE, 0);
	is(b, a, "mremap can grow an attach in place, even beyond the segment");
	is(a[2 * PAGE], 'c', "the page that was cut off is mapped again");
	is_end(in_child({ (void)*(volatile char *)(a + 3 * PAGE); }), KILLED(SIGBUS),
	       "a read beyond the segment: SIGBUS");		/* row 39 */
	is(nattch(id), 1, "after growing there is one attach");
	is(shmdt(a), 0, "shmdt of the grown attach returns 0");
	is(nattch(id), 0, "shmdt detaches the grown attach");
	ok(absent(a), "nothing is mapped at its address any more");
	remove_segment(id);

	a = lettered(&id, 2);
	b = mremap(a, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x62000000);
	is(b, 0x62000000, "mremap can move an attach");
	is(nattch(id), 1, "after moving there is one attach");
	ok(absent(a), "nothing is mapped at the old address");
	ok(b[0] == 'a' && b[PAGE] == 'b', "the attach shows the data of the segment at the new address");
	b[0] = 'm';
	is(shmdt(b), 0, "shmdt of the new address returns 0");
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
