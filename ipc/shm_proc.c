/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segments under /proc: all of them in /proc/sysvipc/shm, one line each in the order of the slots, and
 * the name of an attach in /proc/PID/maps. Their limits are set in ipc_sysctl.c.
 */
#include "ipc/shm_proc.h"
#include "ipc/shm.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/sched.h"
#include "mm/mm.h"

/* As on Linux, a segment looks like a removed file whose inode number is the id. */
void shm_name(struct vm_area_struct *shmd, char *buf, size_t size, unsigned long *ino)
{
	struct shmid_kernel **slot = shmd->vm_private_data;

	snprintf(buf, size, "/SYSV%08x (deleted)", (unsigned int)(*slot)->shm_key);
	*ino = IPC_ID((*slot)->u.shm_perm.seq, slot - shm_segs);
}

/* Count the frames that a segment holds. shm_lock held. */
static unsigned long segment_rss(const struct shmid_kernel *shp)
{
	unsigned long i, rss = 0;

	for (i = 0; i < shp->shm_npages; i++)
		rss += !pte_none(shp->shm_pages[i]);
	return rss;
}

/* Write one line. As in Linux 2.4, perms is the whole mode: 1666 is SHM_DEST and 0666. */
static int show_segment(char *buf, size_t size, int slot, const struct shmid_kernel *shp)
{
	const struct kern_ipc_perm *perm = &shp->u.shm_perm;

	return snprintf(buf, size,
			"%10d %10d  %4o %10u %5d %5d  %5lu %5u %5u %5u %5u %10lu %10lu %10lu %10lu %10u\n",
			perm->key, IPC_ID(perm->seq, slot), (unsigned int)perm->mode, shp->u.shm_segsz,
			shp->u.shm_cpid, shp->u.shm_lpid, shp->u.shm_nattch,
			perm->uid, perm->gid, perm->cuid, perm->cgid,
			(unsigned long)shp->u.shm_atime, (unsigned long)shp->u.shm_dtime,
			(unsigned long)shp->u.shm_ctime, segment_rss(shp) << PAGE_SHIFT, 0U);
}

static int shm_show(char *buf, size_t size)
{
	size_t len;
	int slot;

	len = snprintf(buf, size, "%10s %10s %5s %10s %5s %5s %6s %5s %5s %5s %5s %10s %10s %10s %10s %10s\n",
		       "key", "shmid", "perms", "size", "cpid", "lpid", "nattch",
		       "uid", "gid", "cuid", "cgid", "atime", "dtime", "ctime", "rss", "swap");
	spin_lock(&shm_lock);
	for (slot = 0; slot <= shm_ids.max_id; slot++) {
		size_t used = min(len, size);

		if (ipc_object(shm_segs[slot]))
			len += show_segment(buf + used, size - used, slot, shm_segs[slot]);
		spin_unlock(&shm_lock);		/* counting frames takes long: let others run in between */
		cond_resched();
		spin_lock(&shm_lock);
	}
	spin_unlock(&shm_lock);
	return len;
}

void shm_init(void)
{
	proc_register("sysvipc/shm", 0444, shm_show, NULL);
}
