/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects smaller than a frame: slab caches, and kmalloc() on top (mm/slab.c).
 */
#ifndef MM_SLAB_H
#define MM_SLAB_H

#include "mm/page_alloc.h"

struct kmem_cache;
typedef struct kmem_cache kmem_cache_t;

/* The caches of kmalloc(). At boot. */
void kmem_cache_init(void);
/* A cache of objects of one size; at boot only, panics without memory. */
kmem_cache_t *kmem_cache_create(const char *name, size_t size);
/* One object, contents undefined, or NULL. May sleep when gfp says so. */
void *kmem_cache_alloc(kmem_cache_t *cache, unsigned int gfp);
void kmem_cache_free(kmem_cache_t *cache, void *object);
/* Give the frames of empty slabs of every cache back to the buddy allocator; how many. */
unsigned long kmem_cache_reap(void);

/* For the census: nothing is known yet of any object; one of this cache has been found. */
void kmem_cache_forget(void);
void kmem_cache_seen(kmem_cache_t *cache);

/* /proc/slabinfo: a line per cache; returns the length it wants. */
int kmem_cache_stats(char *buf, size_t size);

/* Any size up to 4 MiB, 8-byte aligned (whole frames above 2048 bytes). kfree(NULL) is nothing. */
void *kmalloc(size_t size, unsigned int gfp);
void *kzalloc(size_t size, unsigned int gfp);
void kfree(const void *object);

#endif
