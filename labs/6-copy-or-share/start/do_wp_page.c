	struct page *page = pte_page(*pte), *own = page;

	if (page_count(page) > 1) {
		if (!vma->vm_ops || vma->vm_flags & VM_SHARED) {
			not_implemented("do_wp_page", 6);
			return FAULT_SIGBUS;
		}
		/* A page of the program's file, which the file keeps. */
		get_page(page);
		own = copy_for_write(page);
		if (!own)
			return FAULT_OOM;
		put_page(page);
	}
	set_pte(pte, area_pte(own, vma, 1));
	flush_tlb_page(address);
	current->min_flt++;
	return FAULT_HANDLED;
