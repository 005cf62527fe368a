// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables: find, make, copy, change and free entries. mm/pgtable.h draws their layout;
 * mm/memory.c decides what an entry contains.
 *
 * References: every present entry holds one reference of its frame.
 * TLB: a function that takes away a right or a frame flushes before it returns. One that
 * only adds need not, because the CPU never caches an entry that is not present.
 *
 * Left out compared with Linux: entries that name a place in the swap, page tables that
 * the kernel cannot address (highmem), a third level (PAE), flushing other CPUs.
 */
#include "mm/pagetable.h"
#include "kernel/lib/io.h"
#include "kernel/sched/sched.h"
#include "mm/page_alloc.h"

/* Up to this many bytes are flushed page by page, so that the rest of the TLB stays. */
#define FLUSH_SINGLY	(16 * PAGE_SIZE)

void activate_mm(struct mm_struct *mm)
{
	unsigned long cr3 = __pa(mm ? mm->pgd : swapper_pg_dir);

	if (cr3 == current->thread.cr3)
		return;
	current->thread.cr3 = cr3;
	write_cr3(cr3);
}

void flush_tlb_range(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	if (__pa(mm->pgd) != current->thread.cr3)
		return;
	if (end - start > FLUSH_SINGLY) {
		load_cr3(mm->pgd);	/* drops all but the kernel's global entries */
		return;
	}
	for (; start < end; start += PAGE_SIZE)
		flush_tlb_page(start);
}

pte_t *walk_page(struct mm_struct *mm, unsigned long addr)
{
	pgd_t pgd = mm->pgd[pgd_index(addr)];

	return pgd_none(pgd) ? NULL : pgd_page_table(pgd) + pte_index(addr);
}

pte_t *pte_alloc(struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgd = &mm->pgd[pgd_index(addr)];

	if (pgd_none(*pgd)) {
		unsigned long table = get_zeroed_page(GFP_KERNEL);

		if (!table)
			return NULL;
		set_pgd(pgd, __pgd(__pa(table) | _PAGE_TABLE));
	}
	return pgd_page_table(*pgd) + pte_index(addr);
}

/* The end of the part of [addr, end) that one page table covers. */
static inline unsigned long table_end(unsigned long addr, unsigned long end)
{
	return min((addr + PGDIR_SIZE) & PGDIR_MASK, end);
}

static noinline void zap_table(struct mm_struct *mm, unsigned long addr, unsigned long end)
{
	pte_t *pte = walk_page(mm, addr);

	for (; addr < end; addr += PAGE_SIZE, pte++) {
		pte_t old = *pte;

		if (!pte_present(old))
			continue;
		set_pte(pte, __pte(0));
		put_page(pte_page(old));
		mm->rss--;
	}
	if (need_resched()) {	/* a task that shares mm must not find the old entries in the TLB */
		flush_tlb_range(mm, (end - 1) & PGDIR_MASK, end);
		schedule();
	}
}

bool zap_page_range(struct mm_struct *mm, unsigned long start, unsigned long size)
{
	unsigned long end = start + size, rss = mm->rss;
	pgd_t *pgd = &mm->pgd[pgd_index(start)], *last = &mm->pgd[pgd_index(end - 1)];
	bool any = false;

	for (; pgd <= last; pgd++) {
		unsigned long base = (unsigned long)(pgd - mm->pgd) << PGDIR_SHIFT;

		if (pgd_none(*pgd))
			continue;
		zap_table(mm, max(start, base), min(end, base + PGDIR_SIZE));
		any = true;
	}
	/*
	 * The frames are free already. That is safe with one CPU, where nothing runs in this
	 * address space until the flush. With a second CPU the flush must come first.
	 */
	if (mm->rss != rss)
		flush_tlb_range(mm, start, end);
	return any;
}

/* Must a page of this area be copied when one side writes after a fork? */
static inline bool is_cow_mapping(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

int copy_page_range(struct mm_struct *dst, struct mm_struct *src, struct vm_area_struct *vma)
{
	bool cow = is_cow_mapping(vma);
	unsigned long addr = vma->vm_start, next;

	for (; addr < vma->vm_end; addr = next) {
		pte_t *from = walk_page(src, addr), *to = NULL;

		cond_resched();
		next = table_end(addr, vma->vm_end);
		if (!from)
			continue;
		for (; addr < next; addr += PAGE_SIZE, from++) {
			pte_t pte = *from;

			if (!pte_present(pte)) {
				if (to)
					to++;
				continue;
			}
			if (!to) {	/* made only now: an empty table need not be copied */
				to = pte_alloc(dst, addr);
				if (!to)
					return -ENOMEM;
			}
			if (cow && pte_write(pte)) {
				pte = pte_wrprotect(pte);
				set_pte(from, pte);	/* the parent's next write must fault as well */
			}
			if (vma->vm_flags & VM_SHARED)
				pte = pte_mkclean(pte);
			get_page(pte_page(pte));
			set_pte(to++, pte_mkold(pte));
			dst->rss++;
		}
	}
	return 0;
}

void change_protection(struct mm_struct *mm, unsigned long start, unsigned long end, pgprot_t prot)
{
	unsigned long addr, next;

	for (addr = start; addr < end; addr = next) {
		pte_t *pte = walk_page(mm, addr);

		next = table_end(addr, end);
		if (!pte)
			continue;
		for (; addr < next; addr += PAGE_SIZE, pte++)
			if (pte_present(*pte))
				set_pte(pte, pte_modify(*pte, prot));
		cond_resched();
	}
	flush_tlb_range(mm, start, end);
}

/*
 * Move the entry of one page, if it is present. -ENOMEM: no memory for the page table at `to`.
 * Others may run once for each page table at `from`.
 */
static int move_entry(struct mm_struct *mm, unsigned long from, unsigned long to)
{
	pte_t *src = walk_page(mm, from), *dst;

	if (!(from & ~PGDIR_MASK))
		cond_resched();
	if (!src || !pte_present(*src))
		return 0;
	dst = pte_alloc(mm, to);
	if (!dst)
		return -ENOMEM;
	set_pte(dst, *src);
	set_pte(src, __pte(0));
	return 0;
}

int move_page_tables(struct mm_struct *mm, unsigned long from, unsigned long to, unsigned long len)
{
	unsigned long done;
	int err = 0;

	for (done = 0; done < len && !err; done += PAGE_SIZE)
		err = move_entry(mm, from + done, to + done);
	while (err && done) {		/* move them back: the tables at `from` still exist */
		done -= PAGE_SIZE;
		move_entry(mm, to + done, from + done);
	}
	flush_tlb_range(mm, from, from + len);
	return err;
}

void free_pgtables(struct mm_struct *mm, unsigned long addr, unsigned long end,
		   unsigned long floor, unsigned long ceiling)
{
	unsigned long first = max(addr, (floor + PGDIR_SIZE - 1) & PGDIR_MASK) >> PGDIR_SHIFT;
	unsigned long last = min(end + PGDIR_SIZE - 1, ceiling) >> PGDIR_SHIFT;

	for (unsigned long i = first; i < last; i++) {
		pgd_t pgd = mm->pgd[i];

		if (pgd_none(pgd))
			continue;
		set_pgd(&mm->pgd[i], __pgd(0));
		/* The CPU may have cached the directory entry: any invlpg drops all of those. */
		flush_tlb_range(mm, i << PGDIR_SHIFT, (i << PGDIR_SHIFT) + PAGE_SIZE);
		free_zeroed_page((unsigned long)pgd_page_table(pgd));
		cond_resched();
	}
}
