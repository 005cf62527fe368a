// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system calls about signals: kill and its relatives, handlers, masks, waiting. Their
 * older forms, with sets of 32 signals, are in compat.c.
 *
 * Left out compared with Linux: sigqueue.
 */
#include "kernel/proc/signal_calls.h"
#include "kernel/drivers/clock.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/signal.h"
#include "kernel/proc/signal_frame.h"
#include "kernel/proc/time_calls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

/* --- sending --- */

/*
 * May current send sig to task? Root may. Others may if their uid or euid is the target's uid or
 * suid, and SIGCONT to every process of their session.
 */
static bool may_signal(const struct task_struct *task, int sig)
{
	if (capable(CAP_KILL))
		return true;
	if (sig == SIGCONT && task->session == current->session)
		return true;
	return current->euid == task->suid || current->euid == task->uid ||
	       current->uid == task->suid || current->uid == task->uid;
}

/* Send a signal from current, with the permission check. sig 0 only checks. Errors: EINVAL, EPERM. */
static int kill_task(struct task_struct *task, int sig, int code)
{
	const struct signal_info info = {
		.code = code, .pid = current->pid, .uid = current->uid,
	};

	if (sig < 0 || sig > _NSIG)
		return -EINVAL;
	if (!may_signal(task, sig))
		return -EPERM;
	return send_sig_info(sig, &info, task);
}

/* Signal all processes except init and current. ESRCH: there is none. Those that may not be signalled are skipped. */
static int kill_all(int sig)
{
	struct task_struct *task;
	int error, ret = -ESRCH;

	list_for_each_entry(task, &task_list, tasks) {
		if (task->pid <= 1 || task == current)
			continue;
		error = kill_task(task, sig, SI_USER);
		if (ret == -ESRCH || error != -EPERM)
			ret = error == -EPERM ? 0 : error;
	}
	return ret;
}

/* Signal all processes of a group. Succeeds if one of them was signalled; otherwise ESRCH, EINVAL, EPERM. */
static int kill_group(pid_t pgrp, int sig)
{
	struct task_struct *task;
	int error, ret = -ESRCH;

	list_for_each_entry(task, &task_list, tasks) {
		if (task->pgrp != pgrp)
			continue;
		error = kill_task(task, sig, SI_USER);
		if (ret)
			ret = error;
	}
	return ret;
}

/*
 * Send a signal. pid > 0: to this process; 0: to current's group; -1: to all processes; < -1: to
 * group -pid. Errors: ESRCH, EINVAL, EPERM.
 */
long sys_kill(pid_t pid, int sig)
{
	struct task_struct *task;

	if (pid == -1)
		return kill_all(sig);
	if (pid <= 0)
		return kill_group(pid ? -(unsigned int)pid : (unsigned int)current->pgrp, sig);
	task = find_task_by_pid(pid);
	return task ? kill_task(task, sig, SI_USER) : -ESRCH;
}

/* Send a signal to a thread. A thread is a process here, so its id is a pid. Errors: EINVAL, ESRCH, EPERM. */
long sys_tkill(pid_t pid, int sig)
{
	struct task_struct *task;

	if (pid <= 0)
		return -EINVAL;
	task = find_task_by_pid(pid);
	return task ? kill_task(task, sig, SI_TKILL) : -ESRCH;
}

/* The same with the id of the thread's process, which must be the same here. */
long sys_tgkill(pid_t tgid, pid_t pid, int sig)
{
	if (tgid <= 0)
		return -EINVAL;
	if (tgid != pid)
		return pid <= 0 ? -EINVAL : -ESRCH;
	return sys_tkill(pid, sig);
}

/* --- handlers --- */

int do_sigaction(int sig, const struct sigaction *new, struct sigaction *old)
{
	struct sigaction *sa;

	if (sig < 1 || sig > _NSIG || (new && sigmask(sig) & SIG_UNBLOCKABLE))
		return -EINVAL;
	sa = &current->sig->action[sig - 1].sa;
	if (old)
		*old = *sa;
	if (!new)
		return 0;
	*sa = *new;
	sigdelsetmask(&sa->sa_mask, SIG_UNBLOCKABLE);
	/* A pending signal that is ignored from now on is dropped. */
	if (sa->sa_handler == SIG_IGN ||
	    (sa->sa_handler == SIG_DFL && sigmask(sig) & SIG_IGNORED)) {
		sigdelsetmask(&current->pending, sigmask(sig));
		recalc_sigpending();
	}
	return 0;
}

