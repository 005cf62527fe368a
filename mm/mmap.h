/* SPDX-License-Identifier: GPL-2.0-only */
/* Areas of an address space. Every function here needs mm->mmap_sem held. */
#ifndef MM_MMAP_H
#define MM_MMAP_H

#include "mm/mm.h"

extern int max_map_count;			/* areas of one address space: 65536 */

/* First area that ends above addr, or NULL. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);
/* First area that meets [start, end), or NULL. */
struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start, unsigned long end);
/* First gap of len bytes at or above addr (0: TASK_UNMAPPED_BASE); 0 when there is none. */
unsigned long get_unmapped_area(unsigned long addr, unsigned long len);
/* Link an area whose range is free into mm: cannot fail. Counts map_count, not total_vm. */
void insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma);
/* How many bytes of [start, end) are in areas: what a mapping there would replace. */
unsigned long count_mapped(struct mm_struct *mm, unsigned long start, unsigned long end);
/* May current's address space grow by len bytes (RLIMIT_AS)? */
bool may_expand_vm(struct mm_struct *mm, unsigned long len);
/* Map for current; returns the address or -errno (EINVAL ENOMEM EACCES). prot/flags: PROT_* MAP_*. */
unsigned long do_mmap(const struct vm_object *object, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flags, unsigned long pgoff);
/* Unmap [addr, addr+len): all of it, or -EINVAL/-ENOMEM with nothing changed. */
int do_munmap(struct mm_struct *mm, unsigned long addr, unsigned long len);
/* Anonymous area for the break, as do_mmap at a fixed place. */
unsigned long do_brk(unsigned long addr, unsigned long len);
/* Protection word of an area with these VM_ flags. */
pgprot_t vm_page_prot(unsigned long vm_flags);

/* Cut vma in two at addr: the part from addr on becomes *upper, opened as a new area. */
void split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
	       struct vm_area_struct *upper);

#endif
