/* SPDX-License-Identifier: GPL-2.0-only */
/* The buddy allocator: getting frames and giving them back. */
#ifndef MM_PAGE_ALLOC_H
#define MM_PAGE_ALLOC_H

#include "kernel/lib/atomic.h"
#include "mm/page.h"

/*
 * How much of the last memory an allocation may take. A few frames are kept back, so
 * that somebody can always run a program that frees memory:
 *
 *	                free frames left ->  0 ... reserve ... 2*reserve ... all
 *	current->may_use_reserve             [---------------------------------]
 *	other tasks                                   [------------------------]
 *	__GFP_LASTING, any task                                  [-------------]
 *
 * Memory of the last kind outlives the process that asks for it (it backs a segment or
 * a file). Ending that process would not free it, so it never comes from a reserve.
 */
#define __GFP_WAIT	1	/* may sleep */
#define __GFP_LASTING	2	/* outlives the process that asks for it */
#define __GFP_USER	4	/* holds a program's data (only the trace asks) */
#define GFP_ATOMIC	0
#define GFP_KERNEL	__GFP_WAIT
#define GFP_USER	(__GFP_WAIT | __GFP_USER)
#define GFP_LASTING	(__GFP_WAIT | __GFP_LASTING)

#define MAX_ORDER	11	/* blocks of 1, 2, 4 ... 1024 frames */

/* 2^order frames, physically contiguous, count 1, contents undefined; NULL when there are none. */
struct page *alloc_pages(unsigned int gfp, unsigned int order);
/* Give back the 2^order frames of a block whose count has become 0. */
void __free_pages(struct page *page);

struct page *alloc_page(unsigned int gfp);
/* Drop a reference; the last one gives the frames (2^order) back. */
static __always_inline void put_page(struct page *page)
{
	if (dec_none_left(&page->count))
		__free_pages(page);
	else
		trace_ref(page);
}

/* The same as direct-map addresses; 0 when there is no memory. */
static __always_inline unsigned long __get_free_pages(unsigned int gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}
static __always_inline unsigned long __get_free_page(unsigned int gfp)
{
	struct page *page = alloc_page(gfp);

	return page ? (unsigned long)page_address(page) : 0;
}
/* put_page() of it; 0 is nothing. */
void free_pages(unsigned long address);
/* One frame, all zero. */
unsigned long get_zeroed_page(unsigned int gfp);
/* Give it back all zero: the next get_zeroed_page() need not clear it. Nobody else has a reference. */
void free_zeroed_page(unsigned long address);

unsigned long nr_free_pages(void);
/* Are so few frames left that GFP_LASTING gets none? */
bool memory_is_low(void);
/* Order from which 2^order frames hold `size` bytes. */
unsigned int get_order(unsigned long size);

/* At boot: empty free lists; then hand over the frames start_pfn to end_pfn (excluded). */
void free_area_init(void);
void free_range(unsigned long start_pfn, unsigned long end_pfn);
/* The number of frames on the free lists, or -1UL when a list is broken (for the self-check). */
unsigned long count_free_blocks(void);

#endif
