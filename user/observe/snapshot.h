/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A snapshot: which process maps which frame at one moment, read from /proc. For user/memviewer.c.
 *
 *	/proc/PID/maps		the areas: "40000000-40001000 rw-s ... inode name"; a segment's
 *				name begins with /SYSV, and its inode is the segment's id
 *	/proc/PID/pagemap	a 64-bit word for each page: bit 63 present, bits 0-54 frame
 *	/proc/kpagecount	a 64-bit word for each frame: its reference count
 *
 * The files change while they are read one after the other, so a snapshot of a busy machine may
 * contradict itself.
 */
#ifndef USER_OBSERVE_SNAPSHOT_H
#define USER_OBSERVE_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#define PAGE		4096UL
#define NO_SEGMENT	(-1L)

struct area {
	uint64_t start, end;
	char flags[5];			/* "rw-s" */
	char name[40];
	long segment;			/* its id, or NO_SEGMENT */
	unsigned long present;		/* pages that have a frame */
};

struct process {
	long pid;
	char name[16];
	int attached;			/* to some segment */
	char letter;			/* by which memviewer shows it; '\0': it has none */
	struct area *areas;
	size_t nr_areas;
};

/* One page table entry. */
struct mapping {
	uint64_t frame, address;	/* frame: its number */
	size_t process;			/* index in processes */
	long segment;
};

struct snapshot {
	struct process *processes;	/* in the order of /proc: by pid */
	size_t nr_processes;
	struct mapping *mappings;	/* by frame */
	size_t nr_mappings;
	uint64_t *counts;		/* by frame */
	size_t nr_frames;
};

/* Fills in a snapshot. Returns -1 with errno when /proc cannot be read (not root, no /proc). */
int take_snapshot(struct snapshot *s);
void free_snapshot(struct snapshot *s);

#endif
