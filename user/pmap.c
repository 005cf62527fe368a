/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pmap PID: prints the areas of a process and, below each, the frame of every present page.
 *
 *	40000000-40001000     4 KiB  rw-s  /SYSV66020005
 *	    40000000              frame 0x00215000           count 2
 *
 * A page without a line has no frame yet: it gets one when it is touched. Consecutive pages in
 * consecutive frames share a line. `count` is the number of references to the frame: page table
 * entries, and the segment itself. Run it for two processes that are attached to one segment, or
 * for a shell and its child: where they share memory, both have the same frame, and its count is
 * above 1.
 *
 * It reads /proc/PID/maps (the areas), /proc/PID/pagemap (a 64-bit word for each page: bit 63
 * present, bits 0 to 54 the frame number) and /proc/kpagecount (a word for each frame: its count).
 * Other Linux kernels show frame numbers to root only.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE		4096UL
#define PRESENT		(1ULL << 63)
#define FRAME_NUMBER	((1ULL << 55) - 1)

/* Consecutive present pages from `page` on, in frames from `frame` on, all with that count. */
struct run {
	unsigned long page, pages;
	uint64_t frame;
	long count;
};

static int pagemap, kpagecount;

/* Returns word number `index` of a file of 64-bit words, 0 when the file is shorter. */
static uint64_t read_word(int fd, uint64_t index)
{
	uint64_t word;

	if (fd < 0 || lseek(fd, index * sizeof(word), SEEK_SET) < 0 ||
	    read(fd, &word, sizeof(word)) != sizeof(word))
		return 0;
	return word;
}

static void print_run(const struct run *run)
{
	char pages[32] = "", frames[32] = "";
	unsigned long long address = run->frame * PAGE;

	if (run->pages == 0)
		return;
	if (run->pages > 1) {
		snprintf(pages, sizeof(pages), "-%08lx", run->page + run->pages * PAGE);
		snprintf(frames, sizeof(frames), "-0x%08llx", address + run->pages * PAGE);
	}
	printf("    %08lx%-10s  frame 0x%08llx%-12s  count %ld\n", run->page, pages, address,
	       frames, run->count);
}

/* Every present page in [start, end), gathered into runs. */
static void print_pages(unsigned long start, unsigned long end)
{
	struct run run = { 0 };

	for (unsigned long page = start; page != end; page += PAGE) {
		uint64_t entry = read_word(pagemap, page / PAGE);
		uint64_t frame = entry & FRAME_NUMBER;
		long count;

		if (!(entry & PRESENT))
			continue;
		count = read_word(kpagecount, frame);
		if (run.pages && page == run.page + run.pages * PAGE &&
		    frame == run.frame + run.pages && count == run.count) {
			run.pages++;
			continue;
		}
		print_run(&run);
		run = (struct run){ page, 1, frame, count };
	}
	print_run(&run);
}

/* The name is the sixth column: "start-end perm offset device inode  name". */
static const char *name_in(char *line)
{
	char *p = line;

	line[strcspn(line, "\n")] = '\0';
	for (int column = 0; column < 5; column++) {
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	return p;
}

static int open_proc(const char *pid, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%.16s/%s", pid, name);
	fd = open(path, O_RDONLY);
	if (fd < 0 && errno == ENOENT)
		errx(1, "there is no process %s", pid);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

int main(int argc, char **argv)
{
	char line[512], perm[8];
	unsigned long start, end;
	FILE *maps;

	if (argc != 2)
		errx(1, "usage: pmap PID");
	maps = fdopen(open_proc(argv[1], "maps"), "r");
	if (!maps)
		err(1, "fdopen");
	pagemap = open_proc(argv[1], "pagemap");
	kpagecount = open("/proc/kpagecount", O_RDONLY);
	if (kpagecount < 0)
		warn("/proc/kpagecount");

	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %7s", &start, &end, perm) != 3)
			errx(1, "/proc/%s/maps: cannot read: %s", argv[1], line);
		printf("%08lx-%08lx %6lu KiB  %s  %s\n", start, end, (end - start) / 1024, perm,
		       name_in(line));
		print_pages(start, end);
	}
	return 0;
}
