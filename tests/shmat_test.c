/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmat: where a segment appears, with which rights, what is counted, and which error first.
 */
#include "shm_util.h"

#include <sys/resource.h>

#define MIB (1 << 20)
#define FREE_ADDRESS ((char *)0x60000000)	/* nothing of a test program lies there */

static uintptr_t start_stack;	/* where esp stood at the program's first instruction */

static void chosen_address(void)
{
	int one = new_segment(1, 0600), two = new_segment(2 * PAGE, 0600);
	int three = new_segment(2 * PAGE + 1, 0600);
	char *a = attach(one, NULL, 0), *b, *c;

	is((uintptr_t)a % PAGE, 0, "shmat(NULL) gives a page aligned address");
	if (on_samepage())	/* Linux's vdso lies there first */
		is(a, 0x40000000, "the first one is TASK_UNMAPPED_BASE");
	b = attach(two, NULL, 0);
	is(b, a + PAGE, "the next attach begins where the first ends");
	c = attach(three, NULL, 0);
	is(c, b + 2 * PAGE, "the third where the second ends");
	is(shmdt(b), 0, "the second goes");
	b = attach(three, NULL, 0);
	is(b, c + 3 * PAGE, "three pages do not fit in the gap of two");
	is(attach(one, NULL, 0), a + PAGE, "one page does, at its low end");
	is(attach(one, NULL, 0), a + 2 * PAGE, "and another one");
	is(shmdt(a + PAGE) | shmdt(a + 2 * PAGE), 0, "both go");
	is(attach(two, NULL, 0), a + PAGE, "two pages fit again");
	is(shmdt(a) | shmdt(a + PAGE) | shmdt(b) | shmdt(c), 0, "all go");
	remove_segment(one);
	remove_segment(two);
	remove_segment(three);
}

static void contents(void)
{
	int id = new_segment(3 * PAGE - 100, 0600);
	unsigned long before = totals().shm_rss;
	char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);
	int i, dirt = 0;

	is(totals().shm_rss - before, 0, "shmat takes no frame");
	is(a[PAGE], 0, "the first byte read is zero");
	is(totals().shm_rss - before, 1, "that touch took one frame");
	is(b[PAGE + 1], 0, "the same page through the other attach");
	is(totals().shm_rss - before, 1, "takes no other frame");
	for (i = 0; i < 3 * PAGE; i++)
		dirt |= a[i];
	is(dirt, 0, "all of it is zero, also behind the size up to the page's end");
	is(totals().shm_rss - before, 3, "now each page has its frame");
	a[0] = 1;
	b[PAGE] = 2;
	a[3 * PAGE - 1] = 3;
	is(b[0], 1, "written through one attach, read through the other");
	is(a[PAGE], 2, "and the other way round");
	is(b[3 * PAGE - 1], 3, "also behind the size up to the page's end");
	is(a[2 * PAGE], 0, "the neighbour page is untouched");
	is_end(in_child({ *(volatile char *)(b + 3 * PAGE) = 1; }), KILLED(SIGSEGV),
	       "one byte behind the last page: the process is killed");
	is(shmdt(a) | shmdt(b), 0, "both go");
	is(totals().shm_rss - before, 3, "the segment keeps its frames");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 1 && a[PAGE] == 2 && a[3 * PAGE - 1] == 3, "and its data");
	shmdt(a);
	remove_segment(id);
	is(totals().shm_rss - before, 0, "removed, it gives its frames back");
	id = new_segment(3 * PAGE, 0600);
	a = attach(id, NULL, 0);
	for (i = 0; i < 3 * PAGE; i++)
		dirt |= a[i];
	is(dirt, 0, "a new segment shows nothing of a former one");
	shmdt(a);
	remove_segment(id);
}

