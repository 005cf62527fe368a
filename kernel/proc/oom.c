// SPDX-License-Identifier: GPL-2.0-only
/*
 * Choose a process to kill when memory runs out.
 *
 * As a rule, a system call then returns ENOMEM, and a page fault kills the process that caused
 * it. But this could kill root's shell, which needs a page now and then, for the sake of a
 * program that holds all memory and sleeps. Therefore init and root's processes within
 * STEPS_FROM_INIT generations of it (the shells) are protected: when one of them needs memory,
 * another process is killed instead. It is the one that frees most frames, among those that are
 * younger than the protected one.
 *
 *	init -> sh -> sh -> hog, ipcrm ...
 *	| protected  |     | may be killed
 *
 * A protected process that holds more than an eighth of the memory itself loses this protection.
 *
 * Left out compared with Linux's oom_kill.c: Linux protects every process in this way, and rates
 * its victims by age, CPU time and priority, too.
 */
#include "kernel/proc/oom.h"
#include "kernel/lib/printk.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/mm_struct.h"

#define STEPS_FROM_INIT	2

static bool is_protected(const struct task_struct *task)
{
	if (task->euid)
		return false;
	for (int steps = 0; steps <= STEPS_FROM_INIT; steps++, task = task->real_parent)
		if (task->pid == 1)
			return true;
	return false;
}

/*
 * Find the process younger than current that would free most frames; NULL if none would free
 * any. One that was killed in vain is not chosen again.
 */
static struct task_struct *select_victim(void)
{
	struct task_struct *task = current, *victim = NULL;
	unsigned long frames, most = 0;

	list_for_each_entry_continue(task, &task_list, tasks) {
		if (!task->mm || task->mm == current->mm || task->oom_in_vain)
			continue;
		frames = exclusive_frames(task->mm);
		if (frames > most) {
			most = frames;
			victim = task;
		}
	}
	return victim;
}

/*
 * Wait until that process has left its memory, but for a second at most: it may sleep
 * uninterruptibly. Its memory becomes free when all who share it have left it (vfork).
 */
static void wait_for_end(pid_t pid, unsigned long start_time)
{
	struct task_struct *task;

	for (int ticks = 0; ; ticks++) {
		task = find_task_by_pid(pid);
		if (!task || task->start_time != start_time || !task->mm)
			return;
		if (ticks == HZ)
			break;
		current->state = TASK_UNINTERRUPTIBLE;
		schedule_timeout(1);
	}
	task->oom_in_vain = true;
}

bool out_of_memory(void)
{
	struct task_struct *victim;

	/* If memory is not low, a test has made the allocation fail (/proc/PID/fail-nth). */
	if (!memory_is_low() || !is_protected(current) || sigismember(&current->pending, SIGKILL))
		return false;
	if (current->pid != 1 && exclusive_frames(current->mm) > totalram_pages / 8)
		return false;
	victim = select_victim();
	if (victim) {
		printk("%s[%d]: out of memory; killing %s[%d]\n", current->comm, current->pid,
		       victim->comm, victim->pid);
		send_sig(SIGKILL, victim);
		wait_for_end(victim->pid, victim->start_time);
		return true;
	}
	if (current->pid != 1)
		return false;
	/* init must not fail. It waits for a tick and tries again. */
	current->state = TASK_UNINTERRUPTIBLE;
	schedule_timeout(1);
	return true;
}
