// SPDX-License-Identifier: GPL-2.0-only
/*
 * fork, vfork and clone create a process, the child, that continues where its parent is.
 *
 *	parent's kernel stack		child's kernel stack
 *	| struct pt_regs  | --copy--->	| struct pt_regs  |  eax = 0
 *	| frame of do_fork|		| child_start     |  where switch_stacks() "returns" to
 *					| ebp ebx esi edi |  <- thread.esp
 *
 * copy_process() allocates everything that the child needs. link_task() then makes the child
 * visible to others. After an error in between, discard_process() frees what was allocated.
 *
 * Left out compared with Linux: threads. CLONE_VM serves vfork and posix_spawn. The child
 * always has its own table of files, handlers of signals and current directory.
 */
#include <uapi/sched.h>
#include "kernel/proc/fork.h"
#include "kernel/cpu/switch.h"
#include "kernel/cpu/switch_stacks.h"
#include "kernel/fs/file.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/exit.h"
#include "kernel/proc/oom.h"
#include "kernel/proc/time_calls.h"
#include "kernel/proc/tls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/kstack.h"
#include "mm/mm_struct.h"
#include "mm/uaccess.h"

#define CLONE_SUPPORTED	(CSIGNAL | CLONE_VM | CLONE_VFORK | CLONE_SETTLS | \
			 CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | \
			 CLONE_DETACHED | CLONE_UNTRACED)

static kmem_cache_t *task_struct_cachep, *signal_cachep;

void fork_init(void)
{
	task_struct_cachep = kmem_cache_create("task_struct", sizeof(struct task_struct));
	signal_cachep = kmem_cache_create("signal_struct", sizeof(struct signal_struct));
	release_dead_task = release_task;
}

/* Count the processes of a user. No counter is kept, because only RLIMIT_NPROC needs the number. */
static unsigned long count_processes(uid_t uid)
{
	struct task_struct *task;
	unsigned long n = 0;

	list_for_each_entry(task, &task_list, tasks)
		n += task->uid == uid;
	return n;
}

/* May current create another process? If so, count it in nr_tasks. */
static bool reserve_task(void)
{
	bool root = capable(CAP_SYS_RESOURCE);
	unsigned long limit = current->rlim[RLIMIT_NPROC].rlim_cur;

	if (nr_tasks >= (root ? NR_TASKS : NR_TASKS - MIN_TASKS_LEFT_FOR_ROOT))
		return false;
	if (!root && limit != RLIM_INFINITY && count_processes(current->uid) >= limit)
		return false;
	nr_tasks++;
	return true;
}

/* Copy the handlers of signals to the child. Pending signals are not inherited. */
static int copy_signals(struct task_struct *p)
{
	p->sig = kmem_cache_alloc(signal_cachep, GFP_KERNEL);
	if (!p->sig)
		return -ENOMEM;
	if (current->sig)
		memcpy(p->sig->action, current->sig->action, sizeof(p->sig->action));
	else
		memset(p->sig->action, 0, sizeof(p->sig->action));
	memset(&p->pending, 0, sizeof(p->pending));
	p->sigpending = p->ending_signal = 0;
	p->restore_sigmask = false;
	return 0;
}

static int copy_mm(unsigned long clone_flags, struct task_struct *p)
{
	if (!current->mm)
		return 0;
	p->mm = clone_flags & CLONE_VM ? get_task_mm(current) : mm_copy();
	if (!p->mm)
		return -ENOMEM;
	p->thread.cr3 = __pa(p->mm->pgd);
	return 0;
}

static int copy_files(struct task_struct *p)
{
	p->files = current->files ? files_copy() : files_alloc();
	if (!p->files)
		return -ENOMEM;
	if (p->cwd)
		iget(p->cwd);
	return 0;
}

