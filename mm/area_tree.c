// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of the areas of an address space that has many, beside the list (mm/mmap.c). It makes
 * a search take log2(n) steps instead of n:
 *
 *	find_vma(), find_vma_prev()	by address
 *	get_unmapped_area()		a hole of some size. For this, each node says which part of
 *					the address space the areas below it span, and how large
 *					the largest hole among them is:
 *
 *	   span_start          span_end
 *	       v                  v
 *	       [ A ]   [ B ][ C ]		B's node, with A and C below it
 *	            <-> hole
 *
 * As in Linux 2.4, an address space gets a tree with its 32nd area. Linux found a hole by walking
 * the list in that version; since 3.8 its tree knows the holes as well.
 */
#include "mm/area_tree.h"
#include "kernel/sched/sched.h"
#include "mm/mmap.h"

static struct vm_area_struct *area_of(const struct tree_node *node)
{
	return node ? tree_entry(node, struct vm_area_struct, node) : NULL;
}

static struct vm_area_struct *child_of(const struct vm_area_struct *vma, int side)
{
	return area_of(vma->node.child[side]);
}

/* How large a mapping fits between `end`, where something ends, and `start`, where something begins. */
static unsigned long room(unsigned long end, unsigned long start)
{
	return start > end ? start - end : 0;
}

/* Where a mapping below vma must end: before the gap that a stack keeps. */
static unsigned long start_with_gap(const struct vm_area_struct *vma)
{
	return vma->vm_start - min(vma->vm_start, gap_below(vma));
}

static void update_span(struct tree_node *node)
{
	struct vm_area_struct *vma = area_of(node);
	const struct vm_area_struct *left = child_of(vma, TREE_LEFT), *right = child_of(vma, TREE_RIGHT);

	vma->span_start = start_with_gap(vma);
	vma->span_end = vma->vm_end;
	vma->hole = 0;
	if (left) {
		vma->hole = max(left->hole, room(left->span_end, vma->span_start));
		vma->span_start = left->span_start;
	}
	if (right) {
		vma->hole = max(vma->hole, max(right->hole, room(vma->vm_end, right->span_start)));
		vma->span_end = right->span_end;
	}
}

static void add(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *parent = NULL, *next = area_of(mm->area_tree.root);
	int side = TREE_LEFT;

	while (next) {
		parent = next;
		side = vma->vm_start < parent->vm_start ? TREE_LEFT : TREE_RIGHT;
		next = child_of(parent, side);
	}
	tree_link(&mm->area_tree, parent ? &parent->node : NULL, side, &vma->node);
}

void make_area_tree(struct mm_struct *mm)
{
	mm->area_tree = (struct tree){ .update = update_span };
	for (struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next) {
		add(mm, vma);
		cond_resched();
	}
}

void area_tree_add(struct mm_struct *mm, struct vm_area_struct *vma)
{
	if (has_area_tree(mm))
		add(mm, vma);
	else
		make_area_tree(mm);
}

struct vm_area_struct *area_tree_find(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = area_of(mm->area_tree.root), *found = NULL;

	while (vma) {
		if (vma->vm_end > addr) {
			found = vma;
			if (vma->vm_start <= addr)
				break;
			vma = child_of(vma, TREE_LEFT);
		} else {
			vma = child_of(vma, TREE_RIGHT);
		}
	}
	if (found)
		mm->mmap_cache = found;
	return found;
}

struct vm_area_struct *area_tree_find_prev(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = area_of(mm->area_tree.root), *found = NULL;

	while (vma) {
		if (vma->vm_start < addr) {
			found = vma;
			vma = child_of(vma, TREE_RIGHT);
		} else {
			vma = child_of(vma, TREE_LEFT);
		}
	}
	return found;
}

/* The area before the first hole of len bytes among those below vma, which has one. */
static struct vm_area_struct *before_hole(struct vm_area_struct *vma, unsigned long len)
{
	struct vm_area_struct *left, *right;

	for (;;) {
		left = child_of(vma, TREE_LEFT);
		right = child_of(vma, TREE_RIGHT);
		if (left && left->hole >= len) {
			vma = left;
		} else if (left && room(left->span_end, start_with_gap(vma)) >= len) {
			while (child_of(left, TREE_RIGHT))
				left = child_of(left, TREE_RIGHT);
			return left;
		} else if (room(vma->vm_end, right->span_start) >= len) {
			return vma;
		} else {
			vma = right;
		}
	}
}

struct vm_area_struct *area_tree_skip(struct vm_area_struct *vma, unsigned long len)
{
	for (;;) {
		struct vm_area_struct *right = child_of(vma, TREE_RIGHT), *last = vma, *parent;

		/* First what is below vma on its right side, ... */
		if (right) {
			if (room(vma->vm_end, right->span_start) >= len)
				return vma;
			if (right->hole >= len)
				return before_hole(right, len);
			while (child_of(last, TREE_RIGHT))
				last = child_of(last, TREE_RIGHT);
		}
		/* ... then the first area above them all: the parent of a left child. */
		while ((parent = area_of(vma->node.parent)) && child_of(parent, TREE_RIGHT) == vma)
			vma = parent;
		if (!parent || room(last->vm_end, start_with_gap(parent)) >= len)
			return last;
		vma = parent;
	}
}

bool area_tree_is_sound(const struct mm_struct *mm)
{
	if (!has_area_tree(mm))
		return mm->map_count < AREA_TREE_MIN;
	for (const struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next) {
		struct vm_area_struct again = *vma;

		update_span(&again.node);
		if (again.span_start != vma->span_start || again.span_end != vma->span_end ||
		    again.hole != vma->hole || area_tree_find((struct mm_struct *)mm, vma->vm_start) != vma)
			return false;
	}
	return tree_count(&mm->area_tree) == mm->map_count;
}
