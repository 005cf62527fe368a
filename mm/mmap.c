// SPDX-License-Identifier: GPL-2.0-only
/*
 * Areas of an address space: a list of vm_area_structs, sorted by address. If there are many, they
 * are also in a tree, so that a search does not walk the list (mm/area_tree.c).
 *
 *	0x08048000  program: text, data, bss         from the ELF file
 *	            break, grows up
 *	0x40000000  TASK_UNMAPPED_BASE: attaches and mmap, first fit upward
 *	            stack, grows down
 *	0xC0000000  TASK_SIZE: the kernel
 *
 * Every function here is called with mm->mmap_sem held. Left out compared with
 * Linux 2.4: merging of areas other than an anonymous one with its predecessor.
 */
#include "mm/mmap.h"
#include "kernel/sched/sched.h"
#include "mm/area_tree.h"
#include "mm/mm_struct.h"
#include "mm/pagetable.h"

int max_map_count = 65536;

/* find_vma(), when the area found last is not the one. */
static noinline struct vm_area_struct *search_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap;

	if (has_area_tree(mm))
		return area_tree_find(mm, addr);
	while (vma && vma->vm_end <= addr)
		vma = vma->vm_next;
	if (vma)
		mm->mmap_cache = vma;
	return vma;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap_cache;

	assert_held(&mm->mmap_sem);
	/* Faults are often close together. */
	if (vma && vma->vm_start <= addr && addr < vma->vm_end)
		return vma;
	return search_vma(mm, addr);
}

struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start,
					     unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? vma : NULL;
}

/* Find the pointer of the list that leads to the first area that begins at or above addr. */
static struct vm_area_struct **find_link(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct **link = &mm->mmap, *prev;

	if (has_area_tree(mm)) {
		prev = area_tree_find_prev(mm, addr);
		return prev ? &prev->vm_next : link;
	}
	while (*link && (*link)->vm_start < addr)
		link = &(*link)->vm_next;
	return link;
}

/* The area to which this pointer of the list belongs; NULL if it is the start of the list. */
static struct vm_area_struct *area_before(struct mm_struct *mm, struct vm_area_struct **link)
{
	return link == &mm->mmap ? NULL : container_of(link, struct vm_area_struct, vm_next);
}

unsigned long get_unmapped_area(unsigned long addr, unsigned long len)
{
	struct vm_area_struct *vma;

	if (len > TASK_SIZE)
		return 0;
	addr = addr ? PAGE_ALIGN(addr) : TASK_UNMAPPED_BASE;
	for (vma = find_vma(current->mm, addr); ; vma = vma->vm_next) {
		if (addr > TASK_SIZE - len)
			return 0;
		if (!vma || addr + len + gap_below(vma) <= vma->vm_start)
			return addr;
		if (has_area_tree(current->mm))		/* skip what has no gap of len bytes above it */
			vma = area_tree_skip(vma, len);
		addr = vma->vm_end;
	}
}

void insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct **link = find_link(mm, vma->vm_start);

	assert_held(&mm->mmap_sem);
	vma->vm_mm = mm;
	vma->vm_next = *link;
	*link = vma;
	mm->mmap_cache = vma;		/* most likely touched next */
	if (unlikely(++mm->map_count >= AREA_TREE_MIN) || has_area_tree(mm))
		area_tree_add(mm, vma);
	trace_area(EV_AREA_ADD, vma);
}

void vma_resized(struct vm_area_struct *vma, unsigned long old_start, unsigned long old_end)
{
	if (has_area_tree(vma->vm_mm))
		area_tree_resized(vma->vm_mm, vma);
	trace_resize(vma, old_start, old_end);
}

/* Remove the area to which this pointer of the list leads. */
static void unlink_vma(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct **link)
{
	*link = vma->vm_next;
	if (has_area_tree(mm))
		tree_unlink(&mm->area_tree, &vma->node);
	if (mm->mmap_cache == vma)
		mm->mmap_cache = NULL;
	mm->map_count--;
	trace_area(EV_AREA_REMOVE, vma);
}

