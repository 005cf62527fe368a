/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices without hardware: /dev/null, zero, random, urandom, kmsg. */
#ifndef KERNEL_DRIVERS_MEM_H
#define KERNEL_DRIVERS_MEM_H

/* Create their files in /dev. At boot, after fs_init(). */
void mem_devices_init(void);

#endif
