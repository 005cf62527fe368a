/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel prints about the processor when it stops: registers and a backtrace. */
#ifndef KERNEL_CPU_OOPS_H
#define KERNEL_CPU_OOPS_H

#include "kernel/cpu/ptregs.h"
#include "kernel/lib/types.h"

/*
 * A fault of the kernel itself: print the message, the registers and a backtrace, then
 * halt. esp is the stack pointer at the fault; regs holds it only for faults in user
 * mode (see stack_pointer()).
 */
void die(const struct pt_regs *regs, unsigned long esp, const char *fmt, ...) printf_like(3, 4) noreturn;

/* Prints which process runs. Set by kernel/sched/sched.c, which knows. */
extern void (*show_process)(void);

/* Let panic() print a backtrace. */
void oops_init(void);

#endif
