// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/invariants: the kernel checks itself and prints "ok", or a line for each contradiction.
 *
 * Every part of the kernel that holds frames or objects names them (mm/census.h), and the
 * sums are compared with what the allocators and structures have counted:
 *
 *	a frame's count	== entries of page tables + entries of shm_pages + pages of files
 *			   and of shared anonymous memory; 1 for a frame of the kernel's own
 *	used frames	== slabs + page tables + stacks + pipes + arrays + those above
 *	used + free	== all frames of the allocator
 *	objects in use of each slab cache == objects that were named
 *	mm_users, f_count, i_count, rss, map_count, nr_tasks ... == references that were found
 *
 * A process that sleeps in the middle of a system call may own a frame that is not yet in any
 * structure. A count that is higher than the references found is therefore an error only when
 * all is quiet: every other process is between two calls, or waits in a call that owns nothing.
 * A count that is too low, and a free frame that is in use, are always errors.
 *
 * The members of System V IPC check their own numbers (ipc/shm_check.c, sem_proc.c, msg_proc.c).
 */
#include <uapi/unistd.h>
#include "kernel/debug/check.h"
#include "ipc/msg_proc.h"
#include "ipc/sem_proc.h"
#include "ipc/shm_check.h"
#include "kernel/debug/trace.h"
#include "kernel/drivers/framebuffer.h"
#include "kernel/fs/census.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/report.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/proc/futex.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/stretch.h"
#include "mm/area_tree.h"
#include "mm/census.h"
#include "mm/kstack.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"
#include "mm/shared_anon.h"
#include "mm/slab.h"

/*
 * Does `task`, which sleeps and can be interrupted, do so in a call that owns memory for its
 * duration? These three copy a list from the program first; no other call does.
 */
static bool sleeps_with_memory(struct task_struct *task)
{
	switch (task_pt_regs(task)->orig_eax) {
	case __NR_poll:
	case __NR_readv:
	case __NR_writev:
		return true;
	default:
		return false;
	}
}

static bool all_is_quiet(void)
{
	const long at_rest = TASK_INTERRUPTIBLE | TASK_STOPPED | TASK_ZOMBIE;
	struct task_struct *task;

	list_for_each_entry(task, &task_list, tasks)
		if (task != current && (!(task->state & at_rest) || sleeps_with_memory(task)))
			return false;
	return true;
}

/* --- processes and their address spaces --- */

static int users_of(const struct mm_struct *mm)
{
	struct task_struct *task;
	int users = 0;

	list_for_each_entry(task, &task_list, tasks)
		users += task->mm == mm;
	return users;
}

/* Does an area lie in [start, end)? Nothing sleeps here, so mmap_sem is not needed. */
static bool any_area(const struct mm_struct *mm, unsigned long start, unsigned long end)
{
	const struct vm_area_struct *vma = mm->mmap;

	while (vma && vma->vm_end <= start)
		vma = vma->vm_next;
	return vma && vma->vm_start < end;
}

/* Every page table is needed and maps only memory that exists. Returns the number of present pages. */
static unsigned long check_tables(struct report *r, const struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	unsigned long present = 0;

	for (unsigned long addr = 0; addr < TASK_SIZE; addr += PGDIR_SIZE) {
		pte_t *pte = walk_page(mm, addr);

		if (pte && !any_area(mm, addr, addr + PGDIR_SIZE))
			complain(r, "pid %d: the page table for %08lx is left over: no area needs it\n",
				 task->pid, addr);
		for (unsigned long i = 0; pte && i < PTRS_PER_PTE; i++) {
			if (!pte_present(pte[i]))
				continue;
			present++;
			if (!pfn_valid(pte_pfn(pte[i])))
				complain(r, "pid %d: entry for %08lx maps frame %lx, which is not memory\n",
					 task->pid, addr + i * PAGE_SIZE, pte_pfn(pte[i]));
		}
	}
	return present;
}

