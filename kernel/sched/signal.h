/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals: sets of them, sending one, and whether one is pending. */
#ifndef KERNEL_SCHED_SIGNAL_H
#define KERNEL_SCHED_SIGNAL_H

#include "kernel/sched/task.h"

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
/* Default action: the process ends, on Linux after writing an image of its memory. */
#define SIG_COREDUMP	(sigmask(SIGQUIT) | sigmask(SIGILL) | sigmask(SIGTRAP) | sigmask(SIGABRT) | \
			 sigmask(SIGBUS) | sigmask(SIGFPE) | sigmask(SIGSEGV) | sigmask(SIGXCPU) | \
			 sigmask(SIGXFSZ) | sigmask(SIGSYS))
/* Default action: nothing. (SIGCONT has done its work when it was sent.) */
#define SIG_IGNORED	(sigmask(SIGCONT) | sigmask(SIGCHLD) | sigmask(SIGWINCH) | sigmask(SIGURG))

/* current's mask becomes set, SIGKILL and SIGSTOP excepted. */
void set_current_blocked(const sigset_t *set);
/* Update current->sigpending after a change of `blocked` or `pending`. */
void recalc_sigpending(void);

static inline int signal_pending(struct task_struct *task)
{
	return task->sigpending;
}
/*
 * Is it certain that a signal ends current? It is then delivered before all others, so no handler
 * runs any more. (Linux: fatal_signal_pending)
 */
static inline bool ending_signal_pending(void)
{
	return unlikely(current->ending_signal);
}

/* Send a signal from the kernel, without a permission check. 0 or -EINVAL. From interrupts, too. */
int send_sig(int sig, struct task_struct *task);
int send_sig_info(int sig, const struct signal_info *info, struct task_struct *task);
/* Send to every process of a group: 0 if there was one, else -ESRCH. */
int kill_pg(pid_t pgrp, int sig);
/* Tell task's parent that task has ended or stopped: send it sig (0: none) and wake it in wait4(). */
void notify_parent(struct task_struct *task, int sig);
/*
 * Is a process group orphaned: has none of its members a parent in another group of the
 * same session, who could continue it?
 */
bool is_orphaned_pgrp(pid_t pgrp);

#endif
