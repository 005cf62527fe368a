/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a multiboot (version 1) loader passes to the kernel, and what Samepage keeps of it.
 * All addresses are physical. The structures end with the last field that Samepage reads.
 */
#ifndef BOOT_MULTIBOOT_H
#define BOOT_MULTIBOOT_H

#include "kernel/drivers/framebuffer.h"
#include "mm/init.h"

#define MULTIBOOT_LOADED	0x2BADB002	/* eax at the kernel's start */

#define MBI_MEMORY	(1 << 0)	/* mem_lower and mem_upper are valid */
#define MBI_CMDLINE	(1 << 2)
#define MBI_MODS	(1 << 3)
#define MBI_MMAP	(1 << 6)
#define MBI_FRAMEBUFFER	(1 << 12)

struct multiboot_info {
	uint32_t flags;
	uint32_t mem_lower, mem_upper;		/* KiB from 0, KiB from 1 MiB */
	uint32_t boot_device;
	uint32_t cmdline;			/* NUL-terminated string */
	uint32_t mods_count, mods_addr;		/* struct multiboot_module[] */
	uint32_t syms[4];
	uint32_t mmap_length, mmap_addr;	/* bytes of struct multiboot_mmap entries */
	uint32_t drives[2], config_table, boot_loader_name, apm_table, vbe[4];
	uint64_t framebuffer_addr;		/* the screen */
	uint32_t framebuffer_pitch, framebuffer_width, framebuffer_height;
	uint8_t framebuffer_bpp;		/* bits of a pixel */
	uint8_t framebuffer_type;
	uint16_t padding;			/* not in the specification, but in GRUB's structure */
	uint8_t red_position, red_bits, green_position, green_bits, blue_position, blue_bits;
} __attribute__((packed));

#define MBI_RGB	1			/* framebuffer_type: a pixel contains its colour */

struct multiboot_module {
	uint32_t start, end;			/* end excluded */
	uint32_t string;
	uint32_t reserved;
};

struct multiboot_mmap {
	uint32_t size;				/* of the fields that follow: the next entry is at &addr + size */
	uint64_t addr, len;
	uint32_t type;				/* MBI_USABLE: ordinary memory */
} __attribute__((packed));
#define MBI_USABLE	1

#define MAX_MODULES	8
#define MAX_REGIONS	128

struct boot_info {
	struct phys_range modules[MAX_MODULES];
	struct mem_region regions[MAX_REGIONS];
	int nr_modules, nr_regions;
	struct framebuffer framebuffer;
};

/* The command line, in the loader's memory. magic is eax at the start; panics if it is wrong. */
const char *boot_command_line(uint32_t magic, uint32_t mbi_address);
/*
 * Fill *boot, which is all zero, from the loader's structures. Modules that cannot be are
 * reported and left out; too many entries in the memory map are a panic.
 */
void read_boot_info(struct boot_info *boot, uint32_t mbi_address);

#endif
