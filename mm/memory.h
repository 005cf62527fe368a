/* SPDX-License-Identifier: GPL-2.0-only */
/* What page faults do with pages, and access to the memory of other processes. */
#ifndef MM_MEMORY_H
#define MM_MEMORY_H

#include "kernel/sched/task.h"
#include "mm/fault.h"

/* exec: map a frame, whose reference the caller gives away, at addr of a new address space. 0 or -ENOMEM. */
int install_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr, struct page *page);
/* Read or write the memory of another process, faulting pages in. Returns the bytes moved. May sleep. */
int access_process_vm(struct task_struct *task, unsigned long addr, void *buf, int len, bool write);

/*
 * Resolve a fault: make the page at address, which lies in vma, present and, if `write` is
 * set, writable. mmap_sem held. May sleep.
 */
enum fault_result handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
				  unsigned long address, int write);

#endif
