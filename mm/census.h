/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A census of memory, for /proc/invariants: everybody who keeps frames or objects names each
 * that he has, and afterwards they are compared with what the allocators gave out. What is
 * named too often will be freed under somebody; what nobody names is lost.
 *
 * Nothing here sleeps, so it sees one moment.
 */
#ifndef MM_CENSUS_H
#define MM_CENSUS_H

#include "mm/mm.h"

/* Forget all that was named. */
void census_begin(void);
/* One reference of this frame. */
void census_page(struct page *page);
/* This object of kmalloc(), kmem_cache_alloc() or __get_free_pages() is somebody's. NULL is nothing. */
void census_object(const void *object);

/* All that an address space has: its tables, its frames, its areas. */
void census_mm(struct mm_struct *mm);
/* Kernel stacks, and the objects behind shared anonymous memory. */
void census_kernel_stacks(void);
void census_shared_anon(void);

/* After the census: report every slab cache whose lists, or whose number of objects, are wrong. */
struct report;
void kmem_cache_check(struct report *report);

#endif
