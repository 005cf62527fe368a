// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first calls about users and groups, with 16-bit numbers: a number that
 * does not fit is shown as 65534 ("somebody else"), and 65535 coming in means -1.
 */
#include "kernel/lib/syscalls.h"
#include "kernel/proc/uid.h"
#include "kernel/sched/cred.h"
#include "mm/uaccess.h"

#define OVERFLOW_ID	65534

/* kernel/proc/uid.c */
long sys_setuid(uid_t uid);
long sys_setgid(gid_t gid);
long sys_setreuid(uid_t ruid, uid_t euid);
long sys_setregid(gid_t rgid, gid_t egid);
long sys_setresuid(uid_t ruid, uid_t euid, uid_t suid);
long sys_setresgid(gid_t rgid, gid_t egid, gid_t sgid);

static __kernel_uid_t high2low(uid_t id)
{
	return id > 0xffff ? OVERFLOW_ID : id;
}

static uid_t low2high(__kernel_uid_t id)
{
	return id == 0xffff ? (uid_t)-1 : id;
}

long sys_getuid16(void)
{
	return high2low(current->uid);
}

long sys_geteuid16(void)
{
	return high2low(current->euid);
}

long sys_getgid16(void)
{
	return high2low(current->gid);
}

long sys_getegid16(void)
{
	return high2low(current->egid);
}

/* The registers are wider than the type: the upper halves do not count. */
long sys_setuid16(unsigned int uid)
{
	return sys_setuid(low2high(uid));
}

long sys_setgid16(unsigned int gid)
{
	return sys_setgid(low2high(gid));
}

long sys_setreuid16(unsigned int ruid, unsigned int euid)
{
	return sys_setreuid(low2high(ruid), low2high(euid));
}

long sys_setregid16(unsigned int rgid, unsigned int egid)
{
	return sys_setregid(low2high(rgid), low2high(egid));
}

long sys_setresuid16(unsigned int ruid, unsigned int euid, unsigned int suid)
{
	return sys_setresuid(low2high(ruid), low2high(euid), low2high(suid));
}

long sys_setresgid16(unsigned int rgid, unsigned int egid, unsigned int sgid)
{
	return sys_setresgid(low2high(rgid), low2high(egid), low2high(sgid));
}

long sys_getresuid16(__kernel_uid_t *ruid, __kernel_uid_t *euid, __kernel_uid_t *suid)
{
	if (put_user(high2low(current->uid), ruid) || put_user(high2low(current->euid), euid) ||
	    put_user(high2low(current->suid), suid))
		return -EFAULT;
	return 0;
}

long sys_getresgid16(__kernel_gid_t *rgid, __kernel_gid_t *egid, __kernel_gid_t *sgid)
{
	if (put_user(high2low(current->gid), rgid) || put_user(high2low(current->egid), egid) ||
	    put_user(high2low(current->sgid), sgid))
		return -EFAULT;
	return 0;
}

long sys_getgroups16(int size, __kernel_gid_t *user)
{
	__kernel_gid_t groups[NGROUPS_MAX];
	int n = current->ngroups;

	if (size < 0)
		return -EINVAL;
	if (!size)
		return n;
	if (n > size)
		return -EINVAL;
	for (int i = 0; i < n; i++)
		groups[i] = high2low(current->groups[i]);
	return copy_to_user(user, groups, n * sizeof(groups[0])) ? -EFAULT : n;
}

long sys_setgroups16(int size, const __kernel_gid_t *user)
{
	__kernel_gid_t narrow[NGROUPS_MAX];
	gid_t groups[NGROUPS_MAX];

	if (!capable(CAP_SETGID))
		return -EPERM;
	if ((unsigned int)size > NGROUPS_MAX)
		return -EINVAL;
	if (copy_from_user(narrow, user, size * sizeof(narrow[0])))
		return -EFAULT;
	for (int i = 0; i < size; i++)
		groups[i] = low2high(narrow[i]);
	return set_groups(size, groups);
}
