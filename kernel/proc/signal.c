// SPDX-License-Identifier: GPL-2.0-only
/*
 * Delivering signals. do_signal() runs before a process returns to user mode. If it is certain that
 * a signal ends the process, it ends. Otherwise do_signal() takes the lowest pending signal that is
 * not blocked, and does nothing, stops the process, ends it, or calls a handler (signal_frame.c).
 * Sending is in kernel/sched/signal.c.
 *
 * init, pid 1, receives only signals for which it has a handler.
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

/* Send a signal that current can neither block nor ignore. */
static void force_sig_info(int sig, const struct signal_info *info)
{
	struct sigaction *sa = &current->sig->action[sig - 1].sa;

	if (sa->sa_handler == SIG_IGN || sigismember(&current->blocked, sig)) {
		sa->sa_handler = SIG_DFL;
		sigdelsetmask(&current->blocked, sigmask(sig));
	}
	/* send_sig_info() does not end init, but it cannot continue after a fault. */
	if (current->pid == 1 && sa->sa_handler == SIG_DFL)
		do_exit(sig);
	sigdelsetmask(&current->pending, sigmask(sig));		/* replace the details of an earlier one */
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

int dequeue_signal(uint64_t wanted, struct signal_info *info)
{
	unsigned long flags = local_irq_save();
	uint64_t bits = sigset_bits(&current->pending) & wanted;
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

/* Stop current until SIGCONT or SIGKILL arrives, unless its group is orphaned: nobody could continue it. */
static void do_stop(int sig)
{
	const struct sigaction *sa = &current->parent->sig->action[SIGCHLD - 1].sa;

	if (sig != SIGSTOP && is_orphaned_pgrp(current->pgrp))
		return;
	if (sigismember(&current->pending, SIGKILL))	/* nothing would wake it */
		return;
	current->state = TASK_STOPPED;
	current->exit_code = sig;
	current->continued = false;
	notify_parent(current, sa->sa_flags & SA_NOCLDSTOP ? 0 : SIGCHLD);
	schedule();
}

/* Take the default action of sig. Returns unless it ends the process. */
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

/* Make the program repeat a call: eax is its number, and eip goes back to `int 0x80` (two bytes). */
static void restart_call(struct pt_regs *regs, unsigned long number)
{
	regs->eax = number;
	regs->eip -= 2;
}

/*
 * If a signal interrupted a system call, decide how it ends, by the table in
 * kernel/lib/errno.h. ka is the handler that is about to run, or NULL.
 */
static void restart_syscall(struct pt_regs *regs, const struct k_sigaction *ka)
{
	if ((long)regs->orig_eax < 0)		/* not in a system call */
		return;
	switch ((long)regs->eax) {
	case -ERESTART_RESTARTBLOCK:
		if (ka)
			regs->eax = -EINTR;
		else
			restart_call(regs, __NR_restart_syscall);
		break;
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
		if (ka && (regs->eax == (unsigned long)-ERESTARTNOHAND || !(ka->sa.sa_flags & SA_RESTART)))
			regs->eax = -EINTR;
		else
			restart_call(regs, regs->orig_eax);
		break;
	case -ERESTARTNOINTR:
		restart_call(regs, regs->orig_eax);
		break;
	}
}

/* Call the handler of sig. If that is impossible, send SIGSEGV instead. */
static void handle_signal(int sig, const struct signal_info *info, struct pt_regs *regs)
{
	struct k_sigaction *ka = &current->sig->action[sig - 1];
	sigset_t oldset = current->restore_sigmask ? current->saved_sigmask : current->blocked;
	uint64_t blocked;

	restart_syscall(regs, ka);
	if (setup_frame(sig, ka, info, &oldset, regs)) {
		if (sig == SIGSEGV)
			ka->sa.sa_handler = SIG_DFL;
		if (signal_is_fatal(SIGSEGV))
			printk("%s[%d]: cannot call the handler of signal %d: its stack is not writable (esp %08lx)\n",
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

/* Stop a traced process, so that its tracer can change the signal or drop it (0). (Linux: ptrace_signal) */
static int ptrace_signal(int sig)
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

	if (current->ending_signal)
		do_exit(current->ending_signal);
	while ((sig = dequeue_signal(~sigset_bits(&current->blocked), &info))) {
		sig = ptrace_signal(sig);
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
	restart_syscall(regs, NULL);
	if (current->restore_sigmask) {
		current->restore_sigmask = false;
		set_current_blocked(&current->saved_sigmask);
	}
}
