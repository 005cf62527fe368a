// SPDX-License-Identifier: GPL-2.0-only
/*
 * No memory, for somebody who is needed: who has to go?
 *
 * As a rule a program that touches memory when there is none is the one that is killed, and a
 * call that needs memory says ENOMEM. But then chance decides who lives, and root's shell, which
 * touches a page now and then, may have to die for a program that holds everything and sleeps.
 * So for process 1 and those close to it, when they are root's (shells), another process ends:
 * the one that would give most frames back, of those younger than the one that asks.
 *
 *	init -> sh -> sh -> hog, ipcrm ...
 *	|<- may ask ->|    |<- may be told to go
 *
 * Who has an eighth of the memory itself, and asks for more, is the one: it gets nothing.
 *
 * Left out compared with Linux's oom_kill.c: doing so for everybody, and weighing of merits.
 */
#include "kernel/proc/oom.h"
#include "kernel/lib/printk.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/mm_struct.h"

#define STEPS_FROM_INIT	2

static bool is_needed(const struct task_struct *task)
{
	if (task->euid)
		return false;
	for (int steps = 0; steps <= STEPS_FROM_INIT; steps++, task = task->real_parent)
		if (task->pid == 1)
			return true;
	return false;
}

/* Of those younger than current: who has most, or NULL when nobody has anything. */
static struct task_struct *select_victim(void)
{
	struct task_struct *task = current, *victim = NULL;
	unsigned long frames, most = 0;

	list_for_each_entry_continue(task, &task_list, tasks) {
		if (!task->mm || task->mm == current->mm)
			continue;
		frames = exclusive_frames(task->mm);
		if (frames > most) {
			most = frames;
			victim = task;
		}
	}
	return victim;
}

/* Until that process has given its memory back, but not for ever: it may hang in a call. */
static void wait_for_end(pid_t pid, unsigned long start_time)
{
	for (int ticks = 0; ticks < HZ; ticks++) {
		const struct task_struct *task = find_task_by_pid(pid);

		if (!task || task->start_time != start_time || !task->mm)
			return;
		current->state = TASK_UNINTERRUPTIBLE;
		schedule_timeout(1);
	}
}

bool out_of_memory(void)
{
	struct task_struct *victim;

	/* (An allocation may have been made to fail, by /proc/PID/fail-nth.) */
	if (!memory_is_low() || !is_needed(current) || sigismember(&current->pending, SIGKILL))
		return false;
	if (current->pid != 1 && exclusive_frames(current->mm) > totalram_pages / 8)
		return false;
	victim = select_victim();
	if (victim) {
		printk("%s[%d]: out of memory, %s[%d] has to go\n", current->comm, current->pid,
		       victim->comm, victim->pid);
		send_sig(SIGKILL, victim);
		wait_for_end(victim->pid, victim->start_time);
		return true;
	}
	if (current->pid != 1)
		return false;
	/* init cannot end: it waits until somebody else has. */
	current->state = TASK_UNINTERRUPTIBLE;
	schedule_timeout(1);
	return true;
}
