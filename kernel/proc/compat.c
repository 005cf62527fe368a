// SPDX-License-Identifier: GPL-2.0-only
/*
 * The older forms of system calls, which today's C libraries no longer use. Each calls the
 * present form.
 *
 *	users and groups	with numbers of 16 bits: one that does not fit is returned as
 *				65534, and an argument of 65535 means -1
 *	signals			with sets of 32 signals, in one word
 *	waitpid			wait4 without the used resources
 *	getrlimit		with signed limits
 *	mmap			with its arguments in user memory, and an offset that counts bytes
 */
#include <uapi/mman.h>
#include "kernel/lib/syscalls.h"
#include "kernel/proc/signal_calls.h"
#include "kernel/proc/uid.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

/* --- users and groups --- */

#define OVERFLOW_ID	65534

static __kernel_uid_t high2low(uid_t id)
{
	return id > 0xffff ? OVERFLOW_ID : id;
}

static uid_t low2high(__kernel_uid_t id)
{
	return id == 0xffff ? (uid_t)-1 : id;
}

long sys_getuid16(void) { return high2low(current->uid); }
long sys_geteuid16(void) { return high2low(current->euid); }
long sys_getgid16(void) { return high2low(current->gid); }
long sys_getegid16(void) { return high2low(current->egid); }
/* The arguments are whole registers; their upper halves are ignored. */
long sys_setuid16(unsigned int uid) { return sys_setuid(low2high(uid)); }
long sys_setgid16(unsigned int gid) { return sys_setgid(low2high(gid)); }
long sys_setreuid16(unsigned int ruid, unsigned int euid) { return sys_setreuid(low2high(ruid), low2high(euid)); }
long sys_setregid16(unsigned int rgid, unsigned int egid) { return sys_setregid(low2high(rgid), low2high(egid)); }

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

/* --- signals --- */

long sys_sigaction(int sig, const struct old_sigaction *user_new, struct old_sigaction *user_old)
{
	struct old_sigaction u;
	struct sigaction new, old;
	int error;

	if (user_new) {
		if (copy_from_user(&u, user_new, sizeof(u)))
			return -EFAULT;
		new.sa_handler = u.sa_handler;
		new.sa_flags = u.sa_flags;
		new.sa_restorer = u.sa_restorer;
		new.sa_mask = bits_sigset(u.sa_mask);
	}
	error = do_sigaction(sig, user_new ? &new : NULL, &old);
	if (error || !user_old)
		return error;
	u.sa_handler = old.sa_handler;
	u.sa_flags = old.sa_flags;
	u.sa_restorer = old.sa_restorer;
	u.sa_mask = old.sa_mask.sig[0];
	return copy_to_user(user_old, &u, sizeof(u)) ? -EFAULT : 0;
}

/* The oldest form: the handler is called once, and the signal is not blocked meanwhile. */
long sys_signal(int sig, __sighandler_t handler)
{
	struct sigaction new = { .sa_handler = handler, .sa_flags = SA_RESETHAND | SA_NODEFER };
	struct sigaction old;
	int error = do_sigaction(sig, &new, &old);

	return error ? error : (long)old.sa_handler;
}

long sys_sigprocmask(int how, old_sigset_t *user_set, old_sigset_t *user_old)
{
	uint64_t upper = sigset_bits(&current->blocked) & ~0xffffffffULL;
	old_sigset_t set, old = current->blocked.sig[0];
	int error;

	if (user_set) {
		if (get_user(set, user_set))
			return -EFAULT;
		/* Signals above 32 do not change. */
		error = do_sigprocmask(how, how == SIG_SETMASK ? upper | set : set);
		if (error)
			return error;
	}
	return user_old ? put_user(old, user_old) : 0;
}

long sys_sigpending(old_sigset_t *user_set) { return sys_rt_sigpending((sigset_t *)user_set, sizeof(*user_set)); }

/* The first two arguments are ignored, as in Linux. */
long sys_sigsuspend(int unused1, int unused2, old_sigset_t mask)
{
	const sigset_t set = bits_sigset(mask);

	(void)unused1;
	(void)unused2;
	return do_sigsuspend(&set);
}

/* --- waiting --- */

long sys_waitpid(pid_t pid, int *user_status, int options) { return sys_wait4(pid, user_status, options, NULL); }

/* --- limits --- */

#define OLD_RLIM_INFINITY	0x7fffffffUL	/* "no limit", when limits were signed */

long sys_old_getrlimit(unsigned int resource, struct rlimit *user)
{
	struct rlimit limit;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	limit.rlim_cur = min(current->rlim[resource].rlim_cur, OLD_RLIM_INFINITY);
	limit.rlim_max = min(current->rlim[resource].rlim_max, OLD_RLIM_INFINITY);
	return copy_to_user(user, &limit, sizeof(limit)) ? -EFAULT : 0;
}

/* --- mmap --- */

/* mmap2 with its arguments in user memory, and the offset in bytes. Errors: EFAULT, EINVAL (offset), those of mmap2. */
long sys_old_mmap(const struct mmap_arg_struct *user)
{
	struct mmap_arg_struct a;

	if (copy_from_user(&a, user, sizeof(a)))
		return -EFAULT;
	if (a.offset & ~PAGE_MASK)
		return -EINVAL;
	return sys_mmap2(a.addr, a.len, a.prot, a.flags, a.fd, a.offset >> PAGE_SHIFT);
}
