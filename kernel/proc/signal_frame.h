/* SPDX-License-Identifier: GPL-2.0-only */
/* Calling a signal handler in the program. Returning from it is sigreturn, a system call. */
#ifndef KERNEL_PROC_SIGNAL_FRAME_H
#define KERNEL_PROC_SIGNAL_FRAME_H

#include "kernel/sched/task.h"

/*
 * Write a signal frame to the user's stack, and change regs so that current enters its handler
 * for sig when it returns to user mode. After the handler, oldset is the set of blocked signals.
 * 0, or -EFAULT: the frame cannot be written.
 */
int setup_frame(int sig, const struct k_sigaction *ka, const struct signal_info *info,
		const sigset_t *oldset, struct pt_regs *regs);
/*
 * Set and report the alternative stack for handlers, as sigaltstack() does. Both pointers are to
 * user memory, and either may be NULL. esp is the user's stack pointer. Errors: EFAULT, EPERM (the
 * alternative stack is in use), EINVAL (flags), ENOMEM (too small).
 */
int do_sigaltstack(const stack_t *user_new, stack_t *user_old, unsigned long esp);

/* What a program sees of a signal's details. */
void fill_siginfo(siginfo_t *to, int sig, const struct signal_info *info);

#endif
