// SPDX-License-Identifier: GPL-2.0-only
/*
 * Areas of an address space: a list of vm_area_structs, sorted by address.
 *
 *	0x08048000  program: text, data, bss         from the ELF file
 *	            break, grows up
 *	0x40000000  TASK_UNMAPPED_BASE: attaches and mmap, first fit upward
 *	            stack, grows down
 *	0xC0000000  TASK_SIZE: the kernel
 *
 * Every function here is called with mm->mmap_sem held. Left out compared with
 * Linux 2.4: the AVL tree beside the list, and merging of areas other than an
 * anonymous one with its predecessor.
 */
#include "mm/mmap.h"
#include "mm/mm_struct.h"
#include "mm/pagetable.h"

int max_map_count = 65536;

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap_cache;

	/* Faults are often close together: start at the area found last, unless it lies above addr. */
	if (!vma || vma->vm_start > addr)
		vma = mm->mmap;
	while (vma && vma->vm_end <= addr)
		vma = vma->vm_next;
	if (vma)
		mm->mmap_cache = vma;
	return vma;
}

struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start,
					     unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? vma : NULL;
}

/* Find the last area that begins below addr, or NULL. */
static struct vm_area_struct *find_vma_prev(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *prev = NULL;

	for (struct vm_area_struct *vma = mm->mmap; vma && vma->vm_start < addr; vma = vma->vm_next)
		prev = vma;
	return prev;
}

/* The area after prev; the first one if prev is NULL. */
static struct vm_area_struct *next_vma(struct mm_struct *mm, struct vm_area_struct *prev)
{
	return prev ? prev->vm_next : mm->mmap;
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
		addr = vma->vm_end;
	}
}

void insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev = find_vma_prev(mm, vma->vm_start);
	struct vm_area_struct **link = prev ? &prev->vm_next : &mm->mmap;

	vma->vm_mm = mm;
	vma->vm_next = *link;
	*link = vma;
	mm->mmap_cache = vma;		/* most likely touched next */
	mm->map_count++;
	trace_area(EV_AREA_ADD, vma);
}

/* Remove an area from the list. prev is its predecessor, or NULL. */
static void unlink_vma(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev)
{
	*(prev ? &prev->vm_next : &mm->mmap) = vma->vm_next;
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
	struct vm_area_struct *prev = find_vma_prev(mm, addr);

	if (!prev || prev->vm_end != addr || prev->vm_ops || prev->vm_flags != vm_flags ||
	    vm_flags & (VM_SHARED | VM_GROWSDOWN))
		return false;
	prev->vm_end += len;
	trace_resize(prev, prev->vm_start, addr);
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
	trace_resize(vma, vma->vm_start, upper->vm_end);
	insert_vm_struct(mm, upper);
	if (upper->vm_ops && upper->vm_ops->open)
		upper->vm_ops->open(upper);
}

/* Shorten or remove an area of which [start, end) is unmapped. Its entries there are clear already. */
static void unmap_fixup(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev,
			unsigned long start, unsigned long end)
{
	unsigned long old_start = vma->vm_start, old_end = vma->vm_end;

	if (start <= old_start && end >= old_end) {
		unlink_vma(mm, vma, prev);
		if (vma->vm_ops && vma->vm_ops->close)
			vma->vm_ops->close(vma);
		kmem_cache_free(vm_area_cachep, vma);
	} else if (start <= old_start) {	/* the front goes; it is still one area, so no hook is called */
		vma->vm_pgoff += (end - old_start) >> PAGE_SHIFT;
		vma->vm_start = end;
		trace_resize(vma, old_start, old_end);
	} else {
		vma->vm_end = start;
		trace_resize(vma, old_start, old_end);
	}
}

int do_munmap(struct mm_struct *mm, unsigned long addr, unsigned long len)
{
	struct vm_area_struct *vma, *prev, *next;
	unsigned long end;
	bool tables = false;

	if (addr & ~PAGE_MASK || addr > TASK_SIZE || len > TASK_SIZE - addr)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	if (!len)
		return -EINVAL;
	end = addr + len;

	/* prev begins below addr, so it stays, perhaps shorter. Areas that go entirely follow it. */
	prev = find_vma_prev(mm, addr);
	vma = prev && prev->vm_end > addr ? prev : next_vma(mm, prev);
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

	for (; vma && vma->vm_start < end; vma = next) {
		unsigned long from = max(addr, vma->vm_start), to = min(end, vma->vm_end);

		next = vma->vm_next;
		tables |= zap_page_range(mm, from, to - from);
		mm->total_vm -= (to - from) >> PAGE_SHIFT;
		unmap_fixup(mm, vma, prev, addr, end);
	}
	if (tables) {
		next = next_vma(mm, prev);
		free_pgtables(mm, addr, end, prev ? prev->vm_end : 0, next ? next->vm_start : TASK_SIZE);
	}
	return 0;
}
