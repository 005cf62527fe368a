/* SPDX-License-Identifier: GPL-2.0-only */
/* Slab caches for objects that are smaller than a frame, and kmalloc(), which uses them. */
#ifndef MM_SLAB_H
#define MM_SLAB_H

#include "mm/page_alloc.h"

struct kmem_cache;
typedef struct kmem_cache kmem_cache_t;

/* The caches of kmalloc(). At boot. */
void kmem_cache_init(void);
/* Make a cache of objects of size bytes. At boot; there is room for a fixed number of caches. */
kmem_cache_t *kmem_cache_create(const char *name, size_t size);
/* Allocate an object; its contents are undefined. NULL without memory. May sleep with __GFP_WAIT. */
void *kmem_cache_alloc(kmem_cache_t *cache, unsigned int gfp);
void kmem_cache_free(kmem_cache_t *cache, void *object);
/* Free the frames of the empty slabs of every cache. Returns their number. */
unsigned long kmem_cache_reap(void);

/* For the census: set the numbers of objects found to 0; count an object that was found. */
void kmem_cache_forget(void);
void kmem_cache_seen(const void *object);

/* The text of /proc/slabinfo, one line for each cache. Returns its full length. */
int kmem_cache_stats(char *buf, size_t size);

/*
 * Allocate up to 4 MiB, aligned to 8 bytes; above 2048 bytes these are whole frames. kzalloc()
 * clears the memory. NULL without memory. kfree(NULL) does nothing.
 */
void *kmalloc(size_t size, unsigned int gfp);
void *kzalloc(size_t size, unsigned int gfp);
void kfree(const void *object);

/* After the census: report every slab cache whose lists, or whose number of objects, are wrong. */
struct report;
void kmem_cache_check(struct report *report);

#endif
