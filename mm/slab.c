// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slab caches: many objects of one size in one frame.
 *
 *	mem_map[pfn] (PG_slab)            the frame
 *	  freelist --------------------->  [obj][free]->[obj][free]->[free]-> NULL
 *	  inuse = 2, slab_cache
 *
 * struct page itself describes the slab. So kfree() finds the cache from the address alone,
 * and objects need no header. A cache keeps two lists of slabs: partly
 * used ones, taken from first, and empty ones, given back by kmem_cache_reap().
 * Full slabs are on no list.
 *
 * Left out compared with Linux 2.4: slabs of several frames, colouring, constructors.
 * A DEBUG build fills free objects with a pattern and checks it at the next use. It also adds
 * a tag at the end of each object, which tells who allocated it.
 */
#include "mm/slab.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/report.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "mm/fail_nth.h"

#define KMALLOC_MAX_SLAB 2048
#define MAX_CACHES	32

struct kmem_cache {
	const char *name;
	size_t size;			/* of one object, rounded up to 8 bytes */
	unsigned int per_slab;
	spinlock_t lock;		/* guards the rest, and the slabs' freelist and inuse */
	struct list_head partial, empty;
	unsigned long active;		/* objects handed out */
	unsigned long slabs;		/* frames held */
	unsigned long seen;		/* objects that the census found */
};

static struct kmem_cache caches[MAX_CACHES];
static int nr_caches;			/* grows at boot only */
static kmem_cache_t *kmalloc_caches[8];	/* 16, 32 ... 2048 bytes */

#ifdef DEBUG
struct tag {
	unsigned long caller;		/* the code that allocated the object; 0: it is free */
	unsigned long census;		/* the last census that found it */
} __attribute__((aligned(16)));		/* as objects with FPU registers in them are */
#define TAG_SIZE	sizeof(struct tag)
static unsigned long census = 1;

static struct tag *tag_of(const struct kmem_cache *cache, const void *object)
{
	return (struct tag *)((char *)object + cache->size - TAG_SIZE);
}

static void *tagged(struct kmem_cache *cache, void *object, unsigned long caller)
{
	if (object)
		*tag_of(cache, object) = (struct tag){ .caller = caller };
	return object;
}

static void next_census(void)
{
	census++;
}

static void tag_seen(const struct kmem_cache *cache, const void *object)
{
	tag_of(cache, object)->census = census;
}

/* Who allocated an object that the census has not found? 0: there is none. */
static unsigned long lost_object(const struct kmem_cache *cache)
{
	for (unsigned long pfn = 0; pfn < max_mapnr; pfn++) {
		const struct page *slab = &mem_map[pfn];

		if (!(slab->flags & PG_slab) || slab->slab_cache != cache)
			continue;
		for (unsigned int i = 0; i < cache->per_slab; i++) {
			const struct tag *tag = tag_of(cache, (char *)page_address(slab) + i * cache->size);

			if (tag->caller && tag->census != census)
				return tag->caller;
		}
	}
	return 0;
}

static void poison(struct kmem_cache *cache, void *object)
{
	memset((char *)object + sizeof(void *), POISON, cache->size - sizeof(void *) - TAG_SIZE);
	tag_of(cache, object)->caller = 0;
}

static void check_poison(struct kmem_cache *cache, void *object)
{
	const uint8_t *bytes = object;

	for (size_t i = sizeof(void *); i < cache->size - TAG_SIZE; i++)
		if (bytes[i] != POISON)
			panic("slab %s: object %p was written to after it was freed (byte %lu)",
			      cache->name, object, (unsigned long)i);
}

static void check_not_free(struct page *slab, const void *object)
{
	if (((unsigned long)object & ~PAGE_MASK) % slab->slab_cache->size)
		panic("slab %s: %p is freed, but no object begins there", slab->slab_cache->name, object);
	for (void *f = slab->freelist; f; f = *(void **)f)
		if (f == object)
			panic("slab %s: object %p freed twice", slab->slab_cache->name, object);
}
#else
#define TAG_SIZE	0
static inline void *tagged(struct kmem_cache *cache, void *object, unsigned long caller)
{
	(void)cache;
	(void)caller;
	return object;
}
static inline void next_census(void) { }
static inline void tag_seen(const struct kmem_cache *cache, const void *object) { (void)cache; (void)object; }
static inline unsigned long lost_object(const struct kmem_cache *cache) { (void)cache; return 0; }
static inline void poison(struct kmem_cache *cache, void *object) { (void)cache; (void)object; }
static inline void check_poison(struct kmem_cache *cache, void *object) { (void)cache; (void)object; }
static inline void check_not_free(struct page *slab, const void *object) { (void)slab; (void)object; }
#endif

