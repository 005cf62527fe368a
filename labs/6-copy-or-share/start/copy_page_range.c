	unsigned long addr;

	/* The fork of the first Unix: a copy of every private page, at once. */
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
	not_implemented("copy_page_range", 6);
	return 0;
