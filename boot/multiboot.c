// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads what the boot loader passes to the kernel: the command line, the memory map, the list of
 * modules, and the screen. Called by kernel_main() only.
 *
 * The loader's structures are read in place. They must lie in the first 4 MiB, because nothing
 * else is mapped yet. Their memory is handed out later, so what is needed then is copied.
 * Left out of the multiboot specification: everything else.
 */
#include "boot/multiboot.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "mm/page.h"

extern char _end[];			/* of the kernel (linker.ld) */

/* Is this a range whose pages belong neither to the kernel nor to an earlier module? */
static bool module_ok(const struct boot_info *boot, const struct multiboot_module *module)
{
	const unsigned long start = module->start & PAGE_MASK, end = PAGE_ALIGN(module->end);

	if (module->start > module->end || end < module->end || !start)
		return false;
	if (start < PAGE_ALIGN(__pa(_end)) && end > 1UL << 20)
		return false;
	for (int i = 0; i < boot->nr_modules; i++)
		if (start < PAGE_ALIGN(boot->modules[i].end) && end > (boot->modules[i].start & PAGE_MASK))
			return false;
	return true;
}

static void read_modules(struct boot_info *boot, const struct multiboot_info *mbi)
{
	const struct multiboot_module *given = __va(mbi->mods_addr);
	uint32_t nr_given = mbi->flags & MBI_MODS ? mbi->mods_count : 0;

	for (uint32_t i = 0; i < min(nr_given, (uint32_t)MAX_MODULES); i++) {
		if (module_ok(boot, &given[i]))
			boot->modules[boot->nr_modules++] = (struct phys_range){ given[i].start, given[i].end };
		else
			printk("boot: module %u at %08x..%08x is invalid or overlaps: ignored\n", i,
			       given[i].start, given[i].end);
	}
	if ((uint32_t)boot->nr_modules < nr_given)
		printk("boot: %u modules given, %d used\n", nr_given, boot->nr_modules);
}

static void add_region(struct boot_info *boot, uint64_t start, uint64_t end, bool usable)
{
	if (boot->nr_regions == MAX_REGIONS)
		panic("the memory map has more than %d entries", MAX_REGIONS);
	boot->regions[boot->nr_regions++] = (struct mem_region){ start, end, usable };
}

/* Read the memory map. Without one, the loader's two sizes serve instead. */
static void read_memory_map(struct boot_info *boot, const struct multiboot_info *mbi)
{
	const char *p = __va(mbi->mmap_addr), *end = p + mbi->mmap_length;

	if (mbi->flags & MBI_MMAP) {
		while (p < end) {
			const struct multiboot_mmap *entry = (const void *)p;

			add_region(boot, entry->addr, entry->addr + entry->len, entry->type == MBI_USABLE);
			p += entry->size + sizeof(entry->size);
		}
	} else if (mbi->flags & MBI_MEMORY) {
		add_region(boot, 0, (uint64_t)mbi->mem_lower << 10, true);
		add_region(boot, 1 << 20, (1 << 20) + ((uint64_t)mbi->mem_upper << 10), true);
	}
}

/* Only 32 bits of colour: UEFI has no other mode. With a BIOS, the screen shows text. */
static void read_framebuffer(struct boot_info *boot, const struct multiboot_info *mbi)
{
	if (!(mbi->flags & MBI_FRAMEBUFFER) || mbi->framebuffer_type != MBI_RGB || mbi->framebuffer_bpp != 32)
		return;
	boot->framebuffer = (struct framebuffer){
		.address = mbi->framebuffer_addr, .pitch = mbi->framebuffer_pitch,
		.width = mbi->framebuffer_width, .height = mbi->framebuffer_height,
		.red = mbi->red_position & 31, .green = mbi->green_position & 31, .blue = mbi->blue_position & 31,
	};
}

const char *boot_command_line(uint32_t magic, uint32_t mbi_address)
{
	const struct multiboot_info *mbi = __va(mbi_address);

	if (magic != MULTIBOOT_LOADED)
		panic("not started by a multiboot loader (eax was %08x)", magic);
	return mbi->flags & MBI_CMDLINE ? __va(mbi->cmdline) : "";
}

void read_boot_info(struct boot_info *boot, uint32_t mbi_address)
{
	const struct multiboot_info *mbi = __va(mbi_address);

	read_modules(boot, mbi);
	read_memory_map(boot, mbi);
	read_framebuffer(boot, mbi);
}
