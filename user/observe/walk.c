/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From an address of a process to its frame, as the kernel shows it in /proc. For user/proof.c.
 *
 * /proc/PID/pagetables begins with a line for the page directory, and has one for each page:
 *
 *	pgd 0x00345000
 *	0x40000000 pde[256]=0x0020f067 pte[0]=0x00215067 frame=0x00215000 count=3
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "walk.h"

#define PAGE	4096UL

int tables_shown = 1;

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "r");
}

/* In /proc/PID/maps, the name of a segment's area is made of the segment's key. */
unsigned long find_attach(pid_t pid, key_t key)
{
	char line[256], name[16];
	unsigned long address = 0;
	FILE *maps = open_proc(pid, "maps");

	if (!maps)
		err(1, "/proc/%d/maps", pid);
	snprintf(name, sizeof(name), "/SYSV%08x", (unsigned int)key);
	while (!address && fgets(line, sizeof(line), maps)) {
		if (strstr(line, name))
			address = strtoul(line, NULL, 16);
	}
	fclose(maps);
	return address;
}

/* Other Linux kernels do not show page tables, but they show root the number of a page's frame. */
static unsigned long read_pagemap(pid_t pid, unsigned long address)
{
	uint64_t entry = 0;
	FILE *pagemap = open_proc(pid, "pagemap");

	if (!pagemap)
		err(1, "/proc/%d/pagemap", pid);
	fseek(pagemap, address / PAGE * sizeof(entry), SEEK_SET);
	if (fread(&entry, sizeof(entry), 1, pagemap) != 1)
		entry = 0;
	fclose(pagemap);
	return (entry & ((1ULL << 55) - 1)) * PAGE;
}

void look_up_walk(struct view *v)
{
	char line[256];
	unsigned long address;
	FILE *tables = open_proc(v->pid, "pagetables");

	if (!tables) {
		tables_shown = 0;
		v->frame = read_pagemap(v->pid, v->address);
	}
	while (tables && fgets(line, sizeof(line), tables)) {
		if (sscanf(line, "pgd %lx", &v->pgd) != 1 && sscanf(line, "%lx", &address) == 1 &&
		    address == v->address)
			sscanf(line, "%*x pde[%*u]=%lx pte[%*u]=%lx frame=%lx", &v->pde, &v->pte,
			       &v->frame);
	}
	if (tables)
		fclose(tables);
	if (!v->frame)
		errx(1, "process %d: no frame at 0x%08lx", v->pid, v->address);
}

/*
 * An address and an entry of a directory or table:
 *
 *	address	 [ 10 bits: index in the directory | 10 bits: index in the table | 12 bits: byte ]
 *	entry	 [ 20 bits: number of a frame      | 12 bits: 0x40 dirty, 0x20 accessed, ...     ]
 *
 * A has written to the page, so its page table entry is dirty: 0x...067. A process that has only
 * read it has 0x...027.
 */
void show_walks(const struct view *a, const struct view *b)
{
	printf("%-20s %-14s pid %-8d %-14s pid %d\n", "", a->name, a->pid, b->name, b->pid);
	printf("   %-17s 0x%08lx%18s0x%08lx\n", "attached at", a->address, "", b->address);
	if (tables_shown) {
		printf("   %-17s 0x%08lx%18s0x%08lx\n", "page directory", a->pgd, "", b->pgd);
		printf("   %-17s [%4lu] = 0x%08lx%9s[%4lu] = 0x%08lx\n", "  its entry",
		       a->address >> 22, a->pde, "", b->address >> 22, b->pde);
		printf("   %-17s 0x%08lx%18s0x%08lx\n", "page table", a->pde & -PAGE, "",
		       b->pde & -PAGE);
		printf("   %-17s [%4lu] = 0x%08lx%9s[%4lu] = 0x%08lx\n", "  its entry",
		       a->address >> 12 & 1023, a->pte, "", b->address >> 12 & 1023, b->pte);
	}
	printf("   %-17s 0x%08lx%18s0x%08lx\n", "frame", a->frame, "", b->frame);
	printf("   %-17s %-27s %s\n", "read there", a->content, b->content);
}
