/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a multiboot (version 1) loader leaves behind. All addresses in it are
 * physical. Only fields that Samepage reads have a name.
 */
#ifndef BOOT_MULTIBOOT_H
#define BOOT_MULTIBOOT_H

#include "kernel/lib/types.h"

#define MULTIBOOT_LOADED	0x2BADB002	/* eax at the kernel's start */

#define MBI_MEMORY	(1 << 0)	/* mem_lower, mem_upper are there */
#define MBI_CMDLINE	(1 << 2)
#define MBI_MODS	(1 << 3)
#define MBI_MMAP	(1 << 6)

struct multiboot_info {
	uint32_t flags;
	uint32_t mem_lower, mem_upper;		/* KiB from 0, KiB from 1 MiB */
	uint32_t boot_device;
	uint32_t cmdline;			/* NUL-terminated string */
	uint32_t mods_count, mods_addr;		/* struct multiboot_module[] */
	uint32_t syms[4];
	uint32_t mmap_length, mmap_addr;	/* bytes of struct multiboot_mmap entries */
};

struct multiboot_module {
	uint32_t start, end;			/* end excluded */
	uint32_t string;
	uint32_t reserved;
};

struct multiboot_mmap {
	uint32_t size;				/* of the rest: the next entry is at &addr + size */
	uint64_t addr, len;
	uint32_t type;				/* 1: memory that may be used */
} __attribute__((packed));

#endif
