/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions and what ends them (kernel/proc/traps.c, kernel/lib/panic.c, kernel/cpu/entry.asm). */
#ifndef KERNEL_TRAPS_H
#define KERNEL_TRAPS_H

#include "kernel/cpu/ptregs.h"
#include "kernel/lib/printk.h"

#define TRAP_DEVICE_NOT_AVAILABLE 7
#define TRAP_PAGE_FAULT		14
#define FIRST_IRQ_VECTOR	32

/* kernel/cpu/entry.asm */
extern const unsigned long trap_stubs[256];
void system_call(void);
void ret_from_fork(void);

/*
 * A fault of the kernel itself: words, registers, backtrace from regs; halt. (kernel/lib/panic.c)
 * esp is what it was then, which regs itself has only from user mode (stack_pointer()).
 */
void die(const struct pt_regs *regs, unsigned long esp, const char *fmt, ...) printf_like(3, 4) noreturn;

#endif
