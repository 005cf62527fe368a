// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/PID/maps, pagemap and pagetables, and /proc/kpagecount: address spaces and frames. Here
 * the two processes of the demonstration show the one frame that both their page tables name.
 * Reading these files causes no page fault in the address space that they show.
 *
 * pagemap and kpagecount have Linux's format, a 64-bit word for each page or frame:
 *
 *	pagemap		 63        61        56       54 ................ 0
 *			[present][file|shared][ alone ][ frame number     ]
 *	kpagecount	the references to the frame
 *
 * pagetables is an addition of Samepage. It contains the page-table entries as the CPU reads them.
 *
 * Left out compared with Linux: the other bits of pagemap, and that only root sees frame numbers.
 */
#include "kernel/fs/proc_mm.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"

#define NAME_COLUMN	49		/* the column of names in maps on a 32-bit machine */

/* What maps calls an area of anonymous memory. */
static const char *special_name(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_ops)
		return "";
	if (vma->vm_start <= mm->brk && vma->vm_end > mm->start_brk && mm->brk > mm->start_brk)
		return "[heap]";
	if (vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack)
		return "[stack]";
	return "";
}

void area_name(struct vm_area_struct *vma, char *buf, size_t size, unsigned long *ino)
{
	*ino = 0;
	strlcpy(buf, special_name(vma), size);
	if (vma->vm_ops && vma->vm_ops->name)
		vma->vm_ops->name(vma, buf, size, ino);
}

/* Add one line: 08048000-0804a000 r-xp 00000000 00:01 23         /bin/cat */
static void show_area(struct vm_area_struct *vma, struct proc_text *text)
{
	unsigned long flags = vma->vm_flags, ino;
	unsigned int dev = vma->vm_ops && vma->vm_ops->name ? ROOT_DEV : 0;
	size_t start = text->len;
	char name[256];

	area_name(vma, name, sizeof(name), &ino);
	text_add(text, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", vma->vm_start, vma->vm_end,
		 flags & VM_READ ? 'r' : '-', flags & VM_WRITE ? 'w' : '-',
		 flags & VM_EXEC ? 'x' : '-', flags & VM_MAYSHARE ? 's' : 'p',
		 vma->vm_ops ? vma->vm_pgoff << PAGE_SHIFT : 0, MAJOR(dev), MINOR(dev), ino);
	while (name[0] && text->len - start < NAME_COLUMN)
		text_add(text, " ");
	text_add(text, "%s\n", name);
}

void proc_show_maps(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	(void)task;
	if (!mm)
		return;
	down(&mm->mmap_sem);
	for (struct vm_area_struct *vma = find_vma(mm, text->from); vma; vma = vma->vm_next) {
		size_t len = text->len;

		show_area(vma, text);
		if (text_part_ends(text, len, vma->vm_start))
			break;
	}
	up(&mm->mmap_sem);
}

/* Add a line for each entry of the table that is present, from text->from on. False: the part ends. */
static bool show_table(struct mm_struct *mm, unsigned long addr, struct proc_text *text)
{
	pgd_t pgd = mm->pgd[pgd_index(addr)];
	const pte_t *pte = walk_page(mm, addr);

	for (unsigned long end = addr + PGDIR_SIZE; addr < end; addr += PAGE_SIZE, pte++) {
		size_t len = text->len;

		if (addr < text->from || !pte_present(*pte))
			continue;
		text_add(text, "0x%08lx pde[%lu]=0x%08lx pte[%lu]=0x%08lx frame=0x%08lx count=%d\n",
			 addr, pgd_index(addr), pgd_val(pgd), pte_index(addr), pte_val(*pte),
			 pte_val(*pte) & PAGE_MASK, page_count(pte_page(*pte)));
		if (text_part_ends(text, len, addr))
			return false;
	}
	return true;
}

/*
 * Add the address of the page directory, and a line for each entry that is present:
 * pgd 0x00123000
 * 0x40000000 pde[256]=0x0020f067 pte[0]=0x00215067 frame=0x00215000 count=3
 */
void proc_show_pagetables(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	unsigned long addr = text->from & PGDIR_MASK;

	(void)task;
	if (!mm)
		return;
	down(&mm->mmap_sem);
	if (!text->from)
		text_add(text, "pgd 0x%08lx\n", __pa(mm->pgd));
	for (; addr < TASK_SIZE; addr += PGDIR_SIZE) {
		if (walk_page(mm, addr) && !show_table(mm, addr, text))
			break;
		cond_resched();
	}
	up(&mm->mmap_sem);
}

#define PM_PRESENT	(1ULL << 63)
#define PM_FILE		(1ULL << 61)
#define PM_EXCLUSIVE	(1ULL << 56)

static uint64_t pagemap_word(struct mm_struct *mm, unsigned long addr)
{
	pte_t *pte = walk_page(mm, addr);
	struct vm_area_struct *vma;
	uint64_t word;

	if (!pte || !pte_present(*pte))
		return 0;
	word = PM_PRESENT | pte_pfn(*pte);
	vma = find_vma(mm, addr);
	if (vma && vma->vm_start <= addr && vma->vm_ops)
		word |= PM_FILE;
	if (page_count(pte_page(*pte)) == 1)
		word |= PM_EXCLUSIVE;
	return word;
}

static size_t get_pagemap(void *arg, unsigned long index, uint64_t *words, size_t n)
{
	struct mm_struct *mm = arg;
	size_t done;

	down(&mm->mmap_sem);
	for (done = 0; done < n && index + done < TASK_SIZE >> PAGE_SHIFT; done++)
		words[done] = pagemap_word(mm, (index + done) << PAGE_SHIFT);
	up(&mm->mmap_sem);
	return done;
}

ssize_t proc_read_pagemap(struct file *file, struct mm_struct *mm, struct iov_iter *to)
{
	return proc_read_words(file, to, mm, get_pagemap);
}

static size_t get_kpagecount(void *arg, unsigned long index, uint64_t *words, size_t n)
{
	size_t done;

	(void)arg;
	for (done = 0; done < n && pfn_valid(index + done); done++)
		words[done] = page_count(mem_map + index + done);
	return done;
}

ssize_t proc_read_kpagecount(struct file *file, struct iov_iter *to)
{
	return proc_read_words(file, to, NULL, get_kpagecount);
}
