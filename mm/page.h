/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames: struct page and mem_map. The allocator is in mm/page_alloc.h.
 *
 * A *frame* is 4096 bytes of physical memory; its number (pfn) is its address
 * divided by 4096. mem_map[pfn] describes it. All frames that the kernel uses are
 * also visible at one fixed virtual address, the direct map:
 *
 *	virtual  0xC0000000 ..................... 0xF8000000
 *	            |   physical + PAGE_OFFSET       |
 *	physical 0x00000000 ..................... 0x38000000 (896 MiB)
 */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include "kernel/debug/trace.h"
#include "kernel/lib/list.h"

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(a)	(((a) + PAGE_SIZE - 1) & PAGE_MASK)

#define PAGE_OFFSET	0xC0000000UL
#define TASK_SIZE	PAGE_OFFSET
#define LOWMEM_MAX	(896UL << 20)	/* bytes of the direct map */

#define __pa(v)		((unsigned long)(v) - PAGE_OFFSET)
#define __va(p)		((void *)((unsigned long)(p) + PAGE_OFFSET))

struct kmem_cache;

struct page {
	struct list_head list;		/* free: in its buddy list; a slab: in its cache's list */
	struct kmem_cache *slab_cache;	/* PG_slab: whose objects it holds */
	void *freelist;			/* PG_slab: its first free object */
	int count;			/* references; 0 when free */
	int seen;			/* references that the census found (mm/census.h) */
	unsigned long flags;		/* PG_* */
	unsigned char order;		/* first frame of a block: it has 2^order frames */
	unsigned short inuse;		/* PG_slab: objects handed out */
#ifdef DEBUG
	unsigned long caller;		/* the code that allocated it */
#endif
};

/* In a DEBUG build, remember which code allocated a frame, for /proc/invariants. */
static inline void set_caller(struct page *page, unsigned long caller)
{
#ifdef DEBUG
	if (page)
		page->caller = caller;
#else
	(void)page;
	(void)caller;
#endif
}

#define PG_reserved	1	/* not managed by the allocator: kernel image, ROM, holes */
#define PG_buddy	2	/* first frame of a free block */
#define PG_slab		4	/* in use by a slab cache */
#define PG_zeroed	8	/* free, a single frame, and all zero */

extern struct page *mem_map;
extern unsigned long max_mapnr;		/* frames described by mem_map */
extern unsigned long totalram_pages;	/* frames the allocator was given */

#define virt_to_page(v)	(mem_map + (__pa(v) >> PAGE_SHIFT))
#define page_to_pfn(p)	((unsigned long)((p) - mem_map))
#define page_to_phys(p)	(page_to_pfn(p) << PAGE_SHIFT)
#define page_address(p)	__va(page_to_phys(p))
#define pfn_valid(pfn)	((pfn) < max_mapnr)

static inline int page_count(const struct page *page) { return page->count; }
/* Take one more reference of a frame. */
static inline void get_page(struct page *page)
{
	page->count++;
	trace_ref(page);
}

static inline void clear_page(void *page)
{
	unsigned long words = PAGE_SIZE / 4;

	__asm__ volatile("rep stosl" : "+D"(page), "+c"(words) : "a"(0) : "memory");
}

static inline void copy_page(void *to, const void *from)
{
	unsigned long words = PAGE_SIZE / 4;

	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(words) :: "memory");
}

#endif
