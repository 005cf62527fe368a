	struct page *given;

	if (!vma->vm_ops)
		return do_anonymous_page(mm, vma, pte, write);
	if (vma->vm_flags & VM_SHARED) {
		not_implemented("do_no_page", 4);
		return FAULT_SIGBUS;
	}
	/* So far only programs: each gets copies of its file's pages, also of those it only reads. */
	given = vma->vm_ops->nopage(vma, address & PAGE_MASK);
	if (given == NOPAGE_SIGBUS || given == NOPAGE_OOM)
		return given == NOPAGE_OOM ? FAULT_OOM : FAULT_SIGBUS;
	given = copy_for_write(given);
	if (!given)
		return FAULT_OOM;
	set_pte(pte, area_pte(given, vma, write));
	mm->rss++;
	return FAULT_HANDLED;