/* Set the fields in which the child differs from its parent, of whose task_struct it is a copy. */
static void init_task_fields(struct task_struct *p, unsigned long clone_flags, int *child_tid)
{
	p->state = TASK_UNINTERRUPTIBLE;	/* a signal must not wake it */
	p->need_resched = 0;
	p->ptrace = trace_classes & TRACE_CALL ? PT_TRACE_CALLS : 0;
	p->counter = DEF_COUNTER;
	INIT_LIST_HEAD(&p->run_list);
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sem_undos);
	init_waitqueue_head(&p->wait_chldexit);
	p->exit_code = 0;
	p->exit_signal = clone_flags & CSIGNAL;
	p->did_exec = false;
	p->continued = false;
	p->vfork_child = NULL;
	p->set_child_tid = clone_flags & CLONE_CHILD_SETTID ? child_tid : NULL;
	p->clear_child_tid = clone_flags & CLONE_CHILD_CLEARTID ? child_tid : NULL;
	if ((clone_flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM)
		p->sas = (stack_t){ .ss_flags = SS_DISABLE };
	p->min_flt = p->maj_flt = p->cmin_flt = p->cmaj_flt = 0;
	p->utime = p->stime = p->cutime = p->cstime = 0;
	p->start_time = jiffies;
	init_alarm(p);
	p->fail_nth = p->sleep_nth = 0;
#ifdef DEBUG
	p->sems_held = 0;
#endif
	p->oom_in_vain = false;
	p->stack = NULL;
	p->sig = NULL;
	p->files = NULL;
	p->mm = NULL;
}

/*
 * Fill the child's kernel stack as switch_stacks() expects it: it will "return" to `start`,
 * which finds `words` (a kernel thread's function and argument) and then pt_regs on the stack.
 */
static void copy_thread(struct task_struct *p, const struct pt_regs *regs,
			void (*start)(void), const unsigned long *words, int nr_words)
{
	unsigned long *sp;

	p->thread.esp0 = (unsigned long)p->stack + KERNEL_STACK_SIZE;
	*task_pt_regs(p) = *regs;
	sp = (unsigned long *)task_pt_regs(p) - nr_words;
	memcpy(sp, words, nr_words * sizeof(*words));
	*--sp = (unsigned long)start;
	for (int i = 0; i < 4; i++)
		*--sp = 0;		/* ebp ebx esi edi; ebp 0 ends a backtrace */
	p->thread.esp = (unsigned long)sp;
	p->thread.fs = read_fs();
	p->thread.gs = read_gs();
}

void free_task(struct task_struct *task)
{
	if (task->sig)
		kmem_cache_free(signal_cachep, task->sig);
	if (task->stack)
		free_kernel_stack(task->stack);
	kmem_cache_free(task_struct_cachep, task);
	nr_tasks--;
}

/* Free a child that was never linked. copy_process() may have failed before it was complete. */
static void discard_process(struct task_struct *p)
{
	if (p->mm)
		mmput(p->mm);
	if (p->files) {
		iput(p->cwd);
		files_put(p->files);
	}
	free_task(p);
}

/*
 * Make a complete copy of current that is not linked anywhere. ERR_PTR(-EAGAIN): too many
 * processes. ERR_PTR(-ENOMEM). May sleep. Others can change the parent's group and session
 * meanwhile, so link_task() copies these again.
 */
static struct task_struct *copy_process(unsigned long clone_flags, int *child_tid)
{
	struct task_struct *p;

	if (!reserve_task())
		return ERR_PTR(-EAGAIN);
	p = kmem_cache_alloc(task_struct_cachep, GFP_KERNEL);
	if (!p) {
		nr_tasks--;
		return ERR_PTR(-ENOMEM);
	}
	memcpy(p, current, offsetof(struct task_struct, thread.fpu));
	fpu_copy(&p->thread.fpu, &current->thread.fpu);
	init_task_fields(p, clone_flags, child_tid);
	p->stack = alloc_kernel_stack();
	if (!p->stack || copy_signals(p) || copy_files(p) || copy_mm(clone_flags, p)) {
		discard_process(p);
		return ERR_PTR(-ENOMEM);
	}
	return p;
}