/* The areas of one address space are in order, and its numbers agree with what is there. */
static void check_mm(struct report *r, const struct task_struct *task)
{
	const struct mm_struct *mm = task->mm;
	unsigned long present = check_tables(r, task), pages = 0;
	int areas = 0, users = users_of(mm);

	for (const struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next) {
		areas++;
		pages += (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
		if (vma->vm_mm != mm || vma->vm_start >= vma->vm_end ||
		    (vma->vm_next && vma->vm_next->vm_start < vma->vm_end))
			complain(r, "pid %d: area %08lx-%08lx is out of order\n", task->pid,
				 vma->vm_start, vma->vm_end);
	}
	if (!area_tree_is_sound(mm))
		complain(r, "pid %d: the tree of the areas is broken\n", task->pid);
	if (present != mm->rss)
		complain(r, "pid %d: rss is %lu, but %lu pages are present\n", task->pid, mm->rss, present);
	if (areas != mm->map_count || pages != mm->total_vm)
		complain(r, "pid %d: %d areas of %lu pages, counted as %d of %lu\n", task->pid,
			 areas, pages, mm->map_count, mm->total_vm);
	if (miscounted(r, mm->mm_users, users))
		complain(r, "pid %d: mm_users is %d, but %d tasks have it\n", task->pid, mm->mm_users, users);
}

static void check_tasks(struct report *r)
{
	struct task_struct *task;
	int tasks = 1;			/* the idle task is not in the list */

	list_for_each_entry(task, &task_list, tasks) {
		tasks++;
		if (find_task_by_pid(task->pid) != task)
			complain(r, "pid %d: find_task_by_pid() finds another\n", task->pid);
		if (task->mm && !shares_mm_with_older(task))
			check_mm(r, task);
	}
	if (miscounted(r, nr_tasks, tasks))
		complain(r, "nr_tasks is %d, but there are %d\n", nr_tasks, tasks);
}

static void census_tasks(void)
{
	struct task_struct *task;

	list_for_each_entry(task, &task_list, tasks) {
		census_object(task);
		census_object(task->sig);
		if (task->mm && !shares_mm_with_older(task))
			census_mm(task->mm);
	}
}

/* --- frames --- */

/* A frame in use, or the first of a block. The objects in slabs are counted by kmem_cache_check(). */
static void compare_frame(struct report *r, const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	char by[96];

	if (!(page->flags & PG_slab) && miscounted(r, page->count, page->seen))
		complain(r, "frame %lx (order %u): count is %d, but %d references were found%s\n", pfn,
			 page->order, page->count, page->seen, frame_allocated_by(page, by, sizeof(by)));
}

static void compare_frames(struct report *r)
{
	unsigned long used = 0, free_listed = count_free_blocks();

	for (unsigned long pfn = 0; pfn < max_mapnr; pfn++) {
		const struct page *page = &mem_map[pfn];

		if (page->flags & PG_reserved) {
			if (page->seen)
				complain(r, "frame %lx is reserved, but has references\n", pfn);
		} else if (page->count) {
			used += 1UL << page->order;
			compare_frame(r, page);
		} else if (page->seen) {
			complain(r, "frame %lx is free, but %d references were found\n", pfn, page->seen);
		}
	}
	if (free_listed == -1UL)
		complain(r, "a free list of the buddy allocator is broken\n");
	else if (free_listed != nr_free_pages() || used + free_listed != totalram_pages)
		complain(r, "frames: %lu used + %lu free (counted as %lu) are not %lu\n",
			 used, free_listed, nr_free_pages(), totalram_pages);
}

static int check_show(char *buf, size_t size)
{
	struct report r = { .buf = buf, .size = size, .quiet = all_is_quiet() };

	/* Nothing below sleeps, so nothing changes while it is counted. */
	census_begin();
	census_object(buf);
	census_object(trace_ring);
	census_tasks();
	census_kernel_stacks();
	census_shared_anon();
	census_framebuffer();
	shm_census();
	sem_census();
	msg_census();
	futex_census();
	fs_census();

	check_tasks(&r);
	compare_frames(&r);
	fs_check(&r);
	kmem_cache_check(&r);
	shm_check(&r);
	sem_check(&r);
	msg_check(&r);
	if (!r.complaints)
		r.len = snprintf(buf, size, "ok\n");
	return r.len;
}

void check_init(void)
{
	proc_register("invariants", 0400, check_show, NULL);
#ifdef DEBUG
	proc_register("stretch", 0644, stretch_show, stretch_reset);
#endif
}
