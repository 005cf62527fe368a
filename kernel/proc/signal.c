// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals: sent here, delivered here.
 *
 *	send_sig_info()		a bit in task->pending, and wake it if it sleeps so lightly
 *	do_signal()		on the way back to user mode: the lowest one not blocked
 *				  -> nothing, stop, end, or a handler (signal_frame.c)
 *
 * A signal is pending or not: sending it twice delivers it once, and only the first
 * sender is remembered. Real-time signals are accepted, but not queued (Linux
 * queues them). init, pid 1, gets only what it has a handler for.
 */
#include "kernel/proc/signal.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/proc/exit.h"
#include "kernel/proc/ptrace.h"
#include "kernel/proc/signal_frame.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include <uapi/unistd.h>

/* exec: handlers are addresses in the old program. What was ignored stays ignored. */
void flush_signal_handlers(void)
{
	for (int i = 0; i < _NSIG; i++) {
		struct sigaction *sa = &current->sig->action[i].sa;

		if (sa->sa_handler != SIG_IGN)
			sa->sa_handler = SIG_DFL;
		sa->sa_flags = 0;
		sa->sa_mask = (sigset_t){ { 0 } };
	}
}

int signal_is_fatal(int sig)
{
	const struct sigaction *sa = &current->sig->action[sig - 1].sa;

	if (current->ptrace & PT_PTRACED)
		return false;		/* the tracer decides */
	return sa->sa_handler == SIG_DFL || sa->sa_handler == SIG_IGN ||
	       sigismember(&current->blocked, sig);
}

static void force_sig_info(int sig, const struct signal_info *info)
{
	struct sigaction *sa = &current->sig->action[sig - 1].sa;

	if (sa->sa_handler == SIG_IGN || sigismember(&current->blocked, sig)) {
		sa->sa_handler = SIG_DFL;
		sigdelsetmask(&current->blocked, sigmask(sig));
	}
	/* send_sig_info() spares init, but nobody can go on behind a fault. */
	if (current->pid == 1 && sa->sa_handler == SIG_DFL)
		do_exit(sig);
	sigdelsetmask(&current->pending, sigmask(sig));		/* this one's details count */
	send_sig_info(sig, info, current);
	recalc_sigpending();
}

void force_sig_fault(int sig, int code, unsigned long address)
{
	const struct signal_info info = { .code = code, .address = address };

	force_sig_info(sig, &info);
}

void force_sig(int sig)
{
	const struct signal_info info = { .code = SI_KERNEL };

	force_sig_info(sig, &info);
}

/* Take the lowest signal that is pending and not blocked: its number, or 0. */
static int dequeue_signal(struct signal_info *info)
{
	unsigned long flags = local_irq_save();
	uint64_t bits = sigset_bits(&current->pending) & ~sigset_bits(&current->blocked);
	int sig = 0;

	if (bits) {
		sig = (unsigned long)bits ? __builtin_ctzl(bits) + 1
					  : __builtin_ctzl(bits >> 32) + 33;
		*info = current->sig->info[sig - 1];
		sigdelsetmask(&current->pending, sigmask(sig));
	}
	recalc_sigpending();
	local_irq_restore(flags);
	return sig;
}

static void do_stop(int sig)
{
	const struct sigaction *sa = &current->parent->sig->action[SIGCHLD - 1].sa;

	if (sig != SIGSTOP && is_orphaned_pgrp(current->pgrp))
		return;
	if (sigismember(&current->pending, SIGKILL))	/* a tracer wants the stop, but nothing would wake it */
		return;
	current->state = TASK_STOPPED;
	current->exit_code = sig;
	current->continued = false;
	notify_parent(current, sa->sa_flags & SA_NOCLDSTOP ? 0 : SIGCHLD);
	schedule();
}

/* The default action of sig; comes back unless that is the end. */
static void default_action(int sig)
{
	if (sigmask(sig) & SIG_IGNORED)
		return;
	if (current->pid == 1)
		return;
	if (sigmask(sig) & SIG_STOPS)
		do_stop(sig);
	else
		do_exit(sig);
}

/* The call is made again: eax the number, and eip back before `int 0x80` (two bytes). */
static void restart_call(struct pt_regs *regs, unsigned long number)
{
	regs->eax = number;
	regs->eip -= 2;
}

/* A handler is about to run: the table in kernel/lib/errno.h, right two columns. */
static void restart_behind_handler(struct pt_regs *regs, const struct k_sigaction *ka)
{
	if ((long)regs->orig_eax < 0)		/* not in a system call */
		return;
	switch ((long)regs->eax) {
	case -ERESTARTSYS:
		if (ka->sa.sa_flags & SA_RESTART) {
			restart_call(regs, regs->orig_eax);
			break;
		}
		__attribute__((fallthrough));
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		regs->eax = -EINTR;
		break;
	case -ERESTARTNOINTR:
		restart_call(regs, regs->orig_eax);
		break;
	}
}

/* No handler runs: the left column. */
static void restart_now(struct pt_regs *regs)
{
	if ((long)regs->orig_eax < 0)
		return;
	switch ((long)regs->eax) {
	case -ERESTARTSYS:
	case -ERESTARTNOHAND:
	case -ERESTARTNOINTR:
		restart_call(regs, regs->orig_eax);
		break;
	case -ERESTART_RESTARTBLOCK:
		restart_call(regs, __NR_restart_syscall);
		break;
	}
}

static void handle_signal(int sig, const struct signal_info *info, struct pt_regs *regs)
{
	struct k_sigaction *ka = &current->sig->action[sig - 1];
	sigset_t oldset = current->restore_sigmask ? current->saved_sigmask : current->blocked;
	uint64_t blocked;

	restart_behind_handler(regs, ka);
	if (setup_frame(sig, ka, info, &oldset, regs)) {
		if (sig == SIGSEGV)
			ka->sa.sa_handler = SIG_DFL;
		if (signal_is_fatal(SIGSEGV))
			printk("%s[%d]: no stack for the handler of signal %d (esp %08lx)\n",
			       current->comm, current->pid, sig, regs->esp);
		force_sig(SIGSEGV);
		return;
	}
	current->restore_sigmask = false;
	blocked = sigset_bits(&current->blocked) | sigset_bits(&ka->sa.sa_mask);
	if (!(ka->sa.sa_flags & SA_NODEFER))
		blocked |= sigmask(sig);
	current->blocked = bits_sigset(blocked & ~SIG_UNBLOCKABLE);
	recalc_sigpending();
	if (ka->sa.sa_flags & SA_RESETHAND)
		ka->sa.sa_handler = SIG_DFL;
}

/* A traced process shows each signal to its tracer first, who may change or drop it. */
static int show_tracer(int sig)
{
	if (!(current->ptrace & PT_PTRACED) || sig == SIGKILL)
		return sig;
	return ptrace_stop(sig) & 0x7f;
}

void do_signal(struct pt_regs *regs)
{
	struct signal_info info;
	__sighandler_t handler;
	int sig;

	while ((sig = dequeue_signal(&info))) {
		sig = show_tracer(sig);
		if (!sig)
			continue;
		handler = current->sig->action[sig - 1].sa.sa_handler;
		if (handler == SIG_DFL) {
			default_action(sig);
		} else if (handler != SIG_IGN) {
			handle_signal(sig, &info, regs);
			return;
		}
	}
	restart_now(regs);
	if (current->restore_sigmask) {
		current->restore_sigmask = false;
		set_current_blocked(&current->saved_sigmask);
	}
}
