/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls about signals, without the copying from and to user memory. compat.c uses them, too. */
#ifndef KERNEL_PROC_SIGNAL_CALLS_H
#define KERNEL_PROC_SIGNAL_CALLS_H

#include <uapi/signal.h>
#include "kernel/lib/types.h"

/*
 * Set and return the action of current for a signal; either pointer may be NULL. 0, or -EINVAL:
 * there is no such signal, or its action cannot be changed (SIGKILL, SIGSTOP).
 */
int do_sigaction(int sig, const struct sigaction *new, struct sigaction *old);
/* Change the blocked signals of current; how: SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK. 0, or -EINVAL (how). */
int do_sigprocmask(int how, uint64_t set);
/*
 * Block the signals in *set instead, and sleep until one of the others arrives. The return from
 * its handler restores the old set; without a handler do_signal() does. Returns -ERESTARTNOHAND.
 */
long do_sigsuspend(const sigset_t *set);

#endif
