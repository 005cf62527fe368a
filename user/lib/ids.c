/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The users and groups of a process. All calls are the variants with 32-bit ids. In the calls with
 * several ids, -1 leaves an id unchanged.
 */
#include <sys/syscall.h>
#include <unistd.h>

uid_t getuid(void)	{ return syscall(__NR_getuid32); }
uid_t geteuid(void)	{ return syscall(__NR_geteuid32); }
gid_t getgid(void)	{ return syscall(__NR_getgid32); }
gid_t getegid(void)	{ return syscall(__NR_getegid32); }

int setuid(uid_t uid)
{
	return syscall(__NR_setuid32, uid);
}

int setgid(gid_t gid)
{
	return syscall(__NR_setgid32, gid);
}

int seteuid(uid_t uid)
{
	return setresuid(-1, uid, -1);
}

int setegid(gid_t gid)
{
	return setresgid(-1, gid, -1);
}

int setreuid(uid_t real, uid_t effective)
{
	return syscall(__NR_setreuid32, real, effective);
}

int setregid(gid_t real, gid_t effective)
{
	return syscall(__NR_setregid32, real, effective);
}

int setresuid(uid_t real, uid_t effective, uid_t saved)
{
	return syscall(__NR_setresuid32, real, effective, saved);
}

int setresgid(gid_t real, gid_t effective, gid_t saved)
{
	return syscall(__NR_setresgid32, real, effective, saved);
}

int getresuid(uid_t *real, uid_t *effective, uid_t *saved)
{
	return syscall(__NR_getresuid32, real, effective, saved);
}

int getresgid(gid_t *real, gid_t *effective, gid_t *saved)
{
	return syscall(__NR_getresgid32, real, effective, saved);
}

int getgroups(int size, gid_t groups[])
{
	return syscall(__NR_getgroups32, size, groups);
}

int setgroups(size_t count, const gid_t groups[])
{
	return syscall(__NR_setgroups32, count, groups);
}
