// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator: it keeps free frames in blocks of 1, 2, 4 ... 1024.
 *
 * A block of 2^n frames starts at a frame number that is a multiple of 2^n. Its
 * buddy is the other half of the block that is twice as large:
 *
 *	order 1   [ 4 5 ]           [ 6 7 ]          buddy of 4 is 4 ^ 2 = 6
 *	order 2   [ 4 5 6 7 ]                        both free: one block again
 *
 * An allocation splits a larger block if it has to; freeing joins free buddies again.
 *
 * One more list has single frames that are all zero, as page tables are when they are
 * freed. get_zeroed_page() takes them first and need not clear them, which saves a fork a
 * fifth of its instructions (Linux: pte_quicklist). Before an allocation fails, these frames
 * and those of empty slabs return to the buddy lists.
 *
 * Left out compared with Linux: zones (all memory is alike here), and reclaiming pages in
 * use (there is no swap).
 */
#include "mm/page_alloc.h"
#include "kernel/lib/kallsyms.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/sched.h"
#include "mm/fail_nth.h"
#include "mm/slab.h"

struct page *mem_map;
unsigned long max_mapnr;
unsigned long totalram_pages;

/* Guards all below, and the list, order and flags of free frames. */
static spinlock_t free_lock = SPIN_LOCK_UNLOCKED;
static struct list_head free_area[MAX_ORDER];
static LIST_HEAD(zeroed);
static unsigned long free_frames;	/* on all these lists */
static unsigned long reserve;		/* frames kept back, see mm/page_alloc.h */

/* The reserve is a 64th of the memory, but even on the smallest machine enough to run a program. */
#define MIN_RESERVE	32
#define MAX_RESERVE	256

#define RECLAIM_AT_ONCE	256	/* zeroed frames: the kernel is not preempted */

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

/* Is this frame the first of a free block of this order? */
static bool is_free_block(unsigned long pfn, unsigned int order)
{
	return pfn < max_mapnr && (mem_map[pfn].flags & PG_buddy) && mem_map[pfn].order == order;
}

/* Put a free block on a list, after joining it with its buddies as far as they are free. free_lock held. */
static void join_block(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	while (order < MAX_ORDER - 1 && is_free_block(pfn ^ (1UL << order), order)) {
		take_free_block(mem_map + (pfn ^ (1UL << order)));
		pfn &= ~(1UL << order);
		order++;
	}
	add_free_block(mem_map + pfn, order);
}

static void free_block(struct page *page, unsigned int order)
{
	spin_lock(&free_lock);
	free_frames += 1UL << order;
	join_block(page, order);
	spin_unlock(&free_lock);
}

/* May this caller take `frames` frames without touching the reserve that it must leave? */
static inline bool may_take(unsigned int gfp, unsigned long frames)
{
	if (gfp & __GFP_LASTING)
		frames += reserve;
	if (!current->may_use_reserve)
		frames += 2 * reserve;
	return free_frames >= frames;
}

/* Count a block that was free as the caller's. free_lock held. */
static inline void take_frames(struct page *page, unsigned int order)
{
	free_frames -= 1UL << order;
	page->count = 1;
	page->order = order;
}

/* Take a block from the buddy lists. A larger one is split. NULL: none, or not for this caller. */
static inline struct page *take_block(unsigned int gfp, unsigned int order)
{
	struct page *page = NULL;
	unsigned int from = order;

	spin_lock(&free_lock);
	while (list_empty(&free_area[from]))
		if (++from == MAX_ORDER)
			goto out;
	if (may_take(gfp, 1UL << order)) {
		page = list_entry(free_area[from].next, struct page, list);
		take_free_block(page);
		while (from > order) {		/* keep the low half, free the high one */
			from--;
			add_free_block(page + (1UL << from), from);
		}
		take_frames(page, order);
	}
out:
	spin_unlock(&free_lock);
	return page;
}

#ifdef DEBUG
/* Overwrite frames that are freed, so that a use of what they held is noticed. */
static void poison_frames(struct page *page)
{
	memset(page_address(page), POISON, PAGE_SIZE << page->order);
}

static void check_zeroed(const struct page *page)
{
	const unsigned long *words = page_address(page);

	for (unsigned long i = 0; i < PAGE_SIZE / sizeof(*words); i++)
		if (words[i])
			panic("frame %lx is said to be zero, but word %lu is %08lx",
			      page_to_pfn(page), i, words[i]);
}
#else
static inline void poison_frames(struct page *page) { (void)page; }
static inline void check_zeroed(const struct page *page) { (void)page; }
#endif

