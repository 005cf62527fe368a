/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * brk, mmap, munmap, mprotect, mremap: memory that appears at the first touch, is zero, has
 * the protection asked for, and is gone when it was given back.
 */
#include "tap.h"

#include <sys/resource.h>
#include <sys/shm.h>

#define RW (PROT_READ | PROT_WRITE)
#define AT ((char *)0x60000000)		/* nothing of a test program lies there */

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

	is(sys(__NR_brk, start), start, "brk of the present break");
	is(sys(__NR_brk, 1), start, "brk below the program changes nothing and tells the break");
	is(sys(__NR_brk, USER_TOP), start, "nor does brk into the kernel");
	is(sys(__NR_brk, page + 3 * PAGE + 5), page + 3 * PAGE + 5, "it grows to the byte");
	is(frame_of((char *)page + PAGE), 0, "without a frame");
	for (i = page - start; i < page - start + 4 * PAGE; i++)
		dirt |= first[i];
	is(dirt, 0, "the new memory is zero, also behind the break up to the page's end");
	ok(read_kills((char *)page + 4 * PAGE), "the page behind it is not there");
	memset((char *)page, 'b', 4 * PAGE);
	is(sys(__NR_brk, page + PAGE), page + PAGE, "it shrinks");
	ok(read_kills((char *)page + PAGE), "what is behind it is gone");
	is(*(char *)page, 'b', "what is below it stays");
	is(sys(__NR_brk, page + 2 * PAGE), page + 2 * PAGE, "it grows again");
	is(*(volatile char *)(page + PAGE), 0, "the page is new and zero");
	is_end(in_child({
		expect(sys(__NR_brk, page + 8 * PAGE) == (long)(page + 8 * PAGE));
		*(char *)(page + 7 * PAGE) = 1;
	}), 0, "a child moves its own break");
	is(sys(__NR_brk, 0), page + 2 * PAGE, "not its parent's");
	expect(mmap((void *)(page + 4 * PAGE), PAGE, RW, ANON | MAP_FIXED, -1, 0) != MAP_FAILED);
	is(sys(__NR_brk, page + 6 * PAGE), page + 2 * PAGE, "brk does not grow over a mapping");
	munmap((void *)(page + 4 * PAGE), PAGE);
	is(sys(__NR_brk, start), start, "back to where it was");
	is(sys(__NR_brk, USER_TOP - 2 * PAGE), start, "it does not grow over the stack");
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
	is(m[2 * PAGE], 0, "what is read first is zero");
	is(frame_of(m + PAGE), 0, "its neighbours have no frame still");
	m[0] = 'm';
	ok(frame_of(m) != 0, "what is written has a frame");
	for (i = 1; i < 4 * PAGE; i++)
		dirt |= m[i];
	is(dirt, 0, "all the rest is zero");
	m[2 * PAGE] = 'n';
	is(m[2 * PAGE], 'n', "a page read first can be written then");
	is(m[PAGE], 0, "without touching others that were only read");
	is(munmap(m, 4 * PAGE), 0, "munmap");
	is(frame_of(m), 0, "no frame is left");
	m = mmap(m, 4 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	is(m[0], 0, "mapped again at the same address it is zero again");
	munmap(m, 4 * PAGE);
	is(frame_of(untouched + 32 * PAGE), 0, "bss nobody touched has no frame");
	is(untouched[40 * PAGE], 0, "and is zero");
}

