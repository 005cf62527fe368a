/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of the i386: two levels, 1024 entries of 4 bytes each.
 *
 *	 31          22 21          12 11           0
 *	+--------------+--------------+--------------+
 *	| pgd_index    | pte_index    | offset       |   a virtual address
 *	+--------------+--------------+--------------+
 *	      |               |
 *	      v               v
 *	   CR3 -> page directory -> page table -> frame
 *
 * An entry of either level:
 *
 *	 31                    12 11  9 8 7 6 5 4 3 2 1 0
 *	+------------------------+-----+-+-+-+-+-+-+-+-+-+
 *	| frame number           | our |G|0|D|A|C|T|U|W|P|
 *	+------------------------+-----+-+-+-+-+-+-+-+-+-+
 *	P present, W writable, U user, A accessed, D dirty (table entries only), G global
 */
#ifndef MM_PGTABLE_H
#define MM_PGTABLE_H

#include "kernel/debug/trace.h"
#include "mm/page.h"

typedef struct { unsigned long pte_low; } pte_t;
typedef struct { unsigned long pgd; } pgd_t;
typedef struct { unsigned long pgprot; } pgprot_t;

#define pte_val(x)	((x).pte_low)
#define pgd_val(x)	((x).pgd)
#define pgprot_val(x)	((x).pgprot)
#define __pte(x)	((pte_t){ (x) })
#define __pgd(x)	((pgd_t){ (x) })
#define __pgprot(x)	((pgprot_t){ (x) })

#define _PAGE_PRESENT	0x001
#define _PAGE_RW	0x002
#define _PAGE_USER	0x004
#define _PAGE_NOCACHE	0x010
#define _PAGE_ACCESSED	0x020
#define _PAGE_DIRTY	0x040
#define _PAGE_LARGE	0x080	/* in a page directory: maps 4 MiB (mm/device.c) */
#define _PAGE_PROTNONE	0x080	/* with P = 0, so the CPU ignores it: a frame without access */
#define _PAGE_GLOBAL	0x100

#define _PAGE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | _PAGE_DIRTY)

/* PAGE_COPY: private and writable in principle, but the first write must copy. */
#define PAGE_NONE	__pgprot(_PAGE_PROTNONE | _PAGE_ACCESSED)
#define PAGE_SHARED	__pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_COPY	__pgprot(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_READONLY	__pgprot(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)

#define PGDIR_SHIFT	22
#define PGDIR_SIZE	(1UL << PGDIR_SHIFT)
#define PGDIR_MASK	(~(PGDIR_SIZE - 1))
#define PTRS_PER_PGD	1024
#define PTRS_PER_PTE	1024
#define USER_PTRS_PER_PGD	(TASK_SIZE / PGDIR_SIZE)

#define pgd_index(a)	((unsigned long)(a) >> PGDIR_SHIFT)
#define pte_index(a)	(((unsigned long)(a) >> PAGE_SHIFT) & (PTRS_PER_PTE - 1))

static inline int pte_none(pte_t p) { return !pte_val(p); }
static inline int pte_present(pte_t p) { return pte_val(p) & (_PAGE_PRESENT | _PAGE_PROTNONE); }
static inline int pte_write(pte_t p) { return pte_val(p) & _PAGE_RW; }
static inline int pte_dirty(pte_t p) { return pte_val(p) & _PAGE_DIRTY; }
static inline pte_t pte_wrprotect(pte_t p) { return __pte(pte_val(p) & ~_PAGE_RW); }
static inline pte_t pte_mkwrite(pte_t p) { return __pte(pte_val(p) | _PAGE_RW); }
static inline pte_t pte_mkdirty(pte_t p) { return __pte(pte_val(p) | _PAGE_DIRTY); }
static inline pte_t pte_mkclean(pte_t p) { return __pte(pte_val(p) & ~_PAGE_DIRTY); }
static inline pte_t pte_mkold(pte_t p) { return __pte(pte_val(p) & ~_PAGE_ACCESSED); }
static inline unsigned long pte_pfn(pte_t p) { return pte_val(p) >> PAGE_SHIFT; }
static inline struct page *pte_page(pte_t p) { return mem_map + pte_pfn(p); }
static inline pte_t mk_pte(struct page *page, pgprot_t prot)
{
	return __pte(page_to_phys(page) | pgprot_val(prot));
}
/* The same frame with another protection. Accessed and dirty stay. */
static inline pte_t pte_modify(pte_t p, pgprot_t prot)
{
	return __pte((pte_val(p) & (PAGE_MASK | _PAGE_ACCESSED | _PAGE_DIRTY)) | pgprot_val(prot));
}

static inline int pgd_none(pgd_t p) { return !pgd_val(p); }
static inline pte_t *pgd_page_table(pgd_t p)
{
	return (pte_t *)__va(pgd_val(p) & PAGE_MASK);
}

/* Every change of an entry goes through here: the place for a breakpoint, and for the trace. */
static inline void set_pte(pte_t *ptep, pte_t pte)
{
	unsigned long old = pte_val(*ptep);

	*ptep = pte;
	trace_pte(ptep, old, pte_val(pte));
}
static inline void set_pgd(pgd_t *pgdp, pgd_t pgd)
{
	unsigned long old = pgd_val(*pgdp);

	*pgdp = pgd;
	trace_pgd(pgdp, old, pgd_val(pgd));
}

/* The CPU caches translations (TLB). When an entry loses a right or its frame, they must be flushed. */
static inline void flush_tlb_page(unsigned long address)
{
	__asm__ volatile("invlpg (%0)" :: "r"(address) : "memory");
}
static inline void load_cr3(const pgd_t *pgd)
{
	__asm__ volatile("mov %0, %%cr3" :: "r"(__pa(pgd)) : "memory");
}

extern pgd_t swapper_pg_dir[PTRS_PER_PGD];	/* the kernel's own directory (boot/boot.asm) */

#endif
