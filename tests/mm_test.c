/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * brk, mmap, munmap, mprotect, mremap: memory gets frames at the first touch, is zero at first, has the
 * protection asked for, and is gone after it was unmapped.
 */
#include "tap.h"

#include <sys/resource.h>
#include <sys/shm.h>

#define RW (PROT_READ | PROT_WRITE)
#define AT ((char *)0x60000000)		/* not used by a test program otherwise */

static char untouched[64 * PAGE];	/* bss */

static int read_kills(const volatile char *at)
{
	return in_child({ (void)*at; }) == KILLED(SIGSEGV);
}

static int write_kills(volatile char *at)
{
	return in_child({ *at = 1; }) == KILLED(SIGSEGV);
}

static void *anonymous(int pages)
{
	void *at = mmap(NULL, pages * PAGE, RW, ANON, -1, 0);

	expect(at != MAP_FAILED);
	return at;
}

static void the_break(void)
{
	uintptr_t start = sys(__NR_brk, 0), page = (start + PAGE - 1) & -PAGE;
	volatile char *first = (char *)start;
	unsigned i, dirt = 0;

	is(sys(__NR_brk, start), start, "brk of the current break returns it");
	is(sys(__NR_brk, 1), start, "brk below the program changes nothing and returns the break");
	is(sys(__NR_brk, USER_TOP), start, "brk into the kernel changes nothing and returns the break");
	is(sys(__NR_brk, page + 3 * PAGE + 5), page + 3 * PAGE + 5, "brk sets the break to the byte");
	is(frame_of((char *)page + PAGE), 0, "brk takes no frame");
	for (i = page - start; i < page - start + 4 * PAGE; i++)
		dirt |= first[i];
	is(dirt, 0, "the new memory is zero, also after the break up to the end of the page");
	ok(read_kills((char *)page + 4 * PAGE), "the page after the break's page is not mapped");
	memset((char *)page, 'b', 4 * PAGE);
	is(sys(__NR_brk, page + PAGE), page + PAGE, "brk can lower the break");
	ok(read_kills((char *)page + PAGE), "memory above the lowered break is gone");
	is(*(char *)page, 'b', "memory below the lowered break stays");
	is(sys(__NR_brk, page + 2 * PAGE), page + 2 * PAGE, "brk can raise the break again");
	is(*(volatile char *)(page + PAGE), 0, "a page that returns with the break is zero");
	is_end(in_child({
		expect(sys(__NR_brk, page + 8 * PAGE) == (long)(page + 8 * PAGE));
		*(char *)(page + 7 * PAGE) = 1;
	}), 0, "a child can move its break");
	is(sys(__NR_brk, 0), page + 2 * PAGE, "a child's brk does not move its parent's break");
	expect(mmap((void *)(page + 4 * PAGE), PAGE, RW, ANON | MAP_FIXED, -1, 0) != MAP_FAILED);
	is(sys(__NR_brk, page + 6 * PAGE), page + 2 * PAGE, "brk does not grow over a mapping");
	munmap((void *)(page + 4 * PAGE), PAGE);
	is(sys(__NR_brk, start), start, "brk can restore the original break");
	is(sys(__NR_brk, USER_TOP - 2 * PAGE), start, "brk does not grow over the stack");
	is_end(in_child({
		struct rlimit limit = { 4 << 20, 4 << 20 };

		expect(setrlimit(RLIMIT_AS, &limit) == 0);
		expect(sys(__NR_brk, start + (4 << 20)) == (long)start);
	}), 0, "brk over RLIMIT_AS changes nothing");
}

