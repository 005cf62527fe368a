/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmat: at which address a segment is attached, with which rights, what is counted, and the order of
 * errors.
 */
#include "shm_util.h"

#include <sys/resource.h>

#define MIB (1 << 20)
#define FREE_ADDRESS ((char *)0x60000000)	/* not used by a test program otherwise */

static uintptr_t start_stack;	/* where esp stood at the program's first instruction */

static void chosen_address(void)
{
	int one = new_segment(1, 0600), two = new_segment(2 * PAGE, 0600);
	int three = new_segment(2 * PAGE + 1, 0600);
	char *a = attach(one, NULL, 0), *b, *c;

	is((uintptr_t)a % PAGE, 0, "shmat(NULL) returns a page-aligned address");
	if (on_samepage())	/* Linux's vdso lies there first */
		is(a, 0x40000000, "the first attach is at TASK_UNMAPPED_BASE");
	b = attach(two, NULL, 0);
	is(b, a + PAGE, "the next attach begins where the first ends");
	c = attach(three, NULL, 0);
	is(c, b + 2 * PAGE, "the third attach begins where the second ends");
	is(shmdt(b), 0, "the second attach can be detached");
	b = attach(three, NULL, 0);
	is(b, c + 3 * PAGE, "three pages are not attached in a gap of two");
	is(attach(one, NULL, 0), a + PAGE, "one page is attached at the low end of the gap");
	is(attach(one, NULL, 0), a + 2 * PAGE, "another page is attached at the rest of the gap");
	is(shmdt(a + PAGE) | shmdt(a + 2 * PAGE), 0, "both attaches in the gap can be detached");
	is(attach(two, NULL, 0), a + PAGE, "two pages are attached in the gap of two");
	is(shmdt(a) | shmdt(a + PAGE) | shmdt(b) | shmdt(c), 0, "all attaches can be detached");
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
	is(b[PAGE + 1], 0, "the second attach shows the same page");
	is(totals().shm_rss - before, 1, "reading through the second attach takes no other frame");
	for (i = 0; i < 3 * PAGE; i++)
		dirt |= a[i];
	is(dirt, 0, "all of the segment is zero, also after its size up to the end of the page");
	is(totals().shm_rss - before, 3, "each page that was touched has a frame");
	a[0] = 1;
	b[PAGE] = 2;
	a[3 * PAGE - 1] = 3;
	is(b[0], 1, "what is written through the first attach is read through the second");
	is(a[PAGE], 2, "what is written through the second attach is read through the first");
	is(b[3 * PAGE - 1], 3, "bytes after the size up to the end of the page are shared, too");
	is(a[2 * PAGE], 0, "a write does not change the next page");
	is_end(in_child({ *(volatile char *)(b + 3 * PAGE) = 1; }), KILLED(SIGSEGV),
	       "a write one byte after the last page kills the writer");
	is(shmdt(a) | shmdt(b), 0, "both attaches can be detached");
	is(totals().shm_rss - before, 3, "the segment keeps its frames");
	a = attach(id, NULL, SHM_RDONLY);
	ok(a[0] == 1 && a[PAGE] == 2 && a[3 * PAGE - 1] == 3, "the segment keeps its data");
	shmdt(a);
	remove_segment(id);
	is(totals().shm_rss - before, 0, "a removed segment gives its frames back");
	id = new_segment(3 * PAGE, 0600);
	a = attach(id, NULL, 0);
	for (i = 0; i < 3 * PAGE; i++)
		dirt |= a[i];
	is(dirt, 0, "a new segment does not show data of a removed one");
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
	is(ds.shm_lpid, getpid(), "shm_lpid is the pid of the attacher");
	ok(ds.shm_atime >= t0 && ds.shm_atime <= t1, "shm_atime is the time of the attach");
	is(ds.shm_dtime, 0, "shm_dtime is 0 before the first detach");
	b = attach(id, NULL, SHM_RDONLY);
	is(nattch(id), 2, "a second attach by the same process is counted");
	ok(a != b, "a second attach has another address");
	pid = start_child({
		become(65534, 65534);
		expect_errno(shmat(id, NULL, 0), EACCES);
	});
	is_end(wait_for(pid), 0, "shmat without permission: EACCES");
	is(state(id).shm_nattch, 2, "a refused attach and the exit after it do not change the count");
	is_errno(shmat(id, a, 0), EINVAL, "shmat over an attach: EINVAL");
	is(nattch(id), 2, "a refused attach is not counted");
	shmdt(a);
	shmdt(b);
	remove_segment(id);
}

