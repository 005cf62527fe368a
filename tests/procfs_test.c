/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc: what its files say about memory, processes and segments is true.
 */
#include "shm_util.h"

#include <sys/personality.h>

#define KEY 0x5a5a0007

static char text[65536];

/* Reads a whole file into text, in pieces of the given size. Returns its length, or -1. */
static int slurp(const char *path, int piece)
{
	int fd = open(path, O_RDONLY), length = 0, got;

	if (fd < 0)
		return -1;
	while ((got = read(fd, text + length, piece)) > 0)
		length += got;
	close(fd);
	text[length] = '\0';
	return length;
}

/* Returns the line of /proc/self/maps whose area contains the address, or "". */
static char *map_line(const void *address)
{
	char *line, *next;

	slurp("/proc/self/maps", 4096);
	for (line = text; *line; line = next) {
		uintptr_t from, to;

		next = strchr(line, '\n') + 1;
		from = strtoul(line, NULL, 16);
		to = strtoul(strchr(line, '-') + 1, NULL, 16);
		if (from <= (uintptr_t)address && (uintptr_t)address < to) {
			next[-1] = '\0';
			return line;
		}
	}
	return "";
}

static int maps_as(const void *address, const char *start)
{
	char *line = map_line(address);

	if (strncmp(line, start, strlen(start)) == 0)
		return 1;
	tap_say("#   the line is: %s", line);
	return 0;
}

/* The personality has an effect on what is mapped or changed after it was set. */
static void what_may_be_read(const char *self)
{
	char *page = (char *)0x60000000;
	int id = new_segment(PAGE, 0700);
	unsigned long old = personality(0xffffffff);

	mmap(page, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0);
	expect(personality(old | READ_IMPLIES_EXEC) == (int)old);
	ok(maps_as(page, "60000000-60001000 r--p "), "READ_IMPLIES_EXEC does not change what is mapped already");
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	ok(maps_as(page, "60000000-60001000 rwxp "), "READ_IMPLIES_EXEC: mprotect to readable adds the right to execute");
	mprotect(page, PAGE, PROT_NONE);
	ok(maps_as(page, "60000000-60001000 ---p "), "READ_IMPLIES_EXEC: mprotect to nothing adds no right");
	mmap(page, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0);
	ok(maps_as(page, "60000000-60001000 r-xp "), "READ_IMPLIES_EXEC: a readable mapping is executable");
	mmap(page, PAGE, PROT_WRITE, ANON | MAP_FIXED, -1, 0);
	ok(maps_as(page, "60000000-60001000 -w-p "), "READ_IMPLIES_EXEC: a mapping that is not readable is not executable");
	munmap(page, PAGE);
	attach(id, page, SHM_RDONLY);
	ok(maps_as(page, "60000000-60001000 r-xs "), "READ_IMPLIES_EXEC: an attach is executable without SHM_EXEC");
	shmdt(page);
	remove_segment(id);
	is_end(in_child({ execl(self, self, "personality", NULL); }), 0, "READ_IMPLIES_EXEC lasts through exec");
	personality(old);
}

static void maps(void)
{
	static char data[PAGE] = "data";
	char start[64];
	char *page = mmap((void *)0x60000000, 2 * PAGE, PROT_READ | PROT_WRITE,
			  ANON | MAP_FIXED, -1, 0);
	int id = new_segment(PAGE, 0600), length;

	ok(maps_as(page, "60000000-60002000 rw-p 00000000 "),
	   "/proc/self/maps shows an area's range, rights and offset");
	mprotect(page + PAGE, PAGE, PROT_READ);
	ok(maps_as(page, "60000000-60001000 rw-p "),
	   "after mprotect of its second half, the first half has a line of its own");
	ok(maps_as(page + PAGE, "60001000-60002000 r--p "),
	   "the second half has a line with the new rights");
	munmap(page, PAGE);
	ok(maps_as(page, ""), "an unmapped range has no line");
	is(map_line(page)[0], '\0', "the search for its address finds no area");
	munmap(page, 2 * PAGE);
	ok(strstr(map_line(&maps), " r-xp ") != NULL, "the program's code is r-xp");
	ok(strstr(map_line(data), " rw-p ") != NULL, "the program's data is rw-p");
	ok(strstr(map_line(start), " rw") != NULL, "the program's stack is rw");
	attach(id, page, 0);
	ok(maps_as(page, "60000000-60001000 rw-s 00000000 "), "an attach is shared");
	ok(strstr(map_line(page), "SYSV00000000") != NULL, "an attach is named after the segment's key");
	shmdt(page);
	attach(id, page, SHM_RDONLY);
	ok(maps_as(page, "60000000-60001000 r--s "), "a read-only attach has no w");
	shmdt(page);
	remove_segment(id);
	length = slurp("/proc/self/maps", 4096);
	is(slurp("/proc/self/maps", 7), length,
	   "/proc/self/maps has the same length when read 7 bytes at a time");
}

