/* SPDX-License-Identifier: GPL-2.0-only */
/* The places where the CPU enters the kernel. */
#ifndef KERNEL_CPU_ENTRY_H
#define KERNEL_CPU_ENTRY_H

#define TRAP_DEBUG		1
#define TRAP_DEVICE_NOT_AVAILABLE 7
#define TRAP_PAGE_FAULT		14

extern const unsigned long trap_stubs[256];	/* addresses of the entries, by vector */
void system_call(void);

#endif
