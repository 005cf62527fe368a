// SPDX-License-Identifier: GPL-2.0-only
/* The functions of lab 4 as students get them. */

static enum fault_result do_no_page(struct mm_struct *mm, struct vm_area_struct *vma,
				    unsigned long address, pte_t *pte, int write)
{
	struct page *given;

	if (!vma->vm_ops)
		return do_anonymous_page(mm, vma, pte, write);
	if (vma->vm_flags & VM_SHARED) {
		not_implemented("do_no_page", "4.1");
		return FAULT_SIGBUS;
	}
	/* Enough to start programs: a private copy of every page, even of pages that are only read. */
	given = vma->vm_ops->nopage(vma, address & PAGE_MASK);
	if (given == NOPAGE_SIGBUS || given == NOPAGE_OOM)
		return given == NOPAGE_OOM ? FAULT_OOM : FAULT_SIGBUS;
	given = copy_for_write(given);
	if (!given)
		return FAULT_OOM;
	set_pte(pte, area_pte(given, vma, write));
	mm->rss++;
	return FAULT_HANDLED;
}

static struct page *shm_nopage(struct vm_area_struct *shmd, unsigned long address)
{
	not_implemented("shm_nopage", "4.2");
	return NOPAGE_SIGBUS;
}
