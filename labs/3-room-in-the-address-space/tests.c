/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 3, tested from programs: the addresses of areas, and attaches before the first touch. */
#include <lab.h>

#define BASE 0x40000000ul

static char *map(unsigned long at, int pages)
{
	return mmap((void *)at, pages * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static unsigned long place(void)
{
	return 0x50000000 + pick(0, 0x1000) * PAGE;
}

/* ---- get_unmapped_area ---- */

TEST(first_fit)
{
	int gap = pick(3, 7);
	char *first = map(0, gap), *second;

	check(first != MAP_FAILED, "mmap finds a place", strerror(errno));
	second = map((unsigned long)first + (gap + 20) * PAGE, 1);
	munmap(first, gap * PAGE);
	map((unsigned long)first + gap * PAGE, 1);
	/* Now there are a gap of `gap` pages, a mapped page, a larger gap and another mapped page. */
	equal((long)map(0, gap + 1), (long)first + (gap + 1) * PAGE,
	      "the address for one page more than the first gap has");
	equal((long)map(0, gap), (long)first, "the address for exactly as many pages as the first gap has");
	check(second != MAP_FAILED, "the second mapping is there", strerror(errno));
}

TEST(base)
{
	int pages = pick(1, 9);
	char *first = map(0, pages);

	equal((long)first, BASE, "the first address given to a new program");
	equal((long)map(0, 1), BASE + pages * PAGE, "the next one, directly after it");
}

TEST(hint)
{
	unsigned long at = place();

	equal((long)map(at, 2), at, "the requested address and is free");
	equal((long)map(at, 1), at + 2 * PAGE, "the next free one above, when it is taken");
	equal((long)map(at + 100 * PAGE - 5, 1), at + 100 * PAGE, "an uneven address, rounded up");
}

TEST(full)
{
	unsigned long all = 0xc0000000 - BASE;
	char *at;

	fails_with((long)map(0, all / PAGE), ENOMEM, "mapping everything from TASK_UNMAPPED_BASE up (the stack is there)");
	fails_with((long)map(0, all / PAGE + 1), ENOMEM, "mapping one page more than that");
	fails_with((long)map(0xd0000000, 1), ENOMEM, "mapping a page where the kernel is");
	at = map(0, 0x40000000 / PAGE);
	check(at != MAP_FAILED, "1 GiB fits", strerror(errno));
	fails_with((long)map(0, 0x40000000 / PAGE), ENOMEM, "another 1 GiB below the stack");
}

/* ---- shm_map ---- */

TEST(no_frame)
{
	int pages = pick(5, 50);
	long resident = totals().shm_rss;
	char *at = attach_at(new_segment(pages * PAGE, 0600), place(), 0);

	look(getpid(), at, "absent", "the first page of a new attach has no frame");
	look(getpid(), at + (pages - 1) * PAGE, "absent", "its last page has none");
	equal(totals().shm_rss - resident, 0, "the number of frames all segments got by it");
	check(map_line((unsigned long)at) != NULL, "/proc/self/maps shows the area", "it does not");
}

TEST(account)
{
	int pages = pick(5, 50);
	long before = number_in("/proc/self/status", "VmSize:");

	attach_at(new_segment(pages * PAGE, 0600), place(), 0);
	equal(number_in("/proc/self/status", "VmSize:") - before, pages * 4, "VmSize's growth in KiB");
}

TEST(limit)
{
	long size = number_in("/proc/self/status", "VmSize:") * 1024;
	struct rlimit limit = { size + 5 * PAGE, size + 5 * PAGE };
	int id = new_segment(6 * PAGE, 0600), small = new_segment(5 * PAGE, 0600);
	unsigned long at = place();

	setrlimit(RLIMIT_AS, &limit);
	fails_with((long)shmat(id, (void *)at, 0), ENOMEM, "attaching 6 pages when 5 are allowed");
	equal(state(id).shm_nattch, 0, "nattch after that");
	check(!map_line(at), "there is no area after that", "there is one");
	check(shmat(small, (void *)at, 0) != FAILED, "attaching 5 pages when 5 are allowed works",
	      strerror(errno));
}

TEST(remap)
{
	unsigned long at = place();
	int id = new_segment(3 * PAGE, 0600);
	char *line, range[24];
	long size;

	mmap((void *)at, 3 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	size = number_in("/proc/self/status", "VmSize:");
	fails_with((long)shmat(id, (void *)at, 0), EINVAL, "attaching where something is mapped, without SHM_REMAP");
	equal((long)shmat(id, (void *)at, SHM_REMAP), at, "the address with SHM_REMAP");
	equal(number_in("/proc/self/status", "VmSize:"), size, "VmSize, which does not grow");
	line = map_line(at);
	sprintf(range, "%08lx-%08lx", at, at + 3 * PAGE);
	check(line && strncmp(line, range, 17) == 0, "/proc/self/maps shows the attach in its place",
	      line ? line : "it shows nothing there");
	check(strstr(line, "SYSV") != NULL, "the area there is the segment's", line);
	*line = '-';
	check(!map_line(at + PAGE), "nothing else is mapped there", "there is another area");
}

/* ---- sys_shmat ---- */

TEST(address)
{
	unsigned long at = place();
	int pages = pick(2, 9);
	char *line, range[24];

	equal((long)attach_at(new_segment(pages * PAGE - pick(1, 4000), 0600), at, 0), at,
	      "the requested address");
	sprintf(range, "%08lx-%08lx", at, at + pages * PAGE);
	line = map_line(at);
	check(line && strncmp(line, range, 17) == 0, "the area has all pages of the segment",
	      line ? line : "there is no area at that address");
	check(line && strstr(line, "rw-s") != NULL, "the area is rw-s: readable, writable, shared", line);
}

TEST(anywhere)
{
	int id = new_segment(3 * PAGE, 0600);
	char *one = shmat(id, NULL, 0), *two;

	check(one != FAILED, "shmat without an address works", strerror(errno));
	two = shmat(id, NULL, 0);
	check(two != FAILED, "it works twice", strerror(errno));
	check((unsigned long)one >= BASE && !((unsigned long)one & (PAGE - 1)),
	      "the address is a page from TASK_UNMAPPED_BASE up", "it is not");
	check(two >= one + 3 * PAGE || one >= two + 3 * PAGE, "two attaches do not overlap", "they do");
}

TEST(counts)
{
	int id = new_segment(100, 0600);
	unsigned long at = place();

	attach_at(id, at, 0);
	equal(state(id).shm_nattch, 1, "nattch after one attach");
	equal(state(id).shm_lpid, getpid(), "shm_lpid");
	check(state(id).shm_atime > 0, "shm_atime is the time of the attach", "it is 0");
	attach_at(id, at + 10 * PAGE, SHM_RDONLY);
	equal(state(id).shm_nattch, 2, "nattch after a second one by the same process");
}

static unsigned long target;

static void write_there(void)
{
	*(volatile char *)target = 1;
}

TEST(read_only)
{
	int id = new_segment(100, 0600);
	char *line;

	target = place();
	attach_at(id, target, SHM_RDONLY);
	line = map_line(target);
	check(line && strstr(line, "r--s") != NULL, "the area is r--s: readable, shared", line ? line : "there is none");
	equal(end_of(start(write_there)), 128 + SIGSEGV, "the end of a child that writes (139: SIGSEGV)");
	fails_with(mprotect((void *)target, PAGE, PROT_READ | PROT_WRITE), EACCES,
		   "making it writable afterwards");
	look(getpid(), (void *)target, "absent", "there is still no frame");
}

TEST(stale)
{
	int id = new_segment(100, 0600);

	fails_with((long)shmat(-1, NULL, 0), EINVAL, "attaching id -1");
	fails_with((long)shmat(id + 1, (void *)place(), 0), EINVAL, "attaching an id whose slot is empty");
	fails_with((long)shmat(id + 128, (void *)place(), 0), EIDRM,
		   "attaching the id of another segment of the same slot");
	fails_with((long)shmat(id + 128 * pick(2, 300), (void *)place(), SHM_RDONLY), EIDRM,
		   "attaching another such id");
	equal(state(id).shm_nattch, 0, "nattch after all that");
}

static int shared_id;

static void as_reader(void)
{
	become(1234, 1234);
	fails_with((long)shmat(shared_id, (void *)target, 0), EACCES, "attaching to write with mode 0644");
	check(shmat(shared_id, (void *)target, SHM_RDONLY) != FAILED, "attaching to read with mode 0644 works",
	      strerror(errno));
}

static void as_stranger(void)
{
	become(1234, 1234);
	fails_with((long)shmat(shared_id, (void *)target, SHM_RDONLY), EACCES,
		   "attaching to read with mode 0600");
	check(!map_line(target), "no area is left behind", "there is one");
}

TEST(permission)
{
	target = place();
	shared_id = new_segment(100, 0644);
	in_child(as_reader);
	shared_id = new_segment(100, 0600);
	in_child(as_stranger);
	check(shmat(shared_id, (void *)target, 0) != FAILED, "the owner may", strerror(errno));
}

TEST(no_memory)
{
	int id = new_segment(100, 0600);
	unsigned long at = place();
	long result;

	fail_nth(1);
	result = (long)shmat(id, (void *)at, 0);
	fail_nth(0);
	fails_with(result, ENOMEM, "shmat without memory");
	equal(state(id).shm_nattch, 0, "nattch after that");
	check(!map_line(at), "no area is left behind", "there is one");
	check(shmat(id, (void *)at, 0) != FAILED, "with memory it works", strerror(errno));
}

/* ---- shm_open ---- */

static struct gate go_on;

static void wait_gate(void)
{
	pass_gate(&go_on);
}

TEST(forked)
{
	int id = new_segment(100, 0600);
	pid_t child;

	attach_at(id, place(), 0);
	go_on = make_gate();
	child = start(wait_gate);
	equal(state(id).shm_nattch, 2, "nattch while the child lives");
	equal(state(id).shm_lpid, getpid(), "shm_lpid: the parent, which called fork");
	open_gate(&go_on);
	end_of(child);
}

TEST(split)
{
	int id = new_segment(5 * PAGE, 0600);
	char *at = attach_at(id, place(), 0);

	equal(munmap(at + 2 * PAGE, PAGE), 0, "unmapping a page in the middle");
	equal(state(id).shm_nattch, 2, "nattch of the two pieces");
	equal(mprotect(at + 4 * PAGE, PAGE, PROT_READ), 0, "protecting the last page");
	equal(state(id).shm_nattch, 3, "nattch of the three pieces");
}

TESTS(
	{ "3.1-first-fit", first_fit },
	{ "3.1-base", base },
	{ "3.1-hint", hint },
	{ "3.1-full", full },
	{ "3.2-no-frame", no_frame },
	{ "3.2-account", account },
	{ "3.2-limit", limit },
	{ "3.2-remap", remap },
	{ "3.3-address", address },
	{ "3.3-anywhere", anywhere },
	{ "3.3-counts", counts },
	{ "3.3-read-only", read_only },
	{ "3.3-stale", stale },
	{ "3.3-permission", permission },
	{ "3.3-no-memory", no_memory },
	{ "3.4-fork", forked },
	{ "3.4-split", split }
)
