/* SPDX-License-Identifier: GPL-2.0-only */
/* What the calls about signals share with their older forms in compat.c. Pointers are to kernel memory. */
#ifndef KERNEL_PROC_SIGNAL_CALLS_H
#define KERNEL_PROC_SIGNAL_CALLS_H

#include <uapi/signal.h>
#include "kernel/lib/types.h"

/*
 * Set and return what current does at a signal; either pointer may be NULL. 0, or -EINVAL: no
 * such signal, or one that cannot be caught.
 */
int do_sigaction(int sig, const struct sigaction *new, struct sigaction *old);
/* Change the set of blocked signals: SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK. 0, or -EINVAL (how). */
int do_sigprocmask(int how, uint64_t set);
/*
 * Sleep with another mask until a handler has run. do_signal() restores the old mask, or the
 * handler's frame does. Returns -ERESTARTNOHAND.
 */
long do_sigsuspend(const sigset_t *set);

#endif
