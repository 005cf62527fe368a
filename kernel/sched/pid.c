// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process numbers: finding the task that has one, and choosing the next. Tasks are in a
 * small hash table, so that kill() need not search all of them. There is no lock: there is
 * one CPU, and nothing here sleeps.
 */
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"

#define PIDHASH_SZ	64		/* a power of two */
#define RESERVED_PIDS	300		/* after a wrap, the lowest numbers are not used again (Linux's rule) */

static struct task_struct *pidhash[PIDHASH_SZ];
const pid_t *terminal_pgrp;

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
 * Find the smallest number above `from` that is in use as a pid, group or session; PID_MAX
 * if there is none. Groups count because one may outlive its leader, and a new process with
 * that pid would become the leader of unrelated processes. The terminal's group counts although
 * it may be empty: a new one with that number would get the signals of the terminal's keys.
 */
static pid_t next_used(pid_t from, bool *from_is_used)
{
	struct task_struct *task;
	pid_t next = *terminal_pgrp > from ? *terminal_pgrp : PID_MAX;

	*from_is_used = *terminal_pgrp == from;
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
 * Numbers increase by one, and start again after the last. All numbers below next_safe are
 * known to be free, so the tasks are searched once for each gap, not for each fork. At most
 * 3 * NR_TASKS numbers are in use, so the loop ends. (Linux: get_pid)
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
