/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V semaphores: sets of counters, and processes that wait until the counters allow them to
 * go on.
 *
 *	semget -> newary (sem_set.c)		a key, an id and a row of counters, all 0
 *	semop -> perform_atomic_semop		all operations of the call, or none
 *	  cannot proceed			the call joins the set's queue and sleeps
 *	  has changed a counter -> update_queue	completes the sleeping calls that can proceed now
 *	exit -> exit_sem (sem_undo.c)		takes back what was done with SEM_UNDO
 *
 * A sleeper does nothing by itself: whoever changes a counter performs the sleeper's operations
 * before any other process can take the units away, and wakes it with the result. The calls that
 * wait for zero come first, then the others, oldest first; a call that needs more than there is
 * does not hold up those after it.
 *
 * Called from the system call table and from ipc() in util.c. sem_set.c creates and removes sets,
 * semctl.c has the control commands, sem_undo.c what exit has to undo.
 *
 * One spinlock, sem_lock, guards all sets; code that may sleep drops it first and looks the set up
 * again afterwards.
 */
#include "ipc/sem.h"
#include "ipc/sem_set.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/sem_undo.h"
#include "kernel/drivers/clock.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/time_calls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

/* --- performing operations --- */

/*
 * Perform one operation without SEM_UNDO. 0; SEM_WAITING: it cannot proceed yet; EAGAIN: the same, and it has
 * IPC_NOWAIT; ERANGE: the value would be too large. sem_lock is held.
 */
static inline int perform_one(struct sem_array *sma, const struct sembuf *sop, pid_t pid)
{
	struct sem *curr = &sma->sems[sop->sem_num];
	int result = curr->semval + sop->sem_op;

	if (result < 0 || (!sop->sem_op && result))
		return sop->sem_flg & IPC_NOWAIT ? -EAGAIN : SEM_WAITING;
	if (result > SEMVMX)
		return -ERANGE;
	curr->semval = result;
	curr->sempid = pid;
	sma->sem_otime = current_seconds();
	trace_semval(sma, sop->sem_num);
	return 0;
}

/*
 * Perform all operations of a call, or none, in their order: an operation sees what those before it
 * have done. The results are those of perform_one(); q->blocking is the operation that cannot proceed.
 * ERANGE also when what exit has to add would leave its range. sem_lock is held.
 */
static int perform_atomic_semop(struct sem_array *sma, struct sem_queue *q)
{
	const struct sembuf *sop, *end = q->sops + q->nsops;
	int result;

	for (sop = q->sops; sop < end; sop++) {
		struct sem *curr = &sma->sems[sop->sem_num];

		result = curr->semval + sop->sem_op;
		if (result < 0 || (!sop->sem_op && curr->semval)) {
			q->blocking = sop;
			result = sop->sem_flg & IPC_NOWAIT ? -EAGAIN : SEM_WAITING;
			goto undo;
		}
		if (result > SEMVMX)
			goto out_of_range;
		if (sop->sem_flg & SEM_UNDO) {
			int undo = q->undo->semadj[sop->sem_num] - sop->sem_op;

			if (undo < -SEMAEM - 1 || undo > SEMAEM)
				goto out_of_range;
			q->undo->semadj[sop->sem_num] = undo;
		}
		curr->semval = result;
	}
	for (sop = q->sops; sop < end; sop++) {
		sma->sems[sop->sem_num].sempid = q->sleeper->pid;
		trace_semval(sma, sop->sem_num);
	}
	sma->sem_otime = current_seconds();
	return 0;

out_of_range:
	result = -ERANGE;
undo:
	while (--sop >= q->sops) {
		sma->sems[sop->sem_num].semval -= sop->sem_op;
		if (sop->sem_flg & SEM_UNDO)
			q->undo->semadj[sop->sem_num] += sop->sem_op;
	}
	return result;
}

/* The same, with a short way for the usual call. */
static inline int perform(struct sem_array *sma, struct sem_queue *q)
{
	return likely(q->nsops == 1 && !q->undo) ? perform_one(sma, q->sops, q->sleeper->pid)
						 : perform_atomic_semop(sma, q);
}

/* --- the queue --- */

static void enqueue(struct sem_array *sma, struct sem_queue *q)
{
	list_add_tail(&q->list, q->alter ? &sma->pending_alter : &sma->pending_const);
	if (q->alter && q->nsops > 1)
		sma->complex_count++;
}

static void dequeue(struct sem_array *sma, struct sem_queue *q)
{
	list_del(&q->list);
	if (q->alter && q->nsops > 1)
		sma->complex_count--;
}

static inline bool somebody_sleeps(const struct sem_array *sma)
{
	return !list_empty(&sma->pending_alter) || !list_empty(&sma->pending_const);
}

