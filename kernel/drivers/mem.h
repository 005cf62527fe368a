/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices that are only memory: null, zero, random, kmsg. */
#ifndef KERNEL_DRIVERS_MEM_H
#define KERNEL_DRIVERS_MEM_H

/* Make their files in /dev. At boot, after fs_init(). */
void mem_devices_init(void);

#endif
