/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables: finding, making, copying and freeing entries. mmap_sem is held for all. */
#ifndef MM_PAGETABLE_H
#define MM_PAGETABLE_H

#include "mm/mm.h"

extern struct mm_struct init_mm;	/* the kernel's own: swapper_pg_dir, no areas */

/* Make mm the address space of current and of the CPU (exec, exit). NULL: the kernel's own. */
void activate_mm(struct mm_struct *mm);
/* The table entry that maps addr, or NULL when there is no page table. */
pte_t *walk_page(struct mm_struct *mm, unsigned long addr);
/* Drop the pages of [start, start+size) and their references. True: there are page tables, perhaps empty. */
bool zap_page_range(struct mm_struct *mm, unsigned long start, unsigned long size);
/* The entry for addr, with a page table made if there is none; NULL without memory. May sleep. */
pte_t *pte_alloc(struct mm_struct *mm, unsigned long addr);
/* Fork: give vma's pages also to dst. -ENOMEM leaves what was copied so far, for zap_page_range(). */
int copy_page_range(struct mm_struct *dst, struct mm_struct *src, struct vm_area_struct *vma);
/* New rights for the pages present in [start, end). */
void change_protection(struct mm_struct *mm, unsigned long start, unsigned long end, pgprot_t prot);
/* mremap: the pages of [from, from + len) go to `to`. -ENOMEM: all are back at `from`. */
int move_page_tables(struct mm_struct *mm, unsigned long from, unsigned long to, unsigned long len);
/*
 * Free the page tables that [addr, end) touches and that lie wholly in the hole [floor, ceiling)
 * around it. Their pages are gone already.
 */
void free_pgtables(struct mm_struct *mm, unsigned long addr, unsigned long end,
		   unsigned long floor, unsigned long ceiling);
/* The CPU forgets what it knows of these addresses of mm; nothing to do when mm is not the active one. */
void flush_tlb_range(struct mm_struct *mm, unsigned long start, unsigned long end);

#endif
