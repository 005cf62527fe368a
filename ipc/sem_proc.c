/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphore sets as text: /proc/sysvipc/sem, one line for each in the order of the slots; and the
 * check of their numbers and lists for /proc/invariants. All of it is read under sem_lock and
 * without sleeping, so it belongs to one moment.
 */
#include "ipc/sem_proc.h"
#include "ipc/sem.h"
#include "ipc/sem_set.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/report.h"
#include "kernel/sched/sched.h"
#include "mm/census.h"

static int sem_show(char *buf, size_t size)
{
	struct proc_text text = { .buf = buf, .size = size };

	text_add(&text, "%10s %10s %5s %10s %5s %5s %5s %5s %10s %10s\n", "key", "semid", "perms",
		 "nsems", "uid", "gid", "cuid", "cgid", "otime", "ctime");
	spin_lock(&sem_lock);
	for (int slot = 0; slot <= sem_ids.max_id; slot++) {
		const struct sem_array *sma = sem_sets[slot];
		const struct kern_ipc_perm *perm = &sma->sem_perm;

		if (ipc_object(sma))
			text_add(&text, "%10d %10d  %4o %10u %5u %5u %5u %5u %10lu %10lu\n",
				 perm->key, sma->sem_id, (unsigned int)perm->mode,
				 (unsigned int)sma->sem_nsems, perm->uid, perm->gid, perm->cuid, perm->cgid,
				 (unsigned long)sma->sem_otime, (unsigned long)sma->sem_ctime);
	}
	spin_unlock(&sem_lock);
	return text.len;
}

void sem_proc_init(void)
{
	proc_register("sysvipc/sem", 0444, sem_show, NULL);
}

/* --- checks --- */

/*
 * No call may sleep that could proceed: its blocking operation must be one that cannot. (An operation
 * on a semaphore that the call names twice depends on those before it, so it is not judged.)
 */
static bool could_proceed(const struct sem_array *sma, const struct sem_queue *q)
{
	const struct sembuf *sop;
	int value;

	for (sop = q->sops; sop < q->sops + q->nsops; sop++) {
		for (const struct sembuf *other = q->sops; other < sop; other++)
			if (other->sem_num == sop->sem_num)
				return false;
		value = sma->sems[sop->sem_num].semval;
		if (sop->sem_op ? value + sop->sem_op < 0 : value)
			return false;
	}
	return true;
}

static void check_sleepers(struct report *r, const struct sem_array *sma, const struct list_head *list,
			   bool alter)
{
	const struct sem_queue *q;
	int complex = 0;

	list_for_each_entry(q, list, list) {
		complex += q->nsops > 1;
		if (q->alter != alter || q->status != SEM_WAITING || q->list.next->prev != &q->list)
			complain(r, "set %d: the entry of pid %d is on the wrong list, or has ended\n",
				 sma->sem_id, q->sleeper->pid);
		else if (r->quiet && could_proceed(sma, q))
			complain(r, "set %d: pid %d sleeps, but could proceed\n", sma->sem_id, q->sleeper->pid);
	}
	if (alter && complex != sma->complex_count)
		complain(r, "set %d: complex_count is %d, but there are %d\n", sma->sem_id,
			 sma->complex_count, complex);
}

void sem_check(struct report *r)
{
	int sems = 0, reserved = 0;

	spin_lock(&sem_lock);
	for (int slot = 0; slot < SEMMNI; slot++) {
		const struct sem_array *sma = sem_sets[slot];
		const struct sem_undo *un;

		reserved += sma == IPC_NOID;
		if (!ipc_object(sma))
			continue;
		sems += sma->sem_nsems;
		if (sma->sem_id != IPC_ID(sma->sem_perm.seq, slot))
			complain(r, "slot %d: the set has the id %d\n", slot, sma->sem_id);
		for (int i = 0; i < sma->sem_nsems; i++)
			if (sma->sems[i].semval < 0 || sma->sems[i].semval > SEMVMX)
				complain(r, "set %d: semaphore %d is %d\n", sma->sem_id, i, sma->sems[i].semval);
		list_for_each_entry(un, &sma->undos, set_list)
			if (un->set != sma)
				complain(r, "set %d: an undo belongs to another set\n", sma->sem_id);
		check_sleepers(r, sma, &sma->pending_const, false);
		check_sleepers(r, sma, &sma->pending_alter, true);
	}
	ipc_check_slots(r, &sem_ids, "sem_ids");
	/* The semaphores of a set in the making are counted, but no structure says how many. */
	if (reserved ? used_sems < sems + reserved : used_sems != sems)
		complain(r, "used_sems is %d, but the sets have %d\n", used_sems, sems);
	spin_unlock(&sem_lock);
}

static void census_sleepers(const struct list_head *list)
{
	const struct sem_queue *q;

	list_for_each_entry(q, list, list)
		if (q->nsops > SEMOPM_FAST)
			census_object(q->sops);
}

void sem_census(void)
{
	struct task_struct *task;
	struct sem_undo *un;

	spin_lock(&sem_lock);
	for (int slot = 0; slot <= sem_ids.max_id; slot++) {
		if (!ipc_object(sem_sets[slot]))
			continue;
		census_object(sem_sets[slot]);
		census_sleepers(&sem_sets[slot]->pending_const);
		census_sleepers(&sem_sets[slot]->pending_alter);
	}
	list_for_each_entry(task, &task_list, tasks)
		list_for_each_entry(un, &task->sem_undos, proc_list)
			census_object(un);
	spin_unlock(&sem_lock);
}
