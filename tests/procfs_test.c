/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc: what the kernel tells about memory, processes and segments is true.
 */
#include "shm_util.h"

#define KEY 0x5a5a0007

static char text[65536];

/* Reads all of a file in pieces of that size. */
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

/* The line of /proc/self/maps whose area holds the address. */
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

static void maps(void)
{
	static char data[PAGE] = "data";
	char start[64];
	char *page = mmap((void *)0x60000000, 2 * PAGE, PROT_READ | PROT_WRITE,
			  ANON | MAP_FIXED, -1, 0);
	int id = new_segment(PAGE, 0600), length;

	ok(maps_as(page, "60000000-60002000 rw-p 00000000 "), "an area: range, rights, offset");
	mprotect(page + PAGE, PAGE, PROT_READ);
	ok(maps_as(page, "60000000-60001000 rw-p "), "mprotect splits it");
	ok(maps_as(page + PAGE, "60001000-60002000 r--p "), "in two");
	munmap(page, PAGE);
	ok(maps_as(page, ""), "what is unmapped ...");
	is(map_line(page)[0], '\0', "... is not in the list");
	munmap(page, 2 * PAGE);
	ok(strstr(map_line(&maps), " r-xp ") != NULL, "the program's code");
	ok(strstr(map_line(data), " rw-p ") != NULL, "its data");
	ok(strstr(map_line(start), " rw") != NULL, "its stack");
	attach(id, page, 0);
	ok(maps_as(page, "60000000-60001000 rw-s 00000000 "), "an attach is shared");
	ok(strstr(map_line(page), "SYSV00000000") != NULL, "and named by its key");
	shmdt(page);
	attach(id, page, SHM_RDONLY);
	ok(maps_as(page, "60000000-60001000 r--s "), "a read-only one shows so");
	shmdt(page);
	remove_segment(id);
	length = slurp("/proc/self/maps", 4096);
	is(slurp("/proc/self/maps", 7), length, "read by 7 bytes it is as long as read at once");
}

static void pagemaps(void)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	uint64_t entries[2] = { 0, 0 };
	int fd = open("/proc/self/pagemap", O_RDONLY);

	page[0] = 1;
	ok(fd >= 0, "/proc/self/pagemap opens");
	lseek(fd, (uintptr_t)page / PAGE * 8, SEEK_SET);
	is(read(fd, entries, 16), 16, "two pages' entries");
	is(entries[0] >> 63, 1, "a touched page is present");
	ok((entries[0] & 0x7fffffffffffffULL) > 0, "and has a frame");
	is(entries[1] >> 63, 0, "an untouched one is not present");
	is(entries[1] & 0x7fffffffffffffULL, 0, "and has none");
	lseek(fd, 0xc0000000u / PAGE * 8ul, SEEK_SET);
	entries[0] = 0;
	ok(read(fd, entries, 8) <= 0 || entries[0] >> 63 == 0, "kernel pages are not shown");
	close(fd);
	munmap(page, 2 * PAGE);
}

/* The same frame from both sides: the page tables' own word for it. */
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
	is(b[0], 'A', "a segment attached twice");
	slurp("/proc/self/pagetables", 4096);
	ok(strncmp(text, "pgd 0x", 6) == 0, "/proc/self/pagetables begins with the page directory");
	line = strstr(text, "\n0x60000000 pde[384]=0x");
	other = strstr(text, "\n0x61000000 pde[388]=0x");
	ok(line && strstr(line, " pte[0]=0x"), "it shows the first address' entries");
	ok(other && strstr(other, " pte[0]=0x"), "and the second's");
	ok(line && other && !strncmp(strstr(line, "frame="), strstr(other, "frame="),
	   strlen("frame=0x12345000 count=3\n")), "which lead to the same frame");
	ok(line && strstr(line, " count=3\n"), "held three times: two entries and the segment");
	shmdt(b);
	slurp("/proc/self/pagetables", 4096);
	ok(!strstr(text, "\n0x61000000 "), "after shmdt the second is gone");
	line = strstr(text, "\n0x60000000 ");
	ok(line && strstr(line, " count=2\n"), "and the frame is held twice");
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
	is(held(entry), 1 + of_segment, "/proc/kpagecount: the segment and one attach");
	pid = start_child({ a[0]++; open_gate(&ready); pass_gate(&go); });
	pass_gate(&ready);
	is(held(entry), 2 + of_segment, "and a child's");
	open_gate(&go);
	wait_for(pid);
	is(held(entry), 1 + of_segment, "which is gone");
	shmdt(a);
	is(held(entry), of_segment, "detached, the segment alone holds it");
	remove_segment(id);
	drop_gate(&ready);
	drop_gate(&go);
}