/* Give the child its pid, and link it into the lists of tasks. Does not sleep. */
static void link_task(struct task_struct *p)
{
	p->pid = get_pid();
	p->pgrp = current->pgrp;
	p->session = current->session;
	p->parent = p->real_parent = current;
	list_add_tail(&p->sibling, &current->children);
	list_add_tail(&p->tasks, &task_list);
	hash_pid(p);
	trace_fork(p);
}

/* switch_stacks.asm calls this first in a new task, on its own stack, with interrupts off. */
void schedule_tail(void)
{
	finish_switch();
	local_irq_enable();
	/* CLONE_CHILD_SETTID: the child writes its pid to its own memory. As in Linux, a bad address is ignored. */
	if (current->set_child_tid)
		(void)put_user(current->pid, current->set_child_tid);
}

/*
 * Create a child and return its pid. The child's user stack pointer is `stack`, or the
 * parent's when that is 0. With CLONE_SETTLS, esi is the address of a user_desc. Errors:
 * EAGAIN (too many processes), ENOMEM, EFAULT and EINVAL (the user_desc).
 */
static long do_fork(unsigned long clone_flags, unsigned long stack, struct pt_regs *regs,
		    int *parent_tid, int *child_tid)
{
	struct task_struct *p;
	struct pt_regs *child_regs;
	long error = 0;
	pid_t pid;

	do
		p = copy_process(clone_flags, child_tid);
	while (PTR_ERR(p) == -ENOMEM && out_of_memory());
	if (IS_ERR(p))
		return PTR_ERR(p);
	copy_thread(p, regs, child_start, NULL, 0);
	child_regs = task_pt_regs(p);
	child_regs->eax = 0;
	if (stack)
		child_regs->esp = stack;
	if (clone_flags & CLONE_SETTLS)
		error = set_task_tls(p, (const struct user_desc *)regs->esi);
	/* A signal that ends the whole group may have come while we slept. The new child must not escape it. */
	if (!error && ending_signal_pending())
		error = -ERESTARTNOINTR;
	if (error) {
		discard_process(p);
		return error;
	}
	link_task(p);
	pid = p->pid;
	/* put_user() may sleep, but p cannot run and end before wake_up_process(). */
	if (clone_flags & CLONE_PARENT_SETTID)
		(void)put_user(pid, parent_tid);
	if (clone_flags & CLONE_VFORK)
		current->vfork_child = p;
	wake_up_process(p);
	/* Wait for the child's mm_release(). If current is killed first, the child goes on. */
	if (clone_flags & CLONE_VFORK && wait_event_killable(current->wait_chldexit, !current->vfork_child))
		current->vfork_child = NULL;
	return pid;
}

pid_t kernel_thread(void (*function)(void *), void *arg)
{
	const unsigned long words[] = { (unsigned long)function, (unsigned long)arg };
	const struct pt_regs no_regs = { 0 };
	struct task_struct *p = copy_process(SIGCHLD, NULL);

	if (IS_ERR(p))
		return PTR_ERR(p);
	copy_thread(p, &no_regs, kernel_thread_start, words, ARRAY_SIZE(words));
	link_task(p);
	wake_up_process(p);
	return p->pid;
}

long sys_fork(void)
{
	return do_fork(SIGCHLD, 0, task_pt_regs(current), NULL, NULL);
}

long sys_vfork(void)
{
	return do_fork(CLONE_VFORK | CLONE_VM | SIGCHLD, 0, task_pt_regs(current), NULL, NULL);
}

/* Errors: EINVAL (a flag that only threads need, or an invalid signal), those of do_fork(). */
long sys_clone(unsigned long clone_flags, unsigned long stack, int *parent_tid,
	       unsigned long tls, int *child_tid)
{
	(void)tls;			/* do_fork() takes it from the registers */
	if (clone_flags & ~CLONE_SUPPORTED || (clone_flags & CSIGNAL) > _NSIG)
		return -EINVAL;
	return do_fork(clone_flags, stack, task_pt_regs(current), parent_tid, child_tid);
}

long sys_set_tid_address(int *tidptr)
{
	current->clear_child_tid = tidptr;
	return current->pid;
}
