/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphore sets: finding them by a key, creating and removing them. What happens in between is in sem.c.
 *
 * Called from the system call table, from ipc() in util.c, and from semctl.c. sem_lock guards all
 * sets; it is dropped while memory is allocated.
 */
#include "ipc/sem_set.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/sem_undo.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/timer.h"
#include "mm/slab.h"

struct sem_array *sem_sets[SEMMNI] = { [0 ... SEMMNI - 1] = IPC_UNUSED };
spinlock_t sem_lock = SPIN_LOCK_UNLOCKED;
struct ipc_ids sem_ids = IPC_IDS_INIT(sem_ids, sem_sets, &sem_lock);
int used_sems;

/* Allocate a set of counters that are all 0. NULL without memory. May sleep. It outlives its process. */
static struct sem_array *alloc_set(int nsems)
{
	struct sem_array *sma;
	size_t size;

	if (__builtin_mul_overflow(nsems, sizeof(struct sem), &size) ||
	    __builtin_add_overflow(size, sizeof(*sma), &size))
		return NULL;
	sma = kzalloc(size, GFP_LASTING);
	if (!sma)
		return NULL;
	sma->sem_nsems = nsems;
	INIT_LIST_HEAD(&sma->pending_const);
	INIT_LIST_HEAD(&sma->pending_alter);
	INIT_LIST_HEAD(&sma->undos);
	return sma;
}

/*
 * Create a set and return its id. sem_lock is held, and dropped while memory is allocated; slot and
 * semaphores are reserved before that, as in newseg().
 *
 * Errors: EINVAL (no semaphores), ENOSPC (semaphores, then slots), ENOMEM.
 */
static int newary(key_t key, int nsems, int semflg)
{
	struct sem_array *sma;
	int slot;

	if (!nsems)
		return -EINVAL;
	if ((long long)used_sems + nsems > semmns || sem_ids.in_use >= semmni)
		return -ENOSPC;

	slot = ipc_reserve(&sem_ids);
	used_sems += nsems;
	spin_unlock(&sem_lock);
	sma = alloc_set(nsems);
	spin_lock(&sem_lock);
	if (!sma) {
		used_sems -= nsems;
		ipc_free_slot(&sem_ids, slot);
		return -ENOMEM;
	}
	ipc_init_perm(&sem_ids, &sma->sem_perm, key, semflg);
	sma->sem_ctime = current_seconds();
	sma->sem_id = ipc_publish(&sem_ids, slot, sma);
	trace_sem(EV_SEM_MAKE, sma);
	return sma->sem_id;
}

/*
 * Return the id of the set with this key. With IPC_CREAT, create it if there is none.
 *
 * Errors: EINVAL (nsems), ENOENT (no such key and no IPC_CREAT), those of newary(); for a set that
 * exists: EEXIST (IPC_CREAT and IPC_EXCL), EINVAL (fewer than nsems), EACCES.
 */
long sys_semget(key_t key, int nsems, int semflg)
{
	struct sem_array *sma;
	int slot = -1;
	long err;

	if (nsems < 0 || nsems > semmsl)
		return -EINVAL;
	spin_lock(&sem_lock);
	if (key != IPC_PRIVATE)
		slot = ipc_findkey(&sem_ids, key);
	if (slot == -1) {
		err = key == IPC_PRIVATE || (semflg & IPC_CREAT) ? newary(key, nsems, semflg) : -ENOENT;
	} else if ((semflg & IPC_CREAT) && (semflg & IPC_EXCL)) {
		err = -EEXIST;
	} else {
		sma = sem_sets[slot];
		if (nsems > sma->sem_nsems)
			err = -EINVAL;
		else if (ipcperms(&sma->sem_perm, semflg))
			err = -EACCES;
		else
			err = sma->sem_id;
	}
	spin_unlock(&sem_lock);
	return err;
}

void freeary(struct sem_array *sma)
{
	struct sem_undo *un, *next_un;
	struct sem_queue *q, *next;

	sem_ids.seq++;			/* every set created from now on has a new id */
	used_sems -= sma->sem_nsems;
	ipc_free_slot(&sem_ids, IPC_SLOT(sma->sem_id));
	list_for_each_entry_safe(un, next_un, &sma->undos, set_list)
		free_undo(un);
	list_for_each_entry_safe(q, next, &sma->pending_const, list)
		wake_up_sleeper(sma, q, -EIDRM);
	list_for_each_entry_safe(q, next, &sma->pending_alter, list)
		wake_up_sleeper(sma, q, -EIDRM);
	trace_sem(EV_SEM_REMOVE, sma);
	kfree(sma);
}
