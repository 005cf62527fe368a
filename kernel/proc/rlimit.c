// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limits of a process. These are enforced:
 *
 *	RLIMIT_AS	mm/mmap.c, may_expand_vm()
 *	RLIMIT_STACK	mm/fault.c, where a stack grows
 *	RLIMIT_DATA	kernel/fs/mmap.c, sys_brk()
 *	RLIMIT_NPROC	kernel/proc/fork.c, reserve_task()
 *	RLIMIT_NOFILE	kernel/fs/file.c
 *
 * Left out compared with Linux: the others can be set and read, but have no effect.
 */
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/pid.h"
#include "mm/uaccess.h"

/*
 * Return the old limit of a task in *old, and set the new one unless `new` is NULL. Errors:
 * EINVAL (resource; the soft limit is above the hard one), EPERM (only root may raise the hard
 * limit, and nobody may raise RLIMIT_NOFILE above NR_OPEN). (Linux: do_prlimit)
 */
static int do_prlimit(struct task_struct *task, unsigned int resource, const struct rlimit *new,
		      struct rlimit *old)
{
	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	*old = task->rlim[resource];
	if (!new)
		return 0;
	if (new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (new->rlim_max > old->rlim_max && !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	if (resource == RLIMIT_NOFILE && new->rlim_max > NR_OPEN)
		return -EPERM;
	task->rlim[resource] = *new;
	return 0;
}

/* Errors: EINVAL (resource), EFAULT, those of do_prlimit(). */
long sys_setrlimit(unsigned int resource, const struct rlimit *user)
{
	struct rlimit new, old;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (copy_from_user(&new, user, sizeof(new)))
		return -EFAULT;
	return do_prlimit(current, resource, &new, &old);
}

long sys_getrlimit(unsigned int resource, struct rlimit *user)
{
	struct rlimit old;
	int error = do_prlimit(current, resource, NULL, &old);

	return error ? error : copy_to_user(user, &old, sizeof(old)) ? -EFAULT : 0;
}

/* RLIM_INFINITY has a value of its own in each width. */
static uint64_t widen(unsigned long limit)
{
	return limit == RLIM_INFINITY ? RLIM64_INFINITY : limit;
}

static unsigned long narrow(uint64_t limit)
{
	return limit >= RLIM_INFINITY ? RLIM_INFINITY : limit;
}

/* May current read and change the limits of task? */
static bool may_limit(const struct task_struct *task)
{
	if (task == current || capable(CAP_SYS_RESOURCE))
		return true;
	return current->uid == task->uid && current->uid == task->euid &&
	       current->uid == task->suid && current->gid == task->gid &&
	       current->gid == task->egid && current->gid == task->sgid;
}

/*
 * Get and set a limit of current (pid 0) or another process; either pointer may be NULL. Errors:
 * EFAULT, ESRCH, EPERM (not allowed for this process), those of do_prlimit().
 */
long sys_prlimit64(pid_t pid, unsigned int resource, const struct rlimit64 *user_new,
		   struct rlimit64 *user_old)
{
	struct task_struct *task;
	struct rlimit64 wide;
	struct rlimit new, old;
	int error;

	if (user_new) {
		if (copy_from_user(&wide, user_new, sizeof(wide)))
			return -EFAULT;
		new.rlim_cur = narrow(wide.rlim_cur);
		new.rlim_max = narrow(wide.rlim_max);
	}
	task = pid ? find_task_by_pid(pid) : current;
	if (!task)
		return -ESRCH;
	if (!may_limit(task))
		return -EPERM;
	error = do_prlimit(task, resource, user_new ? &new : NULL, &old);
	if (error)
		return error;
	wide.rlim_cur = widen(old.rlim_cur);
	wide.rlim_max = widen(old.rlim_max);
	return user_old && copy_to_user(user_old, &wide, sizeof(wide)) ? -EFAULT : 0;
}
