/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef USER_OBSERVE_WALK_H
#define USER_OBSERVE_WALK_H

#include <sys/types.h>

/* How one process sees the first page of a segment. */
struct view {
	pid_t pid;
	const char *name;
	unsigned long address;			/* where the segment is attached */
	unsigned long pgd, pde, pte, frame;	/* the page table walk from that address */
	char content[16];			/* what the process reads there */
};

extern int tables_shown;	/* 0: this kernel has no /proc/PID/pagetables */

/* Returns the address at which the process has attached the segment of that key, or 0. */
unsigned long find_attach(pid_t pid, key_t key);

/* Fills in pgd, pde, pte and frame for pid and address. Ends the program if there is no frame. */
void look_up_walk(struct view *v);

/* Prints the walks of two processes side by side. */
void show_walks(const struct view *a, const struct view *b);

#endif
