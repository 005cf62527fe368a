// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps the memory of a device, which lies outside the direct map. Entries of the page directory can
 * map 4 MiB without a page table; this is the only place that uses them. The processor must not
 * cache such memory, because each write has an effect of its own.
 */
#include "mm/device.h"
#include "kernel/lib/io.h"
#include "mm/pgtable.h"

#define DEVICE_BASE	0xF8400000UL		/* after the kernel stacks (mm/kstack.h) */
#define DEVICE_MAX	(64UL << 20)
#define PAGE_DEVICE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_NOCACHE | _PAGE_LARGE | _PAGE_ACCESSED | _PAGE_DIRTY)
#define CR4_PSE		0x10

void *map_device(unsigned long phys, unsigned long size)
{
	unsigned long offset = phys & ~PGDIR_MASK;

	if (size > DEVICE_MAX - offset)
		return NULL;
	write_cr4(read_cr4() | CR4_PSE);
	for (unsigned long done = 0; done < offset + size; done += PGDIR_SIZE)
		set_pgd(&swapper_pg_dir[pgd_index(DEVICE_BASE + done)], __pgd((phys - offset + done) | PAGE_DEVICE));
	return (void *)(DEVICE_BASE + offset);
}