static void pagemaps(void)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	uint64_t entries[2] = { 0, 0 };
	int fd = open("/proc/self/pagemap", O_RDONLY);

	page[0] = 1;
	ok(fd >= 0, "/proc/self/pagemap opens");
	lseek(fd, (uintptr_t)page / PAGE * 8, SEEK_SET);
	is(read(fd, entries, 16), 16, "the entries of two pages can be read");
	is(entries[0] >> 63, 1, "a touched page is present");
	ok((entries[0] & 0x7fffffffffffffULL) > 0, "the entry of a touched page has a frame number");
	is(entries[1] >> 63, 0, "an untouched page is not present");
	is(entries[1] & 0x7fffffffffffffULL, 0, "the entry of an untouched page has no frame number");
	lseek(fd, 0xc0000000u / PAGE * 8ul, SEEK_SET);
	entries[0] = 0;
	ok(read(fd, entries, 8) <= 0 || entries[0] >> 63 == 0, "pages of the kernel are not shown");
	close(fd);
	munmap(page, 2 * PAGE);
}

/* Two attaches of a segment lead to one frame, as the page table entries themselves show. */
static void page_tables(void)
{
	int id = new_segment(PAGE, 0600);
	char *a = attach(id, (void *)0x60000000, 0), *b = attach(id, (void *)0x61000000, 0);
	char *line, *other;

	if (!on_samepage()) {
		shmdt(a);
		shmdt(b);
		remove_segment(id);
		return;
	}
	a[0] = 'A';
	is(b[0], 'A', "what is written through one attach can be read through another");
	slurp("/proc/self/pagetables", 4096);
	ok(strncmp(text, "pgd 0x", 6) == 0, "/proc/self/pagetables begins with the page directory");
	line = strstr(text, "\n0x60000000 pde[384]=0x");
	other = strstr(text, "\n0x61000000 pde[388]=0x");
	ok(line && strstr(line, " pte[0]=0x"), "pagetables shows the entries of the first attach");
	ok(other && strstr(other, " pte[0]=0x"), "pagetables shows the entries of the second attach");
	ok(line && other && !strncmp(strstr(line, "frame="), strstr(other, "frame="),
	   strlen("frame=0x12345000 count=3\n")), "both page table entries lead to the same frame");
	ok(line && strstr(line, " count=3\n"),
	   "the frame's count is 3: two page table entries and the segment");
	shmdt(b);
	slurp("/proc/self/pagetables", 4096);
	ok(!strstr(text, "\n0x61000000 "), "after shmdt the line of the second attach is gone");
	line = strstr(text, "\n0x60000000 ");
	ok(line && strstr(line, " count=2\n"), "after shmdt the frame's count is 2");
	shmdt(a);
	remove_segment(id);
}

static uint64_t held(unsigned long frame)
{
	uint64_t count = 0;
	int fd = open("/proc/kpagecount", O_RDONLY);

	lseek(fd, frame * 8, SEEK_SET);
	if (fd < 0 || read(fd, &count, 8) != 8)
		return 999;
	close(fd);
	return count;
}

