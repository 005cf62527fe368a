/* SPDX-License-Identifier: GPL-2.0-only */
/* Areas of an address space. Every function here needs mm->mmap_sem held. */
#ifndef MM_MMAP_H
#define MM_MMAP_H

#include <uapi/personality.h>
#include "mm/mm.h"

extern int max_map_count;			/* areas of one address space: 65536 */

/* Find the first area that ends above addr, or NULL. It may begin above addr, too. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);
/* Find the first area that overlaps [start, end), or NULL. */
struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start, unsigned long end);
/* How many bytes a mapping must leave free below vma: only a stack has a gap there. */
static inline unsigned long gap_below(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_GROWSDOWN ? STACK_GUARD_GAP : 0;
}
/*
 * Find the first gap of len bytes at or above addr (0: TASK_UNMAPPED_BASE) in the address
 * space of current. It does not reach into the gap below a stack. The address, or 0 when there is none.
 */
unsigned long get_unmapped_area(unsigned long addr, unsigned long len);
/* Link an area into mm. Its range must be free. Updates map_count, but not total_vm. */
void insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma);
/* The bounds of a linked area have changed from these. Tells the tree and the trace. */
void vma_resized(struct vm_area_struct *vma, unsigned long old_start, unsigned long old_end);
/* Count the bytes of [start, end) that lie in areas, which a new mapping would replace. */
unsigned long count_mapped(struct mm_struct *mm, unsigned long start, unsigned long end);
/* May mm, which is current's, grow by len bytes (RLIMIT_AS)? */
bool may_expand_vm(struct mm_struct *mm, unsigned long len);
/*
 * Map an object (NULL: anonymous memory) into the address space of current. prot and flags
 * are PROT_ and MAP_ words, pgoff counts pages. Returns the address, or -EINVAL, -ENOMEM,
 * -EOVERFLOW, -EPERM, -EEXIST.
 */
unsigned long do_mmap(const struct vm_object *object, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flags, unsigned long pgoff);
/* Unmap [addr, addr+len). 0, or -EINVAL, -ENOMEM with nothing changed. */
int do_munmap(struct mm_struct *mm, unsigned long addr, unsigned long len);
/* Map anonymous memory for the break: do_mmap() at a fixed address. */
unsigned long do_brk(unsigned long addr, unsigned long len);
/* May current execute whatever it may read, from the next mapping or mprotect() on? */
static inline bool read_implies_exec(void)
{
	return current->personality & READ_IMPLIES_EXEC;
}
/* The protection bits of table entries in an area with these VM_ flags. */
pgprot_t vm_page_prot(unsigned long vm_flags);

/* Split vma at addr: the part from addr on becomes *upper, which is opened as a new area. */
void split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
	       struct vm_area_struct *upper);

#endif
