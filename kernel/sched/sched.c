// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler chooses the task that runs next.
 *
 * All runnable tasks wait in one queue. schedule() puts the running task at the end, if it
 * can still run, and takes the first: round robin. The timer interrupt sets need_resched
 * when a time slice is over, and the return to user mode (kernel/cpu/entry.asm) then calls
 * schedule(). Kernel code is not preempted.
 *
 *	          wake_up_process()
 *	asleep ----------------------> [ A ][ B ][ C ]   runqueue, first runs
 *	   ^                             |          ^
 *	   +---- schedule(), state set --+----------+ schedule(), still TASK_RUNNING
 *
 * Task 0, the idle task, is what the boot becomes. It is never in the queue: it runs when
 * the queue is empty, and halts the CPU.
 *
 * Left out compared with Linux: priorities, nice, more than one CPU.
 */
#include "kernel/sched/sched.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/oops.h"
#include "kernel/cpu/switch.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/signal.h"
#include "kernel/sched/softirq.h"

struct task_struct init_task = {
	.state = TASK_RUNNING,
	.counter = DEF_COUNTER,
	.run_list = LIST_HEAD_INIT(init_task.run_list),
	.parent = &init_task,
	.real_parent = &init_task,
	.children = LIST_HEAD_INIT(init_task.children),
	.sibling = LIST_HEAD_INIT(init_task.sibling),
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.sem_undos = LIST_HEAD_INIT(init_task.sem_undos),
	.wait_chldexit = WAIT_QUEUE_HEAD_INIT(init_task.wait_chldexit),
	.umask = 0022,
	.may_use_reserve = true,
	.comm = "swapper",
	.rlim = {
		[RLIMIT_CPU ... RLIMIT_DATA] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_STACK] = { 8 << 20, RLIM_INFINITY },
		[RLIMIT_CORE] = { 0, RLIM_INFINITY },
		[RLIMIT_RSS] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_NPROC] = { NR_TASKS / 2, NR_TASKS / 2 },
		[RLIMIT_NOFILE] = { NR_OPEN, NR_OPEN },
		[RLIMIT_MEMLOCK ... RLIM_NLIMITS - 1] = { RLIM_INFINITY, RLIM_INFINITY },
	},
};

struct cpu_info cpu0 = { .task = &init_task };
LIST_HEAD(task_list);
int nr_tasks = 1;

static LIST_HEAD(runqueue);		/* of task_struct.run_list; protected by disabling interrupts */

/* A task in TASK_DEAD from which schedule() has just switched away: its stack can be freed. */
static struct task_struct *dead_task;

void (*release_dead_task)(struct task_struct *task);

static void show_current(void)
{
	printk("process %s, pid %d\n", current->comm, current->pid);
}

void init_idle(void)
{
	init_task.thread.cr3 = read_cr3();	/* the kernel's own page directory */
	show_process = show_current;
}

void sched_init(void)
{
	if (boot_word("yield-alloc"))
		let_others_run_always();
}

/* A task that no parent waits for cannot free the stack that it runs on: the next task does. */
void finish_switch(void)
{
	struct task_struct *dead = dead_task;

	if (unlikely(dead)) {
		dead_task = NULL;
		local_irq_enable();
		release_dead_task(dead);
	}
}

void schedule(void)
{
	struct task_struct *prev = current, *next;
	unsigned long flags;

#ifdef DEBUG
	if (cpu0.lock_depth || in_interrupt())
		panic("schedule() %s", in_interrupt() ? "in an interrupt" : "under a spinlock");
#endif
	stretch_end();
	run_deferred_work();
	flags = local_irq_save();
	prev->need_resched = 0;
	if (prev->counter <= 0)
		prev->counter = DEF_COUNTER;
	if (prev->state == TASK_INTERRUPTIBLE && signal_pending(prev))
		prev->state = TASK_RUNNING;
	list_del_init(&prev->run_list);
	if (prev->state == TASK_RUNNING) {
		if (prev != &init_task)
			list_add_tail(&prev->run_list, &runqueue);
	} else if (unlikely(prev->state == TASK_DEAD)) {
		dead_task = prev;
	}
	next = list_empty(&runqueue) ? &init_task :
	       list_entry(runqueue.next, struct task_struct, run_list);
	if (next != prev) {
		trace_switch(next);
		cpu0.task = next;
		switch_to(&prev->thread, &next->thread);
		finish_switch();
	}
	local_irq_restore(flags);
}

void wake_up_process(struct task_struct *task)
{
	unsigned long flags = local_irq_save();

	if (!(task->state & (TASK_ZOMBIE | TASK_DEAD))) {
		task->state = TASK_RUNNING;
		if (list_empty(&task->run_list) && task != &init_task)
			list_add_tail(&task->run_list, &runqueue);
		if (current == &init_task)
			init_task.need_resched = 1;
	}
	local_irq_restore(flags);
}

void scheduler_tick(struct pt_regs *regs)
{
	struct task_struct *task = current;

	if (user_mode(regs))
		task->utime++;
	else
		task->stime++;
	if (--task->counter > 0)
		return;
	task->counter = DEF_COUNTER;
	if (task != &init_task && runqueue.next != runqueue.prev)	/* another task can run */
		task->need_resched = 1;
}

/* Interrupts are off between the test and the halt, so no wake-up is lost. */
void cpu_idle(void)
{
	for (;;) {
		local_irq_disable();
		/* need_resched is also set for deferred work of an interrupt, which may wake a task */
		if (list_empty(&runqueue) && !init_task.need_resched) {
			safe_halt();
			continue;
		}
		local_irq_enable();
		schedule();
	}
}

long sys_sched_yield(void)
{
	schedule();
	return 0;
}
