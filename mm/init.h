/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory at boot. */
#ifndef MM_INIT_H
#define MM_INIT_H

#include "kernel/lib/types.h"

/* A piece of the memory map that the boot loader gives: physical bytes, end excluded. */
struct mem_region {
	uint64_t start, end;
	bool usable;		/* memory; otherwise ROM, devices, or the like */
};

/* A range of physical memory that is in use: bytes, end excluded. */
struct phys_range {
	unsigned long start, end;
};

/*
 * Map all memory, protect the kernel, make mem_map, and give what is free to the buddy
 * allocator. `modules` are ranges that the boot loader has filled. Panics when the map
 * names no memory.
 */
void paging_init(const struct mem_region *map, int nr_regions,
		 const struct phys_range *modules, int nr_modules);
/* Can the kernel see this physical memory? */
bool is_direct_mapped(unsigned long start_phys, unsigned long end_phys);
/* Give the frames of a module to the allocator, once it is unpacked. */
void free_reserved_range(unsigned long start_phys, unsigned long end_phys);
/* Log how much memory there is. */
void mem_init_report(void);

#endif
