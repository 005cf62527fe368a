// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_main(): the order in which the kernel comes to life.
 *
 * boot/boot.asm jumps here with paging on and interrupts off. When everything is
 * set up, the boot stack becomes the idle task's, and /sbin/init is process 1.
 */
#include "boot/multiboot.h"
#include "ipc/shm.h"
#include "kernel/check.h"
#include "kernel/cmdline.h"
#include "kernel/desc.h"
#include "kernel/exec.h"
#include "kernel/fs/fs.h"
#include "kernel/fpu.h"
#include "kernel/irq.h"
#include "kernel/printk.h"
#include "kernel/string.h"
#include "kernel/time.h"
#include "kernel/trace.h"
#include "mm/mm.h"

#define MAX_MODULES 8

/* The loader's structures lie in memory that will be handed out: keep what is still needed. */
static struct multiboot_module modules[MAX_MODULES];
static uint32_t nr_modules;

static void read_boot_info(struct multiboot_info *mbi)
{
	parse_cmdline(mbi->flags & MBI_CMDLINE ? __va(mbi->cmdline) : "");
	if (!(mbi->flags & MBI_MODS))
		mbi->mods_count = 0;
	if (mbi->mods_count > MAX_MODULES) {
		printk("boot: %u modules given, only %d are used\n", mbi->mods_count, MAX_MODULES);
		mbi->mods_count = MAX_MODULES;
	}
	nr_modules = mbi->mods_count;
	memcpy(modules, __va(mbi->mods_addr), nr_modules * sizeof(modules[0]));
}

/* Each module is a cpio archive that is laid over the root directory. */
static void unpack_modules(void)
{
	for (uint32_t i = 0; i < nr_modules; i++) {
		if (modules[i].end > LOWMEM_MAX)
			panic("boot module %u lies beyond the memory that is used", i);
		unpack_initramfs(__va(modules[i].start), modules[i].end - modules[i].start);
		free_reserved_range(modules[i].start & PAGE_MASK, modules[i].end);
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
	struct multiboot_info *mbi = __va(mbi_address);

	desc_init();			/* from here on every fault is reported in words */
	irq_init();
	if (magic != MULTIBOOT_LOADED)
		panic("not started by a multiboot loader (eax was %08x)", magic);
	read_boot_info(mbi);
	paging_init(mbi);
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
