/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory of a device. */
#ifndef MM_DEVICE_H
#define MM_DEVICE_H

/*
 * Map the memory of a device, at any physical address, for the kernel. Returns where, or NULL when
 * it is too large. Only once, at boot: the page directories of processes copy the entries. Linux:
 * ioremap().
 */
void *map_device(unsigned long phys, unsigned long size);

#endif
