// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory at boot: read the memory map, map the memory, describe it, free it.
 *
 *	0                                                     max_low
 *	| 0 |   low memory   | ROM |  kernel  | modules |  ... |
 *	  ^ reserved           ^       ^          ^
 *	    (everything else that the memory map calls usable goes to the buddy allocator)
 *
 * Before mem_map exists, frames come from boot_alloc(), which takes the lowest ones that are
 * usable and not taken. Only the frames of the modules are ever freed.
 */
#include "mm/init.h"
#include "kernel/lib/io.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "mm/kstack.h"
#include "mm/page_alloc.h"
#include "mm/pagetable.h"

#define PAGE_KERNEL	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PAGE_KERNEL_RO	(_PAGE_PRESENT | _PAGE_ACCESSED)
#define CR4_PGE		0x80
#define CPUID_PGE	(1 << 13)

extern char _stext[], _erodata[], _end[], boot_stack_guard[];
struct mm_struct init_mm = { .pgd = swapper_pg_dir, .mm_users = 1 };

#define MAX_USABLE	16
#define MAX_TAKEN	16
static struct phys_range usable[MAX_USABLE];
static int nr_usable;
static struct phys_range taken[MAX_TAKEN];	/* kernel, modules, boot_alloc(): unsorted, no overlaps */
static int nr_taken;
static unsigned long max_low;		/* end of the direct map */
static unsigned long ignored_kib;	/* memory beyond the direct map */
static unsigned long global_bit;	/* _PAGE_GLOBAL when the CPU has it */

static void take(unsigned long start, unsigned long end)
{
	if (nr_taken && taken[nr_taken - 1].end == start) {
		taken[nr_taken - 1].end = end;
		return;
	}
	BUG_ON(nr_taken == MAX_TAKEN);
	taken[nr_taken++] = (struct phys_range){ start, end };
}

static void append_usable(unsigned long start, unsigned long end)
{
	if (start >= end)
		return;
	if (nr_usable == MAX_USABLE) {
		printk("memory map: more than %d pieces, %lx..%lx left unused\n", MAX_USABLE, start, end);
		return;
	}
	usable[nr_usable++] = (struct phys_range){ start, end };
}

/* Remove [start, end) from the usable memory: some maps name memory twice, or give it to devices. */
static void cut_usable(unsigned long start, unsigned long end)
{
	for (int i = 0, n = nr_usable; i < n; i++) {
		struct phys_range old = usable[i];

		if (old.start >= end || old.end <= start)
			continue;
		usable[i].end = max(start, old.start);	/* the part below; perhaps empty */
		append_usable(end, old.end);
	}
}

/* The part of a region that the direct map can reach, rounded to whole frames. */
static struct phys_range low_part(uint64_t start, uint64_t end, bool outward)
{
	const uint64_t round = PAGE_SIZE - 1;

	end = min(end, (uint64_t)LOWMEM_MAX);
	start = min(start, end);
	return outward ? (struct phys_range){ start & ~round, (end + round) & ~round } :
			 (struct phys_range){ (start + round) & ~round, end & ~round };
}

static void add_usable(uint64_t start, uint64_t end)
{
	struct phys_range low = low_part(start, end, false);

	if (end > LOWMEM_MAX) {
		uint64_t beyond = start > LOWMEM_MAX ? start : LOWMEM_MAX;

		ignored_kib += (unsigned long)((end - beyond) >> 10);
	}
	if (low.start >= low.end)
		return;
	cut_usable(low.start, low.end);
	append_usable(low.start, low.end);
	max_low = max(max_low, low.end);
}

/* Collect what the map calls memory, then take everything else in the map out of it. */
static void read_memory_map(const struct mem_region *map, int nr_regions)
{
	for (int i = 0; i < nr_regions; i++)
		if (map[i].usable)
			add_usable(map[i].start, map[i].end);
	for (int i = 0; i < nr_regions; i++) {
		struct phys_range low = low_part(map[i].start, map[i].end, true);

		if (!map[i].usable && low.start < low.end)
			cut_usable(low.start, low.end);
	}
	if (!nr_usable)
		panic("the boot loader says nothing about memory");
}

/* Find a taken range that overlaps [start, end), or NULL. */
static const struct phys_range *taken_in(unsigned long start, unsigned long end)
{
	for (int i = 0; i < nr_taken; i++)
		if (taken[i].start < end && taken[i].end > start)
			return &taken[i];
	return NULL;
}

/* Take the lowest free memory of size bytes (whole frames), for ever. Returns its physical address. */
static unsigned long boot_alloc(unsigned long size)
{
	for (int i = 0; i < nr_usable; i++) {
		unsigned long start = usable[i].start;
		const struct phys_range *obstacle;

		while ((obstacle = taken_in(start, start + size)))
			start = PAGE_ALIGN(obstacle->end);
		if (start + size <= usable[i].end) {
			take(start, start + size);
			return start;
		}
	}
	panic("no memory for the kernel's own tables (%lu KiB)", size >> 10);
}

