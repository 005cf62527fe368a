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

#include <uapi/limits.h>
#include <uapi/signal.h>
#include <uapi/resource.h>
#include <uapi/time.h>
#include "kernel/cpu/current.h"
#include "kernel/lib/list.h"
#include "kernel/cpu/ptregs.h"
#include "kernel/sched/timer.h"
#include "kernel/sched/wait.h"

struct mm_struct;
struct files_struct;
struct inode;

#define NR_TASKS	256
#define PID_MAX		32768
#define HZ		100
#define DEF_COUNTER	2		/* a time slice, in ticks */
#define MIN_TASKS_LEFT_FOR_ROOT	4	/* of NR_TASKS: so that root can always start a kill */

/* task_struct.state */
#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_ZOMBIE		4		/* ended; its parent has not asked yet */
#define TASK_STOPPED		8
#define TASK_DEAD		16		/* ended, and nobody is going to ask */

/* task_struct.ptrace (kernel/proc/ptrace.c) */
#define PT_PTRACED		1
#define PT_TRACESYS		2		/* stop at the next system call */
#define PT_TRACESYSGOOD		8		/* mark those stops with SIGTRAP | 0x80 */
#define PT_TOLD			0x100		/* nobody traces it, but the trace tells of its calls */

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
	void *fpu;		/* where fpu.c keeps FPU registers; NULL until the first FPU instruction */
	int fpu_used;		/* ... but now the CPU has newer values */
};

struct k_sigaction {
	struct sigaction sa;
};

/* Who sent a pending signal and why: what becomes the handler's siginfo_t. */
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

/* Signal handlers of a process, and details of what is pending; not shared, there are no threads. */
struct signal_struct {
	struct k_sigaction action[_NSIG];	/* [sig - 1] */
	struct signal_info info[_NSIG];		/* [sig - 1], meaningful while sig is pending */
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
	struct task_struct *pidhash_next, **pidhash_pprev;	/* find_task_by_pid() */
	int exit_code, exit_signal;
	bool did_exec;				/* too late for its parent to setpgid() it */
	bool continued;				/* by SIGCONT, not yet told to a wait4(WCONTINUED) */
	struct semaphore *vfork_done;		/* up()ed when the child has exec'd or gone */
	int *set_child_tid, *clear_child_tid;	/* user addresses */

	uid_t uid, euid, suid, fsuid;
	gid_t gid, egid, sgid, fsgid;
	int ngroups;
	gid_t groups[NGROUPS_MAX];

	struct inode *root, *cwd;
	unsigned int umask;
	struct files_struct *files;
	char comm[16];

	struct signal_struct *sig;
	sigset_t blocked, pending;
	sigset_t saved_sigmask;		/* what sigsuspend() replaced ... */
	bool restore_sigmask;		/* ... and do_signal() has to put back */
	stack_t sas;			/* sigaltstack */

	struct rlimit rlim[RLIM_NLIMITS];
	unsigned long min_flt, maj_flt, cmin_flt, cmaj_flt;	/* c...: of children waited for */
	unsigned long utime, stime, cutime, cstime;		/* ticks */
	unsigned long start_time;				/* jiffies */
	struct timer_list real_timer;		/* alarm(), setitimer() ... */
	unsigned long real_interval;		/* ... and how many ticks later again; 0: once */
	uint64_t sleep_until;			/* an interrupted nanosleep, for restart_syscall() */
	void *sleep_rmtp;
	int fail_nth;			/* the N-th allocation from now fails; 0: none */
	unsigned long personality;
	int traced_call;		/* number of the call it is in, for the trace */
};

/* --- sched.c --- */
extern struct task_struct init_task;	/* the idle task, pid 0 */
extern struct list_head task_list;	/* through task_struct.tasks; no lock: one CPU, no preemption */
extern volatile unsigned long jiffies;	/* timer ticks since boot (kernel/drivers/clock.c) */
extern int nr_tasks;

/* Caches: after the slab allocator, before the first kernel_thread(). */
void sched_init(void);
/* What the boot task becomes when everything is set up: halt until there is something to run. */
void cpu_idle(void) noreturn;
/* Run somebody else; returns when this task is chosen again. Never under a spinlock. */
void schedule(void);
/* In a loop that can be long: let others run when the time slice is over. Never under a spinlock. */
static inline void cond_resched(void)
{
	if (unlikely(current->need_resched))
		schedule();
}
/* Make it runnable, whatever it waits for; a zombie stays what it is. From anywhere. */
void wake_up_process(struct task_struct *task);
/* Called by the timer interrupt. */
void scheduler_tick(struct pt_regs *regs);

/* --- timer.c --- */
/* Sleep for at most `timeout` ticks, or until woken; returns the ticks left. Set the state first. */
long schedule_timeout(long timeout);
/* Sleep without a time limit. */
#define MAX_SCHEDULE_TIMEOUT	((long)(~0UL >> 1))

