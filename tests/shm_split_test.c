/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of an attach: munmap, mprotect and mremap split areas; each piece counts as an attach
 * (vm_ops->open and close), shows its own part of the segment, and no frame is lost on the way.
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

/* The process dies of a read there. */
static int absent(const char *address)
{
	return in_child({ (void)*(volatile const char *)address; }) == KILLED(SIGSEGV);
}

static void cut_an_end(void)
{
	int id;
	char *a = lettered(&id, 4);

	is(munmap(a + 3 * PAGE, PAGE), 0, "munmap of the last page");
	is(nattch(id), 1, "no attach more, none less");
	ok(absent(a + 3 * PAGE), "the page is gone");
	ok(a[0] == 'a' && a[PAGE] == 'b' && a[2 * PAGE] == 'c', "the others are right");
	is(munmap(a, PAGE), 0, "munmap of the first page");
	is(nattch(id), 1, "still one attach");
	ok(absent(a), "the page is gone");
	ok(a[PAGE] == 'b' && a[2 * PAGE] == 'c', "the others are right");
	is(totals().shm_rss, 4, "the segment keeps the frames of pages nobody maps");
	is(munmap(a + PAGE, 2 * PAGE), 0, "munmap of the rest");
	is(nattch(id), 0, "is the detach");
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

	is(munmap(a + 2 * PAGE, PAGE), 0, "munmap of the middle page");
	is(nattch(id), 2, "two pieces, two attaches");
	ok(state(id).shm_atime >= before.shm_atime, "the new piece was attached now");
	ok(absent(a + 2 * PAGE), "the page is gone");
	ok(a[0] == 'a' && a[PAGE] == 'b' && a[3 * PAGE] == 'd' && a[4 * PAGE] == 'e',
	   "each piece shows its own part of the segment");
	is(munmap(a + 3 * PAGE, 2 * PAGE), 0, "munmap of the upper piece");
	is(nattch(id), 1, "one attach");
	is(munmap(a, 2 * PAGE), 0, "munmap of the lower piece");
	is(nattch(id), 0, "none");
	remove_segment(id);

	/* Pages that are touched for the first time after the hole was made. */
	id = new_segment(5 * PAGE, 0600);
	a = attach(id, NULL, 0);
	munmap(a + 2 * PAGE, PAGE);
	a[4 * PAGE] = 'e';
	a[PAGE] = 'b';
	char *b = attach(id, NULL, 0);

	is(b[4 * PAGE], 'e', "a page first touched in the upper piece is the right one");
	is(b[PAGE], 'b', "and one in the lower piece, too");
	is(b[3 * PAGE] | b[2 * PAGE] | b[0], 0, "and no other");
	shmdt(a);
	shmdt(b);
	remove_segment(id);
}

static void across_several(void)
{
	int one, two;
	char *a = lettered(&one, 3), *b = lettered(&two, 3);

	is(b, a + 3 * PAGE, "two attaches side by side");
	is(munmap(a + 2 * PAGE, 2 * PAGE), 0, "munmap across their border");
	is(nattch(one), 1, "the first lost its end");
	is(nattch(two), 1, "the second its start");
	ok(a[PAGE] == 'b' && b[PAGE] == 'b' && b[2 * PAGE] == 'c', "what is left is right");
	is(munmap(a, 8 * PAGE), 0, "munmap of more than both");
	is(nattch(one), 0, "the first is gone");
	is(nattch(two), 0, "the second is gone");
	remove_segment(one);
	remove_segment(two);
}

static void protect_parts(void)
{
	int id;
	char *a = lettered(&id, 3);

	is(mprotect(a + PAGE, PAGE, PROT_READ), 0, "mprotect of the middle page");
	is(nattch(id), 3, "three pieces, three attaches");
	is_end(in_child({ *(volatile char *)(a + PAGE) = 'X'; }), KILLED(SIGSEGV),
	       "a write there kills the writer");
	is(a[PAGE], 'b', "the data is unharmed");
	a[0] = 'A';
	a[2 * PAGE] = 'C';
	is(a[0], 'A', "its neighbours can be written");
	is(mprotect(a, 3 * PAGE, PROT_NONE), 0, "mprotect of all to PROT_NONE");
	ok(absent(a) && absent(a + PAGE) && absent(a + 2 * PAGE), "nothing can be read");
	is(mprotect(a, 3 * PAGE, PROT_READ | PROT_WRITE), 0, "and back");
	ok(a[0] == 'A' && a[PAGE] == 'b' && a[2 * PAGE] == 'C', "all is there again");
	a[PAGE] = 'B';
	is(shmdt(a), 0, "shmdt of where the attach began");
	is(nattch(id), 0, "takes all pieces");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 'A' && a[PAGE] == 'B' && a[2 * PAGE] == 'C', "the segment has it all");
	is_errno(mprotect(a + PAGE, PAGE, PROT_READ | PROT_WRITE), EACCES,
		 "a part of a read-only attach cannot become writable: EACCES");
	is(nattch(id), 1, "nor was it split for the attempt");
	is(mprotect(a, 3 * PAGE, PROT_NONE), 0, "a read-only attach can be closed");
	is(mprotect(a, 3 * PAGE, PROT_READ), 0, "and opened for reading");
	is(a[PAGE], 'B', "it still shows the data");
	shmdt(a);
	remove_segment(id);
}

