// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_main(): the order in which the kernel starts its parts, from the lowest layer to
 * the highest.
 *
 * boot/boot.asm jumps here with paging on and interrupts off. When everything is set up,
 * the boot becomes the idle task, and /sbin/init is process 1.
 */
#include "boot/multiboot.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/msg.h"
#include "ipc/sem_undo.h"
#include "ipc/shm_proc.h"
#include "kernel/cpu/desc.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/oops.h"
#include "kernel/debug/check.h"
#include "kernel/drivers/clock.h"
#include "kernel/drivers/console.h"
#include "kernel/drivers/keyboard.h"
#include "kernel/drivers/mem.h"
#include "kernel/drivers/n_tty.h"
#include "kernel/drivers/serial.h"
#include "kernel/drivers/tty.h"
#include "kernel/fs/cpio.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/proc/exec.h"
#include "kernel/proc/fork.h"
#include "kernel/proc/reboot.h"
#include "kernel/sched/sched.h"
#include "mm/mm_struct.h"

static struct boot_info boot;

/* If the loader has set a graphics mode, show the text with the font that is among the modules. */
static void use_framebuffer(void)
{
	for (int i = 0; i < boot.nr_modules; i++) {
		const struct phys_range *module = &boot.modules[i];

		if (is_direct_mapped(module->start, module->end) &&
		    is_font(__va(module->start), module->end - module->start)) {
			console_use_framebuffer(&boot.framebuffer, __va(module->start));
			return;
		}
	}
}

/*
 * Unpack each module, a cpio archive, over the root directory, and free its memory. tools/guest
 * runs no command after the last message: without its files, a command would do something else.
 */
static void unpack_modules(void)
{
	bool complete = true;

	for (int i = 0; i < boot.nr_modules; i++) {
		const struct phys_range *module = &boot.modules[i];

		if (!is_direct_mapped(module->start, module->end)) {
			printk("boot: a module lies beyond the memory that is used\n");
			continue;
		}
		if (is_font(__va(module->start), module->end - module->start))
			continue;
		complete &= unpack_initramfs(__va(module->start), module->end - module->start);
	}
	if (!complete)
		printk("boot: some files of the modules are missing\n");
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
	console_init();			/* from here on the log appears */
	init_idle();
	oops_init();
	desc_init();			/* from here on every fault is reported in words */
	irq_init();
	parse_cmdline(boot_command_line(magic, mbi_address));
	console_setup();
	read_boot_info(&boot, mbi_address);
	paging_init(boot.regions, boot.nr_regions, boot.modules, boot.nr_modules);
	trace_init();
	kmem_cache_init();
	use_framebuffer();
	mmap_init();
	fpu_init();
	sched_init();
	time_init();
	fs_init();
	mem_devices_init();
	tty_init();
	n_tty_init();
	keyboard_init(ctrl_alt_del);
	serial_start_input();
	printk("Samepage: two processes, two page directories, one frame\n");
	fork_init();
	shm_init();
	sem_init();
	msg_init();
	ipc_sysctl_init();
	check_init();
	kernel_thread(init, NULL);
	local_irq_enable();
	cpu_idle();
}