/* The protection of a page of the direct map. Text and read-only data are read-only for the kernel, too. */
static unsigned long direct_map_prot(unsigned long phys)
{
	unsigned long virt = phys + PAGE_OFFSET;

	if (virt >= (unsigned long)_stext && virt < (unsigned long)_erodata)
		return PAGE_KERNEL_RO | global_bit;
	if (virt == (unsigned long)boot_stack_guard)
		return 0;
	return PAGE_KERNEL | global_bit;
}

/* Map [start, start + 4 MiB) of physical memory at PAGE_OFFSET + start. */
static void map_region(unsigned long start, pte_t *table)
{
	for (unsigned long i = 0; i < PTRS_PER_PTE; i++) {
		unsigned long phys = start + i * PAGE_SIZE;
		unsigned long prot = phys < max_low ? direct_map_prot(phys) : 0;

		set_pte(&table[i], __pte(prot ? phys | prot : 0));
	}
	set_pgd(&swapper_pg_dir[pgd_index(start + PAGE_OFFSET)], __pgd(__pa(table) | PAGE_KERNEL));
}

/*
 * The tables of boot.asm cover 4 MiB. Every page table made here lies in memory that is
 * mapped already, because boot_alloc() takes the lowest.
 */
static void map_all_memory(void)
{
	uint32_t eax, ebx, ecx, edx;
	pte_t *stacks;

	cpuid(1, &eax, &ebx, &ecx, &edx);
	if (edx & CPUID_PGE)
		global_bit = _PAGE_GLOBAL;
	for (unsigned long start = 0; start < max_low; start += PGDIR_SIZE)
		map_region(start, __va(boot_alloc(PAGE_SIZE)));
	stacks = __va(boot_alloc(PAGE_SIZE));
	memset(stacks, 0, PAGE_SIZE);
	set_pgd(&swapper_pg_dir[pgd_index(KSTACK_BASE)], __pgd(__pa(stacks) | PAGE_KERNEL));
	kstack_init(stacks);
	load_cr3(swapper_pg_dir);
	if (global_bit)
		write_cr4(read_cr4() | CR4_PGE);
}

static void make_mem_map(void)
{
	unsigned long size;

	max_mapnr = max_low >> PAGE_SHIFT;
	size = PAGE_ALIGN(max_mapnr * sizeof(struct page));
	mem_map = __va(boot_alloc(size));
	memset(mem_map, 0, size);
	for (unsigned long pfn = 0; pfn < max_mapnr; pfn++)
		mem_map[pfn].flags = PG_reserved;
}

/* Give the buddy allocator all memory that is usable and not taken. */
static void free_usable(void)
{
	free_area_init();
	for (int i = 0; i < nr_usable; i++) {
		unsigned long start = usable[i].start;

		while (start < usable[i].end) {
			const struct phys_range *obstacle = taken_in(start, start + PAGE_SIZE);
			unsigned long end = usable[i].end;

			if (obstacle) {
				start = PAGE_ALIGN(obstacle->end);
				continue;
			}
			for (int t = 0; t < nr_taken; t++)
				if (taken[t].start > start)
					end = min(end, taken[t].start & PAGE_MASK);
			free_range(start >> PAGE_SHIFT, end >> PAGE_SHIFT);
			start = end;
		}
	}
}

void paging_init(const struct mem_region *map, int nr_regions,
		 const struct phys_range *modules, int nr_modules)
{
	take(0, PAGE_SIZE);			/* the BIOS's data, and the trap for NULL */
	take(1 << 20, PAGE_ALIGN(__pa(_end)));
	for (int i = 0; i < nr_modules; i++)
		take(modules[i].start & PAGE_MASK, PAGE_ALIGN(modules[i].end));
	read_memory_map(map, nr_regions);
	map_all_memory();
	make_mem_map();
	free_usable();
}

void free_reserved_range(unsigned long start_phys, unsigned long end_phys)
{
	/* Only what the memory map calls usable: a loader may have put a module elsewhere. */
	for (int i = 0; i < nr_usable; i++) {
		unsigned long start = max(start_phys & PAGE_MASK, usable[i].start);
		unsigned long end = min(PAGE_ALIGN(end_phys), usable[i].end);

		if (start < end) {
			free_range(start >> PAGE_SHIFT, end >> PAGE_SHIFT);
			trace_ram(start, end);
		}
	}
}

bool is_direct_mapped(unsigned long start_phys, unsigned long end_phys)
{
	return start_phys <= end_phys && end_phys <= max_low;
}

void mem_init_report(void)
{
	printk("memory: %lu KiB free of %lu KiB", nr_free_pages() * 4, max_low >> 10);
	if (ignored_kib)
		printk("; %lu KiB beyond %lu MiB left unused", ignored_kib, LOWMEM_MAX >> 20);
	printk("\n");
}