/* Row "mprotect one page of an attach and back": two pages, first page changed. */
static void protect_and_back(void)
{
	int id;
	char *a = lettered(&id, 2);

	is(mprotect(a, PAGE, PROT_READ), 0, "mprotect of one of two pages");
	is(nattch(id), 2, "two pieces");		/* row 42 */
	is(mprotect(a, PAGE, PROT_READ | PROT_WRITE), 0, "and back");
	is(nattch(id), 2, "areas of segments are not merged again");
	a[0] = 'Z';
	is(a[0], 'Z', "it can be written");
	is(shmdt(a), 0, "shmdt takes both");
	is(nattch(id), 0, "both");
	remove_segment(id);
}

/* An edge that gets the rights of the piece beside it goes over to that piece. */
static void protect_an_edge(void)
{
	int id;
	char *a = lettered(&id, 6);

	is(mprotect(a, 2 * PAGE, PROT_READ), 0, "pages 0 and 1 of six become read-only");
	is(nattch(id), 2, "two pieces");
	is(mprotect(a + 2 * PAGE, PAGE, PROT_READ), 0, "then page 2, beside them");
	is(nattch(id), 2, "there are still two");
	is_end(in_child({ *(volatile char *)(a + 2 * PAGE) = 'X'; }), KILLED(SIGSEGV),
	       "a write to page 2 kills the writer");
	a[3 * PAGE] = 'D';
	is(mprotect(a + PAGE, 3 * PAGE, PROT_READ | PROT_WRITE), 0, "pages 1 to 3 become writable");
	is(nattch(id), 2, "two pieces");
	a[PAGE] = 'B';
	a[2 * PAGE] = 'C';
	is_end(in_child({ *(volatile char *)a = 'X'; }), KILLED(SIGSEGV), "page 0 is not");
	is(mprotect(a + 3 * PAGE, PAGE, PROT_READ), 0, "page 3 becomes read-only");
	is(nattch(id), 4, "in the middle: two pieces more");
	is(mprotect(a + PAGE, 2 * PAGE, PROT_READ), 0, "a whole piece between others");
	is(nattch(id), 4, "is not joined with them");
	ok(a[0] == 'a' && a[PAGE] == 'B' && a[2 * PAGE] == 'C' && a[3 * PAGE] == 'D' &&
	   a[4 * PAGE] == 'e' && a[5 * PAGE] == 'f', "each page shows what was written to it");
	munmap(a + 2 * PAGE, PAGE);
	is(shmdt(a), 0, "shmdt of where the attach began");
	is(nattch(id), 0, "takes all pieces");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 'a' && a[PAGE] == 'B' && a[2 * PAGE] == 'C' && a[3 * PAGE] == 'D' &&
	   a[4 * PAGE] == 'e' && a[5 * PAGE] == 'f', "the segment has it all");
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
	is_end(wait_for(pid), 0, "and the upper one shows the right page");
	is(nattch(id), 2, "its exit detaches two");
	remove_segment(id);
	is(munmap(a, PAGE), 0, "of a dying segment one piece goes");
	is(nattch(id), 1, "the other holds it");
	is(a[2 * PAGE], 'n', "with its data");
	is(munmap(a + 2 * PAGE, PAGE), 0, "then the other");
	is(nattch(id), -1, "and the segment");
	drop_gate(&ready);
	drop_gate(&go);
}

static void remapped(void)
{
	int id;
	char *a = lettered(&id, 3), *b;

	b = mremap(a, 3 * PAGE, 2 * PAGE, 0);
	is(b, a, "mremap can shrink an attach");
	ok(absent(a + 2 * PAGE), "the cut page is gone");
	is(nattch(id), 1, "one attach");
	b = mremap(a, 2 * PAGE, 4 * PAGE, 0);
	is(b, a, "and grow it in place, even beyond the segment");
	is(a[2 * PAGE], 'c', "the page that was cut is back");
	is_end(in_child({ (void)*(volatile char *)(a + 3 * PAGE); }), KILLED(SIGBUS),
	       "beyond the segment: SIGBUS");		/* row 39 */
	is(nattch(id), 1, "still one attach");
	is(shmdt(a), 0, "shmdt takes the grown area");
	is(nattch(id), 0, "all of it");
	ok(absent(a), "nothing is left there");
	remove_segment(id);

	a = lettered(&id, 2);
	b = mremap(a, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x62000000);
	is(b, 0x62000000, "mremap can move an attach");
	is(nattch(id), 1, "one attach");
	ok(absent(a), "it left its old address");
	ok(b[0] == 'a' && b[PAGE] == 'b', "the data is the segment's");
	b[0] = 'm';
	is(shmdt(b), 0, "shmdt of the new address");
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