unsigned long count_mapped(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	unsigned long bytes = 0;

	for (struct vm_area_struct *vma = find_vma(mm, start); vma && vma->vm_start < end; vma = vma->vm_next)
		bytes += min(vma->vm_end, end) - max(vma->vm_start, start);
	return bytes;
}

bool may_expand_vm(struct mm_struct *mm, unsigned long len)
{
	return mm->total_vm + (len >> PAGE_SHIFT) <= current->rlim[RLIMIT_AS].rlim_cur >> PAGE_SHIFT;
}

pgprot_t vm_page_prot(unsigned long vm_flags)
{
	if (!(vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return PAGE_NONE;
	if (!(vm_flags & VM_WRITE))
		return PAGE_READONLY;
	return vm_flags & VM_SHARED ? PAGE_SHARED : PAGE_COPY;
}

/* The VM_ flags of an area that is mapped with these PROT_ and MAP_ words. */
static unsigned long calc_vm_flags(unsigned long prot, unsigned long flags)
{
	unsigned long vm_flags = VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;

	vm_flags |= prot & (PROT_READ | PROT_WRITE | PROT_EXEC);	/* the same bits */
	if (prot & PROT_READ && read_implies_exec())
		vm_flags |= VM_EXEC;
	if ((flags & MAP_TYPE) == MAP_SHARED)
		vm_flags |= VM_SHARED | VM_MAYSHARE;
	if (flags & MAP_GROWSDOWN)
		vm_flags |= VM_GROWSDOWN;
	return vm_flags;
}

/* Choose the address of a mapping: the address, or -errno. */
static unsigned long choose_address(unsigned long addr, unsigned long len, unsigned long flags)
{
	if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		addr = get_unmapped_area(addr, len);
		return addr ? addr : (unsigned long)-ENOMEM;
	}
	if (addr > TASK_SIZE - len)
		return -ENOMEM;
	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (!addr)
		return -EPERM;			/* page 0 is never mapped */
	if (flags & MAP_FIXED_NOREPLACE && find_vma_intersection(current->mm, addr, addr + len))
		return -EEXIST;
	return addr;
}

/* Extend the anonymous area that ends at addr, if it is of the same kind, instead of adding one. */
static bool extend_previous(struct mm_struct *mm, unsigned long addr, unsigned long len,
			    unsigned long vm_flags)
{
	struct vm_area_struct *prev = area_before(mm, find_link(mm, addr));

	if (!prev || prev->vm_end != addr || prev->vm_ops || prev->vm_flags != vm_flags ||
	    vm_flags & (VM_SHARED | VM_GROWSDOWN))
		return false;
	prev->vm_end += len;
	vma_resized(prev, prev->vm_start, addr);
	return true;
}

unsigned long do_mmap(const struct vm_object *object, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	struct mm_struct *mm = current->mm;
	unsigned long vm_flags = calc_vm_flags(prot, flags);
	struct vm_area_struct *vma;
	int err;

	if (!len)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	if (!len || len > TASK_SIZE)
		return -ENOMEM;
	if (pgoff + (len >> PAGE_SHIFT) < pgoff)
		return -EOVERFLOW;
	if (mm->map_count > max_map_count)
		return -ENOMEM;
	if (object && flags & MAP_GROWSDOWN)	/* the object has no pages below its start */
		return -EINVAL;
	addr = choose_address(addr, len, flags);
	if (IS_ERR_VALUE(addr))
		return addr;

	if (!may_expand_vm(mm, len - count_mapped(mm, addr, addr + len)))
		return -ENOMEM;
	/* Memory may be overcommitted, but one mapping may not exceed all there is. */
	if (!object && !(flags & MAP_NORESERVE) && len >> PAGE_SHIFT > totalram_pages)
		return -ENOMEM;

	vma = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
	if (!vma)
		return -ENOMEM;
	err = do_munmap(mm, addr, len);		/* what MAP_FIXED replaces; nothing after this can fail */
	if (err) {
		kmem_cache_free(vm_area_cachep, vma);
		return err;
	}
	mm->total_vm += len >> PAGE_SHIFT;
	if (!object && extend_previous(mm, addr, len, vm_flags)) {
		kmem_cache_free(vm_area_cachep, vma);
		return addr;
	}
	*vma = (struct vm_area_struct){
		.vm_start = addr,
		.vm_end = addr + len,
		.vm_flags = vm_flags,
		.vm_page_prot = vm_page_prot(vm_flags),
		.vm_pgoff = pgoff,
		.vm_ops = object ? object->ops : NULL,
		.vm_private_data = object ? object->private_data : NULL,
	};
	insert_vm_struct(mm, vma);
	if (vma->vm_ops && vma->vm_ops->open)
		vma->vm_ops->open(vma);
	return addr;
}

unsigned long do_brk(unsigned long addr, unsigned long len)
{
	return do_mmap(NULL, addr, len, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, 0);
}

void split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
	       struct vm_area_struct *upper)
{
	*upper = *vma;
	upper->vm_start = addr;
	upper->vm_pgoff += (addr - vma->vm_start) >> PAGE_SHIFT;
	vma->vm_end = addr;
	vma_resized(vma, vma->vm_start, upper->vm_end);
	insert_vm_struct(mm, upper);
	if (upper->vm_ops && upper->vm_ops->open)
		upper->vm_ops->open(upper);
}

