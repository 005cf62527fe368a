/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the CPU enters the kernel, and where new tasks begin (entry.asm, switch_stacks.asm). */
#ifndef KERNEL_CPU_ENTRY_H
#define KERNEL_CPU_ENTRY_H

#define TRAP_DEVICE_NOT_AVAILABLE 7
#define TRAP_PAGE_FAULT		14

extern const unsigned long trap_stubs[256];	/* addresses of the entries, by vector */
void system_call(void);

/* What switch_stacks() returns to in a task that has not run yet: a process, a kernel thread. */
void child_start(void);
void kernel_thread_start(void);

#endif