static void given_address(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *at = FREE_ADDRESS, *got;

	is(attach(id, at, 0), at, "shmat at a free page-aligned address attaches there");
	is_errno(shmat(id, at, 0), EINVAL, "shmat at a used address: EINVAL");
	is_errno(shmat(id, at + PAGE, 0), EINVAL, "shmat that overlaps the end of an attach: EINVAL");
	is_errno(shmat(id, at - PAGE, 0), EINVAL, "shmat that overlaps the start of an attach: EINVAL");
	is(attach(id, at + 2 * PAGE, 0), at + 2 * PAGE, "shmat directly after an attach succeeds");
	is(attach(id, at - 2 * PAGE, 0), at - 2 * PAGE, "shmat directly before an attach succeeds");
	is(nattch(id), 3, "the three attaches are counted");
	shmdt(at);
	shmdt(at + 2 * PAGE);
	shmdt(at - 2 * PAGE);
	is(nattch(id), 0, "after three detaches none is counted");

	is_errno(shmat(id, at + 1, 0), EINVAL, "shmat at an unaligned address without SHM_RND: EINVAL");
	is_errno(shmat(id, at + 4095, SHM_RDONLY), EINVAL, "shmat with SHM_RDONLY at an unaligned address: EINVAL");
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
		is_errno(shmat(id, (void *)0xfff, SHM_RND), EINVAL, "SHM_RND that rounds 0xfff to page 0: EINVAL");
		is_errno(shmat(id, (void *)1, SHM_RND), EINVAL, "SHM_RND that rounds 1 to page 0: EINVAL");
	}
	got = attach(id, (void *)0x1fff, SHM_RND);
	is(got, 0x1000, "SHM_RND that rounds to page 1 attaches there");
	shmdt(got);
	is_errno(shmat(id, (void *)&given_address, SHM_RND), EINVAL,
		 "shmat over the program's code: EINVAL");
	remove_segment(id);
}

/* Row 27 (old EINVAL, today ENOMEM) and row 28 (old: a guard of four pages below the stack). */
static void edges_of_user_space(void)
{
	int id = new_segment(2 * PAGE, 0600), one = new_segment(1, 0600);
	int over = differs(EINVAL, ENOMEM);
	char *guard = (char *)((start_stack - 5 * PAGE) & -PAGE);

	is_errno(shmat(id, (void *)USER_TOP, 0), over, "shmat at the kernel's first page is refused");
	is_errno(shmat(id, (void *)0xfffff000, 0), over, "shmat at the last page of memory is refused");
	is_errno(shmat(id, (void *)0xffffffff, SHM_RND), over, "shmat with SHM_RND at the last byte of memory is refused");
	is_errno(shmat(id, (void *)(USER_TOP - PAGE), 0), EINVAL,
		 "shmat across 3 GiB: EINVAL");
	is_errno(shmat(id, (void *)(USER_TOP - PAGE), SHM_REMAP), over, "shmat with SHM_REMAP across 3 GiB is refused");
	is_errno(shmat(id, (void *)((uintptr_t)&id & -PAGE), 0), EINVAL, "shmat over the stack: EINVAL");
	is(nattch(id), 0, "none of the refused attaches is counted");
	if (on_samepage()) {
		is_errno(shmat(one, guard + PAGE, SHM_REMAP), EINVAL,
			 "shmat with SHM_REMAP within four pages below the stack: EINVAL");
		is_errno(shmat(id, guard, SHM_REMAP), EINVAL,
			 "shmat whose end is within four pages below the stack: EINVAL");
		is_end(in_child({
			expect(shmat(one, guard, SHM_REMAP) == guard);
			expect(shmat(id, guard - PAGE, SHM_REMAP) == guard - PAGE);
		}), 0, "shmat below the four guard pages succeeds");
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
	is(errno, ENOMEM, "shmat without a large enough gap: ENOMEM");
	if (on_samepage())	/* the space from 0x40000000 up to the stack */
		is(i, 63, "63 attaches of 32 MiB fit between 0x40000000 and the stack");
	is(nattch(id), i, "all attaches are counted, the refused one is not");
	while (i--)
		shmdt(at[i]);
	is(nattch(id), 0, "after the detaches none is counted");
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
	}), 0, "shmat over RLIMIT_AS: ENOMEM, and it is not counted");
	remove_segment(id);
}

