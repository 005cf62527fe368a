// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a process ends, and how its parent learns of it.
 *
 *	do_exit(): address space, files, children given to init
 *	    -> TASK_ZOMBIE: only task_struct and stack are left, with the exit code
 *	parent's wait4(): takes the code, release_task()
 *	    -> gone
 *
 * A parent that ignores SIGCHLD is not going to ask: then the child is
 * TASK_DEAD at once and schedule() releases it after leaving its stack.
 *
 * Left out compared with Linux: threads, core dumps, hang-up of orphaned groups.
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
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/mm_struct.h"
#include "mm/pagetable.h"
#include "mm/uaccess.h"

/*
 * A vfork parent sleeps on its own stack's semaphore until here. Its memory is
 * ours, so clear_child_tid is written only while somebody else looks at it.
 */
void mm_release(void)
{
	struct semaphore *vfork_done = current->vfork_done;

	if (current->clear_child_tid && current->mm && current->mm->mm_users > 1)
		(void)put_user(0, current->clear_child_tid);
	current->clear_child_tid = NULL;
	if (vfork_done) {
		current->vfork_done = NULL;
		up(vfork_done);
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
	activate_mm(NULL);		/* the page directory we run on is about to go */
	mmput(mm);
}

static void exit_files(void)
{
	files_put(current->files);
	current->files = NULL;
	iput(current->cwd);
	current->cwd = NULL;
}

/* Does this parent not care how its children end? */
static bool ignores_children(const struct task_struct *parent)
{
	const struct sigaction *sa;

	if (!parent->sig)
		return false;
	sa = &parent->sig->action[SIGCHLD - 1].sa;
	return sa->sa_handler == SIG_IGN || sa->sa_flags & SA_NOCLDWAIT;
}

/* Children go to init; a child that was traced by us is let go. */
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
		panic("Aiee, killing interrupt handler!");
	if (!current->pid)
		panic("Attempted to kill the idle task!");
	if (current->pid == 1)
		panic("Attempted to kill init! exitcode=0x%08lx", code);

	del_timer(&current->real_timer);
	exit_mm();
	exit_files();
	disassociate_ctty();
	fpu_drop(&current->thread.fpu);

	current->exit_code = code;
	reparent_children();
	/* From here to schedule() nothing sleeps: the parent must not see half of it. */
	if (ignores_children(current->parent) && current->exit_signal == SIGCHLD) {
		current->state = TASK_DEAD;
		notify_parent(current, SIGCHLD);
	} else {
		current->state = TASK_ZOMBIE;
		notify_parent(current, current->exit_signal);
	}
	trace_exit(code);
	schedule();
	panic("a task that has ended was chosen to run");
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

/* Is child one that wait4(pid, ..., options) asks for? */
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

static void child_rusage(const struct task_struct *child, struct rusage *ru)
{
	*ru = (struct rusage){
		.ru_utime = ticks_timeval(child->utime + child->cutime),
		.ru_stime = ticks_timeval(child->stime + child->cstime),
		.ru_minflt = child->min_flt + child->cmin_flt,
		.ru_majflt = child->maj_flt + child->cmaj_flt,
	};
}

/* What a child's change of state looks like to wait4(); false when there is nothing to tell. */
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

/* The caller has been told: a zombie goes, the others tell each change only once. */
static void child_told(struct task_struct *child)
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
 * One look at the children: a pid, or 0 when some may still tell something, or
 * -ECHILD. Status and usage are the caller's kernel copies: writing to user
 * memory may sleep, and must not happen while the child is half taken.
 */
static long look_at_children(pid_t pid, int options, int *status, struct rusage *ru)
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
		child_rusage(child, ru);
		child_told(child);
		return child_pid;
	}
	return found ? 0 : -ECHILD;
}

/*
 * pid: > 0 that one, 0 my group, -1 any, < -1 group -pid. Errors: EINVAL, ESRCH, ECHILD, EINTR
 * (restarted), EFAULT.
 */
long sys_wait4(pid_t pid, int *user_status, int options, struct rusage *user_ru)
{
	DEFINE_WAIT(wait);
	struct rusage ru;
	int status;
	long ret;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | (int)__WCLONE | __WALL))
		return -EINVAL;
	if (pid == (pid_t)0x80000000)	/* no group has that number, and it cannot be negated */
		return -ESRCH;
	for (;;) {
		prepare_to_wait(&current->wait_chldexit, &wait, TASK_INTERRUPTIBLE);
		ret = look_at_children(pid, options, &status, &ru);
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

long sys_waitpid(pid_t pid, int *user_status, int options)
{
	return sys_wait4(pid, user_status, options, NULL);
}