static void accounts(void)
{
	int id = new_segment(PAGE, 0600);
	struct shmid_ds ds;
	time_t t0 = time(NULL), t1;
	char *a = attach(id, NULL, 0), *b;
	pid_t pid;

	t1 = time(NULL);
	ds = state(id);
	is(ds.shm_nattch, 1, "an attach is counted");
	is(ds.shm_lpid, getpid(), "and whose it was");
	ok(ds.shm_atime >= t0 && ds.shm_atime <= t1, "and when");
	is(ds.shm_dtime, 0, "nobody detached");
	b = attach(id, NULL, SHM_RDONLY);
	is(nattch(id), 2, "a second attach of one process counts, too");
	ok(a != b, "and is somewhere else");
	pid = start_child({
		become(65534, 65534);
		expect_errno(shmat(id, NULL, 0), EACCES);
	});
	is_end(wait_for(pid), 0, "a refused attach ...");
	is(state(id).shm_nattch, 2, "... and the exit after it leave the count as it was");
	is_errno(shmat(id, a, 0), EINVAL, "attaching over an attach: EINVAL");
	is(nattch(id), 2, "which is not counted");
	shmdt(a);
	shmdt(b);
	remove_segment(id);
}

static void given_address(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *at = FREE_ADDRESS, *got;

	is(attach(id, at, 0), at, "a free page aligned address is taken as it is");
	is_errno(shmat(id, at, 0), EINVAL, "the same address again: EINVAL");
	is_errno(shmat(id, at + PAGE, 0), EINVAL, "overlapping its end: EINVAL");
	is_errno(shmat(id, at - PAGE, 0), EINVAL, "overlapping its start: EINVAL");
	is(attach(id, at + 2 * PAGE, 0), at + 2 * PAGE, "directly behind it fits");
	is(attach(id, at - 2 * PAGE, 0), at - 2 * PAGE, "directly before it fits");
	is(nattch(id), 3, "three attaches");
	shmdt(at);
	shmdt(at + 2 * PAGE);
	shmdt(at - 2 * PAGE);
	is(nattch(id), 0, "none");

	is_errno(shmat(id, at + 1, 0), EINVAL, "an unaligned address without SHM_RND: EINVAL");
	is_errno(shmat(id, at + 4095, SHM_RDONLY), EINVAL, "also for a read-only attach");
	got = attach(id, at + 1, SHM_RND);
	is(got, at, "SHM_RND rounds down by 1");
	shmdt(got);
	got = attach(id, at + 4095, SHM_RND);
	is(got, at, "SHM_RND rounds down by 4095");
	shmdt(got);
	got = attach(id, at, SHM_RND);
	is(got, at, "SHM_RND leaves an aligned address alone");
	shmdt(got);
	if (on_samepage()) {	/* row 25: page 0 is never mapped (Linux lets root) */
		is_errno(shmat(id, (void *)0xfff, SHM_RND), EINVAL, "rounded to page 0: EINVAL");
		is_errno(shmat(id, (void *)1, SHM_RND), EINVAL, "rounded to page 0: EINVAL");
	}
	got = attach(id, (void *)0x1fff, SHM_RND);
	is(got, 0x1000, "page 1 can be had");
	shmdt(got);
	is_errno(shmat(id, (void *)&given_address, SHM_RND), EINVAL,
		 "over the program's own code: EINVAL");
	remove_segment(id);
}

/* Row 27 (old EINVAL, today ENOMEM) and row 28 (old: a guard of four pages below the stack). */
static void edges_of_user_space(void)
{
	int id = new_segment(2 * PAGE, 0600), one = new_segment(1, 0600);
	int over = differs(EINVAL, ENOMEM);
	char *guard = (char *)((start_stack - 5 * PAGE) & -PAGE);

	is_errno(shmat(id, (void *)USER_TOP, 0), over, "the kernel's first page: refused");
	is_errno(shmat(id, (void *)0xfffff000, 0), over, "the last page: refused");
	is_errno(shmat(id, (void *)0xffffffff, SHM_RND), over, "the last byte, rounded: refused");
	is_errno(shmat(id, (void *)(USER_TOP - PAGE), 0), EINVAL,
		 "beginning below and ending above 3 GiB: refused");
	is_errno(shmat(id, (void *)(USER_TOP - PAGE), SHM_REMAP), over, "also with SHM_REMAP");
	is_errno(shmat(id, (void *)((uintptr_t)&id & -PAGE), 0), EINVAL, "over the stack: EINVAL");
	is(nattch(id), 0, "nothing is attached");
	if (on_samepage()) {
		is_errno(shmat(one, guard + PAGE, SHM_REMAP), EINVAL,
			 "within four pages below the stack's start: EINVAL, SHM_REMAP or not");
		is_errno(shmat(id, guard, SHM_REMAP), EINVAL,
			 "the guard counts from the end of the attach");
		is_end(in_child({
			expect(shmat(one, guard, SHM_REMAP) == guard);
			expect(shmat(id, guard - PAGE, SHM_REMAP) == guard - PAGE);
		}), 0, "the page below it can be had");
	}
	remove_segment(id);
	remove_segment(one);
}