/* The entry is on the sleeper's stack: it is not touched after the status. */
void wake_up_sleeper(struct sem_array *sma, struct sem_queue *q, int result)
{
	struct task_struct *sleeper = q->sleeper;

	dequeue(sma, q);
	trace_semwake(sma, sleeper, result);
	q->status = result;
	wake_up_process(sleeper);
}

/* Is one of these semaphores 0? NULL: is any of the set? */
static bool is_zero(const struct sem_array *sma, const struct sembuf *sops, int nsops)
{
	int n = sops ? nsops : sma->sem_nsems;

	for (int i = 0; i < n; i++)
		if (!sma->sems[sops ? sops[i].sem_num : i].semval)
			return true;
	return false;
}

/* Complete the calls with one operation, or those with several, that wait for zero and have it. */
static void complete_const(struct sem_array *sma, bool several)
{
	struct sem_queue *q, *next;
	int error;

	list_for_each_entry_safe(q, next, &sma->pending_const, list) {
		if ((q->nsops > 1) != several)
			continue;
		error = perform(sma, q);
		if (error != SEM_WAITING)
			wake_up_sleeper(sma, q, error);
	}
}

/*
 * These operations have changed values (NULL: any may have changed): complete the calls that wait for zero and
 * have it. They change no value, so their order matters only to GETPID, which reports the last one: as in
 * Linux, those with one operation go first.
 */
static inline void wake_const(struct sem_array *sma, const struct sembuf *sops, int nsops)
{
	if (list_empty(&sma->pending_const) || !is_zero(sma, sops, nsops))
		return;
	complete_const(sma, false);
	complete_const(sma, true);
}

/*
 * Let others run if the time slice is over. Everything is consistent between two sleepers. False:
 * the set was removed meanwhile.
 */
static bool give_way(struct sem_array *sma)
{
	int id = sma->sem_id;

	if (likely(!need_resched()))
		return true;
	spin_unlock(&sem_lock);
	schedule();
	spin_lock(&sem_lock);
	return ipc_lookup(&sem_ids, id) == sma;
}

/*
 * A completed call may have made possible an earlier one, so the search begins again. (Not when every
 * sleeper has one operation: then a completed call has only taken units, which helps none of them.)
 *
 * How long it takes: the longest stretch without giving way is one search, over at most NR_TASKS
 * sleepers with SEMOPM operations each.
 */
void update_queue(struct sem_array *sma, const struct sembuf *sops, int nsops)
{
	struct sem_queue *q, *next;
	bool again;
	int error;

	wake_const(sma, sops, nsops);
	do {
		again = false;
		list_for_each_entry_safe(q, next, &sma->pending_alter, list) {
			error = perform(sma, q);
			if (error == SEM_WAITING)
				continue;
			again = !error && sma->complex_count;
			if (!error)
				wake_const(sma, q->sops, q->nsops);
			wake_up_sleeper(sma, q, error);
			if (again)
				break;
		}
	} while (again && give_way(sma));
}

/* --- semop --- */

/*
 * Sleep until another process has completed or removed the call, a signal comes, or the monotonic clock
 * shows the deadline. sem_lock is held, and dropped meanwhile. Returns the result of the call: 0, EIDRM,
 * EAGAIN (the time), EINTR, or that of perform_atomic_semop(). A call that was completed stays so,
 * whatever else has happened at the same time.
 */
static noinline int sleep_on_set(struct sem_array *sma, struct sem_queue *q, uint64_t deadline)
{
	int result = SEM_WAITING;
	bool in_time = true;

	q->status = SEM_WAITING;
	enqueue(sma, q);
	trace_semsleep(sma, q->blocking);
	while (result == SEM_WAITING) {
		current->state = TASK_INTERRUPTIBLE;
		spin_unlock(&sem_lock);
		if (deadline == NO_DEADLINE)
			schedule();
		else
			in_time = schedule_until(deadline);
		current->state = TASK_RUNNING;
		spin_lock(&sem_lock);
		if (q->status != SEM_WAITING)
			return q->status;	/* the waker has removed q; even the set may be gone */
		if (!in_time)
			result = -EAGAIN;
		else if (signal_pending(current))
			result = -EINTR;
	}
	dequeue(sma, q);
	trace_semwake(sma, current, result);
	return result;
}

/* ipcperms() without the call in the usual case: the owner, who may do both. */
static inline bool permitted(const struct kern_ipc_perm *perm, bool alter)
{
	return likely(current->euid == perm->uid && (perm->mode & 0600) == 0600) ||
	       !ipcperms(perm, alter ? 0222 : 0444);
}

/* May the call go on with this set, or ERR_PTR()? Errors: its own, EFBIG (no such semaphore), EACCES. */
static inline int check_set(const struct sem_array *sma, int max_num, bool alter)
{
	if (IS_ERR(sma))
		return PTR_ERR(sma);
	if (max_num >= sma->sem_nsems)
		return -EFBIG;
	return permitted(&sma->sem_perm, alter) ? 0 : -EACCES;
}