kmem_cache_t *kmem_cache_create(const char *name, size_t size)
{
	struct kmem_cache *cache = &caches[nr_caches];

	BUG_ON(nr_caches == MAX_CACHES || size + TAG_SIZE > PAGE_SIZE);
	nr_caches++;
	cache->name = name;
	cache->size = ((max(size, sizeof(void *)) + 7) & ~7UL) + TAG_SIZE;
	cache->per_slab = PAGE_SIZE / cache->size;
	spin_lock_init(&cache->lock);
	INIT_LIST_HEAD(&cache->partial);
	INIT_LIST_HEAD(&cache->empty);
	return cache;
}

/* Divide a new frame into free objects and add it to the empty list. False without memory. */
static bool grow(struct kmem_cache *cache, unsigned int gfp)
{
	struct page *slab = alloc_page(gfp);
	char *base;

	if (!slab)
		return false;
	base = page_address(slab);
	slab->flags |= PG_slab;
	slab->slab_cache = cache;
	slab->inuse = 0;
	slab->freelist = NULL;
	for (int i = cache->per_slab - 1; i >= 0; i--) {	/* so that the lowest is taken first */
		void *object = base + i * cache->size;

		poison(cache, object);
		*(void **)object = slab->freelist;
		slab->freelist = object;
	}
	spin_lock(&cache->lock);
	cache->slabs++;
	list_add(&slab->list, &cache->empty);
	spin_unlock(&cache->lock);
	return true;
}

/* Take a free object; NULL when no slab has one. cache->lock held. */
static void *take_object(struct kmem_cache *cache)
{
	struct list_head *from = list_empty(&cache->partial) ? &cache->empty : &cache->partial;
	struct page *slab;
	void *object;

	if (list_empty(from))
		return NULL;
	slab = list_entry(from->next, struct page, list);
	object = slab->freelist;
	slab->freelist = *(void **)object;
	cache->active++;
	if (++slab->inuse == cache->per_slab) {
		list_del_init(&slab->list);
	} else if (from == &cache->empty) {
		list_del_init(&slab->list);
		list_add(&slab->list, &cache->partial);
	}
	check_poison(cache, object);
	return object;
}

static inline void *alloc_object(kmem_cache_t *cache, unsigned int gfp)
{
	void *object;

	might_sleep_if(gfp & __GFP_WAIT);
	if (unlikely(should_fail_alloc()))
		return NULL;
	for (;;) {
		spin_lock(&cache->lock);
		object = take_object(cache);
		spin_unlock(&cache->lock);
		if (likely(object) || !grow(cache, gfp))
			return object;
		/* grow() may have slept, and another task taken its objects: look again */
	}
}

void *kmem_cache_alloc(kmem_cache_t *cache, unsigned int gfp)
{
	return tagged(cache, alloc_object(cache, gfp), RETURN_ADDRESS);
}

void kmem_cache_free(kmem_cache_t *cache, void *object)
{
	struct page *slab = virt_to_page(object);

	BUG_ON(!(slab->flags & PG_slab) || slab->slab_cache != cache);
	spin_lock(&cache->lock);
	check_not_free(slab, object);
	poison(cache, object);
	*(void **)object = slab->freelist;
	slab->freelist = object;
	cache->active--;
	if (slab->inuse-- == cache->per_slab) {
		list_add(&slab->list, slab->inuse ? &cache->partial : &cache->empty);
	} else if (!slab->inuse) {
		list_del_init(&slab->list);
		list_add(&slab->list, &cache->empty);
	}
	spin_unlock(&cache->lock);
}

/* No more than so many slabs at a time: the kernel is not preempted. */
#define REAP_AT_ONCE	256

unsigned long kmem_cache_reap(void)
{
	unsigned long given = 0;

	for (int i = 0; i < nr_caches && given < REAP_AT_ONCE; i++) {
		struct kmem_cache *cache = &caches[i];
		struct page *slab, *next;

		spin_lock(&cache->lock);
		list_for_each_entry_safe(slab, next, &cache->empty, list) {
			list_del_init(&slab->list);
			slab->flags &= ~PG_slab;
			cache->slabs--;
			put_page(slab);
			if (++given == REAP_AT_ONCE)
				break;
		}
		spin_unlock(&cache->lock);
	}
	return given;
}

