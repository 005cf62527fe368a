/* SPDX-License-Identifier: GPL-2.0-only */
/* What page faults do with pages, and access to the memory of other processes. */
#ifndef MM_MEMORY_H
#define MM_MEMORY_H

#include "kernel/sched/task.h"
#include "mm/fault.h"

/* exec: put a frame, with the caller's reference, at an address of a new address space. 0 or -ENOMEM. */
int install_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr, struct page *page);
/* Read another process's memory, faulting pages in; returns the bytes read. May sleep. */
int access_process_vm(struct task_struct *task, unsigned long addr, void *buf, int len);

/* Put a page at address into vma, for write or read: memory.c. mmap_sem held. */
enum fault_result handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
				  unsigned long address, int write);

#endif
