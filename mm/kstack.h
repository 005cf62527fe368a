/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel stacks: two pages with unmapped guard pages below. */
#ifndef MM_KSTACK_H
#define MM_KSTACK_H

#include "mm/pgtable.h"

/* The virtual addresses of kernel stacks: one page table, above the direct map. */
#define KSTACK_BASE	0xF8000000UL

/* At boot: `window` is the page table for KSTACK_BASE. */
void kstack_init(pte_t *window);
/* The lowest usable address of a stack of KERNEL_STACK_SIZE bytes, or NULL. May sleep. */
void *alloc_kernel_stack(void);
void free_kernel_stack(void *stack);
/* Name the frames of all stacks (mm/census.h). */
void census_kernel_stacks(void);

#endif
