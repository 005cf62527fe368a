// SPDX-License-Identifier: GPL-2.0-only
/*
 * The census of memory (see census.h). References that were named are counted in page->seen;
 * objects of slabs are counted in their cache (mm/slab.c).
 */
#include "mm/census.h"
#include "mm/slab.h"

void census_begin(void)
{
	for (unsigned long pfn = 0; pfn < max_mapnr; pfn++)
		mem_map[pfn].seen = 0;
	kmem_cache_forget();
}

void census_page(struct page *page)
{
	page->seen++;
}

void census_object(const void *object)
{
	struct page *page;

	if (!object)
		return;
	page = virt_to_page(object);
	if (page->flags & PG_slab)
		kmem_cache_seen(object);
	else
		census_page(page);
}

static void census_table(pte_t *table)
{
	census_object(table);
	for (unsigned long i = 0; i < PTRS_PER_PTE; i++)
		if (pte_present(table[i]) && pfn_valid(pte_pfn(table[i])))
			census_page(pte_page(table[i]));
}

void census_mm(struct mm_struct *mm)
{
	census_object(mm);
	census_object(mm->pgd);
	for (unsigned long i = 0; i < USER_PTRS_PER_PGD; i++)
		if (!pgd_none(mm->pgd[i]))
			census_table(pgd_page_table(mm->pgd[i]));
	for (struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next)
		census_object(vma);
}
