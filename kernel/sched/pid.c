// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process numbers: finding the task behind one, and choosing the next.
 * Tasks hang in a small hash table, so that kill() and the like need not look
 * at every task. One CPU, and nobody sleeps here: no lock.
 */
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"

#define PIDHASH_SZ	64		/* a power of two */
#define RESERVED_PIDS	300		/* after a wrap, leave the early daemons' numbers alone */

static struct task_struct *pidhash[PIDHASH_SZ];

static struct task_struct **pid_bucket(pid_t pid)
{
	return &pidhash[pid & (PIDHASH_SZ - 1)];
}

struct task_struct *find_task_by_pid(pid_t pid)
{
	struct task_struct *task = *pid_bucket(pid);

	while (task && task->pid != pid)
		task = task->pidhash_next;
	return task;
}

bool shares_mm_with_older(const struct task_struct *task)
{
	struct task_struct *other;

	list_for_each_entry(other, &task_list, tasks)
		if (other == task || other->mm == task->mm)
			break;
	return other != task;
}

void hash_pid(struct task_struct *task)
{
	struct task_struct **bucket = pid_bucket(task->pid);

	task->pidhash_next = *bucket;
	if (*bucket)
		(*bucket)->pidhash_pprev = &task->pidhash_next;
	*bucket = task;
	task->pidhash_pprev = bucket;
}

void unhash_pid(struct task_struct *task)
{
	*task->pidhash_pprev = task->pidhash_next;
	if (task->pidhash_next)
		task->pidhash_next->pidhash_pprev = task->pidhash_pprev;
}

/*
 * The smallest number above `from` in use as a pid, group or session (PID_MAX
 * when there is none). A group may outlive its leader, and a new process must
 * not find itself leader of strangers.
 */
static pid_t next_used(pid_t from, bool *from_is_used)
{
	struct task_struct *task;
	pid_t next = PID_MAX;

	*from_is_used = false;
	list_for_each_entry(task, &task_list, tasks) {
		const pid_t used[] = { task->pid, task->pgrp, task->session };

		for (unsigned int i = 0; i < ARRAY_SIZE(used); i++) {
			if (used[i] == from)
				*from_is_used = true;
			else if (used[i] > from)
				next = min(next, used[i]);
		}
	}
	return next;
}

/*
 * Numbers go up by one, and round. Everything below next_safe is known to be
 * free, so tasks are looked through once per gap and not once per fork: numbers
 * in use can only be such as were handed out here. There are at most
 * 3 * NR_TASKS of them, so the loop ends.
 */
pid_t get_pid(void)
{
	static pid_t last_pid, next_safe = PID_MAX;
	bool used;

	last_pid++;
	while (last_pid >= next_safe || last_pid >= PID_MAX) {
		if (last_pid >= PID_MAX)
			last_pid = RESERVED_PIDS;
		next_safe = next_used(last_pid, &used);
		if (!used)
			break;
		last_pid++;
		next_safe = 0;		/* nothing is known about the new number */
	}
	return last_pid;
}
