/* SPDX-License-Identifier: GPL-2.0-only */
/* Making, sharing, copying and ending address spaces. */
#ifndef MM_MM_STRUCT_H
#define MM_MM_STRUCT_H

#include "kernel/sched/task.h"
#include "mm/mm.h"
#include "mm/slab.h"

extern kmem_cache_t *vm_area_cachep;

/* The caches of address spaces and areas. At boot. */
void mmap_init(void);
/* Make an empty address space with one user. NULL without memory. May sleep. */
struct mm_struct *mm_alloc(void);
/*
 * Copy current->mm for fork: its areas are copied and opened, its pages shared, or made
 * copy-on-write. NULL without memory. May sleep. (Linux: copy_mm, dup_mmap)
 */
struct mm_struct *mm_copy(void);
/* Drop a user; the last one closes the areas and frees everything. May sleep. (Linux: mmput) */
void mmput(struct mm_struct *mm);
/* The number of frames that only this address space has: ending it would free them. May sleep. */
unsigned long exclusive_frames(struct mm_struct *mm);
/* Return task->mm with one more user, or NULL. The caller drops it with mmput(). */
struct mm_struct *get_task_mm(struct task_struct *task);

#endif
