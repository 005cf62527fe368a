/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals: sets, and what signal.c, signal_calls.c, signal_frame.c share. kernel/sched/sched.h is enough to send one. */
#ifndef KERNEL_SIGNAL_H
#define KERNEL_SIGNAL_H

#include "kernel/sched/sched.h"

/* A set of signals as one number: signal n is bit n - 1. */
static inline uint64_t sigset_bits(const sigset_t *set)
{
	return set->sig[0] | (uint64_t)set->sig[1] << 32;
}
static inline sigset_t bits_sigset(uint64_t bits)
{
	return (sigset_t){ { (unsigned long)bits, (unsigned long)(bits >> 32) } };
}
#define sigmask(sig)	(1ULL << ((sig) - 1))

static inline bool sigismember(const sigset_t *set, int sig)
{
	return sigset_bits(set) & sigmask(sig);
}
static inline void sigaddset(sigset_t *set, int sig)
{
	set->sig[(sig - 1) / _NSIG_BPW] |= 1UL << ((sig - 1) % _NSIG_BPW);
}
static inline void sigdelsetmask(sigset_t *set, uint64_t mask)
{
	*set = bits_sigset(sigset_bits(set) & ~mask);
}

#define SIG_UNBLOCKABLE	(sigmask(SIGKILL) | sigmask(SIGSTOP))
#define SIG_STOPS	(sigmask(SIGSTOP) | sigmask(SIGTSTP) | sigmask(SIGTTIN) | sigmask(SIGTTOU))
/* Default action: nothing. (SIGCONT has done its work when it was sent.) */
#define SIG_IGNORED	(sigmask(SIGCONT) | sigmask(SIGCHLD) | sigmask(SIGWINCH) | sigmask(SIGURG))

/* current's mask becomes set, SIGKILL and SIGSTOP excepted. */
void set_current_blocked(const sigset_t *set);
/* A fault of current that has no siginfo of its own, with an unwritable stack, say. */
void force_sig(int sig);

/* --- signal_frame.c --- */
/*
 * Make current enter its handler for sig when it goes back to user mode;
 * oldset is blocked again after the handler. 0, or -EFAULT: no stack to put it on.
 */
int setup_frame(int sig, const struct k_sigaction *ka, const struct signal_info *info,
		const sigset_t *oldset, struct pt_regs *regs);
/* sigaltstack() with the stack pointer esp; either pointer may be NULL. User pointers. */
int do_sigaltstack(const stack_t *user_new, stack_t *user_old, unsigned long esp);

#endif
