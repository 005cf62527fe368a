// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reboot call: power off, restart, or halt the machine. Left out compared with Linux: ACPI.
 * Only emulators obey the ports in machine_power_off(); a real machine halts instead.
 */
#include <uapi/reboot.h>
#include "kernel/drivers/serial.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/reboot.h"
#include "kernel/sched/cred.h"

#define KBD_STATUS	0x64
#define KBD_BUSY	0x02		/* its input buffer is full */
#define KBD_PULSE_RESET	0xfe		/* command: pull the CPU's reset line */

static void noreturn machine_power_off(void)
{
	serial_drain();
	outw(0x2000, 0x604);		/* QEMU */
	outw(0x2000, 0xb004);		/* Bochs, and QEMU before 2.0 */
	outw(0x3400, 0x4004);		/* VirtualBox */
	halt_forever();
}

/* Ask the keyboard controller. If there is none, an exception without an IDT resets the CPU. */
static void noreturn machine_restart(void)
{
	static const struct {
		unsigned short limit;
		unsigned long base;
	} __attribute__((packed)) no_idt = { 0, 0 };

	serial_drain();
	local_irq_disable();
	for (int i = 0; i < 100000 && inb(KBD_STATUS) & KBD_BUSY; i++)
		;
	outb(KBD_PULSE_RESET, KBD_STATUS);
	for (int i = 0; i < 100000; i++)
		inb(KBD_STATUS);
	__asm__ volatile("lidt %0; int3" :: "m"(no_idt));
	halt_forever();
}

static bool cad_restarts = true;

/* Left out: after CAD_OFF, Linux sends SIGINT to process 1. */
void ctrl_alt_del(void)
{
	if (!cad_restarts)
		return;
	printk("reboot: Restarting system\n");
	machine_restart();
}

/* Errors: EPERM, EINVAL (the magic numbers, or the command). */
long sys_reboot(unsigned long magic1, unsigned long magic2, unsigned long cmd)
{
	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if (magic1 != LINUX_REBOOT_MAGIC1 ||
	    (magic2 != LINUX_REBOOT_MAGIC2 && magic2 != LINUX_REBOOT_MAGIC2A &&
	     magic2 != LINUX_REBOOT_MAGIC2B && magic2 != LINUX_REBOOT_MAGIC2C))
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		cad_restarts = cmd == LINUX_REBOOT_CMD_CAD_ON;
		return 0;
	case LINUX_REBOOT_CMD_POWER_OFF:
		printk("reboot: Power down\n");
		machine_power_off();
	case LINUX_REBOOT_CMD_RESTART:
		printk("reboot: Restarting system\n");
		machine_restart();
	case LINUX_REBOOT_CMD_HALT:
		printk("reboot: System halted\n");
		halt_forever();
	default:
		return -EINVAL;
	}
}