static void no_room(void)
{
	int id = new_segment(32 * MIB, 0600), i;
	static char *at[128];

	for (i = 0; i < 128; i++) {
		at[i] = shmat(id, NULL, 0);
		if (at[i] == FAILED)
			break;
	}
	is(errno, ENOMEM, "without a gap large enough: ENOMEM");
	if (on_samepage())	/* 2 GiB from 0x40000000, less the stack's end of it */
		is(i, 63, "63 attaches of 32 MiB fit between 0x40000000 and the stack");
	is(nattch(id), i, "each that succeeded is counted, the failed one is not");
	while (i--)
		shmdt(at[i]);
	is(nattch(id), 0, "all are gone again");
	remove_segment(id);
}

static void address_space_limit(void)
{
	int id = new_segment(64 * PAGE, 0600);

	is_end(in_child({
		struct rlimit limit = { 63 * PAGE, 63 * PAGE };

		expect(shmdt(attach(id, NULL, 0)) == 0);
		expect(setrlimit(RLIMIT_AS, &limit) == 0);
		expect_errno(shmat(id, NULL, 0), ENOMEM);
		expect(nattch(id) == 0);
	}), 0, "an attach over RLIMIT_AS: ENOMEM, and it is not counted");
	remove_segment(id);
}

static void remap(void)
{
	int a = new_segment(3 * PAGE, 0600), b = new_segment(PAGE, 0600);
	char *at = attach(a, NULL, 0), *memory;

	is_errno(shmat(a, NULL, SHM_REMAP), EINVAL, "SHM_REMAP without an address: EINVAL");
	strcpy(at, "a0");
	strcpy(at + PAGE, "a1");
	strcpy(at + 2 * PAGE, "a2");
	is(state(a).shm_dtime, 0, "not detached yet");
	is(attach(a, at, SHM_REMAP), at, "SHM_REMAP attaches over an attach");
	is(nattch(a), 1, "the old one is gone, the new one is counted");
	ok(state(a).shm_dtime != 0, "and the old one was detached");
	ok(strcmp(at + PAGE, "a1") == 0, "the data is the segment's");

	is(attach(b, at + PAGE, SHM_REMAP), at + PAGE, "another segment over the middle page");
	is(nattch(a), 2, "leaves two pieces of the first");
	is(nattch(b), 1, "and one attach of the other");
	is(at[PAGE], 0, "the middle page is the other segment's");
	ok(strcmp(at, "a0") == 0 && strcmp(at + 2 * PAGE, "a2") == 0, "the ends are the first's");
	is(shmdt(at + PAGE), 0, "the other goes");
	is(shmdt(at), 0, "the first goes");
	is(nattch(a), 0, "with both its pieces");

	memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	memset(memory, 'm', 3 * PAGE);
	is_errno(shmat(b, memory + PAGE, 0), EINVAL, "over memory without SHM_REMAP: EINVAL");
	is(memory[PAGE], 'm', "which stays");
	is(attach(b, memory + PAGE, SHM_REMAP), memory + PAGE, "with it, over anonymous memory");
	is(memory[PAGE], 0, "which is replaced");
	ok(memory[PAGE - 1] == 'm' && memory[2 * PAGE] == 'm', "but not beside it");
	is(munmap(memory, 3 * PAGE), 0, "munmap takes all three");
	is(nattch(b), 0, "the attach included");
	is_errno(shmat(b, memory + 1, SHM_REMAP), EINVAL, "SHM_REMAP does not round");
	remove_segment(a);
	remove_segment(b);
}

