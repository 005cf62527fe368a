/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A task: struct task_struct, and the structures that are part of it. Processes,
 * and the idle task that the boot becomes, are tasks.
 */
#ifndef KERNEL_SCHED_TASK_H
#define KERNEL_SCHED_TASK_H

#include <uapi/limits.h>
#include <uapi/resource.h>
#include <uapi/signal.h>
#include <uapi/time.h>
#include "kernel/sched/current.h"
#include "kernel/cpu/thread.h"
#include "kernel/lib/list.h"
#include "kernel/sched/timer.h"
#include "kernel/sched/wait.h"

struct mm_struct;
struct files_struct;
struct inode;
struct semaphore;

/* task_struct.state */
#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_ZOMBIE		4		/* ended; its parent has not waited for it yet */
#define TASK_STOPPED		8
#define TASK_DEAD		16		/* ended, and no parent will wait for it */
#define TASK_KILLABLE		32		/* sleeps; only a signal that ends it wakes it */

/* task_struct.ptrace (kernel/proc/ptrace.c) */
#define PT_PTRACED		1
#define PT_TRACESYS		2		/* stop at the next system call */
#define PT_TRACESYSGOOD		8		/* mark those stops with SIGTRAP | 0x80 */
#define PT_TRACE_CALLS		0x100		/* not traced by a process; the kernel's trace records its calls */

struct k_sigaction {
	struct sigaction sa;
};

/* Who sent a pending signal, and why. The handler's siginfo_t is filled from it. */
struct signal_info {
	int code;				/* SI_USER, SEGV_MAPERR, CLD_EXITED ... */
	union {
		struct {			/* kill, and SIGCHLD: who, and how the child ended */
			pid_t pid;
			uid_t uid;
			int status;
			clock_t utime, stime;
		};
		unsigned long address;		/* a fault */
	};
};

/* Signal handlers of a process, and details of pending signals. Not shared: there are no threads. */
struct signal_struct {
	struct k_sigaction action[_NSIG];	/* [sig - 1] */
	struct signal_info info[_NSIG];		/* [sig - 1], meaningful while sig is pending */
};

struct task_struct {
	volatile long state;
	int need_resched;		/* schedule() before going back to user mode */
	int sigpending;			/* a signal is pending that is not blocked */
	unsigned long ptrace;		/* PT_* flags, 0 when not traced */
	int counter;			/* ticks left of this time slice */
	struct list_head run_list;	/* on the run queue while TASK_RUNNING */
	struct mm_struct *mm;		/* NULL for the idle task and for zombies */
	void *stack;			/* lowest usable address of the kernel stack */

	pid_t pid, pgrp, session;
	struct task_struct *parent;		/* waits for it: a tracer, or real_parent */
	struct task_struct *real_parent;	/* created it */
	struct list_head children, sibling;	/* by parent */
	struct list_head tasks;			/* all tasks, oldest first */
	wait_queue_head_t wait_chldexit;	/* the parent sleeps here in wait4() */
	struct task_struct *pidhash_next, **pidhash_pprev;	/* find_task_by_pid() */
	int exit_code, exit_signal;
	bool did_exec;				/* its parent may not setpgid() it any more */
	bool continued;				/* by SIGCONT, not yet reported to wait4(WCONTINUED) */
	struct task_struct *vfork_child;	/* the child for which it waits in vfork(), or NULL */
	int *set_child_tid, *clear_child_tid;	/* user addresses */

	uid_t uid, euid, suid, fsuid;
	gid_t gid, egid, sgid, fsgid;
	int ngroups;
	gid_t groups[NGROUPS_MAX];
	bool may_use_reserve;		/* of free frames (mm/page.h); follows euid 0 */

	struct inode *cwd;
	unsigned int umask;
	struct files_struct *files;
	char comm[16];

	struct list_head sem_undos;	/* what its exit does to semaphores (ipc/sem.h); not inherited */

	struct signal_struct *sig;
	sigset_t blocked, pending;
	sigset_t awaited;		/* blocked signals that end its rt_sigtimedwait() */
	int ending_signal;		/* one of those pending that is certain to end it; 0: none */
	sigset_t saved_sigmask;		/* what sigsuspend() replaced ... */
	bool restore_sigmask;		/* ... and do_signal() has to put back */
	stack_t sas;			/* sigaltstack */

	struct rlimit rlim[RLIM_NLIMITS];
	unsigned long min_flt, maj_flt, cmin_flt, cmaj_flt;	/* c...: of children waited for */
	unsigned long utime, stime, cutime, cstime;		/* ticks */
	unsigned long start_time;				/* jiffies */
	struct timer_list real_timer;		/* alarm(), setitimer() ... */
	uint64_t real_expires;			/* ... rings at this tick (get_jiffies_64()) ... */
	uint64_t real_interval;			/* ... and again after so many ticks; 0: once */
	uint64_t sleep_until;			/* an interrupted nanosleep, for restart_syscall() */
	void *sleep_rmtp;
	bool oom_in_vain;		/* out_of_memory() has killed it, but it has not ended in time */
	int fail_nth;			/* the N-th allocation from now fails; 0: none */
	int sleep_nth;			/* the N-th might_sleep() from now sleeps; 0: none; -1: it sleeps there */
#ifdef DEBUG
	int sems_held;			/* semaphores that it holds, and the last that it took */
	struct semaphore *last_sem;
#endif
	unsigned long personality;
	int traced_call;		/* number of the call it is in, for the trace */

	struct thread_struct thread;	/* last: it ends with what fork does not copy */
};

/* The registers with which the task entered the kernel from user mode: the top of its stack. */
static inline struct pt_regs *task_pt_regs(struct task_struct *task)
{
	return (struct pt_regs *)task->thread.esp0 - 1;
}

#endif