/* Take a frame off the list of zeroed ones; it still counts as free. NULL: none. free_lock held. */
static struct page *unlist_zeroed(void)
{
	struct page *page;

	if (list_empty(&zeroed))
		return NULL;
	page = list_entry(zeroed.next, struct page, list);
	take_free_block(page);
	check_zeroed(page);		/* code that kept its address may have written to it */
	return page;
}

/*
 * Return zeroed frames and those of empty slabs to the buddy lists, some of them at a time. False:
 * there were none.
 */
static bool reclaim(void)
{
	struct page *page;
	int zeroed_frames = 0;

	spin_lock(&free_lock);
	while (zeroed_frames < RECLAIM_AT_ONCE && (page = unlist_zeroed())) {
		join_block(page, 0);
		zeroed_frames++;
	}
	spin_unlock(&free_lock);
	return kmem_cache_reap() || zeroed_frames;
}

static inline struct page *take_or_reclaim(unsigned int gfp, unsigned int order)
{
	struct page *page;

	while (unlikely(!(page = take_block(gfp, order))) && reclaim())
		if (gfp & __GFP_WAIT)
			cond_resched();
	return page;
}

/* Inlined twice, so that single frames, the most frequent case, get a version of their own. */
static inline struct page *__alloc_pages(unsigned int gfp, unsigned int order)
{
	struct page *page;

	might_sleep_if(gfp & __GFP_WAIT);
	if (unlikely(should_fail_alloc()))
		return NULL;
	page = take_or_reclaim(gfp, order);
	trace_alloc(page, gfp);
	return page;
}

struct page *alloc_pages(unsigned int gfp, unsigned int order)
{
	struct page *page;

	BUG_ON(order >= MAX_ORDER);
	page = __alloc_pages(gfp, order);
	set_caller(page, RETURN_ADDRESS);
	return page;
}

struct page *alloc_page(unsigned int gfp)
{
	struct page *page = __alloc_pages(gfp, 0);

	set_caller(page, RETURN_ADDRESS);
	return page;
}

unsigned long get_zeroed_page(unsigned int gfp)
{
	struct page *page = NULL;

	might_sleep_if(gfp & __GFP_WAIT);
	if (unlikely(should_fail_alloc()))
		return 0;
	spin_lock(&free_lock);
	if (may_take(gfp, 1) && (page = unlist_zeroed()))
		take_frames(page, 0);
	spin_unlock(&free_lock);
	if (!page) {
		page = take_or_reclaim(gfp, 0);
		if (page)
			clear_page(page_address(page));
	}
	trace_alloc(page, gfp);
	set_caller(page, RETURN_ADDRESS);
	return page ? (unsigned long)page_address(page) : 0;
}

void free_zeroed_page(unsigned long address)
{
	struct page *page = virt_to_page(address);

	BUG_ON(page->count != 1 || page->flags);
	check_zeroed(page);
	page->count = 0;
	trace_free(page);
	spin_lock(&free_lock);
	page->flags = PG_zeroed;
	list_add(&page->list, &zeroed);
	free_frames++;
	spin_unlock(&free_lock);
}

/* A count below 0 means that put_page() had no reference to drop. */
void __free_pages(struct page *page)
{
	BUG_ON(page->count < 0 || page->flags & (PG_reserved | PG_buddy | PG_zeroed));
	trace_free(page);
	poison_frames(page);
	free_block(page, page->order);
}

void free_pages(unsigned long address)
{
	if (address)
		put_page(virt_to_page(address));
}

const char *allocated_by(unsigned long caller, char *buf, size_t size)
{
	char name[64];

	*buf = '\0';
	if (caller)
		snprintf(buf, size, " (allocated by %s)", symbol_name(caller, name, sizeof(name)));
	return buf;
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

/* The range becomes the largest aligned blocks that fit into it. */
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
	struct page *page;

	for (int order = 0; order < MAX_ORDER; order++) {
		list_for_each_entry(page, &free_area[order], list) {
			if (page->order != order || !(page->flags & PG_buddy) || page->count)
				return -1UL;
			frames += 1UL << order;
		}
	}
	list_for_each_entry(page, &zeroed, list) {
		if (page->flags != PG_zeroed || page->count)
			return -1UL;
		frames++;
	}
	return frames;
}
