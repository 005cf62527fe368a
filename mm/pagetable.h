/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables: finding, making, copying and freeing entries. mmap_sem is held for all. */
#ifndef MM_PAGETABLE_H
#define MM_PAGETABLE_H

#include "mm/mm.h"

extern struct mm_struct init_mm;	/* the kernel's own: swapper_pg_dir, no areas */

/* Make mm the address space of current and of the CPU (exec, exit). NULL: the kernel's own. */
void activate_mm(struct mm_struct *mm);
/* Find the table entry that maps addr. NULL when there is no page table. */
pte_t *walk_page(struct mm_struct *mm, unsigned long addr);
/*
 * Clear the entries of [start, start+size), drop their references, and flush the TLB. True if
 * there are page tables in the range, which may be empty now. (Linux: zap_page_range)
 */
bool zap_page_range(struct mm_struct *mm, unsigned long start, unsigned long size);
/* Find the entry for addr; make the page table if there is none. NULL without memory. May sleep. */
pte_t *pte_alloc(struct mm_struct *mm, unsigned long addr);
/*
 * Fork: enter the pages of vma into dst as well. Private ones become copy-on-write in both.
 * 0, or -ENOMEM: the caller removes what was copied so far with zap_page_range().
 */
int copy_page_range(struct mm_struct *dst, struct mm_struct *src, struct vm_area_struct *vma);
/* Change the protection of the pages that are present in [start, end), and flush the TLB. */
void change_protection(struct mm_struct *mm, unsigned long start, unsigned long end, pgprot_t prot);
/* mremap: move the pages of [from, from + len) to `to`. 0, or -ENOMEM with all pages back at `from`. */
int move_page_tables(struct mm_struct *mm, unsigned long from, unsigned long to, unsigned long len);
/*
 * Free the page tables for [addr, end) that lie entirely in the hole [floor, ceiling) around
 * it. Their entries are clear already.
 */
void free_pgtables(struct mm_struct *mm, unsigned long addr, unsigned long end,
		   unsigned long floor, unsigned long ceiling);
/* Flush the TLB for these addresses of mm. Nothing to do if mm is not the CPU's address space. */
void flush_tlb_range(struct mm_struct *mm, unsigned long start, unsigned long end);

#endif