static void remap(void)
{
	int a = new_segment(3 * PAGE, 0600), b = new_segment(PAGE, 0600);
	char *at = attach(a, NULL, 0), *memory;

	is_errno(shmat(a, NULL, SHM_REMAP), EINVAL, "shmat with SHM_REMAP without an address: EINVAL");
	strcpy(at, "a0");
	strcpy(at + PAGE, "a1");
	strcpy(at + 2 * PAGE, "a2");
	is(state(a).shm_dtime, 0, "shm_dtime is 0 before SHM_REMAP");
	is(attach(a, at, SHM_REMAP), at, "shmat with SHM_REMAP over an attach succeeds");
	is(nattch(a), 1, "SHM_REMAP detaches the old attach and counts the new one");
	ok(state(a).shm_dtime != 0, "SHM_REMAP sets shm_dtime of the old attach's segment");
	ok(strcmp(at + PAGE, "a1") == 0, "the new attach shows the segment's data");

	is(attach(b, at + PAGE, SHM_REMAP), at + PAGE, "SHM_REMAP attaches another segment over the middle page");
	is(nattch(a), 2, "SHM_REMAP over the middle leaves two pieces of the first attach");
	is(nattch(b), 1, "the other segment is attached once");
	is(at[PAGE], 0, "the middle page shows the other segment");
	ok(strcmp(at, "a0") == 0 && strcmp(at + 2 * PAGE, "a2") == 0, "the other pages show the first segment");
	is(shmdt(at + PAGE), 0, "the other segment can be detached");
	is(shmdt(at), 0, "the first segment can be detached");
	is(nattch(a), 0, "shmdt detaches both pieces");

	memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	memset(memory, 'm', 3 * PAGE);
	is_errno(shmat(b, memory + PAGE, 0), EINVAL, "shmat over anonymous memory: EINVAL");
	is(memory[PAGE], 'm', "a refused shmat does not change the memory");
	is(attach(b, memory + PAGE, SHM_REMAP), memory + PAGE, "shmat with SHM_REMAP over anonymous memory succeeds");
	is(memory[PAGE], 0, "SHM_REMAP replaces the memory");
	ok(memory[PAGE - 1] == 'm' && memory[2 * PAGE] == 'm', "SHM_REMAP does not change the memory beside the attach");
	is(munmap(memory, 3 * PAGE), 0, "munmap of memory with an attach in it succeeds");
	is(nattch(b), 0, "munmap detaches the attach");
	is_errno(shmat(b, memory + 1, SHM_REMAP), EINVAL, "shmat with SHM_REMAP at an unaligned address: EINVAL");
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
	ok(strcmp(rw, "unharmed") == 0, "shmat with SHM_RDONLY: after the write the data is unchanged");
	ok(strcmp(ro, "unharmed") == 0, "shmat with SHM_RDONLY: the data can be read");
	is_end(in_child({ expect_errno(read(open("/dev/zero", O_RDONLY), ro, 4), EFAULT); }), 0,
	       "shmat with SHM_RDONLY: read() into the attach: EFAULT");
	is_errno(mprotect(ro, PAGE, PROT_READ | PROT_WRITE), EACCES,
		 "shmat with SHM_RDONLY: mprotect to writable: EACCES");
	is(mprotect(rw, PAGE, PROT_READ), 0, "mprotect can make a writable attach read-only");
	is_end(in_child({ *(volatile char *)rw = 'X'; }), KILLED(SIGSEGV), "a write to an attach made read-only kills the writer");
	is(mprotect(rw, PAGE, PROT_READ | PROT_WRITE), 0, "mprotect can make the attach writable again");
	rw[0] = 'U';
	is(ro[0], 'U', "an attach made writable again can be written");

	rw[0] = (char)0xc3;	/* a return instruction; there is no no-execute bit */
	((void (*)(void))x)();
	((void (*)(void))rx)();
	ok(1, "code in an attach made with SHM_EXEC runs");
	is_end(in_child({ *(volatile char *)rx = 0; }), KILLED(SIGSEGV),
	       "shmat with SHM_EXEC|SHM_RDONLY: a write kills the writer");
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

	is_errno(shmat(-1, NULL, 0), EINVAL, "shmat of id -1: EINVAL");
	is_errno(shmat(0x7fffffff, NULL, 0), EINVAL, "shmat of an id without a segment: EINVAL");
	is_errno(shmat((int)0x80000000, NULL, 0), EINVAL, "shmat of the most negative id: EINVAL");
	remove_segment(stale);
	is_errno(shmat(stale, NULL, 0), EINVAL, "shmat of a stale id whose slot is empty: EINVAL");
	next = new_segment(PAGE, 0600);
	is_errno(shmat(stale, NULL, 0), differs(EIDRM, EINVAL),		/* row 20 */
		 "shmat of a stale id whose slot is used again: EIDRM");
	is_errno(shmat(stale, (void *)0x60000001, 0), EINVAL,
		 "shmat of a stale id at an unaligned address: EINVAL");
	is_end(in_child({
		int ours = on_samepage();

		become(1000, 1000);
		expect_errno(shmat(stale, NULL, 0), ours ? EIDRM : EINVAL);	/* row 21 */
		expect_errno(shmat(id, FREE_ADDRESS + 1, 0), EINVAL);
		expect_errno(shmat(id, NULL, SHM_REMAP), EINVAL);
		expect_errno(shmat(id, FREE_ADDRESS, 0), EACCES);
		/* both the address and the permission are wrong: Linux 2.4 checks the address first */
		expect_errno(shmat(id, mine, 0), ours ? EINVAL : EACCES);
		if (ours)
			expect_errno(shmat(id, (void *)USER_TOP, 0), EINVAL);
	}), 0, "shmat checks the id, then the address, then staleness, then permission");
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