static void places(void)
{
	char *a = anonymous(2), *b = anonymous(2), *c;

	if (on_samepage()) {
		is(a, 0x40000000, "the first mapping is at TASK_UNMAPPED_BASE");
		is(b, a + 2 * PAGE, "the next one above it");
	}
	munmap(a, 2 * PAGE);
	c = mmap(AT, PAGE, RW, ANON, -1, 0);
	is(c, AT, "a hint that is free is taken");
	c[0] = 'c';
	is(mmap(AT, PAGE, RW, ANON, -1, 0) != AT, 1, "one that is not is not");
	is(AT[0], 'c', "and what is there stays");
	c = mmap(AT - PAGE, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	is(c, AT - PAGE, "MAP_FIXED takes what it is told");
	is(AT[0], 0, "and replaces what was there");
	is_errno(mmap(AT + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL, "unaligned: EINVAL");
	is_errno(mmap((void *)USER_TOP, PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM,
		 "MAP_FIXED at 3 GiB: ENOMEM");
	is_errno(mmap((void *)(USER_TOP - PAGE), 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM,
		 "MAP_FIXED across 3 GiB: ENOMEM");
	is_errno(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL, "of 0 bytes: EINVAL");
	is_errno(mmap(NULL, 0xfffff001, RW, ANON, -1, 0), ENOMEM, "of almost 4 GiB: ENOMEM");
	is_errno(mmap(NULL, 0x90000000, RW, ANON, -1, 0), ENOMEM, "of more than there is: ENOMEM");
	is_errno(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL,
		 "neither private nor shared: EINVAL");
	is_errno(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF, "of no file: EBADF");
	munmap(AT - PAGE, 3 * PAGE);
	munmap(b, 2 * PAGE);
}

static void unmapping(void)
{
	char *m = anonymous(5);

	memset(m, 'm', 5 * PAGE);
	is(munmap(m + 2 * PAGE, 1), 0, "munmap of a byte takes its page");
	ok(read_kills(m + 2 * PAGE), "which is gone");
	ok(m[2 * PAGE - 1] == 'm' && m[3 * PAGE] == 'm', "and no other");
	is(munmap(m, PAGE), 0, "munmap of the first page");
	is(munmap(m + 4 * PAGE, PAGE), 0, "munmap of the last");
	ok(read_kills(m) && read_kills(m + 4 * PAGE), "both are gone");
	ok(m[PAGE] == 'm' && m[3 * PAGE] == 'm', "two are left");
	is(munmap(m, 5 * PAGE), 0, "munmap of all, holes included");
	ok(read_kills(m + PAGE) && read_kills(m + 3 * PAGE), "nothing is left");
	is(munmap(m, 5 * PAGE), 0, "munmap where nothing is: 0");
	is_errno(munmap(m + 1, PAGE), EINVAL, "an unaligned address: EINVAL");
	is_errno(munmap(m, 0), EINVAL, "0 bytes: EINVAL");
	is_errno(munmap((void *)USER_TOP, PAGE), EINVAL, "kernel memory: EINVAL");
	is_errno(munmap((void *)(USER_TOP - PAGE), 2 * PAGE), EINVAL, "into the kernel: EINVAL");
	is_errno(munmap(m, 0xfffff000), EINVAL, "a length past the end: EINVAL");
}

static void protection(void)
{
	char *m = anonymous(3);

	memset(m, 'm', 3 * PAGE);
	is(mprotect(m + PAGE, PAGE, PROT_READ), 0, "the middle page becomes read-only");
	ok(write_kills(m + PAGE), "a write kills");
	ok(!write_kills(m) && !write_kills(m + 2 * PAGE), "its neighbours can be written");
	is(m[PAGE], 'm', "it can be read");
	is(mprotect(m + PAGE, PAGE, PROT_NONE), 0, "it becomes inaccessible");
	ok(read_kills(m + PAGE), "a read kills");
	is(mprotect(m, 3 * PAGE, RW), 0, "all becomes writable again");
	is(m[PAGE], 'm', "the data was there all the time");
	m[PAGE] = 'n';
	is(m[PAGE], 'n', "and can be written");
	is(mprotect(m, 1, PROT_READ), 0, "mprotect of a byte");
	ok(write_kills(m + PAGE - 1), "protects its page");
	is_errno(mprotect(m + 1, PAGE, RW), EINVAL, "an unaligned address: EINVAL");
	is(mprotect(m, 0, RW), 0, "0 bytes: 0");
	munmap(m + PAGE, PAGE);
	is_errno(mprotect(m, 3 * PAGE, RW), ENOMEM, "with a hole: ENOMEM");
	is_errno(mprotect((void *)USER_TOP, PAGE, RW), ENOMEM, "kernel memory: ENOMEM");
	is_errno(mprotect(m, PAGE, 0x40000000), EINVAL, "unknown bits: EINVAL");
	munmap(m, 3 * PAGE);
	m = mmap(NULL, PAGE, PROT_NONE, ANON, -1, 0);
	ok(read_kills(m), "mmap with PROT_NONE: a read kills");
	is(mprotect(m, PAGE, PROT_READ), 0, "made readable");
	is(m[0], 0, "it is zero");
	ok(write_kills(m), "and a write kills");
	mprotect(m, PAGE, RW | PROT_EXEC);
	m[0] = (char)0xc3;	/* return */
	((void (*)(void))m)();
	ok(1, "code written into memory runs");
	munmap(m, PAGE);
}

static void remapping(void)
{
	char *m = mmap(AT, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0), *n;

	memset(m, 'm', 3 * PAGE);
	is(mremap(m, 3 * PAGE, 2 * PAGE, 0), m, "mremap to two pages");
	ok(read_kills(m + 2 * PAGE), "cuts the third");
	is(mremap(m, 2 * PAGE, 4 * PAGE, 0), m, "to four pages, where there is room");
	ok(m[2 * PAGE] == 0 && m[PAGE] == 'm', "the new ones are zero, the old ones stay");
	expect(mmap(m + 4 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0) == m + 4 * PAGE);
	m[4 * PAGE] = 'x';
	is_errno(mremap(m + 4 * PAGE - PAGE, PAGE, 2 * PAGE, 0), ENOMEM, "without room: ENOMEM");
	n = mremap(m, 4 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
	ok(n != MAP_FAILED && n != m, "with MREMAP_MAYMOVE it moves");
	ok(n[0] == 'm' && n[2 * PAGE - 1] == 'm' && n[5 * PAGE] == 0, "with its content");
	ok(read_kills(m), "leaving the old place");
	is(m[4 * PAGE], 'x', "its neighbour stays");
	is_errno(mremap(n + 1, PAGE, PAGE, 0), EINVAL, "an unaligned address: EINVAL");
	is_errno(mremap(n, PAGE, 0, 0), EINVAL, "to 0 bytes: EINVAL");
	is_errno(mremap(AT, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT, "nothing there: EFAULT");
	mprotect(n, PAGE, PROT_READ);
	is(mremap(n, 6 * PAGE, PAGE, 0), n, "smaller, when the rest is several areas");
	ok(read_kills(n + PAGE) && n[0] == 'm', "cuts them");
	munmap(n, PAGE);
	munmap(m + 4 * PAGE, PAGE);
}

static void write_only(void)
{
	char *m = mmap(AT, PAGE, PROT_WRITE, ANON | MAP_FIXED, -1, 0);

	is(*(volatile char *)m, 0, "what may be written can be read: the processor tells no finer");
	munmap(m, PAGE);
}

static void page_zero(void)
{
	ok(read_kills((char *)0), "page 0 is not there: a read of NULL kills");
	ok(write_kills((char *)4095), "nor is its end: a write kills");
	if (on_samepage()) {	/* row 25; Linux lets root map it */
		void *at = mmap(NULL, PAGE, RW, ANON | MAP_FIXED, -1, 0);

		ok(at == MAP_FAILED, "MAP_FIXED at 0 is refused: page 0 is never mapped");
	}
}

static void old_mmap(void)
{
	unsigned long arguments[6] = { 0x60000000, PAGE, RW, ANON | MAP_FIXED, -1ul, 0 };

	is(sys(__NR_mmap, arguments), AT, "mmap (90) takes its six arguments from memory");
	AT[0] = 'o';
	munmap(AT, PAGE);
	is(sys(__NR_mmap, 0x70000000), -EFAULT, "from nowhere: EFAULT");
	arguments[5] = 1;
	is(sys(__NR_mmap, arguments), -EINVAL, "an offset that is no page's: EINVAL");
}

/* Only memory that nothing stands behind can grow down. */
static void growing_down(void)
{
	int fd = open("/tmp/mm_test", O_RDWR | O_CREAT, 0600);
	char *m = mmap(AT, PAGE, RW, ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);

	is(m, AT, "MAP_GROWSDOWN of anonymous memory");
	m[-1] = 'g';
	is(m[-1], 'g', "it has grown by the page below");
	munmap(m - PAGE, 2 * PAGE);
	is_errno(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0), EINVAL,
		 "of shared memory: EINVAL");
	is_errno(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, fd, 0), EINVAL,
		 "of a file: EINVAL");
	close(fd);
	unlink("/tmp/mm_test");
}

/* Where a mapping goes that may go anywhere: rows mmap-hint and (T) the rest. */
static void hints(void)
{
	char *m = mmap(AT + 1, PAGE, RW, ANON, -1, 0), *n;

	is(m, differs(AT + PAGE, AT), "a hint that is no page's start is rounded up");
	n = mmap(m, PAGE, RW, ANON, -1, 0);
	if (on_samepage())
		is(n, m + PAGE, "when something is there, the next gap above it is taken");
	munmap(m, PAGE);
	munmap(n, PAGE);
}

/* Row unmerged-memory: what became alike later stays several areas. */
static void unmerged(void)
{
	char *m = mmap(AT, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0);

	is(mprotect(m + PAGE, PAGE, PROT_READ), 0, "the middle of three pages becomes read-only");
	is(mprotect(m + PAGE, PAGE, RW), 0, "and writable again");
	is(sys(__NR_mremap, m, 3 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, AT + 64 * PAGE) ==
	   -EFAULT, on_samepage(), "they are several areas, which mremap does not move together: EFAULT");
	munmap(AT, 3 * PAGE);
	munmap(AT + 64 * PAGE, 8 * PAGE);
}

/* What today's Linux has beside: rows mremap-dontunmap, prot-words, shared-files, mmap-order. */
static void not_here(void)
{
	char *m = mmap(AT, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	int fd = open("/tmp/mm_test", O_RDWR | O_CREAT, 0600);

	is(sys(__NR_mremap, m, PAGE, PAGE, MREMAP_MAYMOVE | 4, 0) == -EINVAL, on_samepage(),
	   "mremap with MREMAP_DONTUNMAP: EINVAL");
	is(sys(__NR_mprotect, m, PAGE, PROT_READ | 8), differs(-EINVAL, 0),
	   "mprotect with PROT_SEM: EINVAL");
	is(sys(__NR_mmap2, 0, PAGE, PROT_READ, MAP_SHARED, fd, 0) == -ENODEV, on_samepage(),
	   "mmap of a file with MAP_SHARED: ENODEV");
	is(sys(__NR_mmap2, 0, 0xf0000000, RW, MAP_ANONYMOUS, -1, 0), differs(-EINVAL, -ENOMEM),
	   "mmap, neither shared nor private and too large: EINVAL");
	close(fd);
	unlink("/tmp/mm_test");
	is(sys(__NR_mremap, m, 0, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, m),	/* row mremap-onto */
	   differs(-EINVAL, -EFAULT), "a second view of shared memory where the first is: EINVAL");
	munmap(m, PAGE);
}

/*
 * The CPU remembers where pages were and what might be done to them. The kernel's copies go
 * through the same memory of the CPU, without a change of address space in between.
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
		is(writable, 0, "%d pages made read-only: none can be written to", sizes[n]);
		for (i = 0; i < sizes[n]; i++) {
			write(fd[1], m + i * PAGE, 1);
			read(fd[0], &left, 1);
		}
		munmap(m, sizes[n] * PAGE);
		for (left = i = 0; i < sizes[n]; i++)
			left += write(fd[1], m + i * PAGE, 1) == 1;
		is(left, 0, "%d pages unmapped: none can be read", sizes[n]);
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
	}), 0, "RLIMIT_AS limits all mappings together, and what is unmapped counts no more");
	is_end(in_child({
		struct rlimit limit = { PAGE, PAGE };

		expect(setrlimit(RLIMIT_DATA, &limit) == 0);
		expect(sbrk(4 * PAGE) == (void *)-1);
		expect((mmap(NULL, 4 * PAGE, RW, ANON, -1, 0) != MAP_FAILED) == on_samepage());
	}), 0, "RLIMIT_DATA limits the break, and (row rlimit-data) no other mapping");
}

/* Write to each of 16 pages, and say how many page faults were counted meanwhile. */
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
