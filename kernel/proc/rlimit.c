// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits of a process, and what it has used. The limits that are enforced:
 *
 *	RLIMIT_AS	mm/mmap.c, may_expand_vm()
 *	RLIMIT_STACK	mm/fault.c, where a stack grows
 *	RLIMIT_DATA	kernel/fs/mmap.c, brk()
 *	RLIMIT_NPROC	kernel/proc/fork.c
 *	RLIMIT_NOFILE	kernel/fs/file.c
 *
 * The others can be set and read back.
 */
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/pid.h"
#include "mm/uaccess.h"

/*
 * Return the old limit of a task in *old, and set the new one unless `new` is NULL. Errors:
 * EINVAL, EPERM (only root may raise the hard limit, and nobody above NR_OPEN). (Linux: do_prlimit)
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

/* Set and get, also for another process. Errors: EFAULT, ESRCH, EPERM, those of do_prlimit(). */
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

long sys_getrusage(int who, struct rusage *user)
{
	struct rusage ru = { 0 };

	switch (who) {
	case RUSAGE_SELF:
		ru.ru_utime = ticks_timeval(current->utime);
		ru.ru_stime = ticks_timeval(current->stime);
		ru.ru_minflt = current->min_flt;
		ru.ru_majflt = current->maj_flt;
		break;
	case RUSAGE_CHILDREN:
		ru.ru_utime = ticks_timeval(current->cutime);
		ru.ru_stime = ticks_timeval(current->cstime);
		ru.ru_minflt = current->cmin_flt;
		ru.ru_majflt = current->cmaj_flt;
		break;
	default:
		return -EINVAL;
	}
	return copy_to_user(user, &ru, sizeof(ru)) ? -EFAULT : 0;
}