/*
 * Execute a call whose operations are in kernel memory. Errors: those of find_set_and_undo() and check_set(),
 * of perform_atomic_semop(), and of sleep_on_set().
 */
static int do_semop(int semid, const struct sembuf *sops, int nsops, uint64_t deadline)
{
	struct sem_queue q = { .sops = sops, .nsops = nsops, .sleeper = current, .blocking = sops };
	struct sem_array *sma;
	int max_num = 0, flags = 0, error;

	for (int i = 0; i < nsops; i++) {
		max_num = max(max_num, (int)sops[i].sem_num);
		q.alter |= sops[i].sem_op != 0;
		flags |= sops[i].sem_flg;
	}
	spin_lock(&sem_lock);
	sma = flags & SEM_UNDO ? find_set_and_undo(semid, &q.undo) : ipc_lookup(&sem_ids, semid);
	error = check_set(sma, max_num, q.alter);
	if (!error)
		error = perform(sma, &q);
	if (error == SEM_WAITING)
		error = sleep_on_set(sma, &q, deadline);
	else if (!error && q.alter && somebody_sleeps(sma))
		update_queue(sma, sops, nsops);
	spin_unlock(&sem_lock);
	return error;
}

/*
 * Copy the operations and execute them, at most for that time (NULL: no limit); time_error says whether it
 * could be read. Errors: EFAULT (time), E2BIG and EINVAL (nsops), ENOMEM, EFAULT, EINVAL (id, time), those
 * of do_semop().
 */
static long do_semtimedop(int semid, const struct sembuf *user_sops, unsigned int nsops,
			  const uint64_t *ns, long time_error)
{
	struct sembuf fast_sops[SEMOPM_FAST], *sops = fast_sops;
	long error = time_error;

	if (error == -EFAULT)
		return error;
	if (nsops > (unsigned int)semopm)
		return -E2BIG;
	if (!nsops)
		return -EINVAL;
	if (nsops > SEMOPM_FAST) {
		sops = nsops <= SEMOPM_MAX ? kmalloc(nsops * sizeof(*sops), GFP_KERNEL) : NULL;
		if (!sops)
			return -ENOMEM;
	}
	if (copy_from_user(sops, user_sops, nsops * sizeof(*sops)))
		error = -EFAULT;
	else if (semid < 0)
		error = -EINVAL;
	else if (!error)
		error = do_semop(semid, sops, nsops, ns ? monotonic_ns() + *ns : NO_DEADLINE);
	if (sops != fast_sops)
		kfree(sops);
	return error;
}

/* do_semop() of one operation without SEM_UNDO: by far the most frequent call. */
static inline int do_one_semop(int semid, const struct sembuf *sop)
{
	struct sem_array *sma;
	int error;

	spin_lock(&sem_lock);
	sma = ipc_lookup(&sem_ids, semid);
	error = check_set(sma, sop->sem_num, sop->sem_op != 0);
	if (likely(!error))
		error = perform_one(sma, sop, current->pid);
	if (error == SEM_WAITING) {
		struct sem_queue q = { .sops = sop, .nsops = 1, .sleeper = current, .blocking = sop,
				       .alter = sop->sem_op != 0 };

		error = sleep_on_set(sma, &q, NO_DEADLINE);
	} else if (!error && somebody_sleeps(sma)) {
		update_queue(sma, sop, 1);
	}
	spin_unlock(&sem_lock);
	return error;
}

/* semop. Errors: those of do_semtimedop(). */
long sys_semop(int semid, const struct sembuf *user_sops, unsigned int nsops)
{
	struct sembuf sop;	/* six bytes, read as two words that overlap */

	if (nsops != 1 || semopm < 1)
		return do_semtimedop(semid, user_sops, nsops, NULL, 0);
	if (!access_ok(user_sops, sizeof(sop)) || get_user_word(user_sops, &sop) ||
	    get_user_word(&user_sops->sem_op, &sop.sem_op))
		return -EFAULT;
	return likely(!(sop.sem_flg & SEM_UNDO)) ? do_one_semop(semid, &sop)
						 : do_semop(semid, &sop, 1, NO_DEADLINE);
}

/* semtimedop for ipc(), where the seconds have 32 bits. Errors: those of do_semtimedop(). */
long sys_semtimedop(int semid, struct sembuf *sops, unsigned int nsops, const struct timespec *timeout)
{
	uint64_t ns;
	int error = timeout ? get_timespec(timeout, &ns) : 0;

	return do_semtimedop(semid, sops, nsops, timeout ? &ns : NULL, error);
}

/* semtimedop_time64 (420): seconds of 64 bits. */
long sys_semtimedop_time64(int semid, struct sembuf *sops, unsigned int nsops,
			   const struct __kernel_timespec *timeout)
{
	uint64_t ns;
	int error = timeout ? get_timespec64(timeout, &ns) : 0;

	return do_semtimedop(semid, sops, nsops, timeout ? &ns : NULL, error);
}
