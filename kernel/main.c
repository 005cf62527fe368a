// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_main(): the order in which the kernel comes to life.
 *
 * boot/boot.asm jumps here with paging on and interrupts off. When everything is
 * set up, the boot stack becomes the idle task's, and /sbin/init is process 1.
 */
#include "boot/multiboot.h"
#include "ipc/shm.h"
#include "kernel/debug/check.h"
#include "kernel/lib/cmdline.h"
#include "kernel/cpu/desc.h"
#include "kernel/proc/exec.h"
#include "kernel/fs/fs.h"
#include "kernel/cpu/fpu.h"
#include "kernel/cpu/irq.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/drivers/clock.h"
#include "kernel/debug/trace.h"
#include "mm/mm.h"

#define MAX_MODULES 8

extern char _end[];			/* of the kernel (linker.ld) */

/* The loader's structures lie in memory that will be handed out: keep what is still needed. */
static struct multiboot_module modules[MAX_MODULES];
static uint32_t nr_modules;

/* Do the pages of a module belong to nobody else: not to the kernel, not to a module before it? */
static bool module_ok(const struct multiboot_module *module)
{
	const unsigned long start = module->start & PAGE_MASK, end = PAGE_ALIGN(module->end);

	if (module->start > module->end || end < module->end || !start)
		return false;
	if (start < PAGE_ALIGN(__pa(_end)) && end > 1UL << 20)
		return false;
	for (uint32_t i = 0; i < nr_modules; i++)
		if (start < PAGE_ALIGN(modules[i].end) && end > (modules[i].start & PAGE_MASK))
			return false;
	return true;
}

static void read_boot_info(const struct multiboot_info *mbi)
{
	const struct multiboot_module *given = __va(mbi->mods_addr);
	uint32_t nr_given = mbi->flags & MBI_MODS ? mbi->mods_count : 0;

	parse_cmdline(mbi->flags & MBI_CMDLINE ? __va(mbi->cmdline) : "");
	for (uint32_t i = 0; i < min(nr_given, (uint32_t)MAX_MODULES); i++) {
		if (module_ok(&given[i]))
			modules[nr_modules++] = given[i];
		else
			printk("boot: module %u at %08x..%08x cannot be, left out\n", i,
			       given[i].start, given[i].end);
	}
	if (nr_modules < nr_given)
		printk("boot: %u modules given, %u used\n", nr_given, nr_modules);
}

/* Each module is a cpio archive that is laid over the root directory. */
static void unpack_modules(void)
{
	for (uint32_t i = 0; i < nr_modules; i++) {
		if (!is_direct_mapped(modules[i].start, modules[i].end)) {
			printk("boot: a module lies beyond the memory that is used\n");
			continue;
		}
		unpack_initramfs(__va(modules[i].start), modules[i].end - modules[i].start);
		free_reserved_range(modules[i].start, modules[i].end);
	}
}

/* Process 1, still in the kernel: become /sbin/init. */
static void init(void *unused)
{
	long err;

	(void)unused;
	unpack_modules();
	mem_init_report();
	err = do_execve_kernel("/sbin/init", init_argv, init_envp);
	if (err)
		panic("cannot run /sbin/init: error %ld (is the cpio module missing?)", err);
}

void kernel_main(uint32_t magic, uint32_t mbi_address)
{
	const struct multiboot_info *mbi = __va(mbi_address);

	desc_init();			/* from here on every fault is reported in words */
	irq_init();
	if (magic != MULTIBOOT_LOADED)
		panic("not started by a multiboot loader (eax was %08x)", magic);
	read_boot_info(mbi);
	paging_init(mbi, modules, nr_modules);
	trace_init();
	kmem_cache_init();
	mmap_init();
	fpu_init();
	sched_init();
	time_init();
	fs_init();
	console_init();
	printk("Samepage: two processes, two page directories, one frame\n");
	shm_init();
	check_init();
	kernel_thread(init, NULL);
	local_irq_enable();
	cpu_idle();
}
