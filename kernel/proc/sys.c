// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small system calls: pids, process groups and sessions, uname, personality, umask. Users are in
 * kernel/proc/uid.c, limits in kernel/proc/rlimit.c, reboot in kernel/proc/reboot.c.
 */
#include <uapi/sysinfo.h>
#include <uapi/utsname.h>
#include "kernel/lib/syscalls.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "mm/page_alloc.h"
#include "mm/uaccess.h"

/*
 * The GNU C library's start-up code reads the release and refuses to run on a kernel older than
 * 3.2. It then makes the calls of a present Linux, so the release is that of a present Linux.
 */
static const struct new_utsname system_utsname = {
	.sysname = "Samepage",
	.nodename = "samepage",
	.release = "6.1.0-samepage",
	.version = "#1",
	.machine = "i686",
	.domainname = "(none)",
};

long sys_uname(struct new_utsname *user)
{
	return copy_to_user(user, &system_utsname, sizeof(system_utsname)) ? -EFAULT : 0;
}

/* Report what there is of memory and processes. Errors: EFAULT. */
long sys_sysinfo(struct sysinfo *user)
{
	const struct sysinfo info = {
		.uptime = jiffies / HZ, .totalram = totalram_pages, .freeram = nr_free_pages(),
		.procs = nr_tasks - 1, .mem_unit = PAGE_SIZE,
	};

	return copy_to_user(user, &info, sizeof(info)) ? -EFAULT : 0;
}

long sys_getpid(void) { return current->pid; }
long sys_getppid(void) { return current->real_parent->pid; }
long sys_getpgrp(void) { return current->pgrp; }

long sys_getpgid(pid_t pid)
{
	struct task_struct *task = pid ? find_task_by_pid(pid) : current;

	return task ? task->pgrp : -ESRCH;
}

long sys_getsid(pid_t pid)
{
	struct task_struct *task = pid ? find_task_by_pid(pid) : current;

	return task ? task->session : -ESRCH;
}

static bool group_in_session(pid_t pgrp, pid_t session)
{
	struct task_struct *task;

	list_for_each_entry(task, &task_list, tasks)
		if (task->pgrp == pgrp && task->session == session)
			return true;
	return false;
}

/*
 * Move a process to a group of its session; 0 stands for current, or for the group `pid`. The
 * process must be current or a child that has not called exec. Errors: EINVAL, ESRCH, EPERM (a
 * child in another session), EACCES (it has called exec), EPERM (a session leader, no such group).
 */
long sys_setpgid(pid_t pid, pid_t pgid)
{
	struct task_struct *task;

	if (!pid)
		pid = current->pid;
	if (!pgid)
		pgid = pid;
	if (pgid < 0)
		return -EINVAL;
	task = find_task_by_pid(pid);
	if (!task)
		return -ESRCH;
	if (task->real_parent == current) {
		if (task->session != current->session)
			return -EPERM;
		if (task->did_exec)
			return -EACCES;
	} else if (task != current) {
		return -ESRCH;
	}
	if (task->session == task->pid)
		return -EPERM;
	if (pgid != pid && !group_in_session(pgid, current->session))
		return -EPERM;
	task->pgrp = pgid;
	return 0;
}

/* Make current the leader of a new session and group. EPERM: a group with its pid exists already. */
long sys_setsid(void)
{
	struct task_struct *task;

	list_for_each_entry(task, &task_list, tasks)
		if (task->pgrp == current->pid)
			return -EPERM;
	current->session = current->pgrp = current->pid;
	return current->pid;
}

/*
 * Debuggers and some C libraries set and read this number. Only READ_IMPLIES_EXEC has an effect, on
 * mappings made or changed from then on. 0xffffffff only reads the number.
 */
long sys_personality(unsigned long personality)
{
	unsigned long old = current->personality;

	if (personality != 0xffffffff)
		current->personality = personality;
	return old;
}

long sys_umask(unsigned int mask)
{
	unsigned int old = current->umask;

	current->umask = mask & 0777;
	return old;
}