/* Errors: EINVAL (sigsetsize), EFAULT, those of do_sigaction(). */
long sys_rt_sigaction(int sig, const struct sigaction *user_new, struct sigaction *user_old,
		      size_t sigsetsize)
{
	struct sigaction new, old;
	int error;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (user_new && copy_from_user(&new, user_new, sizeof(new)))
		return -EFAULT;
	error = do_sigaction(sig, user_new ? &new : NULL, &old);
	if (!error && user_old && copy_to_user(user_old, &old, sizeof(old)))
		return -EFAULT;
	return error;
}

/* --- masks --- */

int do_sigprocmask(int how, uint64_t set)
{
	uint64_t blocked = sigset_bits(&current->blocked);
	sigset_t new;

	switch (how) {
	case SIG_BLOCK:
		blocked |= set;
		break;
	case SIG_UNBLOCK:
		blocked &= ~set;
		break;
	case SIG_SETMASK:
		blocked = set;
		break;
	default:
		return -EINVAL;
	}
	new = bits_sigset(blocked);
	set_current_blocked(&new);
	return 0;
}

/* Errors: EINVAL (sigsetsize), EFAULT, EINVAL (how). */
long sys_rt_sigprocmask(int how, const sigset_t *user_set, sigset_t *user_old, size_t sigsetsize)
{
	sigset_t set, old = current->blocked;
	int error;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (user_set) {
		if (copy_from_user(&set, user_set, sizeof(set)))
			return -EFAULT;
		error = do_sigprocmask(how, sigset_bits(&set));
		if (error)
			return error;
	}
	return user_old && copy_to_user(user_old, &old, sizeof(old)) ? -EFAULT : 0;
}

/* Report the signals that are pending and blocked. sigsetsize may be smaller than a sigset_t. EINVAL, EFAULT. */
long sys_rt_sigpending(sigset_t *user_set, size_t sigsetsize)
{
	sigset_t set = bits_sigset(sigset_bits(&current->pending) & sigset_bits(&current->blocked));

	if (sigsetsize > sizeof(set))
		return -EINVAL;
	return copy_to_user(user_set, &set, sigsetsize) ? -EFAULT : 0;
}

/* --- waiting --- */

/* Sleep until a signal arrives that is not ignored. EINTR, unless no handler runs: then it is repeated. */
long sys_pause(void)
{
	while (!signal_pending(current)) {
		current->state = TASK_INTERRUPTIBLE;
		schedule();
	}
	return -ERESTARTNOHAND;
}

long do_sigsuspend(const sigset_t *set)
{
	current->saved_sigmask = current->blocked;
	set_current_blocked(set);
	current->restore_sigmask = true;
	return sys_pause();
}

long sys_rt_sigsuspend(const sigset_t *user_set, size_t sigsetsize)
{
	sigset_t set;

	if (sigsetsize != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, user_set, sizeof(set)))
		return -EFAULT;
	return do_sigsuspend(&set);
}

/*
 * Take a signal of a set, which the program has blocked; wait for one until the time limit is over
 * (NULL: without limit). Returns its number. Errors: EINVAL (size), EFAULT, EINVAL (time), EAGAIN (the
 * time is over), EINTR.
 */
long sys_rt_sigtimedwait(const sigset_t *user_set, siginfo_t *user_info, const struct timespec *limit, size_t size)
{
	uint64_t deadline = NO_DEADLINE;
	struct signal_info info;
	siginfo_t details;
	sigset_t set;
	int sig;

	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, user_set, sizeof(set)))
		return -EFAULT;
	if (limit) {
		sig = get_timespec(limit, &deadline);
		if (sig)
			return sig;
		deadline += monotonic_ns();
	}
	sigdelsetmask(&set, SIG_UNBLOCKABLE);
	current->awaited = set;
	do {
		current->state = TASK_INTERRUPTIBLE;
		sig = dequeue_signal(sigset_bits(&set), &info);
		if (!sig && signal_pending(current))
			sig = -EINTR;
	} while (!sig && schedule_until(deadline));
	current->state = TASK_RUNNING;
	current->awaited = (sigset_t){ { 0 } };
	if (sig <= 0)
		return sig ? sig : -EAGAIN;
	fill_siginfo(&details, sig, &info);
	return user_info && copy_to_user(user_info, &details, sizeof(details)) ? -EFAULT : sig;
}

long sys_sigaltstack(const stack_t *user_new, stack_t *user_old)
{
	return do_sigaltstack(user_new, user_old, task_pt_regs(current)->esp);
}
