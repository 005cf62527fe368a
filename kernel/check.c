// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/invariants: the kernel checks itself, and says "ok" or what does not agree.
 *
 * For every frame the references that can be seen are counted anew and compared
 * with struct page:
 *
 *	count == table entries of all processes + entries of shm_pages + pages of files
 *
 * A frame that none of these holds belongs to the kernel (a page table, a slab, a
 * stack) and must have count 1. Free and used frames together must be all there are,
 * and System V shared memory checks its own numbers (ipc/shm_check.c).
 */
#include "kernel/check.h"
#include "ipc/shm.h"
#include "kernel/fs/fs.h"
#include "kernel/printk.h"
#include "kernel/sched.h"
#include "kernel/string.h"
#include "mm/init.h"
#include "mm/mm.h"

/* References found so far, by frame number. */
struct census {
	unsigned int *refs;
	char *buf;
	size_t size, len;
	int complaints;
};

#define MAX_COMPLAINTS 8

static void complain(struct census *c, const char *fmt, ...) printf_like(2, 3);
static void complain(struct census *c, const char *fmt, ...)
{
	va_list args;

	if (c->complaints++ >= MAX_COMPLAINTS || c->len >= c->size)
		return;
	va_start(args, fmt);
	c->len += vsnprintf(c->buf + c->len, c->size - c->len, fmt, args);
	va_end(args);
}

static void count_page(struct page *page, void *arg)
{
	struct census *c = arg;

	c->refs[page_to_pfn(page)]++;
}

/* All table entries of one address space; rss and the areas must agree with them. */
static void count_mm(struct task_struct *task, struct mm_struct *mm, struct census *c)
{
	unsigned long present = 0, pages = 0;
	int areas = 0;

	for (unsigned long addr = 0; addr < TASK_SIZE; addr += PGDIR_SIZE) {
		pte_t *pte = walk_page(mm, addr);

		for (unsigned long i = 0; pte && i < PTRS_PER_PTE; i++) {
			if (!pte_present(pte[i]))
				continue;
			present++;
			if (pte_pfn(pte[i]) >= max_mapnr) {
				complain(c, "pid %d: entry for %08lx maps frame %lx, which is not memory\n",
					 task->pid, addr + i * PAGE_SIZE, pte_pfn(pte[i]));
				continue;
			}
			count_page(pte_page(pte[i]), c);
		}
	}
	for (struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next) {
		areas++;
		pages += (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
		if (vma->vm_start >= vma->vm_end || (vma->vm_next && vma->vm_next->vm_start < vma->vm_end))
			complain(c, "pid %d: area %08lx-%08lx is out of order\n", task->pid,
				 vma->vm_start, vma->vm_end);
	}
	if (present != mm->rss)
		complain(c, "pid %d: rss is %lu, but %lu pages are present\n", task->pid, mm->rss, present);
	if (areas != mm->map_count || pages != mm->total_vm)
		complain(c, "pid %d: %d areas of %lu pages, counted as %d of %lu\n", task->pid,
			 areas, pages, mm->map_count, mm->total_vm);
}

/* Has an older task the same address space (vfork)? Then it is counted already. */
static bool seen_before(struct task_struct *task)
{
	struct task_struct *other;

	list_for_each_entry(other, &task_list, tasks) {
		if (other == task)
			return false;
		if (other->mm == task->mm)
			return true;
	}
	return false;
}

static void compare_frames(struct census *c)
{
	unsigned long used = 0, free_listed = count_free_blocks();

	for (unsigned long pfn = 0; pfn < max_mapnr; pfn++) {
		struct page *page = &mem_map[pfn];
		int refs = c->refs[pfn];

		if (page->flags & PG_reserved) {
			if (refs)
				complain(c, "frame %lx is reserved, but mapped %d times\n", pfn, refs);
			continue;
		}
		if (refs && page->count != refs)
			complain(c, "frame %lx: count is %d, but %d references were found\n",
				 pfn, page->count, refs);
		if (page->count)
			used += 1UL << page->order;
	}
	if (free_listed == -1UL)
		complain(c, "a free list of the buddy allocator is broken\n");
	else if (free_listed != nr_free_pages() || used + free_listed != totalram_pages)
		complain(c, "frames: %lu used + %lu free (counted as %lu) are not %lu\n",
			 used, free_listed, nr_free_pages(), totalram_pages);
}

static int check_show(char *buf, size_t size)
{
	struct census c = { .buf = buf, .size = size };
	struct task_struct *task;

	c.refs = kzalloc(max_mapnr * sizeof(*c.refs), GFP_KERNEL);
	if (!c.refs)
		return -ENOMEM;
	/* Nothing sleeps from here on, so nothing changes while it is counted. */
	list_for_each_entry(task, &task_list, tasks)
		if (task->mm && !seen_before(task))
			count_mm(task, task->mm, &c);
	shm_for_each_page(count_page, &c);
	shared_anon_for_each_page(count_page, &c);
	fs_for_each_page(count_page, &c);
	compare_frames(&c);
	if (shm_check(buf + min(c.len, size), size - min(c.len, size)))
		c.len = strnlen(buf, size);
	kfree(c.refs);
	if (!c.len)
		c.len = snprintf(buf, size, "ok\n");
	return c.len;
}

void check_init(void)
{
	proc_register("invariants", 0444, check_show, NULL);
}
