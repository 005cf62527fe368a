/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address spaces: struct mm_struct, struct vm_area_struct, and vm_operations_struct, the
 * one interface between mm/ and what backs an area. mm/ itself knows nothing of files,
 * programs or IPC.
 *
 * Lock order: mmap_sem (it sleeps) before any spinlock of the owner of vm_ops. User memory
 * is never touched while mmap_sem is held, because a page fault takes it as well.
 */
#ifndef MM_MM_H
#define MM_MM_H

#include <uapi/mman.h>
#include "kernel/lib/tree.h"
#include "kernel/sched/semaphore.h"
#include "mm/pgtable.h"

struct vm_area_struct;

#define TASK_UNMAPPED_BASE	(TASK_SIZE / 3)		/* 0x40000000 */
#define STACK_TOP		TASK_SIZE
#define STACK_GUARD_GAP		(256UL << PAGE_SHIFT)	/* kept free below a stack, as in Linux */

/* vm_flags, Linux's values */
#define VM_READ		0x0001
#define VM_WRITE	0x0002
#define VM_EXEC		0x0004
#define VM_SHARED	0x0008
#define VM_MAYREAD	0x0010
#define VM_MAYWRITE	0x0020
#define VM_MAYEXEC	0x0040
#define VM_MAYSHARE	0x0080
#define VM_GROWSDOWN	0x0100

/* What backs an area. All are called with mm->mmap_sem held, except close in exit and exec. */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);	/* there is one more area: fork, or a split */
	void (*close)(struct vm_area_struct *vma);	/* this area goes */
	/*
	 * Return the frame of a page that has no table entry, with one reference for that
	 * entry; or NOPAGE_SIGBUS, NOPAGE_OOM. May sleep. Must not be NULL; open and close may.
	 */
	struct page *(*nopage)(struct vm_area_struct *vma, unsigned long address);
	/* Write the name that /proc/PID/maps shows, and the inode number to *ino. May be NULL. */
	void (*name)(struct vm_area_struct *vma, char *buf, size_t size, unsigned long *ino);
};
#define NOPAGE_SIGBUS	((struct page *)0)
#define NOPAGE_OOM	((struct page *)-1)

struct vm_area_struct {
	struct mm_struct *vm_mm;
	unsigned long vm_start, vm_end;		/* page aligned, end excluded */
	struct vm_area_struct *vm_next;		/* by address */
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;	/* NULL: anonymous memory */
	unsigned long vm_pgoff;			/* page of the backing object at vm_start */
	void *vm_private_data;			/* belongs to vm_ops */
	/* From here on, fork does not copy it. */
	struct list_head vm_share;		/* belongs to vm_ops: areas of the same object */
	struct tree_node node;			/* in mm->area_tree, if there is one (mm/area_tree.c): ... */
	unsigned long span_start, span_end;	/* ... what it and the areas below it there span, ... */
	unsigned long hole;			/* ... and the largest hole among them */
};

struct mm_struct {
	struct vm_area_struct *mmap;		/* sorted by address */
	struct vm_area_struct *mmap_cache;	/* the last find_vma() result */
	struct tree area_tree;			/* the same areas, if there are many; else empty */
	pgd_t *pgd;
	int mm_users;				/* tasks that run in it (vfork shares) */
	int map_count;
	struct semaphore mmap_sem;		/* guards the areas and their page tables */
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	unsigned long rss, total_vm;		/* pages present, pages mapped */
};

/*
 * What do_mmap() maps; NULL stands for anonymous memory. The new area is opened, so it takes
 * a reference of its own; the caller keeps the caller's.
 */
struct vm_object {
	const struct vm_operations_struct *ops;
	void *private_data;
};

#endif
