/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes: task_struct, the scheduler's interface, fork/exit/exec/signals
 * as the rest of the kernel calls them.
 *
 * The kernel is not preempted: another task runs only when this one calls
 * schedule() (or something that might_sleep()), or is back in user mode.
 */
#ifndef KERNEL_SCHED_H
#define KERNEL_SCHED_H

#include <uapi/signal.h>
#include <uapi/resource.h>
#include <uapi/ldt.h>
#include "kernel/current.h"
#include "kernel/list.h"
#include "kernel/ptregs.h"
#include "kernel/wait.h"

struct mm_struct;
struct files_struct;
struct inode;

#define NR_TASKS	256
#define PID_MAX		32768
#define NGROUPS		32
#define HZ		100
#define DEF_COUNTER	2		/* a time slice, in ticks */

/* task_struct.state */
#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_ZOMBIE		4
#define TASK_STOPPED		8

/* A GDT descriptor, as the CPU wants it. */
struct desc_struct {
	unsigned long a, b;
};

/* What switch_to() keeps of a task that does not run. */
struct thread_struct {
	unsigned long esp;	/* kernel stack pointer: the rest was pushed there */
	unsigned long esp0;	/* top of the kernel stack, for the TSS */
	unsigned long fs, gs;	/* user selectors */
	struct desc_struct tls_array[GDT_ENTRY_TLS_ENTRIES];
	unsigned long cr2, trap_no, error_code;	/* last fault, for signal handlers */
	void *fpu;		/* FXSAVE area; NULL until the first FPU instruction */
};

/* Signal handlers of a process; not shared, there are no threads. */
struct signal_struct {
	struct k_sigaction action[_NSIG];	/* [sig - 1] */
};

struct task_struct {
	volatile long state;
	int need_resched;		/* schedule() before going back to user mode */
	int sigpending;			/* a signal waits that is not blocked */
	unsigned long ptrace;		/* PT_* flags, 0 when not traced */
	int counter;			/* ticks left of this time slice */
	struct list_head run_list;	/* on the run queue while TASK_RUNNING */
	struct mm_struct *mm;		/* NULL for the idle task and for zombies */
	struct thread_struct thread;
	void *stack;			/* lowest usable address of the kernel stack */

	pid_t pid, pgrp, session;
	struct task_struct *parent;		/* who wait()s for it (a tracer, or real_parent) */
	struct task_struct *real_parent;	/* who made it */
	struct list_head children, sibling;	/* by parent */
	struct list_head tasks;			/* all tasks, oldest first */
	wait_queue_head_t wait_chldexit;	/* the parent sleeps here in wait4() */
	int exit_code, exit_signal;
	struct semaphore *vfork_done;		/* up()ed when the child has exec'd or gone */
	int *set_child_tid, *clear_child_tid;	/* user addresses */

	uid_t uid, euid, suid, fsuid;
	gid_t gid, egid, sgid, fsgid;
	int ngroups;
	gid_t groups[NGROUPS];

	struct inode *root, *cwd;
	unsigned int umask;
	struct files_struct *files;
	char comm[16];

	struct signal_struct *sig;
	sigset_t blocked, pending, saved_sigmask;
	siginfo_t fault_info;		/* details of a pending fault signal */
	stack_t sas;			/* sigaltstack */

	struct rlimit rlim[RLIM_NLIMITS];
	unsigned long min_flt, maj_flt;
	unsigned long utime, stime, start_time;	/* ticks */
	unsigned long alarm_expires;		/* jiffies, 0 when none */
	int fail_nth;			/* the N-th allocation from now fails; 0: none */
	unsigned long personality;
};

/* --- sched.c --- */
extern struct task_struct init_task;	/* the idle task, pid 0 */
extern struct list_head task_list;	/* through task_struct.tasks; no lock: one CPU, no preemption */
extern volatile unsigned long jiffies;	/* timer ticks since boot */
extern int nr_tasks;

void sched_init(void);
/* Run somebody else; returns when this task is chosen again. Never under a spinlock. */
void schedule(void);
/* Sleep for at most `timeout` ticks, or until woken; returns the ticks left. Set the state first. */
long schedule_timeout(long timeout);
void wake_up_process(struct task_struct *task);
/* Called by the timer interrupt. */
void scheduler_tick(struct pt_regs *regs);
struct task_struct *find_task_by_pid(pid_t pid);

/* --- fork.c / exit.c / exec.c --- */
/* Start `function` as a kernel thread-like first task (pid 1); used by kernel_main only. */
pid_t kernel_thread(void (*function)(void *), void *arg);
long do_fork(unsigned long clone_flags, unsigned long stack, struct pt_regs *regs,
	     int *parent_tid, int *child_tid);
/* End the current process with this wait status (status << 8, or a signal number). */
void do_exit(long code) noreturn;
/* Replace the program of current; arrays are kernel pointers to user or kernel strings: see exec.c. */
long do_execve_kernel(const char *path, const char *const argv[], const char *const envp[]);
void release_task(struct task_struct *task);

/* The registers with which current entered the kernel from user mode. */
static inline struct pt_regs *task_pt_regs(struct task_struct *task)
{
	return (struct pt_regs *)task->thread.esp0 - 1;
}

/* --- signal.c --- */
static inline int signal_pending(struct task_struct *task)
{
	return task->sigpending;
}
int send_sig(int sig, struct task_struct *task);
int kill_pg(pid_t pgrp, int sig);
/*
 * A fault of the current program: deliver sig (SIGSEGV, SIGBUS, SIGFPE, ...) with
 * its address, also when it is blocked or ignored (then it kills).
 */
void force_sig_fault(int sig, int code, unsigned long address);
/* Called by entry.asm before going back to user mode with a signal pending. */
void do_signal(struct pt_regs *regs);

/* --- permissions (kernel/uid.c), Linux's names --- */
#define CAP_CHOWN		0
#define CAP_DAC_OVERRIDE	1
#define CAP_FOWNER		3
#define CAP_KILL		5
#define CAP_SETGID		6
#define CAP_SETUID		7
#define CAP_IPC_LOCK		14
#define CAP_IPC_OWNER		15
#define CAP_SYS_BOOT		22
#define CAP_SYS_ADMIN		21
#define CAP_SYS_RESOURCE	24
/* There are no separate capabilities here: euid 0 has all of them. */
static inline int capable(int cap)
{
	(void)cap;
	return current->euid == 0;
}
/* Is grp the caller's effective group or one of its supplementary groups? */
int in_egroup_p(gid_t grp);
int in_group_p(gid_t grp);

/* --- kernel stacks (mm/kstack.c): two pages with an unmapped guard below --- */
void *alloc_kernel_stack(void);		/* lowest usable address, or NULL */
void free_kernel_stack(void *stack);
#define KERNEL_STACK_SIZE	8192

/* --- time.c --- */
long current_seconds(void);		/* seconds since 1970 */

#endif
