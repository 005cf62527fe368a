// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a page fault does with the page (Linux: mm/memory.c).
 *
 *	handle_mm_fault
 *	  entry empty:    do_no_page         vm_ops->nopage: the object's frame
 *	                    do_anonymous_page  no vm_ops: a zeroed frame
 *	  entry present,
 *	  write to r/o:   do_wp_page         private: copy, or keep the only reference
 *
 * All run with mmap_sem held, so areas and entries do not change while an allocation
 * sleeps. Left out compared with Linux: swap, and the shared zero frame
 * for reads of untouched anonymous memory.
 */
#include "mm/memory.h"
#include "kernel/lib/string.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"

/*
 * Build the table entry for a page of an area. The pages of a private area are read-only at
 * first (PAGE_COPY). A write adds the right, once the page belongs to this process alone.
 */
static pte_t area_pte(struct page *page, struct vm_area_struct *vma, int write)
{
	pte_t pte = mk_pte(page, vma->vm_page_prot);

	return write ? pte_mkwrite(pte_mkdirty(pte)) : pte;
}

static noinline enum fault_result do_anonymous_page(struct mm_struct *mm,
						    struct vm_area_struct *vma,
						    pte_t *pte, int write)
{
	struct page *page = alloc_page(GFP_USER);

	if (!page)
		return FAULT_OOM;
	clear_page(page_address(page));
	set_pte(pte, area_pte(page, vma, write));
	mm->rss++;
	return FAULT_HANDLED;
}

/* Replace an object's frame by a private copy before a write, which the object must not see. NULL: no memory. */
static struct page *copy_for_write(struct page *page)
{
	struct page *copy = alloc_page(GFP_USER);

	if (copy)
		copy_page(page_address(copy), page_address(page));
	put_page(page);
	return copy;
}

static inline enum fault_result do_no_page(struct mm_struct *mm, struct vm_area_struct *vma,
					   unsigned long address, pte_t *pte, int write)
{
	struct page *page;

	if (!vma->vm_ops)
		return do_anonymous_page(mm, vma, pte, write);
	page = vma->vm_ops->nopage(vma, address & PAGE_MASK);
	if (page == NOPAGE_SIGBUS)
		return FAULT_SIGBUS;
	if (page == NOPAGE_OOM)
		return FAULT_OOM;
	if (write && !(vma->vm_flags & VM_SHARED)) {
		page = copy_for_write(page);
		if (!page)
			return FAULT_OOM;
	}
	/* A page of a shared area is writable from the first touch if the area is. */
	set_pte(pte, area_pte(page, vma, write));
	mm->rss++;
	return FAULT_HANDLED;
}

static noinline enum fault_result do_wp_page(struct vm_area_struct *vma, unsigned long address,
					     pte_t *pte)
{
	struct page *old = pte_page(*pte), *copy;

	/*
	 * No copy is needed when the other side of a fork has copied the page or is gone. A
	 * shared page must never be copied. (None comes here as long as change_protection()
	 * returns the right to write at once; a copy would silently end the sharing.)
	 */
	if (page_count(old) == 1 || vma->vm_flags & VM_SHARED) {
		set_pte(pte, pte_mkwrite(pte_mkdirty(*pte)));
	} else {
		copy = alloc_page(GFP_USER);
		if (!copy)
			return FAULT_OOM;
		copy_page(page_address(copy), page_address(old));
		set_pte(pte, area_pte(copy, vma, 1));
		put_page(old);
	}
	flush_tlb_page(address);	/* the CPU may still have the old entry */
	return FAULT_HANDLED;
}

enum fault_result handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
				  unsigned long address, int write)
{
	pte_t *pte = walk_page(mm, address);

	assert_held(&mm->mmap_sem);
	if (!pte) {			/* the first page of these 4 MiB: there is no table yet */
		pte = pte_alloc(mm, address);
		if (!pte)
			return FAULT_OOM;
	}
	if (!pte_present(*pte))
		return do_no_page(mm, vma, address, pte, write);
	if (write && !pte_write(*pte))
		return do_wp_page(vma, address, pte);
	return FAULT_HANDLED;		/* another task that shares mm was faster (vfork) */
}

int install_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
		 struct page *page)
{
	pte_t *pte = pte_alloc(mm, addr);

	if (!pte)
		return -ENOMEM;
	set_pte(pte, area_pte(page, vma, vma->vm_flags & VM_WRITE));
	mm->rss++;
	return 0;
}

/*
 * Read or write the part that lies in one page. Returns the bytes moved, 0 when the page is not
 * accessible. A debugger may more than the program: it reads every page, and it writes wherever the
 * program has a copy of its own, for example breakpoints in the text.
 */
static int access_page(struct mm_struct *mm, unsigned long addr, void *buf, int len, bool write)
{
	struct vm_area_struct *vma = find_vma(mm, addr);
	int offset = addr & ~PAGE_MASK;
	char *page;
	pte_t *pte;

	if (!vma || vma->vm_start > addr || (write && !(vma->vm_flags & VM_WRITE) &&
	    (vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) != VM_MAYWRITE))
		return 0;
	if (handle_mm_fault(mm, vma, addr, write) != FAULT_HANDLED)
		return 0;
	pte = walk_page(mm, addr);
	page = page_address(pte_page(*pte));
	len = min(len, (int)PAGE_SIZE - offset);
	if (write)
		memcpy(page + offset, buf, len);
	else
		memcpy(buf, page + offset, len);
	if (!(vma->vm_flags & VM_WRITE))
		set_pte(pte, pte_wrprotect(*pte));	/* the program itself still may not write */
	return len;
}

int access_process_vm(struct task_struct *task, unsigned long addr, void *buf, int len, bool write)
{
	struct mm_struct *mm = get_task_mm(task);
	int done = 0, n;

	if (!mm)
		return 0;
	down(&mm->mmap_sem);
	while (done < len && addr + done < TASK_SIZE &&
	       (n = access_page(mm, addr + done, (char *)buf + done, len - done, write)))
		done += n;
	up(&mm->mmap_sem);
	mmput(mm);
	return done;
}