static void page_counts(void)
{
	int id = new_segment(PAGE, 0600), fd = open("/proc/self/pagemap", O_RDONLY);
	char *a = attach(id, NULL, 0);
	int of_segment = differs(1, 0);		/* Linux counts page table entries only */
	uint64_t entry = 0;
	struct gate ready = make_gate(), go = make_gate();
	pid_t pid;

	a[0] = 1;
	lseek(fd, (uintptr_t)a / PAGE * 8, SEEK_SET);
	expect(read(fd, &entry, 8) == 8);
	close(fd);
	entry &= 0x7fffffffffffffULL;
	is(held(entry), 1 + of_segment, "/proc/kpagecount counts the segment and one attach");
	pid = start_child({ a[0]++; open_gate(&ready); pass_gate(&go); });
	pass_gate(&ready);
	is(held(entry), 2 + of_segment, "/proc/kpagecount counts the attach of a child, too");
	open_gate(&go);
	wait_for(pid);
	is(held(entry), 1 + of_segment, "after the child's exit its attach is not counted");
	shmdt(a);
	is(held(entry), of_segment, "after shmdt only the segment is counted");
	remove_segment(id);
	drop_gate(&ready);
	drop_gate(&go);
}

/* /proc/sysvipc/shm: Linux 2.4's fourteen columns, right-aligned, separated by single spaces. */
static void segments(void)
{
	int width = differs(10, 21);	/* a 64-bit Linux has wider sizes */
	int id = shmget(KEY, 5000, IPC_CREAT | 0640), other = new_segment(PAGE, 0600), length;
	char *a = attach(id, NULL, 0), *line, wanted[300];
	struct shmid_ds ds = state(id);

	a[0] = 1;
	length = slurp("/proc/sysvipc/shm", 4096);
	sprintf(wanted, "       key      shmid perms %*s  cpid  lpid nattch   uid   gid  cuid  cgid"
		"      atime      dtime      ctime", width, "size");
	ok(strncmp(text, wanted, strlen(wanted)) == 0,
	   "/proc/sysvipc/shm has the column heads of Linux 2.4");
	ok(strstr(text, " rss") && strstr(text, " swap\n"), "the columns rss and swap follow");
	line = strchr(text, '\n') + 1;
	sprintf(wanted, "%10d %10d  %4o %*lu %5u %5u  %5lu %5u %5u %5u %5u %10lu %10lu %10lu",
		KEY, id, 0640, width, 5000ul, getpid(), getpid(), 1ul, 0, getgid(), 0, getgid(),
		(unsigned long)ds.shm_atime, 0ul, (unsigned long)ds.shm_ctime);
	ok(strncmp(line, wanted, strlen(wanted)) == 0, "the line of a segment has its values, aligned");
	if (strncmp(line, wanted, strlen(wanted))) {
		tap_say("#   expected: %s", wanted);
		tap_say("#   got:      %.*s", (int)strcspn(line, "\n"), line);
	}
	is(strtoul(line + strlen(wanted), &line, 10), PAGE, "rss is the size of one frame");
	is(strtoul(line, &line, 10), 0, "swap is 0");
	is(*line++, '\n', "the line ends after swap");
	is(strtol(strchr(line + 10, ' '), NULL, 10), other, "the next line belongs to the next segment");
	is(slurp("/proc/sysvipc/shm", 13), length,
	   "/proc/sysvipc/shm has the same length when read 13 bytes at a time");
	remove_segment(id);
	slurp("/proc/sysvipc/shm", 4096);
	line = strchr(text, '\n') + 1;
	is(strtol(line, NULL, 10), 0, "a segment that was removed while attached has key 0");
	ok(strstr(line, " 1640 ") != NULL,
	   "a segment that was removed while attached has SHM_DEST in its mode");
	shmdt(a);
	remove_segment(other);
	slurp("/proc/sysvipc/shm", 4096);
	is(strchr(text, '\n')[1], '\0', "without segments the file has only the column heads");
}

static void hundred_lines(void)
{
	int ids[SLOTS], i, lines = 0;

	for (i = 0; i < SLOTS; i++)
		ids[i] = new_segment(PAGE, 0600);
	slurp("/proc/sysvipc/shm", 100);
	for (i = 0; text[i]; i++)
		lines += text[i] == '\n';
	is(lines, SLOTS + 1, "128 segments have 128 lines, also when read 100 bytes at a time");
	for (i = 0; i < SLOTS; i++)
		remove_segment(ids[i]);
}

