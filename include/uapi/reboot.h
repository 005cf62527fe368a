/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reboot call, as in Linux's <linux/reboot.h>: reboot(MAGIC1, MAGIC2, command, argument). The
 * two magic numbers keep a call made by mistake from restarting the machine.
 */
#ifndef _UAPI_REBOOT_H
#define _UAPI_REBOOT_H

#define LINUX_REBOOT_MAGIC1	0xfee1dead
#define LINUX_REBOOT_MAGIC2	672274793
#define LINUX_REBOOT_MAGIC2A	85072278
#define LINUX_REBOOT_MAGIC2B	369367448
#define LINUX_REBOOT_MAGIC2C	537993216

#define LINUX_REBOOT_CMD_RESTART	0x01234567
#define LINUX_REBOOT_CMD_HALT		0xcdef0123
#define LINUX_REBOOT_CMD_CAD_ON		0x89abcdef	/* Ctrl-Alt-Del restarts */
#define LINUX_REBOOT_CMD_CAD_OFF	0x00000000
#define LINUX_REBOOT_CMD_POWER_OFF	0x4321fedc

#endif
