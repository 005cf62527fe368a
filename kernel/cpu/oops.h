/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel prints when it stops: registers and a backtrace. */
#ifndef KERNEL_CPU_OOPS_H
#define KERNEL_CPU_OOPS_H

#include "kernel/cpu/ptregs.h"
#include "kernel/lib/types.h"

/*
 * Stop after a fault of the kernel itself: print the message, the registers and a backtrace, then
 * halt. esp is the stack pointer at the fault, which regs does not hold (see stack_pointer()).
 */
void die(const struct pt_regs *regs, unsigned long esp, const char *fmt, ...) printf_like(3, 4) noreturn;

/* Prints the name of the running process. Set by kernel/sched/sched.c. */
extern void (*show_process)(void);

/* Make panic() print a backtrace. At boot. */
void oops_init(void);

#endif
