/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * semctl: reading and setting semaphores, changing owner and mode of a set, removing it; and the two
 * layouts that programs use for it.
 *
 * Called from the system call table and from ipc() in util.c. It works on the data of sem.c, under
 * sem_lock. What goes to the user is first collected in kernel memory and then copied without
 * the lock, because the copy may sleep.
 *
 * Every command checks the id first (EINVAL, and EIDRM for the id of an earlier set of this slot) and
 * then the permission (EACCES, or EPERM), but for what stands at its function.
 */
#include "ipc/semctl.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/sem.h"
#include "ipc/sem_set.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/timer.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

/* --- the user's layouts --- */

static void fill_semid64(const struct sem_array *sma, struct semid64_ds *out)
{
	memset(out, 0, sizeof(*out));	/* high halves of times, padding */
	kernel_to_ipc64_perm(&sma->sem_perm, &out->sem_perm);
	out->sem_otime = sma->sem_otime;
	out->sem_ctime = sma->sem_ctime;
	out->sem_nsems = sma->sem_nsems;
}

/* 0 or -EFAULT. */
static int copy_semid_to_user(void *buf, const struct semid64_ds *in, int version)
{
	struct semid_ds old;

	if (version == IPC_64)
		return copy_to_user(buf, in, sizeof(*in)) ? -EFAULT : 0;
	memset(&old, 0, sizeof(old));
	ipc64_perm_to_ipc_perm(&in->sem_perm, &old.sem_perm);
	old.sem_otime = in->sem_otime;
	old.sem_ctime = in->sem_ctime;
	old.sem_nsems = in->sem_nsems;
	return copy_to_user(buf, &old, sizeof(old)) ? -EFAULT : 0;
}

/* --- reports --- */

/*
 * IPC_INFO reports the limits. SEM_INFO also has the numbers of sets and of semaphores in use.
 * Both return the highest slot in use. Errors: EFAULT.
 */
static long semctl_info(int cmd, void *buf)
{
	struct seminfo info = {
		.semmap = SEMMAP, .semmni = semmni, .semmns = semmns, .semmnu = SEMMNU, .semmsl = semmsl,
		.semopm = semopm, .semume = SEMUME, .semusz = SEMUSZ, .semvmx = SEMVMX, .semaem = SEMAEM,
	};
	int max_id;

	spin_lock(&sem_lock);
	if (cmd == SEM_INFO) {
		info.semusz = sem_ids.in_use;
		info.semaem = used_sems;
	}
	max_id = sem_ids.max_id;
	spin_unlock(&sem_lock);
	return copy_to_user(buf, &info, sizeof(info)) ? -EFAULT : max_id;
}

/*
 * IPC_STAT takes an id and returns 0. SEM_STAT and SEM_STAT_ANY take a slot, so that a
 * program can read all sets in turn, and return the id.
 *
 * Errors: EINVAL, EIDRM (IPC_STAT), EACCES (not SEM_STAT_ANY), EFAULT.
 */
static long semctl_stat(int semid, int cmd, void *buf, int version)
{
	struct sem_array *sma;
	struct semid64_ds ds;
	long result = 0;

	spin_lock(&sem_lock);
	sma = cmd == IPC_STAT ? ipc_lookup(&sem_ids, semid) : ipc_lookup_slot(&sem_ids, semid);
	if (IS_ERR(sma)) {
		result = PTR_ERR(sma);
	} else if (cmd != SEM_STAT_ANY && ipcperms(&sma->sem_perm, 0444)) {
		result = -EACCES;
	} else {
		fill_semid64(sma, &ds);
		if (cmd != IPC_STAT)
			result = sma->sem_id;
	}
	spin_unlock(&sem_lock);
	if (result >= 0 && copy_semid_to_user(buf, &ds, version))
		result = -EFAULT;
	return result;
}

/* --- values --- */

