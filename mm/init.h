/* SPDX-License-Identifier: GPL-2.0-only */
/* What mm's own files share about setting memory up; not for others. */
#ifndef MM_INIT_H
#define MM_INIT_H

#include "kernel/sched/sched.h"
#include "mm/mm.h"

/* page_alloc.c */
void free_area_init(void);		/* empty lists */
/* Frames start_pfn to end_pfn (excluded) are the allocator's from now on. */
void free_range(unsigned long start_pfn, unsigned long end_pfn);
/* Does this allocation have to fail, by /proc/self/fail-nth? */
static inline bool should_fail_alloc(void)
{
	return current->fail_nth && --current->fail_nth == 0;
}
/* Frames on all free lists, or -1UL when a list is broken (for the self-check). */
unsigned long count_free_blocks(void);

/* kstack.c */
void kstack_init(pte_t *window);

/* The window for kernel stacks: one page table, behind the direct map. */
#define KSTACK_BASE	0xF8000000UL

#endif
