/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmctl: reading the state of segments, changing their owner and mode, removing them; and
 * the two layouts that programs use for it.
 *
 * Called from the system call table and from ipc() in util.c. It works on the data of
 * shm.c, under shm_lock. What goes to the user is first collected in a structure on the
 * stack and then copied without the lock: the copy may fault, the buffer may even lie in
 * a segment, and the segment described may be gone by then.
 *
 * Compared with Linux 2.3.24: IPC_64 and SHM_STAT_ANY came later. There is no swap, so
 * SHM_LOCK only sets a bit.
 */
#include "ipc/shmctl.h"
#include "ipc/shm.h"
#include "ipc/ipc_sysctl.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "mm/uaccess.h"

/* --- the user's layouts --- */

static void fill_shmid64(const struct shmid_kernel *shp, struct shmid64_ds *out)
{
	memset(out, 0, sizeof(*out));	/* high halves of times, padding */
	kernel_to_ipc64_perm(&shp->u.shm_perm, &out->shm_perm);
	out->shm_segsz = shp->u.shm_segsz;
	out->shm_atime = shp->u.shm_atime;
	out->shm_dtime = shp->u.shm_dtime;
	out->shm_ctime = shp->u.shm_ctime;
	out->shm_cpid = shp->u.shm_cpid;
	out->shm_lpid = shp->u.shm_lpid;
	out->shm_nattch = shp->u.shm_nattch;
}

/* 0 or -EFAULT. */
static int copy_shmid_to_user(void *buf, const struct shmid64_ds *in, int version)
{
	struct shmid_ds old;

	if (version == IPC_64)
		return copy_to_user(buf, in, sizeof(*in)) ? -EFAULT : 0;
	memset(&old, 0, sizeof(old));
	ipc64_perm_to_ipc_perm(&in->shm_perm, &old.shm_perm);
	old.shm_segsz = in->shm_segsz;
	old.shm_atime = in->shm_atime;
	old.shm_dtime = in->shm_dtime;
	old.shm_ctime = in->shm_ctime;
	old.shm_cpid = in->shm_cpid;
	old.shm_lpid = in->shm_lpid;
	old.shm_nattch = in->shm_nattch;
	return copy_to_user(buf, &old, sizeof(old)) ? -EFAULT : 0;
}

/* Read what IPC_SET may change into uid, gid and mode of *out. 0 or -EFAULT. */
static int copy_perm_from_user(struct kern_ipc_perm *out, const void *buf, int version)
{
	union { struct shmid64_ds new; struct shmid_ds old; } ds;

	if (copy_from_user(&ds, buf, version == IPC_64 ? sizeof(ds.new) : sizeof(ds.old)))
		return -EFAULT;
	ipc_perm_of(&ds, version, out);
	return 0;
}

/* --- the commands --- */

/* IPC_INFO: report the limits. Returns the highest slot in use, or -EFAULT. */
static long shmctl_ipc_info(void *buf, int version)
{
	struct shminfo64 info;
	struct shminfo old;
	unsigned long fault;
	int max_id;

	memset(&info, 0, sizeof(info));
	spin_lock(&shm_lock);
	info.shmmax = shmmax;
	info.shmmin = SHMMIN;
	info.shmmni = shmmni;
	info.shmseg = shmmni;		/* per process; reported, never enforced */
	info.shmall = shmall;
	max_id = shm_ids.max_id;
	spin_unlock(&shm_lock);

	if (version == IPC_64) {
		fault = copy_to_user(buf, &info, sizeof(info));
	} else {
		old.shmmax = min(info.shmmax, 0x7fffffffUL);
		old.shmmin = info.shmmin;
		old.shmmni = info.shmmni;
		old.shmseg = info.shmseg;
		old.shmall = info.shmall;
		fault = copy_to_user(buf, &old, sizeof(old));
	}
	return fault ? -EFAULT : max_id;
}

/* SHM_INFO: report what all segments use together. Returns the highest slot in use, or -EFAULT. */
static long shmctl_shm_info(void *buf)
{
	struct shm_info info;
	int max_id;

	memset(&info, 0, sizeof(info));	/* no swap: shm_swp and the attempts are 0 */
	spin_lock(&shm_lock);
	info.used_ids = shm_ids.in_use;
	info.shm_tot = shm_tot;
	info.shm_rss = shm_rss;
	max_id = shm_ids.max_id;
	spin_unlock(&shm_lock);
	return copy_to_user(buf, &info, sizeof(info)) ? -EFAULT : max_id;
}

/*
 * IPC_STAT takes an id and returns 0. SHM_STAT and SHM_STAT_ANY take a slot, so that a
 * program can read all segments in turn, and return the id. As in Linux, a whole id means its slot.
 *
 * Errors: EINVAL, EIDRM (IPC_STAT), EACCES (not SHM_STAT_ANY), EFAULT.
 */