/* Count the calls on a list that cannot proceed because of this semaphore: it is too small, or not 0. */
static int count_waiting(const struct list_head *list, int semnum, bool for_zero)
{
	const struct sem_queue *q;
	int n = 0;

	list_for_each_entry(q, list, list)
		n += q->blocking->sem_num == semnum && !q->blocking->sem_op == for_zero;
	return n;
}

/* GETVAL, GETPID, GETNCNT, GETZCNT. Errors: id, EACCES, EINVAL (no such semaphore). */
static long semctl_get(int semid, int semnum, int cmd)
{
	struct sem_array *sma;
	long result;

	spin_lock(&sem_lock);
	sma = ipc_lookup(&sem_ids, semid);
	if (IS_ERR(sma))
		result = PTR_ERR(sma);
	else if (ipcperms(&sma->sem_perm, 0444))
		result = -EACCES;
	else if (semnum < 0 || semnum >= sma->sem_nsems)
		result = -EINVAL;
	else if (cmd == GETVAL)
		result = sma->sems[semnum].semval;
	else if (cmd == GETPID)
		result = sma->sems[semnum].sempid;
	else
		result = count_waiting(&sma->pending_alter, semnum, cmd == GETZCNT) +
			 count_waiting(&sma->pending_const, semnum, cmd == GETZCNT);
	spin_unlock(&sem_lock);
	return result;
}

/* Set one value. No process undoes anything at this semaphore any more. sem_lock is held. */
static void set_value(struct sem_array *sma, int semnum, int value)
{
	struct sem_undo *un;

	list_for_each_entry(un, &sma->undos, set_list)
		un->semadj[semnum] = 0;
	sma->sems[semnum].semval = value;
	sma->sems[semnum].sempid = current->pid;
	sma->sem_ctime = current_seconds();
	trace_semval(sma, semnum);
}

/* SETVAL. Errors: ERANGE, id, EINVAL (no such semaphore), EACCES. */
static long semctl_setval(int semid, int semnum, int value)
{
	const struct sembuf changed = { .sem_num = semnum };
	struct sem_array *sma;
	long err = 0;

	if (value < 0 || value > SEMVMX)
		return -ERANGE;
	spin_lock(&sem_lock);
	sma = ipc_lookup(&sem_ids, semid);
	if (IS_ERR(sma)) {
		err = PTR_ERR(sma);
	} else if (semnum < 0 || semnum >= sma->sem_nsems) {
		err = -EINVAL;
	} else if (ipcperms(&sma->sem_perm, 0222)) {
		err = -EACCES;
	} else {
		set_value(sma, semnum, value);
		update_queue(sma, &changed, 1);
	}
	spin_unlock(&sem_lock);
	return err;
}

/* GETALL: copy the values from the set. sem_lock is held, and dropped for the copy to the user. */
static long get_all(const struct sem_array *sma, unsigned short *values, unsigned short *user)
{
	int nsems = sma->sem_nsems;
	unsigned long fault;

	for (int i = 0; i < nsems; i++)
		values[i] = sma->sems[i].semval;
	spin_unlock(&sem_lock);
	fault = copy_to_user(user, values, nsems * sizeof(*values));
	spin_lock(&sem_lock);
	return fault ? -EFAULT : 0;
}

/* SETALL: all values, or none. sem_lock is held, and dropped for the copy from the user. */
static long set_all(struct sem_array *sma, unsigned short *values, const unsigned short *user)
{
	int id = sma->sem_id, nsems = sma->sem_nsems;
	unsigned long fault;

	spin_unlock(&sem_lock);
	fault = copy_from_user(values, user, nsems * sizeof(*values));
	spin_lock(&sem_lock);
	if (fault)
		return -EFAULT;
	for (int i = 0; i < nsems; i++)
		if (values[i] > SEMVMX)
			return -ERANGE;
	if (ipc_lookup(&sem_ids, id) != sma)
		return -EIDRM;
	for (int i = 0; i < nsems; i++)
		set_value(sma, i, values[i]);
	update_queue(sma, NULL, 0);
	return 0;
}

