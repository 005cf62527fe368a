/* SPDX-License-Identifier: GPL-2.0-only */
/* Signal frames: calling a handler in the program, and returning from it. */
#ifndef KERNEL_PROC_SIGNAL_FRAME_H
#define KERNEL_PROC_SIGNAL_FRAME_H

#include "kernel/sched/task.h"

/*
 * Make current enter its handler for sig when it returns to user mode; oldset is blocked
 * again after the handler. 0, or -EFAULT: the frame cannot be written to the stack.
 */
int setup_frame(int sig, const struct k_sigaction *ka, const struct signal_info *info,
		const sigset_t *oldset, struct pt_regs *regs);
/* sigaltstack() with the stack pointer esp. The pointers are the user's; either may be NULL. */
int do_sigaltstack(const stack_t *user_new, stack_t *user_old, unsigned long esp);

#endif
