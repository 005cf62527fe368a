// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending signals. A signal sets a bit in task->pending and wakes the task if it sleeps
 * interruptibly or killably; what the signal then does is in kernel/proc/signal.c.
 *
 * A signal is pending or not: sent twice, it is delivered once, and only the first sender
 * is remembered. Left out compared with Linux: the queue of real-time signals.
 */
#include "kernel/sched/signal.h"
#include "kernel/lib/io.h"
#include "kernel/sched/sched.h"

void recalc_sigpending(void)
{
	current->sigpending = current->ending_signal ||
		(sigset_bits(&current->pending) & ~sigset_bits(&current->blocked));
}

void set_current_blocked(const sigset_t *set)
{
	current->blocked = *set;
	sigdelsetmask(&current->blocked, SIG_UNBLOCKABLE);
	recalc_sigpending();
}

/* Has sig no effect on task? A blocked or traced signal may still have one later. */
static bool sig_ignored(const struct task_struct *task, int sig)
{
	__sighandler_t handler = task->sig->action[sig - 1].sa.sa_handler;

	if (task->ptrace & PT_PTRACED || sigismember(&task->blocked, sig))
		return false;
	if (handler == SIG_DFL)
		return task->pid == 1 || sigmask(sig) & SIG_IGNORED;
	return handler == SIG_IGN;
}

/* A stop signal cancels a pending SIGCONT, and SIGCONT cancels pending stop signals. */
static void cancel_opposite(struct task_struct *task, int sig)
{
	if (sigmask(sig) & SIG_STOPS)
		sigdelsetmask(&task->pending, sigmask(SIGCONT));
	if (sig == SIGCONT)
		sigdelsetmask(&task->pending, SIG_STOPS);
	if ((sig == SIGCONT || sig == SIGKILL) && task->state == TASK_STOPPED) {
		task->exit_code = 0;
		if (sig == SIGCONT && task->parent) {
			task->continued = true;
			wake_up(&task->parent->wait_chldexit);
		}
		wake_up_process(task);
	}
}

/*
 * Does this signal, which is not blocked, end the task for certain? As in Linux, that cannot be
 * said of one that would leave an image of the memory, nor while another signal is pending whose
 * handler comes first, nor of a task that is stopped; but always of SIGKILL. (Linux: complete_signal)
 */
static bool is_ending(const struct task_struct *task, int sig)
{
	if (sig == SIGKILL)
		return true;
	return task->sig->action[sig - 1].sa.sa_handler == SIG_DFL && !(task->ptrace & PT_PTRACED) &&
	       !(sigmask(sig) & (SIG_IGNORED | SIG_STOPS | SIG_COREDUMP)) &&
	       task->state != TASK_STOPPED && (task == current || !task->sigpending);
}

int send_sig_info(int sig, const struct signal_info *info, struct task_struct *task)
{
	unsigned long flags;

	if (sig < 1 || sig > _NSIG)
		return sig ? -EINVAL : 0;
	flags = local_irq_save();
	if (task->state & (TASK_ZOMBIE | TASK_DEAD) || !task->sig)
		goto out;
	if (task->pid != 1 || task->sig->action[sig - 1].sa.sa_handler != SIG_DFL)
		cancel_opposite(task, sig);
	if (sig_ignored(task, sig) || sigismember(&task->pending, sig))
		goto out;
	task->sig->info[sig - 1] = *info;
	sigaddset(&task->pending, sig);
	if (!sigismember(&task->blocked, sig)) {
		if (!task->ending_signal && is_ending(task, sig))
			task->ending_signal = sig;
		task->sigpending = 1;
	} else if (!sigismember(&task->awaited, sig)) {
		goto out;
	}
	if (task->state == TASK_INTERRUPTIBLE || (task->state == TASK_KILLABLE && task->ending_signal))
		wake_up_process(task);
out:
	local_irq_restore(flags);
	return 0;
}

int send_sig(int sig, struct task_struct *task)
{
	const struct signal_info info = { .code = SI_KERNEL };

	return send_sig_info(sig, &info, task);
}

int kill_pg(pid_t pgrp, int sig)
{
	struct task_struct *task;
	int ret = -ESRCH;

	if (pgrp <= 0)
		return -EINVAL;
	list_for_each_entry(task, &task_list, tasks) {
		if (task->pgrp != pgrp)
			continue;
		send_sig(sig, task);
		ret = 0;
	}
	return ret;
}

void notify_parent(struct task_struct *task, int sig)
{
	struct task_struct *parent = task->parent;
	struct signal_info info = {
		.code = CLD_EXITED,
		.pid = task->pid,
		.uid = task->uid,
		.status = task->exit_code >> 8,
		.utime = task->utime,
		.stime = task->stime,
	};

	if (task->state == TASK_STOPPED) {
		info.code = task->ptrace & PT_PTRACED ? CLD_TRAPPED : CLD_STOPPED;
		info.status = task->exit_code & 0x7f;
	} else if (task->exit_code & 0x7f) {
		info.code = CLD_KILLED;
		info.status = task->exit_code & 0x7f;
	}
	if (sig)
		send_sig_info(sig, &info, parent);
	wake_up(&parent->wait_chldexit);
}

bool is_orphaned_pgrp(pid_t pgrp)
{
	struct task_struct *task;

	list_for_each_entry(task, &task_list, tasks) {
		if (task->pgrp != pgrp || task->state & (TASK_ZOMBIE | TASK_DEAD))
			continue;
		if (task->parent->pgrp != pgrp && task->parent->session == task->session)
			return false;	/* the parent can continue it */
	}
	return true;
}