/* Widths of the fourteen columns of the era, single spaces between, right-aligned. */
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
	ok(strncmp(text, wanted, strlen(wanted)) == 0, "/proc/sysvipc/shm has the era's header");
	ok(strstr(text, " rss") && strstr(text, " swap\n"), "and rss and swap after it");
	line = strchr(text, '\n') + 1;
	sprintf(wanted, "%10d %10d  %4o %*lu %5u %5u  %5lu %5u %5u %5u %5u %10lu %10lu %10lu",
		KEY, id, 0640, width, 5000ul, getpid(), getpid(), 1ul, 0, getgid(), 0, getgid(),
		(unsigned long)ds.shm_atime, 0ul, (unsigned long)ds.shm_ctime);
	ok(strncmp(line, wanted, strlen(wanted)) == 0, "a segment's line");
	if (strncmp(line, wanted, strlen(wanted))) {
		tap_say("#   expected: %s", wanted);
		tap_say("#   got:      %.*s", (int)strcspn(line, "\n"), line);
	}
	is(strtoul(line + strlen(wanted), &line, 10), PAGE, "rss: the bytes of one frame");
	is(strtoul(line, &line, 10), 0, "swap: none");
	is(*line++, '\n', "and the line's end");
	is(strtol(strchr(line + 10, ' '), NULL, 10), other, "the next line is the next segment's");
	is(slurp("/proc/sysvipc/shm", 13), length, "read by 13 bytes it is as long");
	remove_segment(id);
	slurp("/proc/sysvipc/shm", 4096);
	line = strchr(text, '\n') + 1;
	is(strtol(line, NULL, 10), 0, "removed while attached: its key is 0");
	ok(strstr(line, " 1640 ") != NULL, "and its mode has SHM_DEST");
	shmdt(a);
	remove_segment(other);
	slurp("/proc/sysvipc/shm", 4096);
	is(strchr(text, '\n')[1], '\0', "without segments there is the header only");
}

static void hundred_lines(void)
{
	int ids[SLOTS], i, lines = 0;

	for (i = 0; i < SLOTS; i++)
		ids[i] = new_segment(PAGE, 0600);
	slurp("/proc/sysvipc/shm", 100);
	for (i = 0; text[i]; i++)
		lines += text[i] == '\n';
	is(lines, SLOTS + 1, "128 segments are 128 lines, also read by 100 bytes");
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
	ok(strncmp(text, wanted, strlen(wanted)) == 0, "/proc/PID/stat: pid and program");
	ok(strchr("SR", text[strlen(wanted)]) != NULL, "the state");
	is(strtol(text + strlen(wanted) + 1, NULL, 10), getpid(), "the parent");
	sprintf(path, "/proc/%d/cmdline", pid);
	is(slurp(path, 4096), strlen(self) + 1, "/proc/PID/cmdline: the arguments");
	ok(strcmp(text, self) == 0, "with 0 after each");
	sprintf(path, "/proc/%d/status", pid);
	ok(slurp(path, 4096) > 0 && strstr(text, "\nUid:\t0\t0\t0\t0\n"), "/proc/PID/status: uids");
	sprintf(path, "/proc/%d/maps", pid);
	ok(slurp(path, 4096) > 0, "/proc/PID/maps of another");
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0);
		expect_errno(open(path, O_RDONLY) < 0 ? -1 : read(open(path, O_RDONLY), text, 10),
			     EACCES);
	}), 0, "is not for other users: EACCES");
	open_gate(&go);
	wait_for(pid);
	sprintf(path, "/proc/%d", pid);
	is_errno(open(path, O_RDONLY), ENOENT, "a process that is gone has no directory");
	is_errno(open("/proc/99999/maps", O_RDONLY), ENOENT, "nor has one that never was");
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
	ok(line != NULL, "and MemFree");
	free_before = line ? strtol(line + 8, NULL, 10) : 0;
	ok(free_before > 0 && free_before < total, "of which there is less than in all");
	if (on_samepage()) {
		page[0] = 1;	/* with its page table */
		free_before = strtol(line_of("/proc/meminfo", "MemFree:") + 8, NULL, 10);
		memset(page + PAGE, 1, 63 * PAGE);
		free_after = strtol(line_of("/proc/meminfo", "MemFree:") + 8, NULL, 10);
		is(free_before - free_after, 63 * 4, "63 touched pages are 63 frames less");
	}
	munmap(page, 64 * PAGE);
	if (on_samepage()) {
		struct gate go = make_gate();
		pid_t sleeping = start_child({ pass_gate(&go); });
		pid_t stopped = start_child({ raise(SIGSTOP); });
		pid_t spinning = start_child({ for (;;) ; });

		waitpid(stopped, NULL, WUNTRACED);
		for (int i = 0; i < 5; i++)
			sched_yield();		/* meanwhile the first child falls asleep */
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
	ok(line_of("/proc/uptime", "") != NULL, "/proc/uptime");
	ok(line_of("/proc/cmdline", "") != NULL, "/proc/cmdline");
	is_errno(open("/proc/nothing", O_RDONLY), ENOENT, "nothing else: ENOENT");
	is(open("/proc/nothing", O_CREAT | O_WRONLY, 0600), -1, "nor can it be made");
}

int main(int argc UNUSED, char **argv)
{
	need_no_segments();
	maps();
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
