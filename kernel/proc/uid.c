// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system calls that read and change the users and groups of a process.
 *
 *	uid	the real user: whose process it is
 *	euid	the effective user: with whose rights it acts
 *	suid	the saved user: the process may set euid to it again
 *	fsuid	the user for file permissions; here always equal to euid
 *
 * Root (euid 0) may set any value. Others may set each of them only to one of the first three.
 * An argument of -1 leaves a value unchanged. The same rules hold for groups (root is euid 0
 * there, too). The forms with 16-bit numbers are in kernel/proc/compat.c.
 *
 * Left out compared with Linux: capabilities, set-user-id programs, setfsuid(), and the check of
 * the new user's RLIMIT_NPROC in setuid().
 */
#include "kernel/proc/uid.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "mm/uaccess.h"

#define UNCHANGED	((uid_t)-1)

long sys_getuid(void) { return current->uid; }
long sys_geteuid(void) { return current->euid; }
long sys_getgid(void) { return current->gid; }
long sys_getegid(void) { return current->egid; }

/* May a process that is not root set this uid? Only if it has it already, or leaves it unchanged. */
static bool own_uid(uid_t uid)
{
	return uid == UNCHANGED || uid == current->uid || uid == current->euid ||
	       uid == current->suid;
}

static bool own_gid(gid_t gid)
{
	return gid == UNCHANGED || gid == current->gid || gid == current->egid ||
	       gid == current->sgid;
}

/* Set the effective uid, and what depends on it: file permissions, and the right to the last free frames. */
static void set_euid(uid_t uid)
{
	current->euid = current->fsuid = uid;
	current->may_use_reserve = uid == 0;
}

/* Set euid; for root also uid and suid, so that root cannot return. Errors: EINVAL (-1), EPERM. */
long sys_setuid(uid_t uid)
{
	if (uid == UNCHANGED)
		return -EINVAL;
	if (capable(CAP_SETUID))
		current->uid = current->suid = uid;
	else if (uid != current->uid && uid != current->suid)
		return -EPERM;
	set_euid(uid);
	return 0;
}

long sys_setgid(gid_t gid)
{
	if (gid == UNCHANGED)
		return -EINVAL;
	if (capable(CAP_SETGID))
		current->gid = current->sgid = gid;
	else if (gid != current->gid && gid != current->sgid)
		return -EPERM;
	current->egid = current->fsgid = gid;
	return 0;
}

/* Set uid and euid. suid becomes euid if uid is set, or euid to another value than the old uid. EPERM. */
long sys_setreuid(uid_t ruid, uid_t euid)
{
	uid_t old = current->uid;

	if (!capable(CAP_SETUID)) {
		if (ruid != UNCHANGED && ruid != current->uid && ruid != current->euid)
			return -EPERM;
		if (!own_uid(euid))
			return -EPERM;
	}
	if (ruid != UNCHANGED)
		current->uid = ruid;
	set_euid(euid != UNCHANGED ? euid : current->euid);
	if (ruid != UNCHANGED || (euid != UNCHANGED && euid != old))
		current->suid = current->euid;
	return 0;
}

long sys_setregid(gid_t rgid, gid_t egid)
{
	gid_t old = current->gid;

	if (!capable(CAP_SETGID)) {
		if (rgid != UNCHANGED && rgid != current->gid && rgid != current->egid)
			return -EPERM;
		if (!own_gid(egid))
			return -EPERM;
	}
	if (rgid != UNCHANGED)
		current->gid = rgid;
	if (egid != UNCHANGED)
		current->egid = egid;
	if (rgid != UNCHANGED || (egid != UNCHANGED && egid != old))
		current->sgid = current->egid;
	current->fsgid = current->egid;
	return 0;
}

long sys_setresuid(uid_t ruid, uid_t euid, uid_t suid)
{
	if (!capable(CAP_SETUID) && !(own_uid(ruid) && own_uid(euid) && own_uid(suid)))
		return -EPERM;
	if (ruid != UNCHANGED)
		current->uid = ruid;
	set_euid(euid != UNCHANGED ? euid : current->euid);
	if (suid != UNCHANGED)
		current->suid = suid;
	return 0;
}

long sys_setresgid(gid_t rgid, gid_t egid, gid_t sgid)
{
	if (!capable(CAP_SETGID) && !(own_gid(rgid) && own_gid(egid) && own_gid(sgid)))
		return -EPERM;
	if (rgid != UNCHANGED)
		current->gid = rgid;
	if (egid != UNCHANGED)
		current->egid = egid;
	if (sgid != UNCHANGED)
		current->sgid = sgid;
	current->fsgid = current->egid;
	return 0;
}

long sys_getresuid(uid_t *ruid, uid_t *euid, uid_t *suid)
{
	if (put_user(current->uid, ruid) || put_user(current->euid, euid) ||
	    put_user(current->suid, suid))
		return -EFAULT;
	return 0;
}

long sys_getresgid(gid_t *rgid, gid_t *egid, gid_t *sgid)
{
	if (put_user(current->gid, rgid) || put_user(current->egid, egid) ||
	    put_user(current->sgid, sgid))
		return -EFAULT;
	return 0;
}

/* Return the number of groups and, unless size is 0, the groups. Errors: EINVAL (size negative or too small), EFAULT. */
long sys_getgroups(int size, gid_t *user)
{
	int n = current->ngroups;

	if (size < 0)
		return -EINVAL;
	if (!size)
		return n;
	if (n > size)
		return -EINVAL;
	return copy_to_user(user, current->groups, n * sizeof(gid_t)) ? -EFAULT : n;
}

int set_groups(int n, const gid_t *groups)
{
	for (int i = 0; i < n; i++)
		if (groups[i] == UNCHANGED)
			return -EINVAL;
	memcpy(current->groups, groups, n * sizeof(gid_t));
	current->ngroups = n;
	return 0;
}

/* Errors: EPERM (only root may), EINVAL (too many), EFAULT, EINVAL (a group is -1). */
long sys_setgroups(int size, const gid_t *user)
{
	gid_t groups[NGROUPS_MAX];

	if (!capable(CAP_SETGID))
		return -EPERM;
	if ((unsigned int)size > NGROUPS_MAX)
		return -EINVAL;
	if (copy_from_user(groups, user, size * sizeof(gid_t)))
		return -EFAULT;
	return set_groups(size, groups);
}
