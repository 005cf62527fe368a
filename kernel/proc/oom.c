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

/* Does this process still have its memory? (Another one may have its pid by now.) */
static bool is_alive(pid_t pid, unsigned long start_time)
{
	const struct task_struct *task = find_task_by_pid(pid);

	return task && task->start_time == start_time && task->mm;
}

/*
 * Find the process younger than current that would free most frames. One that was killed in vain
 * is not chosen again. NULL: none would free any. ERR_PTR(-EAGAIN): a process has ended meanwhile,
 * so there may be memory now. May sleep, because counting frames takes long.
 */
static struct task_struct *select_victim(void)
{
	struct task_struct *task = current;
	unsigned long frames, most = 0, start_time, victims_start = 0;
	struct mm_struct *mm;
	pid_t pid, victim = 0;

	list_for_each_entry_continue(task, &task_list, tasks) {
		if (!task->mm || task->mm == current->mm || task->oom_in_vain)
			continue;
		pid = task->pid;
		start_time = task->start_time;
		mm = get_task_mm(task);
		frames = exclusive_frames(mm);
		mmput(mm);
		if (!is_alive(pid, start_time))
			return ERR_PTR(-EAGAIN);
		if (frames > most) {
			most = frames;
			victim = pid;
			victims_start = start_time;
		}
	}
	if (!victim)
		return NULL;
	return is_alive(victim, victims_start) ? find_task_by_pid(victim) : ERR_PTR(-EAGAIN);
}

/*
 * Wait until that process has left its memory, but for a second at most: it may sleep
 * uninterruptibly. Its memory becomes free when all who share it have left it (vfork).
 */
static void wait_for_end(pid_t pid, unsigned long start_time)
{
	for (int ticks = 0; is_alive(pid, start_time); ticks++) {
		if (ticks == HZ) {
			find_task_by_pid(pid)->oom_in_vain = true;
			return;
		}
		current->state = TASK_UNINTERRUPTIBLE;
		schedule_timeout(1);
	}
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
	if (IS_ERR(victim))
		return true;
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