/* --- pid.c --- */
struct task_struct *find_task_by_pid(pid_t pid);
/* Does an older task have the same address space (vfork)? Loops over address spaces skip this one then. */
bool shares_mm_with_older(const struct task_struct *task);
void hash_pid(struct task_struct *task);
void unhash_pid(struct task_struct *task);
/* A number that is nobody's pid, process group or session. Does not sleep. */
pid_t get_pid(void);

/* --- switch.c --- */
void switch_to(struct task_struct *prev, struct task_struct *next);

/* --- fpu.c --- */
/* The #NM trap: current wants to use the FPU. May end current for lack of memory. */
void math_state_restore(void);
void fpu_save(struct task_struct *task);	/* registers to memory, if the CPU has them */
int fpu_copy(struct task_struct *child);	/* fork: current's state; 0 or -ENOMEM */
void fpu_drop(struct task_struct *task);	/* exec, exit: back to "never used" */

/* --- fork.c / exit.c / exec.c --- */
/*
 * Start a task that runs function(arg) in the kernel and, when that returns,
 * goes to user mode with the registers that an execve in it has set. Used by
 * kernel_main for pid 1 only. Returns the pid or -errno.
 */
pid_t kernel_thread(void (*function)(void *), void *arg);
long do_fork(unsigned long clone_flags, unsigned long stack, struct pt_regs *regs,
	     int *parent_tid, int *child_tid);
void free_task(struct task_struct *task);
/* End the current process with this wait status (status << 8, or a signal number). */
void do_exit(long code) noreturn;
/* Replace the program of current (pid 1 at boot); everything is in kernel memory. 0 or -errno. */
long do_execve_kernel(const char *path, const char *const argv[], const char *const envp[]);
/* Forget a task that has ended; its stack is freed, so never the one that runs. */
void release_task(struct task_struct *task);
/* exec, exit: current is done with current->mm; a vfork parent may go on. */
void mm_release(void);

/* --- oom.c --- */
/* Current got no memory. True when somebody else has ended for that: try again. May sleep. */
bool out_of_memory(void);

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
/* Is a signal pending that will end current? */
bool ending_signal_pending(void);
/* From the kernel, without asking for permission; from interrupts too. */
int send_sig(int sig, struct task_struct *task);
int send_sig_info(int sig, const struct signal_info *info, struct task_struct *task);
/* Every process of a group: 0 when there was one, else -ESRCH. */
int kill_pg(pid_t pgrp, int sig);
/* Has a group no living member whose parent, in the same session but another group, could let it go on? */
bool is_orphaned_pgrp(pid_t pgrp);
/* Would this fault signal end current (no handler, or blocked)? The trap code then says why. */
int signal_is_fatal(int sig);
/* SIGCHLD, or what it asked for, to task's parent, and wake it in wait4(). */
void notify_parent(struct task_struct *task, int sig);
/* Set current->sigpending after a change of `blocked` or `pending`. */
void recalc_sigpending(void);
void flush_signal_handlers(void);	/* exec: handlers back to their default */
/*
 * A fault of the current program: deliver sig (SIGSEGV, SIGBUS, SIGFPE, ...) with
 * its address, also when it is blocked or ignored (then it kills).
 */
void force_sig_fault(int sig, int code, unsigned long address);
/* Called by entry.asm before going back to user mode with a signal pending. */
void do_signal(struct pt_regs *regs);

/* --- ptrace.c: called by entry.asm at each system call while current->ptrace is set --- */
void syscall_trace(int leaving);
/* Stop for the tracer with this code; the code with which it lets go on comes back. */
int ptrace_stop(int code);

/* --- permissions (kernel/proc/uid.c), Linux's names --- */
#define CAP_KILL		5
#define CAP_SETGID		6
#define CAP_SETUID		7
#define CAP_IPC_LOCK		14
#define CAP_IPC_OWNER		15
#define CAP_SYS_ADMIN		21
#define CAP_SYS_BOOT		22
#define CAP_SYS_RESOURCE	24
/* There are no separate capabilities here: euid 0 has all of them. */
static inline int capable(int cap)
{
	(void)cap;
	return current->euid == 0;
}
/* Is grp the caller's effective group or one of its supplementary groups? */
int in_group_p(gid_t grp);
/* These are current's supplementary groups now: at most NGROUPS_MAX. 0, or -EINVAL (-1 is nobody). */
int set_groups(int n, const gid_t *groups);

/* --- kernel stacks (mm/kstack.c): two pages with an unmapped guard below --- */
void *alloc_kernel_stack(void);		/* lowest usable address, or NULL */
void free_kernel_stack(void *stack);
#define KERNEL_STACK_SIZE	8192

/* --- time.c --- */
extern struct timespec xtime;		/* the time of day at the last tick */
/* Seconds since 1970: the clock of files and segments, and the one that time() reads. */
static inline long current_seconds(void)
{
	return xtime.tv_sec;
}
void init_alarm(struct task_struct *task);	/* time_calls.c; fork: no alarm is set */

/* --- random.c --- */
void get_random_bytes(void *buf, size_t count);

/* --- reboot.c --- */
void machine_power_off(void) noreturn;
void machine_restart(void) noreturn;

#endif
