// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page fault, from the address to the verdict (Linux: do_page_fault). Resolves
 * it or says why not; what then happens to the program is kernel/proc/traps.c's affair.
 *
 * Left out compared with Linux: faults of the kernel in its own memory (vmalloc's, that a
 * directory does not have yet: ours have all of it), and the question how far below esp
 * a stack is touched, which today's Linux asks no more.
 */
#include "mm/fault.h"
#include "mm/memory.h"
#include "mm/mmap.h"

/* A touch below an area: if it is a stack, let it grow down to there. The gap is free: find_vma() said so. */
static noinline bool expand_stack(struct mm_struct *mm, struct vm_area_struct *vma,
				  unsigned long address)
{
	unsigned long start = address & PAGE_MASK;
	unsigned long grow = vma->vm_start - start;

	if (!(vma->vm_flags & VM_GROWSDOWN))
		return false;
	if (!start)			/* page 0 is never mapped */
		return false;
	if (vma->vm_end - start > current->rlim[RLIMIT_STACK].rlim_cur || !may_expand_vm(mm, grow))
		return false;
	vma->vm_start = start;
	vma->vm_pgoff -= grow >> PAGE_SHIFT;
	mm->total_vm += grow >> PAGE_SHIFT;
	trace_resize(vma, start + grow, vma->vm_end);
	return true;
}

/* May this kind of access be made in this area? */
static bool access_allowed(const struct vm_area_struct *vma, unsigned long error_code)
{
	if (error_code & PF_WRITE)
		return vma->vm_flags & VM_WRITE;
	if (error_code & PF_PROT)	/* a read of a present page failed: it is not the user's */
		return false;
	return vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC);	/* the i386 tells no finer */
}

static inline enum fault_result fault_in_area(struct mm_struct *mm, unsigned long address,
					      unsigned long error_code)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	/* (No area ends above TASK_SIZE: there is none for an address of the kernel.) */
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
