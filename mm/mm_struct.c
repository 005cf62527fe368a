// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces as a whole: made empty for exec, copied for fork, ended at exit.
 *
 *	page directory of a process
 *	  [0 .. 767]     its own page tables
 *	  [768 .. 1023]  the kernel's, copied from swapper_pg_dir: these never change
 *	                 after boot, so every process sees the same kernel
 *
 * Left out compared with Linux: mm_count, for kernel threads that borrow the last process's
 * address space (lazy TLB). Here they run in the kernel's own, init_mm.
 */
#include "mm/mm_struct.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "mm/area_tree.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"

static kmem_cache_t *mm_cachep;
kmem_cache_t *vm_area_cachep;

void mmap_init(void)
{
	mm_cachep = kmem_cache_create("mm_struct", sizeof(struct mm_struct));
	vm_area_cachep = kmem_cache_create("vm_area_struct", sizeof(struct vm_area_struct));
}

static pgd_t *pgd_alloc(void)
{
	pgd_t *pgd = (pgd_t *)__get_free_page(GFP_KERNEL);

	if (pgd) {
		memset(pgd, 0, USER_PTRS_PER_PGD * sizeof(pgd_t));
		memcpy(pgd + USER_PTRS_PER_PGD, swapper_pg_dir + USER_PTRS_PER_PGD,
		       (PTRS_PER_PGD - USER_PTRS_PER_PGD) * sizeof(pgd_t));
	}
	return pgd;
}

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kmem_cache_alloc(mm_cachep, GFP_KERNEL);

	if (!mm)
		return NULL;
	memset(mm, 0, sizeof(*mm));
	mm->mm_users = 1;
	init_MUTEX(&mm->mmap_sem);
	mm->pgd = pgd_alloc();
	if (!mm->pgd) {
		kmem_cache_free(mm_cachep, mm);
		return NULL;
	}
	trace_mm(EV_MM_MAKE, mm);
	return mm;
}

/*
 * Close every area and drop every page. As in Linux, close comes before the pages are
 * dropped. If it destroys a segment, the table entries still hold a reference of each
 * frame, so either order is safe. (Linux: exit_mmap)
 */
static void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma = mm->mmap, *next;

	mm->mmap = mm->mmap_cache = NULL;
	mm->area_tree.root = NULL;
	for (; vma; vma = next) {
		next = vma->vm_next;
		if (vma->vm_ops && vma->vm_ops->close)
			vma->vm_ops->close(vma);
		zap_page_range(mm, vma->vm_start, vma->vm_end - vma->vm_start);
		free_pgtables(mm, vma->vm_start, vma->vm_end, 0, next ? next->vm_start : TASK_SIZE);
		trace_area(EV_AREA_REMOVE, vma);
		kmem_cache_free(vm_area_cachep, vma);
		cond_resched();
	}
}

void mmput(struct mm_struct *mm)
{
	if (--mm->mm_users)
		return;
	exit_mmap(mm);
	trace_mm(EV_MM_FREE, mm);
	free_pages((unsigned long)mm->pgd);
	kmem_cache_free(mm_cachep, mm);
}

unsigned long exclusive_frames(struct mm_struct *mm)
{
	unsigned long frames = 1;		/* the directory */

	for (unsigned long i = 0; i < USER_PTRS_PER_PGD; i++) {
		const pte_t *table;

		if (pgd_none(mm->pgd[i]))
			continue;
		frames++;
		table = pgd_page_table(mm->pgd[i]);
		for (unsigned long j = 0; j < PTRS_PER_PTE; j++)
			frames += pte_present(table[j]) && page_count(pte_page(table[j])) == 1;
		cond_resched();
	}
	return frames;
}

struct mm_struct *get_task_mm(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;

	if (mm)
		mm->mm_users++;
	return mm;
}

/* Copy one area and its pages for the child, after its area prev. NULL without memory, and nothing is left. */
static struct vm_area_struct *dup_area(struct mm_struct *mm, struct mm_struct *oldmm,
				       struct vm_area_struct *vma, struct vm_area_struct *prev)
{
	struct vm_area_struct *copy = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);

	if (!copy)
		return NULL;
	/* A few words: the compiler copies them in place. */
	__builtin_memcpy(copy, vma, offsetof(struct vm_area_struct, vm_share));
	copy->vm_mm = mm;
	copy->vm_next = NULL;
	if (copy_page_range(mm, oldmm, vma)) {
		/* Not opened yet, so it must not be closed: undo the pages here. */
		zap_page_range(mm, vma->vm_start, vma->vm_end - vma->vm_start);
		free_pgtables(mm, vma->vm_start, vma->vm_end, prev ? prev->vm_end : 0, TASK_SIZE);
		kmem_cache_free(vm_area_cachep, copy);
		return NULL;
	}
	*(prev ? &prev->vm_next : &mm->mmap) = copy;
	mm->map_count++;
	trace_area(EV_AREA_ADD, copy);
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	return copy;
}

/* Copy all areas of oldmm to mm. oldmm's mmap_sem is held. 0 or -ENOMEM. */
static int dup_mmap(struct mm_struct *mm, struct mm_struct *oldmm)
{
	struct vm_area_struct *vma, *copy = NULL;

	for (vma = oldmm->mmap; vma; vma = vma->vm_next) {
		copy = dup_area(mm, oldmm, vma, copy);
		if (!copy)
			break;
	}
	if (!vma && mm->map_count >= AREA_TREE_MIN)
		make_area_tree(mm);
	flush_tlb_range(oldmm, 0, TASK_SIZE);	/* its private pages are read-only now */
	return vma ? -ENOMEM : 0;
}

struct mm_struct *mm_copy(void)
{
	struct mm_struct *oldmm = current->mm, *mm = mm_alloc();
	int err;

	if (!mm)
		return NULL;
	down(&oldmm->mmap_sem);
	mm->start_code = oldmm->start_code;
	mm->end_code = oldmm->end_code;
	mm->start_data = oldmm->start_data;
	mm->end_data = oldmm->end_data;
	mm->start_brk = oldmm->start_brk;
	mm->brk = oldmm->brk;
	mm->start_stack = oldmm->start_stack;
	mm->arg_start = oldmm->arg_start;
	mm->arg_end = oldmm->arg_end;
	mm->env_start = oldmm->env_start;
	mm->env_end = oldmm->env_end;
	mm->total_vm = oldmm->total_vm;
	err = dup_mmap(mm, oldmm);
	up(&oldmm->mmap_sem);
	if (err) {
		mmput(mm);
		return NULL;
	}
	return mm;
}
