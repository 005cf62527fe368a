/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames: struct page, mem_map, and the buddy allocator (mm/page_alloc.c).
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

#include "kernel/lib/atomic.h"
#include "kernel/lib/list.h"
#include "kernel/debug/trace.h"

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
};

#define PG_reserved	1	/* not the allocator's: kernel image, ROM, holes */
#define PG_buddy	2	/* first frame of a free block */
#define PG_slab		4	/* in use by a slab cache */
#define PG_zeroed	8	/* free, alone, and all zero */

extern struct page *mem_map;
extern unsigned long max_mapnr;		/* frames described by mem_map */
extern unsigned long totalram_pages;	/* frames the allocator was given */

#define virt_to_page(v)	(mem_map + (__pa(v) >> PAGE_SHIFT))
#define page_to_pfn(p)	((unsigned long)((p) - mem_map))
#define page_to_phys(p)	(page_to_pfn(p) << PAGE_SHIFT)
#define page_address(p)	__va(page_to_phys(p))
#define pfn_valid(pfn)	((pfn) < max_mapnr)

/*
 * How much of the last memory an allocation may take. A few frames stay back so
 * that root can always run a program that sets memory free (and kernel/proc/oom.c sees to
 * it that root's shell gets them):
 *
 *	              free frames left ->  0 ... reserve ... 2*reserve ... all
 *	GFP_KERNEL, GFP_USER by root       [---------------------------------]
 *	the same by other users                     [------------------------]
 *	GFP_SEGMENT, GFP_FILE (any user)                       [-------------]
 *
 * What segments and files have outlives the process that made it, so killing that
 * process would not give it back: it may not come from the reserve at all.
 */
#define __GFP_WAIT	1	/* may sleep */
#define __GFP_SEGMENT	2	/* a segment's: outlives its process */
#define __GFP_USER	4	/* holds what belongs to a program (only the trace asks) */
#define __GFP_FILE	8	/* a file's: outlives its process, too */
#define GFP_ATOMIC	0
#define GFP_KERNEL	__GFP_WAIT
#define GFP_USER	(__GFP_WAIT | __GFP_USER)
#define GFP_SEGMENT	(__GFP_WAIT | __GFP_SEGMENT)
#define GFP_FILE	(__GFP_WAIT | __GFP_FILE | __GFP_USER)

#define MAX_ORDER	11	/* blocks of 1, 2, 4 ... 1024 frames */

/* 2^order frames, physically contiguous, count 1, contents undefined; NULL when there are none. */
struct page *alloc_pages(unsigned int gfp, unsigned int order);
/* Give back the 2^order frames of a block whose count has become 0. */
void __free_pages(struct page *page);

struct page *alloc_page(unsigned int gfp);
static inline int page_count(const struct page *page) { return page->count; }
static __always_inline void get_page(struct page *page)
{
	page->count++;
	trace_ref(page);
}
/* Drop a reference; the last one gives the frames (2^order) back. */
static __always_inline void put_page(struct page *page)
{
	if (dec_none_left(&page->count))
		__free_pages(page);
	else
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
/* Are so few frames left that GFP_SEGMENT gets none? */
bool memory_is_low(void);
/* Order from which 2^order frames hold `size` bytes. */
unsigned int get_order(unsigned long size);

#endif
