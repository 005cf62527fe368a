/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmctl: looking at segments, changing their owner and mode, removing them; and
 * the two layouts in which programs want to be told.
 *
 * Called from the system call table and from ipc (util.c). Works on what shm.c
 * keeps, under shm_lock; what goes to the user is gathered in a structure on the
 * stack first and copied without the lock. The copy may fault, the buffer may lie
 * in a segment, and the segment described may be gone by then.
 *
 * Compared with Linux 2.3.24: IPC_64 and SHM_STAT_ANY came later; there is no swap,
 * so that SHM_LOCK sets a bit and no more.
 */
#include "ipc/shm.h"
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

/* What IPC_SET may change: uid, gid and mode of *out. 0 or -EFAULT. */
static int copy_perm_from_user(struct kern_ipc_perm *out, const void *buf, int version)
{
	struct shmid64_ds new;
	struct shmid_ds old;

	if (version == IPC_64) {
		if (copy_from_user(&new, buf, sizeof(new)))
			return -EFAULT;
		out->uid = new.shm_perm.uid;
		out->gid = new.shm_perm.gid;
		out->mode = new.shm_perm.mode;
	} else {
		if (copy_from_user(&old, buf, sizeof(old)))
			return -EFAULT;
		out->uid = old.shm_perm.uid;
		out->gid = old.shm_perm.gid;
		out->mode = old.shm_perm.mode;
	}
	return 0;
}

/* --- the commands --- */

/* IPC_INFO: the limits. Returns the highest slot in use, or -EFAULT. */
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
	max_id = max_shmid;
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

/* SHM_INFO: what all segments use together. Returns the highest slot in use, or -EFAULT. */
static long shmctl_shm_info(void *buf)
{
	struct shm_info info;
	int max_id;

	memset(&info, 0, sizeof(info));	/* no swap: shm_swp and the attempts are 0 */
	spin_lock(&shm_lock);
	info.used_ids = used_segs;
	info.shm_tot = shm_tot;
	info.shm_rss = shm_rss;
	max_id = max_shmid;
	spin_unlock(&shm_lock);
	return copy_to_user(buf, &info, sizeof(info)) ? -EFAULT : max_id;
}

/* The segment of this id, or ERR_PTR(-EINVAL, -EIDRM). shm_lock held. */
static struct shmid_kernel *find_id(int shmid)
{
	struct shmid_kernel *shp = shm_segs[SHM_SLOT(shmid)];

	if (!is_segment(shp))
		return ERR_PTR(-EINVAL);
	if (shp->u.shm_perm.seq != SHM_SEQ(shmid))
		return ERR_PTR(-EIDRM);
	return shp;
}

/* The segment in this slot, or ERR_PTR(-EINVAL). shm_lock held. */
static struct shmid_kernel *find_slot(int slot)
{
	if (slot > max_shmid || !is_segment(shm_segs[slot]))
		return ERR_PTR(-EINVAL);
	return shm_segs[slot];
}

/*
 * IPC_STAT names a segment by id and returns 0; SHM_STAT and SHM_STAT_ANY name a
 * slot, so that a program can look at all of them, and return the id.
 *
 * Errors: EINVAL, EIDRM (IPC_STAT), EACCES (not SHM_STAT_ANY), EFAULT.
 */
static long shmctl_stat(int shmid, int cmd, void *buf, int version)
{
	struct shmid_kernel *shp;
	struct shmid64_ds ds;
	long result = 0;

	spin_lock(&shm_lock);
	shp = cmd == IPC_STAT ? find_id(shmid) : find_slot(shmid);
	if (IS_ERR(shp)) {
		result = PTR_ERR(shp);
	} else if (cmd != SHM_STAT_ANY && ipcperms(&shp->u.shm_perm, SHM_R)) {
		result = -EACCES;
	} else {
		fill_shmid64(shp, &ds);
		if (cmd != IPC_STAT)
			result = SHM_ID(shp->u.shm_perm.seq, shmid);
	}
	spin_unlock(&shm_lock);
	if (result >= 0 && copy_shmid_to_user(buf, &ds, version))
		result = -EFAULT;
	return result;
}

/* SHM_LOCK, SHM_UNLOCK: root only; doing it twice is no error. */
static int shmctl_lock(struct shmid_kernel *shp, int shmid, int cmd)
{
	if (!capable(CAP_IPC_LOCK))
		return -EPERM;
	if (cmd == SHM_LOCK)
		shp->u.shm_perm.mode |= SHM_LOCKED;
	else
		shp->u.shm_perm.mode &= ~SHM_LOCKED;
	trace_seg(EV_SEG_SET, shp, SHM_SLOT(shmid));
	return 0;
}

/* IPC_SET. The creator stays what it is, and so keeps its say. */
static int shmctl_set(struct shmid_kernel *shp, int shmid, const struct kern_ipc_perm *set)
{
	struct kern_ipc_perm *perm = &shp->u.shm_perm;

	if (ipc_owner(perm))
		return -EPERM;
	if (set->uid == (uid_t)-1 || set->gid == (gid_t)-1)
		return -EINVAL;
	perm->uid = set->uid;
	perm->gid = set->gid;
	perm->mode = (perm->mode & ~0777) | (set->mode & 0777);
	shp->u.shm_ctime = current_seconds();
	trace_seg(EV_SEG_SET, shp, SHM_SLOT(shmid));
	return 0;
}

/*
 * IPC_RMID. Who is attached stays attached, and with the id more may come; the last
 * one to go destroys the segment. Its key is free at once.
 */
static int shmctl_rmid(struct shmid_kernel *shp, int shmid)
{
	if (ipc_owner(&shp->u.shm_perm))
		return -EPERM;
	shp->u.shm_perm.mode |= SHM_DEST;
	shp->u.shm_perm.key = IPC_PRIVATE;
	trace_seg(EV_SEG_REMOVE, shp, SHM_SLOT(shmid));
	if (shp->u.shm_nattch == 0)
		killseg(SHM_SLOT(shmid));
	return 0;
}

/*
 * Errors: EINVAL (negative), then by command: the functions above; for IPC_SET
 * EFAULT even before the id is looked at. Then EINVAL and EIDRM (id), EPERM; and
 * EINVAL for an unknown command, after the id's.
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
	shp = find_id(shmid);
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

/* Through ipc (117): the layout is the one the command asks for. */
long sys_shmctl(int shmid, int cmd, void *buf)
{
	int version = ipc_parse_version(&cmd);

	return do_shmctl(shmid, cmd, buf, version);
}

/* Call 396: always the new layout; IPC_64 in the command makes it an unknown one. */
long sys_shmctl_direct(int shmid, int cmd, void *buf)
{
	return do_shmctl(shmid, cmd, buf, IPC_64);
}