void kmem_cache_init(void)
{
	static const char *const names[] = {
		"kmalloc-16", "kmalloc-32", "kmalloc-64", "kmalloc-128",
		"kmalloc-256", "kmalloc-512", "kmalloc-1024", "kmalloc-2048",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		kmalloc_caches[i] = kmem_cache_create(names[i], 16UL << i);
}

/* More than a slab can hold: whole frames; struct page keeps the order for kfree(). */
static void *alloc_frames(size_t size, unsigned int gfp, unsigned long caller)
{
	struct page *page;

	if (size > PAGE_SIZE << (MAX_ORDER - 1))
		return NULL;
	page = alloc_pages(gfp, get_order(size));
	set_caller(page, caller);
	return page ? page_address(page) : NULL;
}

static inline void *alloc_sized(size_t size, unsigned int gfp, unsigned long caller)
{
	int i = 0;

	if (size > KMALLOC_MAX_SLAB)
		return alloc_frames(size, gfp, caller);
	while ((16UL << i) < size)
		i++;
	return tagged(kmalloc_caches[i], alloc_object(kmalloc_caches[i], gfp), caller);
}

void *kmalloc(size_t size, unsigned int gfp)
{
	return alloc_sized(size, gfp, RETURN_ADDRESS);
}

void *kzalloc(size_t size, unsigned int gfp)
{
	void *object = alloc_sized(size, gfp, RETURN_ADDRESS);

	return object ? memset(object, 0, size) : NULL;
}

void kfree(const void *object)
{
	struct page *page;

	if (!object)
		return;
	BUG_ON(!pfn_valid(__pa(object) >> PAGE_SHIFT));
	page = virt_to_page(object);
	if (page->flags & PG_slab)
		kmem_cache_free(page->slab_cache, (void *)object);
	else
		put_page(page);
}

int kmem_cache_stats(char *buf, size_t size)
{
	int len = snprintf(buf, size, "%-18s %6s %6s %6s\n", "# name", "active", "bytes", "frames");

	for (int i = 0; i < nr_caches; i++)
		len += snprintf(buf + min((size_t)len, size), size - min((size_t)len, size),
				"%-18s %6lu %6lu %6lu\n", caches[i].name, caches[i].active,
				(unsigned long)caches[i].size, caches[i].slabs);
	return len;
}

/* --- the census --- */

void kmem_cache_forget(void)
{
	for (int i = 0; i < nr_caches; i++)
		caches[i].seen = 0;
	next_census();
}

void kmem_cache_seen(const void *object)
{
	kmem_cache_t *cache = virt_to_page(object)->slab_cache;

	cache->seen++;
	tag_seen(cache, object);
}

/* Does the freelist have as many objects as are free, all of them in this frame? */
static bool freelist_ok(const struct page *slab)
{
	const char *base = page_address(slab);
	unsigned int free = 0;

	for (const void *f = slab->freelist; f; f = *(void *const *)f) {
		if ((unsigned long)f - (unsigned long)base >= PAGE_SIZE)
			return false;
		if (++free > slab->slab_cache->per_slab)
			return false;
	}
	return free + slab->inuse == slab->slab_cache->per_slab;
}

/* The sums over all slabs of a cache. */
struct slab_sums {
	unsigned long slabs, active, broken;
};

static struct slab_sums sum_slabs(const struct kmem_cache *cache)
{
	struct slab_sums sums = { 0, 0, 0 };

	for (unsigned long pfn = 0; pfn < max_mapnr; pfn++) {
		const struct page *page = &mem_map[pfn];

		if (!(page->flags & PG_slab) || page->slab_cache != cache)
			continue;
		sums.slabs++;
		sums.active += page->inuse;
		sums.broken += !freelist_ok(page);
	}
	return sums;
}

void kmem_cache_check(struct report *report)
{
	for (int i = 0; i < nr_caches; i++) {
		const struct kmem_cache *cache = &caches[i];
		const struct slab_sums sums = sum_slabs(cache);
		char by[96];

		if (sums.broken || sums.slabs != cache->slabs || sums.active != cache->active)
			complain(report, "slab %s: %lu of %lu frames (should be %lu) are broken, "
				 "%lu objects in use (counted as %lu)\n", cache->name, sums.broken,
				 sums.slabs, cache->slabs, sums.active, cache->active);
		else if (miscounted(report, cache->active, cache->seen))
			complain(report, "slab %s: %lu objects in use, but %lu were found%s\n",
				 cache->name, cache->active, cache->seen,
				 allocated_by(lost_object(cache), by, sizeof(by)));
	}
}