/* Shorten or remove an area of which [start, end) is unmapped. Its entries there are clear already. */
static void unmap_fixup(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct **link,
			unsigned long start, unsigned long end)
{
	unsigned long old_start = vma->vm_start, old_end = vma->vm_end;

	if (start <= old_start && end >= old_end) {
		unlink_vma(mm, vma, link);
		if (vma->vm_ops && vma->vm_ops->close)
			vma->vm_ops->close(vma);
		kmem_cache_free(vm_area_cachep, vma);
	} else if (start <= old_start) {	/* the front goes; it is still one area, so no hook is called */
		vma->vm_pgoff += (end - old_start) >> PAGE_SHIFT;
		vma->vm_start = end;
		vma_resized(vma, old_start, old_end);
	} else {
		vma->vm_end = start;
		vma_resized(vma, old_start, old_end);
	}
}

int do_munmap(struct mm_struct *mm, unsigned long addr, unsigned long len)
{
	struct vm_area_struct **link, *vma, *prev, *next;
	unsigned long end;
	bool tables = false;

	assert_held(&mm->mmap_sem);
	if (addr & ~PAGE_MASK || addr > TASK_SIZE || len > TASK_SIZE - addr)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	if (!len)
		return -EINVAL;
	end = addr + len;

	/* prev begins below addr, so it stays, perhaps shorter. Areas that go entirely follow it, at *link. */
	link = find_link(mm, addr);
	prev = area_before(mm, link);
	vma = prev && prev->vm_end > addr ? prev : *link;
	if (!vma || vma->vm_start >= end)
		return 0;
	if (vma->vm_start < addr && vma->vm_end > end) {
		/* A hole inside an area is the only case that needs memory: it comes before any change. */
		struct vm_area_struct *upper;

		if (mm->map_count >= max_map_count)
			return -ENOMEM;
		upper = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
		if (!upper)
			return -ENOMEM;
		split_vma(mm, vma, end, upper);
	}

	for (;; vma = next) {
		unsigned long from = max(addr, vma->vm_start), to = min(end, vma->vm_end);

		next = vma->vm_next;
		tables |= zap_page_range(mm, from, to - from);
		mm->total_vm -= (to - from) >> PAGE_SHIFT;
		unmap_fixup(mm, vma, link, addr, end);
		if (!next || next->vm_start >= end)
			break;
		cond_resched();
	}
	if (tables) {
		next = *link;
		free_pgtables(mm, addr, end, prev ? prev->vm_end : 0, next ? next->vm_start : TASK_SIZE);
	}
	return 0;
}
