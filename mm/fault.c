// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page fault, from its address to its result (Linux: do_page_fault). What an unresolved
 * fault does to the program is decided in kernel/proc/traps.c.
 *
 * Left out compared with Linux: faults on kernel memory of vmalloc(), which is not in every
 * page directory there (here all directories share all kernel page tables), and a limit on
 * how far below esp a stack may be touched, which today's Linux does not have either.
 */
#include "mm/fault.h"
#include "mm/memory.h"
#include "mm/mmap.h"

/*
 * An access below an area: if the area is a stack, extend it. (find_vma() found no area in
 * between.) As in Linux, it keeps its distance from accessible memory below it, unless that is
 * a stack as well: a function with large local variables could otherwise skip to that memory.
 */
static noinline bool expand_stack(struct mm_struct *mm, struct vm_area_struct *vma,
				  unsigned long address)
{
	unsigned long start = address & PAGE_MASK;
	unsigned long grow = vma->vm_start - start;
	const struct vm_area_struct *below;

	if (!(vma->vm_flags & VM_GROWSDOWN))
		return false;
	if (!start)			/* page 0 is never mapped */
		return false;
	if (vma->vm_end - start > current->rlim[RLIMIT_STACK].rlim_cur || !may_expand_vm(mm, grow))
		return false;
	below = find_vma(mm, start - min(start, STACK_GUARD_GAP));
	while (below != vma && below->vm_next != vma)
		below = below->vm_next;
	if (below != vma && !(below->vm_flags & VM_GROWSDOWN) &&
	    below->vm_flags & (VM_READ | VM_WRITE | VM_EXEC))
		return false;
	vma->vm_start = start;
	vma->vm_pgoff -= grow >> PAGE_SHIFT;
	mm->total_vm += grow >> PAGE_SHIFT;
	vma_resized(vma, start + grow, vma->vm_end);
	return true;
}

/* Does the area allow this kind of access? */
static bool access_allowed(const struct vm_area_struct *vma, unsigned long error_code)
{
	if (error_code & PF_WRITE)
		return vma->vm_flags & VM_WRITE;
	if (error_code & PF_PROT)	/* a read of a present page failed: it is PROT_NONE */
		return false;
	return vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC);	/* the i386 does not distinguish these */
}

static inline enum fault_result fault_in_area(struct mm_struct *mm, unsigned long address,
					      unsigned long error_code)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	/* (No area ends above TASK_SIZE, so there is none for an address of the kernel.) */
	if (!vma || (address < vma->vm_start && !expand_stack(mm, vma, address)))
		return FAULT_MAPERR;
	if (!access_allowed(vma, error_code))
		return FAULT_ACCERR;
	return handle_mm_fault(mm, vma, address, error_code & PF_WRITE);
}

enum fault_result do_page_fault(unsigned long address, unsigned long error_code)
{
	struct mm_struct *mm = current->mm;
	enum fault_result result;

	down(&mm->mmap_sem);
	result = fault_in_area(mm, address, error_code);
	up(&mm->mmap_sem);
	if (result == FAULT_HANDLED)
		current->min_flt++;	/* as in Linux, every fault that was resolved without a disk */
	return result;
}
