/* SPDX-License-Identifier: GPL-2.0-only */
/* What signals do to a process. Sending them is kernel/sched/signal.h. */
#ifndef KERNEL_PROC_SIGNAL_H
#define KERNEL_PROC_SIGNAL_H

#include "kernel/cpu/ptregs.h"

/* Called by entry.asm before the return to user mode when a signal is pending. */
void do_signal(struct pt_regs *regs);
/* exec: handlers return to their default; what was ignored stays ignored. */
void flush_signal_handlers(void);
/* Would this fault signal end current (no handler, or blocked)? The trap code then prints why. */
int signal_is_fatal(int sig);
/*
 * A fault of current: deliver sig with the address that caused it, even if it is blocked
 * or ignored (then it kills).
 */
void force_sig_fault(int sig, int code, unsigned long address);
/* The same for a fault without an address. */
void force_sig(int sig);

#endif
