// SPDX-License-Identifier: GPL-2.0-only
/*
 * mprotect(): change the protection of a range. An area of which only a part is covered is
 * split first, and vm_ops->open() is called for the new one: a segment's nattch counts
 * areas.
 *
 * If the edge of an area gets the protection of the neighbour that continues the same
 * mapping, only the boundary between them moves. Otherwise, compared with Linux, areas that
 * have become alike are not merged.
 */
#include "mm/mprotect.h"
#include "kernel/sched/sched.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"

/* Split vma at addr if addr lies inside it. 0 or -ENOMEM. */
static int cut(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr)
{
	struct vm_area_struct *upper;

	if (addr <= vma->vm_start || addr >= vma->vm_end)
		return 0;
	if (mm->map_count >= max_map_count)
		return -ENOMEM;
	upper = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
	if (!upper)
		return -ENOMEM;
	split_vma(mm, vma, addr, upper);
	return 0;
}

/* Does `right` continue the mapping of `left`: next to it, the same object, the next page? */
static bool continues(const struct vm_area_struct *left, const struct vm_area_struct *right)
{
	return left->vm_end == right->vm_start && left->vm_ops == right->vm_ops &&
	       left->vm_private_data == right->vm_private_data &&
	       left->vm_pgoff + ((left->vm_end - left->vm_start) >> PAGE_SHIFT) == right->vm_pgoff;
}

/* Let `left` end and `right` begin at addr. */
static void move_boundary(struct vm_area_struct *left, struct vm_area_struct *right, unsigned long addr)
{
	unsigned long old = left->vm_end;

	left->vm_end = right->vm_start = addr;
	right->vm_pgoff = left->vm_pgoff + ((addr - left->vm_start) >> PAGE_SHIFT);
	if (addr < old)			/* traced in an order in which the areas never overlap */
		vma_resized(left, left->vm_start, old);
	vma_resized(right, old, right->vm_end);
	if (addr > old)
		vma_resized(left, left->vm_start, old);
}

/*
 * If [start, end) is an edge of vma and the neighbour there has the flags vm_flags, move the
 * range over to the neighbour. Returns the neighbour, or NULL.
 */
static struct vm_area_struct *give_to_neighbour(struct mm_struct *mm, struct vm_area_struct *vma,
						unsigned long start, unsigned long end,
						unsigned long vm_flags)
{
	struct vm_area_struct *prev, *next = vma->vm_next;

	if (start == vma->vm_start && end < vma->vm_end) {
		prev = find_vma(mm, start - 1);
		if (continues(prev, vma) && prev->vm_flags == vm_flags) {
			move_boundary(prev, vma, end);
			return prev;
		}
	} else if (start > vma->vm_start && end == vma->vm_end && next) {
		if (continues(vma, next) && next->vm_flags == vm_flags) {
			move_boundary(vma, next, start);
			return next;
		}
	}
	return NULL;
}

/* Give the part [start, end) of vma the flags vm_flags. 0 or -ENOMEM. (Linux: mprotect_fixup) */
static int mprotect_fixup(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long start,
			  unsigned long end, unsigned long vm_flags)
{
	struct vm_area_struct *neighbour;
	int err;

	if (vm_flags == vma->vm_flags)
		return 0;
	neighbour = give_to_neighbour(mm, vma, start, end, vm_flags);
	if (neighbour) {
		change_protection(mm, start, end, neighbour->vm_page_prot);
		return 0;
	}
	err = cut(mm, vma, end);
	if (err)
		return err;
	if (start > vma->vm_start) {
		err = cut(mm, vma, start);
		if (err)
			return err;
		vma = vma->vm_next;
	}
	vma->vm_flags = vm_flags;
	vma->vm_page_prot = vm_page_prot(vm_flags);
	trace_area(EV_AREA_PROTECT, vma);
	change_protection(mm, start, end, vma->vm_page_prot);
	return 0;
}

int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long len, unsigned long prot)
{
	struct vm_area_struct *vma;
	unsigned long end;

	if (start & ~PAGE_MASK)
		return -EINVAL;
	if (!len)
		return 0;
	len = PAGE_ALIGN(len);
	end = start + len;
	if (end <= start)
		return -ENOMEM;
	if (prot & ~(unsigned long)(PROT_READ | PROT_WRITE | PROT_EXEC))
		return -EINVAL;
	if (prot & PROT_READ && read_implies_exec())
		prot |= PROT_EXEC;

	vma = find_vma(mm, start);
	if (!vma || vma->vm_start > start)
		return -ENOMEM;
	while (start < end) {
		unsigned long vm_flags = (vma->vm_flags & ~(unsigned long)(VM_READ | VM_WRITE | VM_EXEC)) | prot;
		unsigned long next = min(end, vma->vm_end);
		int err;

		/* VM_MAYx is four bits above VM_x: it says which rights may be granted at all. */
		if (vm_flags & ~(vm_flags >> 4) & (VM_READ | VM_WRITE | VM_EXEC))
			return -EACCES;
		err = mprotect_fixup(mm, vma, start, next, vm_flags);
		if (err)
			return err;
		start = next;
		cond_resched();
		if (start < end) {
			vma = find_vma(mm, start);
			if (!vma || vma->vm_start > start)	/* a hole; what lies before it is changed */
				return -ENOMEM;
		}
	}
	return 0;
}
