/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree of the areas of an address space. Every function here needs mm->mmap_sem held. */
#ifndef MM_AREA_TREE_H
#define MM_AREA_TREE_H

#include "mm/mm.h"

#define AREA_TREE_MIN	32		/* with fewer areas, the list alone is faster */

/* Does this address space have a tree? It keeps it until its last area goes. */
static inline bool has_area_tree(const struct mm_struct *mm)
{
	return unlikely(mm->area_tree.root);
}

/* Make the tree of all areas on the list. May sleep. */
void make_area_tree(struct mm_struct *mm);
/* Add an area, which is on the list, to the tree. If there is none, make it. May sleep. */
void area_tree_add(struct mm_struct *mm, struct vm_area_struct *vma);
/* The start or end of an area in the tree has changed; the order of the areas has not. */
static inline void area_tree_resized(struct mm_struct *mm, struct vm_area_struct *vma)
{
	tree_changed(&mm->area_tree, &vma->node);
}
/* The first area that ends above addr, or NULL. */
struct vm_area_struct *area_tree_find(struct mm_struct *mm, unsigned long addr);
/* The last area that begins below addr, or NULL. */
struct vm_area_struct *area_tree_find_prev(struct mm_struct *mm, unsigned long addr);
/*
 * From vma on, skip areas that leave less than len bytes to the next one. Returns the first
 * that leaves more, or the last area.
 */
struct vm_area_struct *area_tree_skip(struct vm_area_struct *vma, unsigned long len);
/* Does the tree agree with the list? (self-check) */
bool area_tree_is_sound(const struct mm_struct *mm);

#endif
