/* SPDX-License-Identifier: GPL-2.0-only */
/* The buddy allocator: getting frames and giving them back. */
#ifndef MM_PAGE_ALLOC_H
#define MM_PAGE_ALLOC_H

#include "kernel/lib/atomic.h"
#include "mm/page.h"

/*
 * How much of the last memory an allocation may take. A few frames are kept back, so
 * that root can always run a program that frees memory, and write down what it sees:
 *
 *	          free frames left ->  0 ... reserve ... 2*reserve ... 3*reserve ... all
 *	current->may_use_reserve       [-----------------------------------------------]
 *	the same, __GFP_LASTING                 [--------------------------------------]
 *	other tasks                                        [---------------------------]
 *	the same, __GFP_LASTING                                        [---------------]
 *
 * Memory of __GFP_LASTING outlives the process that asks for it (it backs a segment or a file).
 * Ending that process would not free it, so it leaves more for others.
 */
#define __GFP_WAIT	1	/* may sleep */
#define __GFP_LASTING	2	/* outlives the process that asks for it */
#define __GFP_USER	4	/* holds a program's data (only the trace asks) */
#define GFP_ATOMIC	0
#define GFP_KERNEL	__GFP_WAIT
#define GFP_USER	(__GFP_WAIT | __GFP_USER)
#define GFP_LASTING	(__GFP_WAIT | __GFP_LASTING)

#define MAX_ORDER	11	/* blocks of 1, 2, 4 ... 1024 frames */

/*
 * Allocate 2^order physically contiguous frames with a reference count of 1. Their contents
 * are undefined. NULL without memory. May sleep with __GFP_WAIT.
 */
struct page *alloc_pages(unsigned int gfp, unsigned int order);
/* The same for a single frame. */
struct page *alloc_page(unsigned int gfp);
/* Free the 2^order frames of a block whose count has become 0. */
void __free_pages(struct page *page);

/* What a DEBUG build fills freed memory with, as in Linux. */
#define POISON		0x6b
/* The code that called the present function, for set_caller(). */
#define RETURN_ADDRESS	((unsigned long)__builtin_return_address(0))

/* Drop a reference. The last one frees the block. */
static inline void put_page(struct page *page)
{
	if (dec_none_left(&page->count))
		__free_pages(page);
	else
		trace_ref(page);
}

/* The same with addresses in the direct map; 0 without memory. */
static inline unsigned long __get_free_pages(unsigned int gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

static inline unsigned long __get_free_page(unsigned int gfp)
{
	struct page *page = alloc_page(gfp);

	return page ? (unsigned long)page_address(page) : 0;
}

/* Drop a reference of the frame at this address; 0 is allowed and does nothing. */
void free_pages(unsigned long address);
/* Allocate one frame that is all zero: its address, or 0 without memory. */
unsigned long get_zeroed_page(unsigned int gfp);
/*
 * Free a frame that is all zero, so that the next get_zeroed_page() need not clear it. The
 * caller has its only reference. (Linux: pte_free_fast)
 */
void free_zeroed_page(unsigned long address);

/* " (allocated by function+0x12)", or an empty string if that is not known. Returns buf. */
const char *allocated_by(unsigned long caller, char *buf, size_t size);
static inline const char *frame_allocated_by(const struct page *page, char *buf, size_t size)
{
#ifdef DEBUG
	return allocated_by(page->caller, buf, size);
#else
	(void)page;
	return allocated_by(0, buf, size);
#endif
}

/* The number of free frames. */
unsigned long nr_free_pages(void);
/* Are so few frames left that only those who may use the reserve get any? */
bool memory_is_low(void);
/* The smallest order whose 2^order frames hold `size` bytes. */
unsigned int get_order(unsigned long size);

/* At boot: empty free lists; then hand over the frames start_pfn to end_pfn (excluded). */
void free_area_init(void);
void free_range(unsigned long start_pfn, unsigned long end_pfn);
/* The number of frames on the free lists, or -1UL when a list is broken (for the self-check). */
unsigned long count_free_blocks(void);

#endif
