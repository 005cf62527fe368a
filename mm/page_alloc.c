// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator: free frames in blocks of 1, 2, 4 ... 1024.
 *
 * A block of 2^n frames starts at a frame number that is a multiple of 2^n. Its
 * buddy is the other half of the block one size up:
 *
 *	order 1   [ 4 5 ]           [ 6 7 ]          buddy of 4 is 4 ^ 2 = 6
 *	order 2   [ 4 5 6 7 ]                        both free: one block again
 *
 * Taking splits a larger block, giving back joins it again as far as it goes.
 * Left out compared with Linux: zones (all memory is alike here), and the
 * reclaim of pages in use: there is no swap. What empty slabs hold is given
 * back before an allocation fails.
 */
#include "kernel/sched.h"
#include "kernel/printk.h"
#include "kernel/string.h"
#include "mm/init.h"
#include "mm/slab.h"

struct page *mem_map;
unsigned long max_mapnr;
unsigned long totalram_pages;

static spinlock_t free_lock = SPIN_LOCK_UNLOCKED;	/* guards all below, and the list and order of free frames */
static struct list_head free_area[MAX_ORDER];
static unsigned long free_frames;
static unsigned long reserve;		/* frames kept back, see mm/page.h */

/* Leave a few frames to root also on the smallest machine: enough to run a program of ours. */
#define MIN_RESERVE	32
#define MAX_RESERVE	256

void free_area_init(void)
{
	for (int order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&free_area[order]);
}

static void add_free_block(struct page *page, unsigned int order)
{
	page->flags = PG_buddy;
	page->order = order;
	list_add(&page->list, &free_area[order]);
}

static void take_free_block(struct page *page)
{
	page->flags = 0;
	list_del(&page->list);
}

/* Is the frame the first of a free block of this order? */
static bool is_free_block(unsigned long pfn, unsigned int order)
{
	return pfn < max_mapnr && (mem_map[pfn].flags & PG_buddy) && mem_map[pfn].order == order;
}

static void free_block(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	spin_lock(&free_lock);
	free_frames += 1UL << order;
	while (order < MAX_ORDER - 1 && is_free_block(pfn ^ (1UL << order), order)) {
		take_free_block(mem_map + (pfn ^ (1UL << order)));
		pfn &= ~(1UL << order);
		order++;
	}
	add_free_block(mem_map + pfn, order);
	spin_unlock(&free_lock);
}

/* Frames that this caller has to leave over. */
static unsigned long frames_to_leave(unsigned int gfp)
{
	if (gfp & (__GFP_SEGMENT | __GFP_FILE))
		return 2 * reserve;
	return current && current->euid ? reserve : 0;
}

static struct page *take_block(unsigned int gfp, unsigned int order)
{
	struct page *page = NULL;
	unsigned int from;

	spin_lock(&free_lock);
	if (free_frames >= frames_to_leave(gfp) + (1UL << order)) {
		for (from = order; from < MAX_ORDER && list_empty(&free_area[from]); from++)
			;
		if (from < MAX_ORDER) {
			page = list_entry(free_area[from].next, struct page, list);
			take_free_block(page);
			while (from > order) {		/* keep the low half, free the high one */
				from--;
				add_free_block(page + (1UL << from), from);
			}
			free_frames -= 1UL << order;
			page->count = 1;
			page->order = order;
		}
	}
	spin_unlock(&free_lock);
	return page;
}

struct page *alloc_pages(unsigned int gfp, unsigned int order)
{
	struct page *page;

	if (gfp & __GFP_WAIT)
		might_sleep();
	if (unlikely(should_fail_alloc()))
		return NULL;
	do
		page = take_block(gfp, order);
	while (unlikely(!page) && kmem_cache_reap());
	trace_alloc(page, gfp);
	return page;
}

/* put_page() ends here also when there was no reference to drop. */
void __free_pages(struct page *page)
{
	BUG_ON(page->count < 0 || page->flags & (PG_reserved | PG_buddy));
	trace_free(page);
	free_block(page, page->order);
}

void free_pages(unsigned long address)
{
	if (address)
		put_page(virt_to_page(address));
}

unsigned long nr_free_pages(void)
{
	return free_frames;
}

bool memory_is_low(void)
{
	return free_frames <= 2 * reserve;
}

unsigned int get_order(unsigned long size)
{
	unsigned int order = 0;

	while ((PAGE_SIZE << order) < size)
		order++;
	return order;
}

/* A range of frames becomes the allocator's, in the largest aligned blocks that fit. */
void free_range(unsigned long start_pfn, unsigned long end_pfn)
{
	while (start_pfn < end_pfn) {
		unsigned int order = 0;

		while (order < MAX_ORDER - 1 && !(start_pfn & (1UL << order)) &&
		       start_pfn + (2UL << order) <= end_pfn)
			order++;
		for (unsigned long pfn = start_pfn; pfn < start_pfn + (1UL << order); pfn++)
			mem_map[pfn].flags = 0;
		free_block(mem_map + start_pfn, order);
		totalram_pages += 1UL << order;
		start_pfn += 1UL << order;
	}
	reserve = min(max(totalram_pages / 64, (unsigned long)MIN_RESERVE), (unsigned long)MAX_RESERVE);
}

unsigned long count_free_blocks(void)
{
	unsigned long frames = 0;

	for (int order = 0; order < MAX_ORDER; order++) {
		struct page *page;

		list_for_each_entry(page, &free_area[order], list) {
			if (page->order != order || !(page->flags & PG_buddy) || page->count)
				return -1UL;
			frames += 1UL << order;
		}
	}
	return frames;
}