static void processes(char *self)
{
	char path[64], wanted[64], *name = strrchr(self, '/');
	struct gate go = make_gate();
	pid_t pid = start_child({ pass_gate(&go); });

	name = name ? name + 1 : self;
	sprintf(path, "/proc/%d/stat", pid);
	slurp(path, 4096);
	sprintf(wanted, "%d (%.15s) ", pid, name);
	ok(strncmp(text, wanted, strlen(wanted)) == 0,
	   "/proc/PID/stat begins with the pid and the program's name");
	ok(strchr("SR", text[strlen(wanted)]) != NULL, "/proc/PID/stat has the state");
	is(strtol(text + strlen(wanted) + 1, NULL, 10), getpid(), "/proc/PID/stat has the parent's pid");
	sprintf(path, "/proc/%d/cmdline", pid);
	is(slurp(path, 4096), strlen(self) + 1, "/proc/PID/cmdline has the length of the arguments");
	ok(strcmp(text, self) == 0, "/proc/PID/cmdline has the arguments, each followed by a 0 byte");
	sprintf(path, "/proc/%d/status", pid);
	ok(slurp(path, 4096) > 0 && strstr(text, "\nUid:\t0\t0\t0\t0\n"), "/proc/PID/status has the uids");
	sprintf(path, "/proc/%d/maps", pid);
	ok(slurp(path, 4096) > 0, "root can read /proc/PID/maps of another process");
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0);
		expect_errno(open(path, O_RDONLY) < 0 ? -1 : read(open(path, O_RDONLY), text, 10),
			     EACCES);
	}), 0, "other users cannot: EACCES");
	open_gate(&go);
	wait_for(pid);
	sprintf(path, "/proc/%d", pid);
	is_errno(open(path, O_RDONLY), ENOENT,
	         "a process that has ended has no directory in /proc: ENOENT");
	is_errno(open("/proc/99999/maps", O_RDONLY), ENOENT, "a pid that was never used has none: ENOENT");
	drop_gate(&go);
}

static void machine(void)
{
	long total, free_before, free_after;
	char *line = line_of("/proc/meminfo", "MemTotal:");
	char *page = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	ok(line != NULL, "/proc/meminfo has MemTotal");
	total = line ? strtol(line + 9, NULL, 10) : 0;
	line = line_of("/proc/meminfo", "MemFree:");
	ok(line != NULL, "/proc/meminfo has MemFree");
	free_before = line ? strtol(line + 8, NULL, 10) : 0;
	ok(free_before > 0 && free_before < total, "MemFree is less than MemTotal");
	if (on_samepage()) {
		page[0] = 1;	/* takes the page table's frame as well */
		free_before = strtol(line_of("/proc/meminfo", "MemFree:") + 8, NULL, 10);
		memset(page + PAGE, 1, 63 * PAGE);
		free_after = strtol(line_of("/proc/meminfo", "MemFree:") + 8, NULL, 10);
		is(free_before - free_after, 63 * 4, "touching 63 pages lowers MemFree by 63 frames");
	}
	munmap(page, 64 * PAGE);
	if (on_samepage()) {
		struct gate go = make_gate();
		pid_t sleeping = start_child({ pass_gate(&go); });
		pid_t stopped = start_child({ raise(SIGSTOP); });
		pid_t spinning = start_child({ for (;;) ; });

		waitpid(stopped, NULL, WUNTRACED);
		for (int i = 0; i < 5; i++)
			sched_yield();		/* let the first child reach its sleep */
		line = line_of("/proc/stat", "procs_running ");
		is(line ? strtol(line + 14, NULL, 10) : 0, 2,
		   "/proc/stat: the reader and a child that computes run; one that sleeps or is stopped does not");
		kill(spinning, SIGKILL);
		kill(stopped, SIGKILL);
		open_gate(&go);
		wait_for(sleeping);
		wait_for(stopped);
		wait_for(spinning);
		drop_gate(&go);
	}
	ok(line_of("/proc/uptime", "") != NULL, "/proc/uptime can be read");
	ok(line_of("/proc/cmdline", "") != NULL, "/proc/cmdline can be read");
	is_errno(open("/proc/nothing", O_RDONLY), ENOENT, "a name that /proc does not have: ENOENT");
	is(open("/proc/nothing", O_CREAT | O_WRONLY, 0600), -1, "no file can be created in /proc");
}

int main(int argc, char **argv)
{
	if (argc > 1)			/* what_may_be_read() */
		return !(personality(0xffffffff) & READ_IMPLIES_EXEC);
	need_no_segments();
	maps();
	what_may_be_read(argv[0]);
	pagemaps();
	page_tables();
	page_counts();
	segments();
	hundred_lines();
	processes(argv[0]);
	machine();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
