// SPDX-License-Identifier: GPL-2.0-only
/*
 * mremap(): shrink, enlarge or move a mapping. The mapped object does not grow with it: a
 * page beyond the size of a segment has no frame, and touching it is SIGBUS (vm_ops->nopage).
 */
#include "mm/mremap.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"

/*
 * Make a new area of new_len bytes at `to`, and move the pages of vma at `from` into it. The
 * address, or -ENOMEM with nothing changed. (Linux: move_vma)
 */
static unsigned long move_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long from,
			      unsigned long old_len, unsigned long new_len, unsigned long to)
{
	struct vm_area_struct *copy;

	if (mm->map_count >= max_map_count - 1)	/* unmapping the old range may need an area as well */
		return -ENOMEM;
	copy = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	*copy = *vma;
	copy->vm_start = to;
	copy->vm_end = to + new_len;
	copy->vm_pgoff = vma->vm_pgoff + ((from - vma->vm_start) >> PAGE_SHIFT);
	insert_vm_struct(mm, copy);
	mm->total_vm += new_len >> PAGE_SHIFT;
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	if (old_len && move_page_tables(mm, from, to, min(old_len, new_len))) {
		do_munmap(mm, to, new_len);	/* a whole area: this cannot fail */
		return -ENOMEM;
	}
	/*
	 * The pages have moved, and the old range is empty. Unmapping it from the middle of an
	 * area can fail without memory; then the range stays, empty.
	 */
	if (old_len)
		do_munmap(mm, from, old_len);
	return to;
}

/* Choose the new address of a mapping that may move, or -errno. */
static unsigned long new_place(struct mm_struct *mm, unsigned long new_len, unsigned long flags,
			       unsigned long new_addr)
{
	int err;

	if (!(flags & MREMAP_FIXED)) {
		new_addr = get_unmapped_area(0, new_len);
		return new_addr ? new_addr : (unsigned long)-ENOMEM;
	}
	err = do_munmap(mm, new_addr, new_len);
	return err ? (unsigned long)err : new_addr;
}

unsigned long do_mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
			unsigned long flags, unsigned long new_addr)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long pgoff;
	int err;

	if (flags & ~(unsigned long)(MREMAP_MAYMOVE | MREMAP_FIXED) || addr & ~PAGE_MASK)
		return -EINVAL;
	if (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	old_len = PAGE_ALIGN(old_len);
	new_len = PAGE_ALIGN(new_len);
	if (!new_len)
		return -EINVAL;
	if (flags & MREMAP_FIXED) {
		if (new_addr & ~PAGE_MASK || !new_addr || new_len > TASK_SIZE ||
		    new_addr > TASK_SIZE - new_len)
			return -EINVAL;
		if (new_addr - addr < old_len || addr - new_addr < new_len)	/* they overlap; no sum can wrap */
			return -EINVAL;
	}

	vma = find_vma(mm, addr);
	if (!vma || vma->vm_start > addr)
		return -EFAULT;
	pgoff = vma->vm_pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT);
	if (vma->vm_ops && pgoff + (new_len >> PAGE_SHIFT) < pgoff)	/* the last page would be page 0 of the object */
		return -EINVAL;
	if (!old_len && !(vma->vm_flags & VM_SHARED))	/* 0 maps a shared area a second time */
		return -EINVAL;
	if (!(flags & MREMAP_FIXED) && old_len >= new_len) {
		/* Shrinking unmaps the rest, which may be several areas. */
		err = old_len > new_len ? do_munmap(mm, addr + new_len, old_len - new_len) : 0;
		return err ? (unsigned long)err : addr;
	}
	if (min(old_len, new_len) > vma->vm_end - addr)	/* what remains must be one area */
		return -EFAULT;
	if (!(flags & MREMAP_FIXED)) {
		if (!may_expand_vm(mm, new_len - old_len))
			return -ENOMEM;
		if (old_len && addr + old_len == vma->vm_end && new_len <= TASK_SIZE - addr &&
		    !find_vma_intersection(mm, vma->vm_end, addr + new_len)) {
			mm->total_vm += (new_len - old_len) >> PAGE_SHIFT;
			vma->vm_end = addr + new_len;
			vma_resized(vma, vma->vm_start, addr + old_len);
			return addr;
		}
		if (!(flags & MREMAP_MAYMOVE))
			return -ENOMEM;
	} else if (new_len > old_len && !may_expand_vm(mm, new_len - old_len)) {
		return -ENOMEM;
	}
	new_addr = new_place(mm, new_len, flags, new_addr);
	if (IS_ERR_VALUE(new_addr))
		return new_addr;
	if (old_len > new_len) {		/* unmap what is not moved, also after this area */
		err = do_munmap(mm, addr + new_len, old_len - new_len);
		if (err)
			return err;
		old_len = new_len;
	}
	vma = find_vma(mm, addr);		/* MREMAP_FIXED may have changed or unmapped it */
	if (!vma || vma->vm_start > addr)
		return -EFAULT;
	return move_vma(mm, vma, addr, old_len, new_len, new_addr);
}