static long shmctl_stat(int shmid, int cmd, void *buf, int version)
{
	struct shmid_kernel *shp;
	struct shmid64_ds ds;
	long result = 0;

	spin_lock(&shm_lock);
	shp = cmd == IPC_STAT ? ipc_lookup(&shm_ids, shmid) : ipc_lookup_slot(&shm_ids, shmid);
	if (IS_ERR(shp)) {
		result = PTR_ERR(shp);
	} else if (cmd != SHM_STAT_ANY && ipcperms(&shp->u.shm_perm, SHM_R)) {
		result = -EACCES;
	} else {
		fill_shmid64(shp, &ds);
		if (cmd != IPC_STAT)
			result = IPC_ID(shp->u.shm_perm.seq, IPC_SLOT(shmid));
	}
	spin_unlock(&shm_lock);
	if (result >= 0 && copy_shmid_to_user(buf, &ds, version))
		result = -EFAULT;
	return result;
}

/* SHM_LOCK, SHM_UNLOCK: only for root. To repeat it is not an error. */
static int shmctl_lock(struct shmid_kernel *shp, int shmid, int cmd)
{
	if (!capable(CAP_IPC_LOCK))
		return -EPERM;
	if (cmd == SHM_LOCK)
		shp->u.shm_perm.mode |= SHM_LOCKED;
	else
		shp->u.shm_perm.mode &= ~SHM_LOCKED;
	trace_seg(EV_SEG_SET, shp, IPC_SLOT(shmid));
	return 0;
}

/* IPC_SET. The creator does not change, and keeps its right to change the segment. */
static int shmctl_set(struct shmid_kernel *shp, int shmid, const struct kern_ipc_perm *set)
{
	if (ipc_owner(&shp->u.shm_perm))
		return -EPERM;
	if (ipc_update_perm(set, &shp->u.shm_perm))
		return -EINVAL;
	shp->u.shm_ctime = current_seconds();
	trace_seg(EV_SEG_SET, shp, IPC_SLOT(shmid));
	return 0;
}

/*
 * IPC_RMID: mark the segment for destruction. Attaches stay, and a process that knows the id can
 * still attach; the last detach destroys the segment. Its key is free at once.
 */
static int shmctl_rmid(struct shmid_kernel *shp, int shmid)
{
	if (ipc_owner(&shp->u.shm_perm))
		return -EPERM;
	shp->u.shm_perm.mode |= SHM_DEST;
	shp->u.shm_perm.key = IPC_PRIVATE;
	trace_seg(EV_SEG_REMOVE, shp, IPC_SLOT(shmid));
	if (shp->u.shm_nattch == 0)
		killseg(IPC_SLOT(shmid));
	return 0;
}

/*
 * Execute one command. Errors: EINVAL (negative id or command), then those of the functions
 * above. IPC_SET returns EFAULT before it looks at the id. The other commands check the id
 * first (EINVAL, EIDRM), and then EPERM, or EINVAL for an unknown command.
 */
static long do_shmctl(int shmid, int cmd, void *buf, int version)
{
	struct kern_ipc_perm set = { 0 };
	struct shmid_kernel *shp;
	long err;

	if (cmd < 0 || shmid < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
		return shmctl_ipc_info(buf, version);
	case SHM_INFO:
		return shmctl_shm_info(buf);
	case IPC_STAT:
	case SHM_STAT:
	case SHM_STAT_ANY:
		return shmctl_stat(shmid, cmd, buf, version);
	case IPC_SET:
		if (copy_perm_from_user(&set, buf, version))
			return -EFAULT;
	}

	spin_lock(&shm_lock);
	shp = ipc_lookup(&shm_ids, shmid);
	if (IS_ERR(shp))
		err = PTR_ERR(shp);
	else if (cmd == IPC_SET)
		err = shmctl_set(shp, shmid, &set);
	else if (cmd == IPC_RMID)
		err = shmctl_rmid(shp, shmid);
	else if (cmd == SHM_LOCK || cmd == SHM_UNLOCK)
		err = shmctl_lock(shp, shmid, cmd);
	else
		err = -EINVAL;
	spin_unlock(&shm_lock);
	return err;
}

/* For ipc (117): the command says which layout the caller uses. */
long sys_shmctl(int shmid, int cmd, void *buf)
{
	int version = ipc_parse_version(&cmd);

	return do_shmctl(shmid, cmd, buf, version);
}

/* shmctl (396): always the new layout. A command with IPC_64 in it is unknown. */
long sys_shmctl_direct(int shmid, int cmd, void *buf)
{
	return do_shmctl(shmid, cmd, buf, IPC_64);
}