/*
 * GETALL and SETALL. Errors: id, EACCES, ENOMEM, EFAULT, ERANGE (SETALL), EIDRM (removed meanwhile).
 */
static long semctl_all(int semid, int cmd, unsigned short *user)
{
	unsigned short *values = NULL;
	struct sem_array *sma;
	size_t size;
	long err;

	spin_lock(&sem_lock);
	sma = ipc_lookup(&sem_ids, semid);
	if (IS_ERR(sma)) {
		err = PTR_ERR(sma);
	} else if (ipcperms(&sma->sem_perm, cmd == GETALL ? 0444 : 0222)) {
		err = -EACCES;
	} else {
		size = sma->sem_nsems * sizeof(*values);
		spin_unlock(&sem_lock);
		values = kmalloc(size, GFP_KERNEL);
		spin_lock(&sem_lock);
		if (!values)
			err = -ENOMEM;
		else if (ipc_lookup(&sem_ids, semid) != sma)
			err = -EIDRM;
		else
			err = cmd == GETALL ? get_all(sma, values, user) : set_all(sma, values, user);
	}
	spin_unlock(&sem_lock);
	kfree(values);
	return err;
}

/* --- owner and removal --- */

/* IPC_SET: owner and mode. It wakes no sleeper. Errors: EFAULT (before the id), id, EPERM, EINVAL. */
static long semctl_set(int semid, const void *buf, int version)
{
	union { struct semid64_ds new; struct semid_ds old; } ds;
	struct kern_ipc_perm set;
	struct sem_array *sma;
	long err;

	if (copy_from_user(&ds, buf, version == IPC_64 ? sizeof(ds.new) : sizeof(ds.old)))
		return -EFAULT;
	ipc_perm_of(&ds, version, &set);
	spin_lock(&sem_lock);
	sma = ipc_lookup(&sem_ids, semid);
	if (IS_ERR(sma))
		err = PTR_ERR(sma);
	else if (ipc_owner(&sma->sem_perm))
		err = -EPERM;
	else
		err = ipc_update_perm(&set, &sma->sem_perm);
	if (!err) {
		sma->sem_ctime = current_seconds();
		trace_sem(EV_SEM_SET, sma);
	}
	spin_unlock(&sem_lock);
	return err;
}

static long semctl_rmid(int semid)
{
	struct sem_array *sma;
	long err = 0;

	spin_lock(&sem_lock);
	sma = ipc_lookup(&sem_ids, semid);
	if (IS_ERR(sma))
		err = PTR_ERR(sma);
	else if (ipc_owner(&sma->sem_perm))
		err = -EPERM;
	else
		freeary(sma);
	spin_unlock(&sem_lock);
	return err;
}

/* Errors: EINVAL (a negative id, an unknown command), those of the functions above. */
static long do_semctl(int semid, int semnum, int cmd, unsigned long arg, int version)
{
	if (semid < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case SEM_INFO:
		return semctl_info(cmd, (void *)arg);
	case IPC_STAT:
	case SEM_STAT:
	case SEM_STAT_ANY:
		return semctl_stat(semid, cmd, (void *)arg, version);
	case GETVAL:
	case GETPID:
	case GETNCNT:
	case GETZCNT:
		return semctl_get(semid, semnum, cmd);
	case SETVAL:
		return semctl_setval(semid, semnum, arg);
	case GETALL:
	case SETALL:
		return semctl_all(semid, cmd, (void *)arg);
	case IPC_SET:
		return semctl_set(semid, (void *)arg, version);
	case IPC_RMID:
		return semctl_rmid(semid);
	default:
		return -EINVAL;
	}
}

long sys_semctl(int semid, int semnum, int cmd, unsigned long arg)
{
	int version = ipc_parse_version(&cmd);

	return do_semctl(semid, semnum, cmd, arg, version);
}

/* semctl (394): always the new layout. A command with IPC_64 in it is unknown. */
long sys_semctl_direct(int semid, int semnum, int cmd, unsigned long arg)
{
	return do_semctl(semid, semnum, cmd, arg, IPC_64);
}
