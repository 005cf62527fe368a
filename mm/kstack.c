// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel stacks: two frames each, with nothing mapped below them.
 *
 *	slot n of the window at KSTACK_BASE, four pages:
 *
 *	  +0x0000  guard   not mapped: an overflow faults at once instead
 *	  +0x1000  guard   of overwriting other memory
 *	  +0x2000  stack   <- what alloc_kernel_stack() returns
 *	  +0x3000  stack   <- starts here and grows down
 *
 * The window is one page table that all page directories share, so a new stack is
 * visible in all of them at once. Linux 2.4 has no guard: its stacks
 * are blocks of the direct map with the task_struct at their lower end.
 */
#include "mm/kstack.h"
#include "kernel/cpu/thread.h"
#include "kernel/lib/panic.h"
#include "mm/census.h"
#include "mm/page_alloc.h"

#define SLOT_PAGES	4
#define SLOTS		(PTRS_PER_PTE / SLOT_PAGES)
#define STACK_PAGES	(KERNEL_STACK_SIZE / PAGE_SIZE)
#define PAGE_KERNEL_STACK __pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)

static pte_t *kstack_table;
static uint8_t slot_used[SLOTS];
static int first_free;			/* there is no free slot below this one */

void kstack_init(pte_t *window)
{
	kstack_table = window;
}

static pte_t *slot_ptes(int slot)
{
	return kstack_table + slot * SLOT_PAGES + SLOT_PAGES - STACK_PAGES;
}

void *alloc_kernel_stack(void)
{
	struct page *low, *high;
	int slot;

	low = alloc_page(GFP_KERNEL);
	high = low ? alloc_page(GFP_KERNEL) : NULL;
	for (slot = first_free; slot < SLOTS && slot_used[slot]; slot++)
		;
	if (!high || slot == SLOTS) {
		if (low)
			put_page(low);
		if (high)
			put_page(high);
		return NULL;
	}
	slot_used[slot] = 1;
	first_free = slot + 1;
	set_pte(slot_ptes(slot), mk_pte(low, PAGE_KERNEL_STACK));
	set_pte(slot_ptes(slot) + 1, mk_pte(high, PAGE_KERNEL_STACK));
	return (void *)(KSTACK_BASE + (slot * SLOT_PAGES + SLOT_PAGES - STACK_PAGES) * PAGE_SIZE);
}

void free_kernel_stack(void *stack)
{
	int slot = ((unsigned long)stack - KSTACK_BASE) / (SLOT_PAGES * PAGE_SIZE);
	pte_t *pte = slot_ptes(slot);

	BUG_ON(!slot_used[slot]);
	for (unsigned long i = 0; i < STACK_PAGES; i++, pte++) {
		put_page(pte_page(*pte));
		set_pte(pte, __pte(0));
		flush_tlb_page((unsigned long)stack + i * PAGE_SIZE);
	}
	slot_used[slot] = 0;
	first_free = min(first_free, slot);
}

void census_kernel_stacks(void)
{
	for (unsigned long i = 0; i < PTRS_PER_PTE; i++)
		if (pte_present(kstack_table[i]))
			census_page(pte_page(kstack_table[i]));
}
