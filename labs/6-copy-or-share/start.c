// SPDX-License-Identifier: GPL-2.0-only
/* The functions of lab 6 as students get them. */

int copy_page_range(struct mm_struct *dst, struct mm_struct *src, struct vm_area_struct *vma)
{
	unsigned long addr;

	/* As in the first Unix, fork copies every private page at once. */
	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		pte_t *from = walk_page(src, addr), *to;
		struct page *page;

		if (vma->vm_flags & VM_SHARED || !from || !pte_present(*from))
			continue;
		to = pte_alloc(dst, addr);
		page = alloc_page(GFP_USER);
		if (!to || !page) {
			if (page)
				put_page(page);
			return -ENOMEM;
		}
		copy_page(page_address(page), page_address(pte_page(*from)));
		set_pte(to, __pte(page_to_phys(page) | (pte_val(*from) & ~PAGE_MASK)));
		dst->rss++;
	}
	not_implemented("copy_page_range", "6.1");
	return 0;
}

static enum fault_result do_wp_page(struct vm_area_struct *vma, unsigned long address, pte_t *pte)
{
	struct page *page = pte_page(*pte), *own = page;

	if (page_count(page) > 1) {
		if (!vma->vm_ops || vma->vm_flags & VM_SHARED) {
			not_implemented("do_wp_page", "6.2");
			return FAULT_SIGBUS;
		}
		/* A page of the program's file: the program gets a copy, the file keeps the page. */
		get_page(page);
		own = copy_for_write(page);
		if (!own)
			return FAULT_OOM;
		put_page(page);
	}
	set_pte(pte, area_pte(own, vma, 1));
	flush_tlb_page(address);
	return FAULT_HANDLED;
}