static void demand_zero(void)
{
	char *m = anonymous(4);
	unsigned i, dirt = 0;

	is(frame_of(m), 0, "mmap takes no frame");
	is(m[2 * PAGE], 0, "a page that is read first is zero");
	is(frame_of(m + PAGE), 0, "the neighbours of a touched page have no frame");
	m[0] = 'm';
	ok(frame_of(m) != 0, "a page that is written has a frame");
	for (i = 1; i < 4 * PAGE; i++)
		dirt |= m[i];
	is(dirt, 0, "the rest of new memory is zero");
	m[2 * PAGE] = 'n';
	is(m[2 * PAGE], 'n', "a page that was only read can be written");
	is(m[PAGE], 0, "writing one such page does not change the others");
	is(munmap(m, 4 * PAGE), 0, "munmap of touched memory succeeds");
	is(frame_of(m), 0, "unmapped memory has no frame");
	m = mmap(m, 4 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	is(m[0], 0, "memory mapped again at the same address is zero");
	munmap(m, 4 * PAGE);
	is(frame_of(untouched + 32 * PAGE), 0, "untouched bss has no frame");
	is(untouched[40 * PAGE], 0, "untouched bss is zero");
}

static void places(void)
{
	char *a = anonymous(2), *b = anonymous(2), *c;

	if (on_samepage()) {
		is(a, 0x40000000, "the first mapping is at TASK_UNMAPPED_BASE");
		is(b, a + 2 * PAGE, "the second mapping is directly above the first");
	}
	munmap(a, 2 * PAGE);
	c = mmap(AT, PAGE, RW, ANON, -1, 0);
	is(c, AT, "a mapping goes to its hint when that is free");
	c[0] = 'c';
	is(mmap(AT, PAGE, RW, ANON, -1, 0) != AT, 1, "a mapping does not go to a hint that is in use");
	is(AT[0], 'c', "memory at a used hint is unchanged");
	c = mmap(AT - PAGE, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	is(c, AT - PAGE, "MAP_FIXED maps at the given address");
	is(AT[0], 0, "MAP_FIXED replaces what was mapped");
	is_errno(mmap(AT + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL, "MAP_FIXED at an unaligned address: EINVAL");
	is_errno(mmap((void *)USER_TOP, PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM,
		 "MAP_FIXED at 3 GiB: ENOMEM");
	is_errno(mmap((void *)(USER_TOP - PAGE), 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM,
		 "MAP_FIXED across 3 GiB: ENOMEM");
	is_errno(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL, "mmap of 0 bytes: EINVAL");
	is_errno(mmap(NULL, 0xfffff001, RW, ANON, -1, 0), ENOMEM, "mmap of almost 4 GiB: ENOMEM");
	is_errno(mmap(NULL, 0x90000000, RW, ANON, -1, 0), ENOMEM, "mmap of more than the address space: ENOMEM");
	is_errno(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL,
		 "mmap neither private nor shared: EINVAL");
	is_errno(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF, "mmap of a bad descriptor: EBADF");
	munmap(AT - PAGE, 3 * PAGE);
	munmap(b, 2 * PAGE);
}

static void unmapping(void)
{
	char *m = anonymous(5);

	memset(m, 'm', 5 * PAGE);
	is(munmap(m + 2 * PAGE, 1), 0, "munmap of one byte succeeds");
	ok(read_kills(m + 2 * PAGE), "munmap of one byte unmaps its page");
	ok(m[2 * PAGE - 1] == 'm' && m[3 * PAGE] == 'm', "munmap of one byte unmaps no other page");
	is(munmap(m, PAGE), 0, "munmap of the first page succeeds");
	is(munmap(m + 4 * PAGE, PAGE), 0, "munmap of the last page succeeds");
	ok(read_kills(m) && read_kills(m + 4 * PAGE), "the first and the last page are gone");
	ok(m[PAGE] == 'm' && m[3 * PAGE] == 'm', "the pages between them are unchanged");
	is(munmap(m, 5 * PAGE), 0, "munmap of a range with holes succeeds");
	ok(read_kills(m + PAGE) && read_kills(m + 3 * PAGE), "munmap of a range with holes unmaps all of it");
	is(munmap(m, 5 * PAGE), 0, "munmap where nothing is: 0");
	is_errno(munmap(m + 1, PAGE), EINVAL, "munmap of an unaligned address: EINVAL");
	is_errno(munmap(m, 0), EINVAL, "munmap of 0 bytes: EINVAL");
	is_errno(munmap((void *)USER_TOP, PAGE), EINVAL, "munmap of kernel memory: EINVAL");
	is_errno(munmap((void *)(USER_TOP - PAGE), 2 * PAGE), EINVAL, "munmap of a range that reaches into the kernel: EINVAL");
	is_errno(munmap(m, 0xfffff000), EINVAL, "munmap with a length past the end of memory: EINVAL");
}

static void protection(void)
{
	char *m = anonymous(3);

	memset(m, 'm', 3 * PAGE);
	is(mprotect(m + PAGE, PAGE, PROT_READ), 0, "mprotect can make the middle page read-only");
	ok(write_kills(m + PAGE), "a write to a read-only page kills");
	ok(!write_kills(m) && !write_kills(m + 2 * PAGE), "the neighbours of a read-only page can be written");
	is(m[PAGE], 'm', "a read-only page can be read");
	is(mprotect(m + PAGE, PAGE, PROT_NONE), 0, "mprotect to PROT_NONE succeeds");
	ok(read_kills(m + PAGE), "a read of a PROT_NONE page kills");
	is(mprotect(m, 3 * PAGE, RW), 0, "mprotect can make all pages writable again");
	is(m[PAGE], 'm', "the data survives PROT_NONE");
	m[PAGE] = 'n';
	is(m[PAGE], 'n', "a page made writable again can be written");
	is(mprotect(m, 1, PROT_READ), 0, "mprotect of one byte succeeds");
	ok(write_kills(m + PAGE - 1), "mprotect of one byte protects its page");
	is_errno(mprotect(m + 1, PAGE, RW), EINVAL, "mprotect of an unaligned address: EINVAL");
	is(mprotect(m, 0, RW), 0, "mprotect of 0 bytes returns 0");
	munmap(m + PAGE, PAGE);
	is_errno(mprotect(m, 3 * PAGE, RW), ENOMEM, "mprotect of a range with a hole: ENOMEM");
	is_errno(mprotect((void *)USER_TOP, PAGE, RW), ENOMEM, "mprotect of kernel memory: ENOMEM");
	is_errno(mprotect(m, PAGE, 0x40000000), EINVAL, "mprotect with unknown bits: EINVAL");
	munmap(m, 3 * PAGE);
	m = mmap(NULL, PAGE, PROT_NONE, ANON, -1, 0);
	ok(read_kills(m), "mmap with PROT_NONE: a read kills");
	is(mprotect(m, PAGE, PROT_READ), 0, "mprotect can make a PROT_NONE mapping readable");
	is(m[0], 0, "a PROT_NONE mapping made readable is zero");
	ok(write_kills(m), "a write to a PROT_NONE mapping made readable kills");
	mprotect(m, PAGE, RW | PROT_EXEC);
	m[0] = (char)0xc3;	/* return */
	((void (*)(void))m)();
	ok(1, "code written into memory runs");
	munmap(m, PAGE);
}

/* A mapping of a file at the highest page offset must not grow round to page 0. */
static void offset_overflow(void)
{
	int fd = open("/tmp/offset", O_RDWR | O_CREAT | O_TRUNC, 0600);
	long m;

	expect(fd >= 0 && write(fd, "page 0", 6) == 6);
	m = sys(__NR_mmap2, 0, PAGE, PROT_READ, MAP_PRIVATE, fd, 0xfffffffe);
	if (m < 0 && m > -4096) {
		is(m, -EOVERFLOW, "mmap2 at page 0xfffffffe of a file: mapped, or EOVERFLOW");
	} else {
		ok(read_kills((char *)m) || in_child({ (void)*(volatile char *)m; }) == KILLED(SIGBUS),
		   "mmap2 at page 0xfffffffe of a file: mapped, or EOVERFLOW");
		/* (A 64-bit host has no such limit.) */
		ok(sys(__NR_mremap, m, PAGE, 4 * PAGE, MREMAP_MAYMOVE, 0) == -EINVAL || !on_samepage(),
		   "mremap of it past the last page offset: EINVAL");
		munmap((void *)m, PAGE);
	}
	close(fd);
	unlink("/tmp/offset");
}

static void remapping(void)
{
	char *m = mmap(AT, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0), *n;

	memset(m, 'm', 3 * PAGE);
	is(mremap(m, 3 * PAGE, 2 * PAGE, 0), m, "mremap from three pages to two succeeds");
	ok(read_kills(m + 2 * PAGE), "mremap to two pages unmaps the third");
	is(mremap(m, 2 * PAGE, 4 * PAGE, 0), m, "mremap to four pages grows in place");
	ok(m[2 * PAGE] == 0 && m[PAGE] == 'm', "after mremap the new pages are zero and the old ones unchanged");
	expect(mmap(m + 4 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0) == m + 4 * PAGE);
	m[4 * PAGE] = 'x';
	is_errno(mremap(m + 4 * PAGE - PAGE, PAGE, 2 * PAGE, 0), ENOMEM, "mremap without room to grow: ENOMEM");
	n = mremap(m, 4 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
	ok(n != MAP_FAILED && n != m, "mremap with MREMAP_MAYMOVE moves an area without room to grow");
	ok(n[0] == 'm' && n[2 * PAGE - 1] == 'm' && n[5 * PAGE] == 0, "mremap moves the content");
	ok(read_kills(m), "mremap unmaps the old place");
	is(m[4 * PAGE], 'x', "mremap does not change the neighbour");
	is_errno(mremap(n + 1, PAGE, PAGE, 0), EINVAL, "mremap of an unaligned address: EINVAL");
	is_errno(mremap(n, PAGE, 0, 0), EINVAL, "mremap to 0 bytes: EINVAL");
	is_errno(mremap(AT, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT, "mremap of unmapped memory: EFAULT");
	mprotect(n, PAGE, PROT_READ);
	is(mremap(n, 6 * PAGE, PAGE, 0), n, "mremap can shrink a range whose rest is several areas");
	ok(read_kills(n + PAGE) && n[0] == 'm', "mremap unmaps the several areas");
	munmap(n, PAGE);
	munmap(m + 4 * PAGE, PAGE);
}

static void write_only(void)
{
	char *m = mmap(AT, PAGE, PROT_WRITE, ANON | MAP_FIXED, -1, 0);

	is(*(volatile char *)m, 0, "a PROT_WRITE mapping can be read, because the processor cannot forbid it");
	munmap(m, PAGE);
}

static void page_zero(void)
{
	ok(read_kills((char *)0), "a read of NULL kills: page 0 is not mapped");
	ok(write_kills((char *)4095), "a write to the end of page 0 kills");
	if (on_samepage()) {	/* row 25; Linux lets root map it */
		void *at = mmap(NULL, PAGE, RW, ANON | MAP_FIXED, -1, 0);

		ok(at == MAP_FAILED, "MAP_FIXED at address 0 is refused");
	}
}

static void old_mmap(void)
{
	unsigned long arguments[6] = { 0x60000000, PAGE, RW, ANON | MAP_FIXED, -1ul, 0 };

	is(sys(__NR_mmap, arguments), AT, "mmap (90) takes its six arguments from memory");
	AT[0] = 'o';
	munmap(AT, PAGE);
	is(sys(__NR_mmap, 0x70000000), -EFAULT, "mmap (90) with unmapped arguments: EFAULT");
	arguments[5] = 1;
	is(sys(__NR_mmap, arguments), -EINVAL, "mmap (90) with an unaligned offset: EINVAL");
}

/* Only private anonymous memory can grow down. */
static void growing_down(void)
{
	int fd = open("/tmp/mm_test", O_RDWR | O_CREAT, 0600);
	char *m = mmap(AT, PAGE, RW, ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);

	is(m, AT, "MAP_GROWSDOWN of private anonymous memory succeeds");
	m[-1] = 'g';
	is(m[-1], 'g', "a MAP_GROWSDOWN mapping grows by the page below");
	munmap(m - PAGE, 2 * PAGE);
	is_errno(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0), EINVAL,
		 "MAP_GROWSDOWN of shared memory: EINVAL");
	is_errno(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, fd, 0), EINVAL,
		 "MAP_GROWSDOWN of a file: EINVAL");
	close(fd);
	unlink("/tmp/mm_test");
}

/* Where the kernel places a mapping: row mmap-hint. */
static void hints(void)
{
	char *m = mmap(AT + 1, PAGE, RW, ANON, -1, 0), *n;

	is(m, differs(AT + PAGE, AT), "an unaligned hint is rounded up");
	n = mmap(m, PAGE, RW, ANON, -1, 0);
	if (on_samepage())
		is(n, m + PAGE, "a mapping whose hint is in use goes to the next gap above it");
	munmap(m, PAGE);
	munmap(n, PAGE);
}

/* Row unmerged-memory: areas that have become alike are not merged. */
static void unmerged(void)
{
	char *m = mmap(AT, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0);

	is(mprotect(m + PAGE, PAGE, PROT_READ), 0, "mprotect can make the middle of three pages read-only");
	is(mprotect(m + PAGE, PAGE, RW), 0, "mprotect can make the middle page writable again");
	is(sys(__NR_mremap, m, 3 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, AT + 64 * PAGE) ==
	   -EFAULT, on_samepage(), "areas that have become alike are not merged: mremap of them: EFAULT");
	munmap(AT, 3 * PAGE);
	munmap(AT + 64 * PAGE, 8 * PAGE);
}

/* What only today's Linux has: rows mremap-dontunmap, prot-words, mmap-order. */
static void not_here(void)
{
	char *m = mmap(AT, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	is(sys(__NR_mremap, m, PAGE, PAGE, MREMAP_MAYMOVE | 4, 0) == -EINVAL, on_samepage(),
	   "mremap with MREMAP_DONTUNMAP: EINVAL");
	is(sys(__NR_mprotect, m, PAGE, PROT_READ | 8), differs(-EINVAL, 0),
	   "mprotect with PROT_SEM: EINVAL");
	is(sys(__NR_mmap2, 0, 0xf0000000, RW, MAP_ANONYMOUS, -1, 0), differs(-EINVAL, -ENOMEM),
	   "mmap neither shared nor private, and too large: EINVAL");
	is(sys(__NR_mremap, m, 0, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, m),	/* row mremap-onto */
	   differs(-EINVAL, -EFAULT), "mremap of length 0 onto the same shared memory: EINVAL");
	munmap(m, PAGE);
}

/*
 * The kernel flushes TLB entries that have become invalid. Its own copies to and from user memory use
 * the same entries, without a switch of the address space that would flush them.
 */
static void forgotten(void)
{
	static const int sizes[] = { 1, 2, 15, 16, 17, 100 };
	int fd[2], n, i, left, writable;
	char *m;

	pipe(fd);
	for (n = 0; n < (int)(sizeof(sizes) / sizeof(sizes[0])); n++) {
		m = anonymous(sizes[n]);
		for (i = 0; i < sizes[n]; i++) {	/* written by a copy, too */
			write(fd[1], "x", 1);
			read(fd[0], m + i * PAGE, 1);
		}
		mprotect(m, sizes[n] * PAGE, PROT_READ);
		for (writable = i = 0; i < sizes[n]; i++) {
			write(fd[1], "x", 1);
			if (read(fd[0], m + i * PAGE, 1) == 1)
				writable++;
			else
				read(fd[0], &left, 1);
		}
		is(writable, 0, "after mprotect of %d pages to read-only none can be written", sizes[n]);
		for (i = 0; i < sizes[n]; i++) {
			write(fd[1], m + i * PAGE, 1);
			read(fd[0], &left, 1);
		}
		munmap(m, sizes[n] * PAGE);
		for (left = i = 0; i < sizes[n]; i++)
			left += write(fd[1], m + i * PAGE, 1) == 1;
		is(left, 0, "after munmap of %d pages none can be read", sizes[n]);
	}
	close(fd[0]);
	close(fd[1]);
}

static void address_space_limit(void)
{
	is_end(in_child({
		struct rlimit limit = { 3072 << 10, 3072 << 10 };
		char *m;

		expect(setrlimit(RLIMIT_AS, &limit) == 0);
		expect_errno(mmap(NULL, 3072 << 10, RW, ANON, -1, 0), ENOMEM);
		m = mmap(NULL, 1536 << 10, RW, ANON, -1, 0);
		expect(m != MAP_FAILED);
		expect_errno(mmap(NULL, 1536 << 10, RW, ANON, -1, 0), ENOMEM);
		expect(munmap(m, 1536 << 10) == 0);
		expect(mmap(NULL, 1536 << 10, RW, ANON, -1, 0) != MAP_FAILED);
	}), 0, "RLIMIT_AS limits all mappings together, without those that were unmapped");
	is_end(in_child({
		struct rlimit limit = { PAGE, PAGE };

		expect(setrlimit(RLIMIT_DATA, &limit) == 0);
		expect(sbrk(4 * PAGE) == (void *)-1);
		expect((mmap(NULL, 4 * PAGE, RW, ANON, -1, 0) != MAP_FAILED) == on_samepage());
	}), 0, "RLIMIT_DATA limits the break, and no other mapping");
}

/* Writes to each of 16 pages. Returns how many page faults the kernel counted meanwhile. */
static long faults_of_writing(char *pages)
{
	struct rusage before, after;

	expect(pages != MAP_FAILED && pages != (void *)-1);
	getrusage(RUSAGE_SELF, &before);
	for (int i = 0; i < 16; i++)
		((volatile char *)pages)[i * PAGE] = 1;
	getrusage(RUSAGE_SELF, &after);
	return after.ru_minflt - before.ru_minflt;
}

static void fault_counts(void)
{
	int fd = open("/tmp/faults", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int id = shmget(IPC_PRIVATE, 16 * PAGE, IPC_CREAT | 0600);

	expect(fd >= 0 && ftruncate(fd, 16 * PAGE) == 0 && id >= 0);
	is(faults_of_writing(anonymous(16)), 16, "ru_minflt counts the faults of private anonymous memory");
	is(faults_of_writing(mmap(NULL, 16 * PAGE, RW, MAP_PRIVATE, fd, 0)), 16,
	   "ru_minflt counts the faults of a mapped file");
	is(faults_of_writing(mmap(NULL, 16 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0)), 16,
	   "ru_minflt counts the faults of shared anonymous memory");
	is(faults_of_writing(shmat(id, NULL, 0)), 16, "ru_minflt counts the faults of a segment");
	shmctl(id, IPC_RMID, NULL);
	close(fd);
	unlink("/tmp/faults");
}

int main(void)
{
	the_break();
	demand_zero();
	places();
	unmapping();
	protection();
	remapping();
	offset_overflow();
	write_only();
	page_zero();
	old_mmap();
	growing_down();
	hints();
	unmerged();
	not_here();
	forgotten();
	address_space_limit();
	fault_counts();
	return done_testing();
}
