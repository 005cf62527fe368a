/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A census of memory, for /proc/invariants. Every part of the kernel that owns frames or
 * objects names each of them, and the sums are compared with what the allocators gave out.
 * A frame that is named more often than its count says will be freed while it is in use;
 * a frame in use that is not named is lost.
 *
 * Nothing here sleeps, so the census belongs to one moment.
 */
#ifndef MM_CENSUS_H
#define MM_CENSUS_H

#include "mm/mm.h"

/* Start a census: nothing has been named. */
void census_begin(void);
/* Name one reference of a frame. */
void census_page(struct page *page);
/* Name an object of kmalloc(), kmem_cache_alloc() or __get_free_pages(). NULL does nothing. */
void census_object(const void *object);

/* Name everything that an address space owns: its tables, its frames, its areas. */
void census_mm(struct mm_struct *mm);

#endif