static void rights_of_the_attach(void)
{
	int id = new_segment(PAGE, 0600);
	char *rw = attach(id, NULL, 0), *ro = attach(id, NULL, SHM_RDONLY);
	char *x = attach(id, NULL, SHM_EXEC), *rx = attach(id, NULL, SHM_EXEC | SHM_RDONLY);

	strcpy(rw, "unharmed");
	is_end(in_child({ *(volatile char *)ro = 'X'; }), KILLED(SIGSEGV),
	       "shmat with SHM_RDONLY: a write kills the writer");
	ok(strcmp(rw, "unharmed") == 0, "the data is unharmed");
	ok(strcmp(ro, "unharmed") == 0, "and can be read");
	is_end(in_child({ expect_errno(read(open("/dev/zero", O_RDONLY), ro, 4), EFAULT); }), 0,
	       "the kernel does not write there for the process either: EFAULT");
	is_errno(mprotect(ro, PAGE, PROT_READ | PROT_WRITE), EACCES,
		 "mprotect cannot make it writable: EACCES");
	is(mprotect(rw, PAGE, PROT_READ), 0, "a writable attach can be made read-only");
	is_end(in_child({ *(volatile char *)rw = 'X'; }), KILLED(SIGSEGV), "and is");
	is(mprotect(rw, PAGE, PROT_READ | PROT_WRITE), 0, "and writable again");
	rw[0] = 'U';
	is(ro[0], 'U', "and is");

	rw[0] = (char)0xc3;	/* a return instruction; there is no no-execute bit */
	((void (*)(void))x)();
	((void (*)(void))rx)();
	ok(1, "code in an attach made with SHM_EXEC runs");
	is_end(in_child({ *(volatile char *)rx = 0; }), KILLED(SIGSEGV),
	       "SHM_EXEC with SHM_RDONLY is read-only");
	shmdt(rw);
	shmdt(ro);
	shmdt(x);
	shmdt(rx);
	remove_segment(id);
}

static void order_of_errors(void)
{
	int id = new_segment(PAGE, 0600), stale = new_segment(PAGE, 0600), next;
	char *mine = attach(id, NULL, 0);

	is_errno(shmat(-1, NULL, 0), EINVAL, "id -1: EINVAL");
	is_errno(shmat(0x7fffffff, NULL, 0), EINVAL, "an id of no segment: EINVAL");
	is_errno(shmat((int)0x80000000, NULL, 0), EINVAL, "the most negative id: EINVAL");
	remove_segment(stale);
	is_errno(shmat(stale, NULL, 0), EINVAL, "a stale id, its slot empty: EINVAL");
	next = new_segment(PAGE, 0600);
	is_errno(shmat(stale, NULL, 0), differs(EIDRM, EINVAL),		/* row 20 */
		 "a stale id, its slot taken again");
	is_errno(shmat(stale, (void *)0x60000001, 0), EINVAL,
		 "a stale id and an unaligned address: EINVAL");
	is_end(in_child({
		int ours = on_samepage();

		become(1000, 1000);
		expect_errno(shmat(stale, NULL, 0), ours ? EIDRM : EINVAL);	/* row 21 */
		expect_errno(shmat(id, FREE_ADDRESS + 1, 0), EINVAL);
		expect_errno(shmat(id, NULL, SHM_REMAP), EINVAL);
		expect_errno(shmat(id, FREE_ADDRESS, 0), EACCES);
		/* refused for both reasons: the era looks at the address first */
		expect_errno(shmat(id, mine, 0), ours ? EINVAL : EACCES);
		if (ours)
			expect_errno(shmat(id, (void *)USER_TOP, 0), EINVAL);
	}), 0, "id, then address, then staleness, then permission");
	is(nattch(id), 1, "no refused attach was counted");
	shmdt(mine);
	remove_segment(id);
	remove_segment(next);
}

int main(int argc UNUSED, char **argv)
{
	start_stack = (uintptr_t)argv - sizeof(int);	/* argv follows argc, on which esp stood */
	need_no_segments();
	chosen_address();
	contents();
	accounts();
	given_address();
	edges_of_user_space();
	no_room();
	address_space_limit();
	remap();
	rights_of_the_attach();
	order_of_errors();
	is(totals().used_ids, 0, "no segment is left");
	is(totals().shm_rss, 0, "no frame is held");
	return done_testing();
}
