// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a process ends, and how its parent waits for it.
 *
 *	do_exit()	frees the address space and the files, and gives the children to init
 *	TASK_ZOMBIE	task_struct, kernel stack and exit code remain
 *	wait4()		in the parent: returns the exit code, and frees them by release_task()
 *
 * If the parent ignores SIGCHLD, it does not wait. The child then becomes TASK_DEAD instead,
 * and schedule() releases it after the switch to another stack.
 *
 * Left out compared with Linux: threads, core dumps, SIGHUP for orphaned groups.
 */
#include <uapi/wait.h>
#include "kernel/proc/exit.h"
#include "kernel/cpu/irq.h"
#include "kernel/drivers/tty.h"
#include "kernel/fs/file.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/fork.h"
#include "kernel/proc/time_calls.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/mm_struct.h"
#include "mm/pagetable.h"
#include "mm/uaccess.h"

void (*exit_ipc)(void);

void mm_release(void)
{
	struct task_struct *parent = current->real_parent;

	if (current->clear_child_tid && current->mm && current->mm->mm_users > 1)
		(void)put_user(0, current->clear_child_tid);
	current->clear_child_tid = NULL;
	if (parent->vfork_child == current) {
		parent->vfork_child = NULL;
		wake_up(&parent->wait_chldexit);
	}
}

static void exit_mm(void)
{
	struct mm_struct *mm = current->mm;

	mm_release();
	if (!mm)
		return;
	current->mm = NULL;
	trace_mm(EV_MM_LEAVE, mm);
	activate_mm(NULL);		/* mmput() may free the present page directory */
	mmput(mm);
}

static void exit_files(void)
{
	files_put(current->files);
	current->files = NULL;
	iput(current->cwd);
	current->cwd = NULL;
}

/* Has this parent declared that it will not wait for its children? */
static bool ignores_children(const struct task_struct *parent)
{
	const struct sigaction *sa;

	if (!parent->sig)
		return false;
	sa = &parent->sig->action[SIGCHLD - 1].sa;
	return sa->sa_handler == SIG_IGN || sa->sa_flags & SA_NOCLDWAIT;
}

/* Give the children of current to init. A child that current traced is no longer traced. */
static void reparent_children(void)
{
	struct task_struct *child, *next, *init = find_task_by_pid(1);

	list_for_each_entry_safe(child, next, &current->children, sibling) {
		child->parent = child->real_parent = init;
		child->exit_signal = SIGCHLD;
		list_del_init(&child->sibling);
		list_add_tail(&child->sibling, &init->children);
		if (child->state == TASK_ZOMBIE) {
			notify_parent(child, SIGCHLD);
		} else if (child->ptrace & PT_PTRACED) {
			child->ptrace &= PT_TRACE_CALLS;
			child->exit_code = 0;
			if (child->state == TASK_STOPPED)
				wake_up_process(child);
		}
	}
}

void do_exit(long code)
{
	if (in_interrupt())
		panic("an interrupt handler called do_exit()");
	if (!current->pid)
		panic("Attempted to kill the idle task!");
	if (current->pid == 1)
		panic("Attempted to kill init! exitcode=0x%08lx", code);

	del_timer(&current->real_timer);
	exit_ipc();
	exit_mm();
	exit_files();
	disassociate_ctty();
	fpu_drop(&current->thread.fpu);

	current->exit_code = code;
	reparent_children();
	/* Nothing sleeps from here to schedule(): the parent must not release a task that still runs. */
	if (ignores_children(current->parent) && current->exit_signal == SIGCHLD) {
		current->state = TASK_DEAD;
		notify_parent(current, SIGCHLD);
	} else {
		current->state = TASK_ZOMBIE;
		notify_parent(current, current->exit_signal);
	}
	trace_exit(code);
	schedule();
	panic("a task that has ended was scheduled again");
}

long sys_exit(int status)
{
	do_exit((status & 0xff) << 8);
}

