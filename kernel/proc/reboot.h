/* SPDX-License-Identifier: GPL-2.0-only */
/* Restarting the machine (kernel/proc/reboot.c). */
#ifndef KERNEL_PROC_REBOOT_H
#define KERNEL_PROC_REBOOT_H

/* Restart the machine at once, unless reboot(LINUX_REBOOT_CMD_CAD_OFF) forbids it. For interrupt handlers. */
void ctrl_alt_del(void);

#endif
