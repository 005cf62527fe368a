/* SPDX-License-Identifier: GPL-2.0-only */
/* Delivering signals. Sending them is in kernel/sched/signal.h. */
#ifndef KERNEL_PROC_SIGNAL_H
#define KERNEL_PROC_SIGNAL_H

#include "kernel/cpu/ptregs.h"
#include "kernel/lib/types.h"

struct signal_info;

/* Deliver the pending signals of current. entry.asm calls it before the return to user mode, if there are any. */
void do_signal(struct pt_regs *regs);
/* exec: the program that had the handlers is gone, so set them to SIG_DFL. Ignored signals stay ignored. */
void flush_signal_handlers(void);
/* Would force_sig() end current by this signal, because it has no handler or blocks it? The caller prints why. */
int signal_is_fatal(int sig);
/*
 * Send sig to current because of a fault at this address; `code` is its si_code. If current
 * blocks or ignores the signal, it ends current, because the fault would occur again.
 */
void force_sig_fault(int sig, int code, unsigned long address);
/* The same for a fault without an address; si_code is SI_KERNEL. */
void force_sig(int sig);

/* Take the lowest pending signal of a set, with its details. Returns its number, or 0. (Linux: dequeue_signal) */
int dequeue_signal(uint64_t wanted, struct signal_info *info);

#endif