void release_task(struct task_struct *task)
{
	unhash_pid(task);
	list_del_init(&task->tasks);
	list_del_init(&task->sibling);
	trace_reap(task);
	free_task(task);
}

/* Is `child` one for which wait4(pid, ..., options) waits? */
static bool wait_selects(const struct task_struct *child, pid_t pid, int options)
{
	bool clone_child = child->exit_signal != SIGCHLD;

	if (pid > 0 && child->pid != pid)
		return false;
	if (pid == 0 && child->pgrp != current->pgrp)
		return false;
	if (pid < -1 && child->pgrp != -pid)
		return false;
	if (child->state == TASK_DEAD)
		return false;
	return options & __WALL || clone_child == !!(options & __WCLONE);
}

/* Has the child a change of state for wait4() to report? If so, set *status to it. */
static bool child_status(struct task_struct *child, int options, int *status)
{
	if (child->state == TASK_ZOMBIE) {
		*status = child->exit_code;
		return true;
	}
	if (child->state == TASK_STOPPED && child->exit_code &&
	    (options & WUNTRACED || child->ptrace & PT_PTRACED)) {
		*status = child->exit_code << 8 | 0x7f;
		return true;
	}
	if (child->continued && options & WCONTINUED) {
		*status = 0xffff;
		return true;
	}
	return false;
}

/* A change of state is reported only once. A zombie is released; current inherits what it has used. */
static void child_reported(struct task_struct *child)
{
	if (child->state == TASK_STOPPED) {
		child->exit_code = 0;
		return;
	}
	if (child->state != TASK_ZOMBIE) {
		child->continued = false;
		return;
	}
	current->cutime += child->utime + child->cutime;
	current->cstime += child->stime + child->cstime;
	current->cmin_flt += child->min_flt + child->cmin_flt;
	current->cmaj_flt += child->maj_flt + child->cmaj_flt;
	release_task(child);
}

/*
 * Report one child that has changed its state. Returns its pid, 0 if none has, or -ECHILD if
 * there is no child to wait for. `status` and `ru` are in kernel memory: writing to user memory
 * may sleep, which must not happen between the choice of a child and its release.
 */
static long report_child(pid_t pid, int options, int *status, struct rusage *ru)
{
	struct task_struct *child;
	bool found = false;

	list_for_each_entry(child, &current->children, sibling) {
		pid_t child_pid = child->pid;

		if (!wait_selects(child, pid, options))
			continue;
		found = true;
		if (!child_status(child, options, status))
			continue;
		getrusage(child, RUSAGE_BOTH, ru);
		child_reported(child);
		return child_pid;
	}
	return found ? 0 : -ECHILD;
}

/*
 * Wait until a child ends, stops (WUNTRACED) or continues (WCONTINUED). pid > 0: this child; 0: a
 * child in the caller's process group; -1: any child; < -1: a child in group -pid. Returns the
 * child's pid, or 0 with WNOHANG. Either pointer may be NULL. Errors: EINVAL (options), ESRCH,
 * ECHILD, EINTR (or the call is restarted), EFAULT.
 */
long sys_wait4(pid_t pid, int *user_status, int options, struct rusage *user_ru)
{
	DEFINE_WAIT(wait);
	struct rusage ru;
	int status;
	long ret;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | (int)__WCLONE | __WALL))
		return -EINVAL;
	if (pid == (pid_t)0x80000000)	/* -pid would overflow */
		return -ESRCH;
	for (;;) {
		prepare_to_wait(&current->wait_chldexit, &wait, TASK_INTERRUPTIBLE);
		ret = report_child(pid, options, &status, &ru);
		if (ret || options & WNOHANG)
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(&current->wait_chldexit, &wait);
	if (ret > 0 && user_status && put_user(status, user_status))
		return -EFAULT;
	if (ret > 0 && user_ru && copy_to_user(user_ru, &ru, sizeof(ru)))
		return -EFAULT;
	return ret;
}
