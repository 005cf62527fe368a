/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a snapshot of physical memory from /proc (see snapshot.h). */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "snapshot.h"

#define PRESENT		(1ULL << 63)
#define FRAME_NUMBER	((1ULL << 55) - 1)
#define AT_ONCE		512		/* words per read() */
#define MOST_PAGES	65536UL		/* of an area; the rest of a larger one is not read */

/* Adds an element to an array, which doubles when it is full. Returns it, or NULL: no memory. */
static void *add(void *array, size_t *count, size_t size)
{
	void *room;

	if ((*count & (*count - 1)) == 0) {		/* 0, 1, 2, 4, 8 ...: full */
		room = realloc(*(void **)array, (*count ? 2 * *count : 1) * size);
		if (!room)
			return NULL;
		*(void **)array = room;
	}
	return *(char **)array + (*count)++ * size;
}

static int open_proc(long pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
	return open(path, O_RDONLY);
}

/* Adds a mapping for each page of the area that has a frame. */
static int read_pages(struct snapshot *s, size_t process, struct area *area, int pagemap)
{
	uint64_t words[AT_ONCE];
	uint64_t first = area->start / PAGE, pages = (area->end - area->start) / PAGE;

	if (lseek(pagemap, (off_t)(first * sizeof(words[0])), SEEK_SET) < 0)
		return 0;
	for (uint64_t done = 0; done < pages && done < MOST_PAGES; done += AT_ONCE) {
		size_t n = pages - done < AT_ONCE ? pages - done : AT_ONCE;
		ssize_t got = read(pagemap, words, n * sizeof(words[0]));

		for (size_t i = 0; got > 0 && i < got / sizeof(words[0]); i++) {
			struct mapping *m;

			if (!(words[i] & PRESENT))
				continue;
			m = add(&s->mappings, &s->nr_mappings, sizeof(*m));
			if (!m)
				return -1;
			*m = (struct mapping){ words[i] & FRAME_NUMBER, (first + done + i) * PAGE,
					       process, area->segment };
			area->present++;
		}
	}
	return 0;
}

/* Parses a line of maps: "start-end flags offset device inode   name". */
static void read_area(struct area *area, char *line)
{
	char *p = line, *name;
	unsigned long inode;

	memset(area, 0, sizeof(*area));
	line[strcspn(line, "\n")] = '\0';
	area->start = strtoull(p, &p, 16);
	area->end = strtoull(p + (*p == '-'), &p, 16);
	snprintf(area->flags, sizeof(area->flags), "%.4s", p + (*p == ' '));
	for (int column = 0; column < 3; column++) {	/* flags, offset, device */
		p += strspn(p, " ");
		p += strcspn(p, " ");
	}
	inode = strtoul(p, &p, 10);
	p += strspn(p, " ");
	area->segment = strncmp(p, "/SYSV", 5) == 0 ? (long)inode : NO_SEGMENT;
	name = strrchr(p, '/');
	if (area->segment != NO_SEGMENT)
		snprintf(area->name, sizeof(area->name), "segment %ld", area->segment);
	else
		snprintf(area->name, sizeof(area->name), "%s", name ? name + 1 : p);
}

static int read_areas(struct snapshot *s, size_t process, FILE *maps, int pagemap)
{
	struct process *p = &s->processes[process];
	char line[512];

	while (fgets(line, sizeof(line), maps)) {
		struct area *area = add(&p->areas, &p->nr_areas, sizeof(*area));

		if (!area)
			return -1;
		read_area(area, line);
		p->attached |= area->segment != NO_SEGMENT;
		if (read_pages(s, process, area, pagemap))
			return -1;
	}
	return 0;
}

/* Returns -1 when memory runs out. A process that has ended meanwhile is left out. */
static int read_process(struct snapshot *s, long pid)
{
	int maps = open_proc(pid, "maps"), pagemap = open_proc(pid, "pagemap");
	int comm = open_proc(pid, "status"), result = 0;
	FILE *file = maps >= 0 ? fdopen(maps, "r") : NULL;
	struct process *p;

	if (file && pagemap >= 0) {
		p = add(&s->processes, &s->nr_processes, sizeof(*p));
		result = -1;
		if (p) {
			char status[64] = "";

			memset(p, 0, sizeof(*p));
			p->pid = pid;
			if (comm >= 0 && read(comm, status, sizeof(status) - 1) > 0)
				sscanf(status, "Name: %15s", p->name);
			result = read_areas(s, s->nr_processes - 1, file, pagemap);
		}
	}
	if (file)
		fclose(file);
	else if (maps >= 0)
		close(maps);
	if (pagemap >= 0)
		close(pagemap);
	if (comm >= 0)
		close(comm);
	return result;
}

static int read_processes(struct snapshot *s)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	int result = proc ? 0 : -1;

	while (proc && !result && (entry = readdir(proc))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			result = read_process(s, atol(entry->d_name));
	}
	if (proc)
		closedir(proc);
	return result;
}

static int read_counts(struct snapshot *s)
{
	int fd = open("/proc/kpagecount", O_RDONLY);
	size_t room = 0;
	ssize_t got = 0;

	if (fd < 0)
		return -1;
	do {
		uint64_t *counts;

		s->nr_frames += got / sizeof(*counts);
		if (s->nr_frames + AT_ONCE > room) {
			room = room ? 2 * room : 2 * AT_ONCE;
			counts = realloc(s->counts, room * sizeof(*counts));
			if (!counts) {
				got = -1;
				break;
			}
			s->counts = counts;
		}
		got = read(fd, s->counts + s->nr_frames, AT_ONCE * sizeof(*counts));
	} while (got > 0);
	close(fd);
	return got;
}

/* The order of mappings: by frame, then by process, then by address. */
static int by_frame(const void *a, const void *b)
{
	const struct mapping *m = a, *n = b;

	if (m->frame != n->frame)
		return m->frame < n->frame ? -1 : 1;
	if (m->process != n->process)
		return m->process < n->process ? -1 : 1;
	return m->address < n->address ? -1 : m->address > n->address;
}

int take_snapshot(struct snapshot *s)
{
	int error;

	memset(s, 0, sizeof(*s));
	if (read_processes(s) || read_counts(s)) {
		error = errno;
		free_snapshot(s);
		errno = error;
		return -1;
	}
	qsort(s->mappings, s->nr_mappings, sizeof(s->mappings[0]), by_frame);
	return 0;
}

void free_snapshot(struct snapshot *s)
{
	for (size_t i = 0; i < s->nr_processes; i++)
		free(s->processes[i].areas);
	free(s->processes);
	free(s->mappings);
	free(s->counts);
	memset(s, 0, sizeof(*s));
}
