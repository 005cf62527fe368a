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
	equal_hex((long)map(0, gap + 1), (long)first + (gap + 1) * PAGE,
	      "the address for one page more than the first gap has");
	equal_hex((long)map(0, gap), (long)first, "the address for exactly as many pages as the first gap has");
	check(second != MAP_FAILED, "the second mapping is there", strerror(errno));
}

TEST(base)
{
	int pages = pick(1, 9);
	char *first = map(0, pages);

	equal_hex((long)first, BASE, "the first address given to a new program");
	equal_hex((long)map(0, 1), BASE + pages * PAGE, "the next one, directly after it");
}

TEST(hint)
{
	unsigned long at = place();

	equal_hex((long)map(at, 2), at, "the requested address, which is free");
	equal_hex((long)map(at, 1), at + 2 * PAGE, "the next free one above, when it is taken");
	equal_hex((long)map(at + 100 * PAGE - 5, 1), at + 100 * PAGE, "an uneven address, rounded up");
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

TEST(stack_gap)
{
	unsigned long stack, room;

	contents("/proc/self/maps");		/* extends the stack as far as the test needs it */
	stack = strtoul(strrchr(strtok(contents("/proc/self/maps"), "["), '\n') + 1, NULL, 16);
	room = (stack - BASE) / PAGE - 256;
	fails_with((long)map(0, room + 1), ENOMEM, "a mapping that reaches into the 256 pages below the stack");
	equal_hex((long)map(0, room), BASE, "the address of a mapping that ends where these pages begin");
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
	equal(state(id).shm_lpid, 0, "shm_lpid after that");
	equal(state(id).shm_atime, 0, "shm_atime after that");
	check(!map_line(at), "there is no area after that", "there is one");
	intact();
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
	equal_hex((long)shmat(id, (void *)at, SHM_REMAP), at, "the address with SHM_REMAP");
	equal(number_in("/proc/self/status", "VmSize:"), size, "VmSize, which does not grow");
	line = map_line(at);
	sprintf(range, "%08lx-%08lx", at, at + 3 * PAGE);
	check(line && strncmp(line, range, 17) == 0, "/proc/self/maps shows the attach in its place",
	      line ? line : "it shows nothing there");
	check(strstr(line, "SYSV") != NULL, "the area there is the segment's", line);
	*line = '-';
	check(!map_line(at + PAGE), "nothing else is mapped there", "there is another area");
}

static void *remap_at;

/* Memory at remap_at, one page of which is cut off on each side by a page that stays. */
static void old_mapping(int pages)
{
	remap_at = mmap((void *)place(), (pages + 2) * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	check(remap_at != MAP_FAILED, "the test maps memory", strerror(errno));
	remap_at = (char *)remap_at + PAGE;
}

static void same_mapping(int pages, long size)
{
	char range[24], *line = map_line((unsigned long)remap_at - PAGE);

	sprintf(range, "%08lx-%08lx", (unsigned long)remap_at - PAGE, (unsigned long)remap_at + (pages + 1) * PAGE);
	check(line && strncmp(line, range, 17) == 0, "what was mapped there is still there after a failed SHM_REMAP",
	      line ? line : "nothing is mapped there");
	equal(number_in("/proc/self/status", "VmSize:"), size, "VmSize after a failed SHM_REMAP");
}

/* What SHM_REMAP cannot do completely, it does not begin. */
TEST(all_or_nothing)
{
	int id = new_segment(3 * PAGE, 0600), large = new_segment(9 * PAGE, 0600), refused = 0;
	long size, result;
	struct rlimit limit, old;

	old_mapping(3);
	size = number_in("/proc/self/status", "VmSize:");
	getrlimit(RLIMIT_AS, &old);
	limit = old;
	limit.rlim_cur = size * 1024 + 2 * PAGE;
	setrlimit(RLIMIT_AS, &limit);
	fails_with((long)shmat(large, remap_at, SHM_REMAP), ENOMEM,
		   "9 pages in the place of 4, when 2 more are allowed");
	setrlimit(RLIMIT_AS, &old);
	same_mapping(3, size);
	equal(state(large).shm_nattch, 0, "nattch after that");
	for (int n = 1; n < 9; n++) {		/* the area that surrounds the place must be split */
		fail_nth(n);
		result = (long)shmat(id, remap_at, SHM_REMAP);
		fail_nth(0);
		if (result != -1)
			break;
		refused++;
		fails_with(result, ENOMEM, "SHM_REMAP without memory");
		same_mapping(3, size);
		equal(state(id).shm_nattch, 0, "nattch after that");
		intact();
	}
	check(refused >= 2, "two allocations of SHM_REMAP can fail: for its area, and for the split", "fewer did");
	limit.rlim_cur = number_in("/proc/self/status", "VmSize:") * 1024;
	setrlimit(RLIMIT_AS, &limit);
	equal_hex((long)shmat(id, remap_at, SHM_REMAP), (long)remap_at,
		  "the address of SHM_REMAP that replaces as much as it maps, at the limit");
	equal(state(id).shm_nattch, 1, "nattch when an attach has replaced another of the same segment");
	intact();
}

/* ---- sys_shmat ---- */

TEST(address)
{
	unsigned long at = place();
	int pages = pick(2, 9);
	char *line, range[24];

	/* Areas that were in use and did not begin at page 0: the attach may get one of these. */
	mmap((void *)(at + 64 * PAGE), 3 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	munmap((char *)at + 65 * PAGE, PAGE);
	munmap((char *)at + 64 * PAGE, 3 * PAGE);
	equal_hex((long)attach_at(new_segment(pages * PAGE - pick(1, 4000), 0600), at, 0), at,
	      "the requested address");
	sprintf(range, "%08lx-%08lx", at, at + pages * PAGE);
	line = map_line(at);
	check(line && strncmp(line, range, 17) == 0, "the area has all pages of the segment",
	      line ? line : "there is no area at that address");
	check(line && strstr(line, "rw-s") != NULL, "the area is rw-s: readable, writable, shared", line);
	equal_hex(strtol(line + 23, NULL, 16), 0, "the area's offset in the segment (the third column of /proc/self/maps)");
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

/* Let more than a second pass. */
static void moment(void)
{
	struct timespec more = { 1, 100 * 1000 * 1000 };

	nanosleep(&more, NULL);
}

TEST(counts)
{
	int id = new_segment(100, 0600);
	unsigned long at = place();
	time_t now;

	moment();
	now = time(NULL);
	attach_at(id, at, 0);
	equal(state(id).shm_nattch, 1, "nattch after one attach");
	equal(state(id).shm_lpid, getpid(), "shm_lpid");
	check(state(id).shm_atime >= now && state(id).shm_atime <= time(NULL), "shm_atime is the time of the attach",
	      "it is another");
	equal(state(id).shm_dtime, 0, "shm_dtime");
	equal(state(id).shm_ctime <= now, 1, "whether shm_ctime is still that of the creation (1: yes)");
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

static int rights_id;

static void read_there(void)
{
	volatile char byte = *(volatile char *)target;

	(void)byte;
}

/* Can pages be touched already? They can when lab 4 is solved. */
static int can_touch(void)
{
	unsigned long old = target;
	int end;

	target = (unsigned long)attach_at(new_segment(PAGE, 0600), 0x70000000, 0);
	end = end_of(start(read_there));
	target = old;
	return end == 0;
}

static void read_and_look(void)
{
	volatile char byte = *(volatile char *)target;

	(void)byte;
	look(getpid(), (void *)target, "ro", "a page of a read-only attach is read-only after it has been read");
	*(volatile char *)target = 1;
}

/* The entry of the page table decides, once there is one: the area alone does not protect the page. */
TEST(rights)
{
	int id = new_segment(2 * PAGE, 0600);

	target = place();
	attach_at(id, target, SHM_RDONLY);
	attach_at(id, target + 16 * PAGE, 0);
	check(strncmp(map_line(target + 16 * PAGE) + 18, "rw-s", 4) == 0, "the other attach is rw-s", lab_text);
	if (can_touch()) {
		equal(end_of(start(read_and_look)), 128 + SIGSEGV, "the end of a child that reads, then writes (139: SIGSEGV)");
		*(volatile char *)(target + 16 * PAGE) = 5;
		equal(*(volatile char *)target, 5, "what is written through one attach and read through the other");
		look(getpid(), (void *)(target + 16 * PAGE), "rw", "the page of the other attach is writable");
		look(getpid(), (void *)target, "ro", "the page of the read-only attach is read-only");
		equal(*(volatile char *)(target + 17 * PAGE), 0, "the first byte of the next page");
		look(getpid(), (void *)(target + 17 * PAGE), "rw",
		     "a page of an attach for reading and writing is writable, even if it was only read so far");
	}
}

static void as_executor(void)
{
	become(1234, 1234);
	fails_with((long)shmat(rights_id, (void *)target, SHM_RDONLY | SHM_EXEC), EACCES,
		   "attaching to execute with mode 0744 as another user");
	check(shmat(rights_id, (void *)target, SHM_RDONLY) != FAILED, "attaching to read with mode 0744 works",
	      strerror(errno));
}

TEST(execute)
{
	char *line;

	target = place();
	rights_id = new_segment(PAGE, 0744);
	attach_at(rights_id, target, SHM_EXEC);
	line = map_line(target);
	check(line && strstr(line, "rwxs") != NULL, "an attach with SHM_EXEC is rwxs", line ? line : "there is none");
	target += 16 * PAGE;
	attach_at(rights_id, target, SHM_EXEC | SHM_RDONLY);
	line = map_line(target);
	check(line && strstr(line, "r-xs") != NULL, "an attach with SHM_EXEC and SHM_RDONLY is r-xs", line ? line : "there is none");
	target += 16 * PAGE;
	attach_at(rights_id, target, SHM_RDONLY);
	equal(mprotect((void *)target, PAGE, PROT_READ | PROT_EXEC), 0, "allowing a read-only attach to be executed later");
	equal(mprotect((void *)target, PAGE, PROT_NONE), 0, "taking all rights from it");
	equal(mprotect((void *)target, PAGE, PROT_READ), 0, "giving it the right to read again");
	target += 16 * PAGE;
	in_child(as_executor);
}

static void wrong_in_two_ways(void)
{
	become(1234, 1234);
	fails_with((long)shmat(rights_id + 1, (void *)(target + 1), 0), EINVAL, "a bad id and a bad address");
	fails_with((long)shmat(rights_id + 128, (void *)(target + 1), 0), EINVAL,
		   "an id of another segment of the slot, and a bad address (EINVAL comes first)");
	fails_with((long)shmat(rights_id + 128, (void *)target, 0), EIDRM,
		   "an id of another segment of the slot, and no permission (EIDRM comes first)");
	fails_with((long)shmat(rights_id, (void *)(target + 1), 0), EINVAL,
		   "no permission, and a bad address (EINVAL comes first)");
	fails_with((long)shmat(rights_id, (void *)target, 0), EACCES, "no permission");
}

TEST(order)
{
	target = place();
	rights_id = new_segment(100, 0600);
	in_child(wrong_in_two_ways);
	equal(state(rights_id).shm_nattch, 0, "nattch after that");
	equal(state(rights_id).shm_lpid, 0, "shm_lpid after that");
}

/* ---- the segment changes while shmat sleeps ---- */

static long attach_slowly(void)
{
	return (long)shmat(rights_id, (void *)target, 0);
}

static char order_to_kernel[40];

static long change(void)
{
	int fd = open("/proc/lab", O_WRONLY), length = strlen(order_to_kernel);

	return fd >= 0 && write(fd, order_to_kernel, length) == length ? 0 : -1;
}

static void change_slot(const char *how)
{
	sprintf(order_to_kernel, "%s %d\n", how, rights_id % 128);
}

TEST(second_look)
{
	int refused = 0;

	rights_id = new_segment(100, 0600);
	target = place();
	change_slot("renumber");
	for_each_place(r, attach_slowly, change) {
		if (r->slept) {
			refused++;
			check(r->slow == -1 && r->slow_errno == EIDRM,
			      "shmat fails with EIDRM when another segment is in the slot after it has slept",
			      r->slow == -1 ? strerror(r->slow_errno) : "it attached the other segment");
		}
		rights_id += 128;
		equal(state(rights_id).shm_nattch, 0, "nattch of the segment that is in the slot now");
		intact();
	}
	check(refused, "shmat sleeps when it allocates its area", "it did not");
}

TEST(gone)
{
	int refused = 0;

	rights_id = new_segment(100, 0600);
	target = place();
	change_slot("empty");
	for_each_place(r, attach_slowly, change) {
		if (r->slept) {
			refused++;
			check(r->slow == -1 && (r->slow_errno == EIDRM || r->slow_errno == EINVAL),
			      "shmat fails when the slot is empty after it has slept",
			      r->slow == -1 ? strerror(r->slow_errno) : "it attached a segment that is gone");
		}
		change();			/* put it back */
		equal(state(rights_id).shm_nattch, 0, "nattch of the segment that is back");
		intact();
	}
	check(refused, "shmat sleeps when it allocates its area", "it did not");
}

static long remove_it(void)
{
	return shmctl(rights_id, IPC_RMID, NULL);
}

static long remap_slowly(void)
{
	return (long)shmat(rights_id, (void *)target, SHM_REMAP);
}

static void attach_and_remove(long (*attach)(void))
{
	struct shm_info before = totals();

	rights_id = new_segment(100, 0600);
	for_each_place(r, attach, remove_it) {
		check(r->slow == (long)target || (r->slow == -1 && (r->slow_errno == EIDRM || r->slow_errno == EINVAL)),
		      "shmat attaches the segment, or fails because it was removed meanwhile",
		      r->slow == -1 ? strerror(r->slow_errno) : "it returned something else");
		intact();
		if (r->other == -1)
			break;
		equal(totals().used_ids, before.used_ids, "the number of segments when both processes have ended");
		rights_id = new_segment(100, 0600);
	}
}

/*
 * The same with a segment that is really removed, when the kernel can do so (lab 5). SHM_REMAP sleeps
 * once more, when it splits the area in which it attaches: the attach must be counted by then.
 */
TEST(removed)
{
	target = place();
	attach_and_remove(attach_slowly);
	old_mapping(1);
	target = (unsigned long)remap_at;
	attach_and_remove(remap_slowly);
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
	rights_id = id;
	change_slot("renumber");		/* now the slot holds a later segment */
	equal(change(), 0, "the result of the test's change");
	fails_with((long)shmat(id, (void *)place(), 0), EIDRM, "attaching the id of an earlier segment of the slot");
	equal(state(id + 128).shm_nattch, 0, "nattch of the later segment");
}

static int shared_id;

static void as_reader(void)
{
	become(1234, 1234);
	fails_with((long)shmat(shared_id, (void *)target, 0), EACCES, "attaching to write with mode 0644");
	check(shmat(shared_id, (void *)target, SHM_RDONLY) != FAILED, "attaching to read with mode 0644 works",
	      strerror(errno));
}

static void as_writer(void)
{
	become(1234, 1234);
	fails_with((long)shmat(shared_id, (void *)target, 0), EACCES,
		   "attaching to read and write with mode 0622 (without SHM_RDONLY both rights are needed)");
	fails_with((long)shmat(shared_id, (void *)target, SHM_RDONLY), EACCES, "attaching to read with mode 0622");
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
	shared_id = new_segment(100, 0622);
	in_child(as_writer);
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

static int attached_id;

static void attach_once(void)
{
	attach_at(attached_id, place() + 64 * PAGE, 0);
}

/* A child that attaches the segment and ends. */
static pid_t attaching_child(int id)
{
	attached_id = id;
	return start(attach_once);
}

static void split_in_child(void)
{
	struct shmid_ds before = state(attached_id), after;

	moment();
	equal(munmap((void *)(target + PAGE), PAGE), 0, "the result of munmap of a page in the middle");
	after = state(attached_id);
	equal(after.shm_nattch, before.shm_nattch + 1, "nattch after the split");
	equal(after.shm_lpid, getpid(), "shm_lpid: the process whose area was split");
	check(after.shm_atime > before.shm_atime, "shm_atime is the time of the split", "it is an earlier one");
	intact();
}

TEST(split_child)
{
	attached_id = new_segment(3 * PAGE, 0600);
	target = place();
	attach_at(attached_id, target, 0);
	in_child(split_in_child);
}

TEST(forked)
{
	int id = new_segment(100, 0600);
	pid_t child;
	time_t then;

	attach_at(id, place(), 0);
	end_of(attaching_child(id));
	equal(state(id).shm_lpid != getpid(), 1, "whether shm_lpid is another process before the fork (1: yes)");
	then = state(id).shm_atime;
	moment();
	go_on = make_gate();
	child = start(wait_gate);
	equal(state(id).shm_nattch, 2, "nattch while the child lives");
	equal(state(id).shm_lpid, getpid(), "shm_lpid: the parent, which called fork");
	check(state(id).shm_atime > then, "shm_atime is the time of the fork", "it is that of the attach");
	intact();
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
	intact();
}

TESTS(
	{ "3.1-first-fit", first_fit },
	{ "3.1-base", base },
	{ "3.1-hint", hint },
	{ "3.1-full", full },
	{ "3.1-stack", stack_gap },
	{ "3.2-no-frame", no_frame },
	{ "3.2-account", account },
	{ "3.2-limit", limit },
	{ "3.2-remap", remap },
	{ "3.2-nothing", all_or_nothing },
	{ "3.3-address", address },
	{ "3.3-anywhere", anywhere },
	{ "3.3-counts", counts },
	{ "3.3-read-only", read_only },
	{ "3.3-rights", rights },
	{ "3.3-execute", execute },
	{ "3.3-order", order },
	{ "3.3-second-look", second_look },
	{ "3.3-gone", gone },
	{ "3.3-removed", removed },
	{ "3.3-stale", stale },
	{ "3.3-permission", permission },
	{ "3.3-no-memory", no_memory },
	{ "3.4-fork", forked },
	{ "3.4-split", split },
	{ "3.4-stamps", split_child }
)
