/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SEM_UNDO: what a process has done to semaphores with this flag is taken back when it ends, so that
 * a process that dies with a lock does not keep it.
 *
 *	semop with SEM_UNDO	subtracts the operation from semadj[], in the process's entry for the set
 *	fork			the child begins without entries;  exec: they stay
 *	SETVAL, SETALL		make semadj 0 in all processes
 *	IPC_RMID		frees the entries of all processes
 *	exit			adds semadj[] to the semaphores
 *
 * The entries are on two lists: of their process and of their set. sem_lock guards both.
 *
 * Left out compared with Linux: processes that share their entries (CLONE_SYSVSEM).
 */
#include "ipc/sem_undo.h"
#include "ipc/sem.h"
#include "ipc/sem_set.h"
#include "ipc/sem_proc.h"
#include "kernel/proc/exit.h"
#include "kernel/sched/timer.h"
#include "mm/slab.h"

struct sem_array *find_set_and_undo(int semid, struct sem_undo **un)
{
	struct sem_array *sma = ipc_lookup(&sem_ids, semid);
	struct sem_undo *new;
	size_t size;

	if (IS_ERR(sma))
		return sma;
	list_for_each_entry(new, &current->sem_undos, proc_list)
		if (new->set == sma)
			goto found;
	size = sizeof(*new) + sma->sem_nsems * sizeof(new->semadj[0]);
	spin_unlock(&sem_lock);
	new = kzalloc(size, GFP_KERNEL);
	spin_lock(&sem_lock);
	if (!new)
		return ERR_PTR(-ENOMEM);
	if (ipc_lookup(&sem_ids, semid) != sma) {
		kfree(new);
		return ERR_PTR(-EIDRM);
	}
	new->set = sma;
	list_add(&new->proc_list, &current->sem_undos);
	list_add(&new->set_list, &sma->undos);
found:
	*un = new;
	return sma;
}

void free_undo(struct sem_undo *un)
{
	list_del(&un->proc_list);
	list_del(&un->set_list);
	kfree(un);
}

/* Add what current has to undo to the counters of one set. They stay within their range. */
static void apply_undo(struct sem_array *sma, const struct sem_undo *un)
{
	for (int i = 0; i < sma->sem_nsems; i++) {
		struct sem *curr = &sma->sems[i];

		if (!un->semadj[i])
			continue;
		curr->semval = min(max(curr->semval + un->semadj[i], 0), SEMVMX);
		curr->sempid = current->pid;
		trace_semval(sma, i);
	}
	sma->sem_otime = current_seconds();
}

/* current ends: take back what it has done with SEM_UNDO, in every set, without asking for permission. */
static void exit_sem(void)
{
	struct sem_undo *un;
	struct sem_array *sma;

	spin_lock(&sem_lock);
	while (!list_empty(&current->sem_undos)) {
		un = list_entry(current->sem_undos.next, struct sem_undo, proc_list);
		sma = un->set;
		apply_undo(sma, un);
		free_undo(un);
		update_queue(sma, NULL, 0);
	}
	spin_unlock(&sem_lock);
}

void sem_init(void)
{
	exit_ipc = exit_sem;
	sem_proc_init();
}
