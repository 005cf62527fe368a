/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segments under /proc, and their limits, which are set there:
 *
 *	/proc/PID/maps			the name of an attach
 *	/proc/sysvipc/shm		all segments, one line each, in the order of the slots
 *	/proc/sys/kernel/shmmax		the largest size of a segment, in bytes
 *	/proc/sys/kernel/shmall		the largest number of pages in all segments
 *	/proc/sys/kernel/shmmni		the largest number of segments, 0 to SHMMNI
 *
 * A new limit applies to segments created after the change; existing ones stay.
 */
#include "ipc/shm_proc.h"
#include "ipc/shm.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/sched.h"
#include "mm/mm.h"

unsigned long shmmax = SHMMAX;
unsigned long shmall = SHMALL;
int shmmni = SHMMNI;

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

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/* The value of c as a digit, or 16, which is no digit of any base used here. */
static unsigned long digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/*
 * Parse the number at the start of a line: decimal, 0x hexadecimal or 0 octal. As in Linux,
 * text after white space is ignored. 0, or -EINVAL: there is no number, or it exceeds max.
 */
static int parse_limit(const char *text, unsigned long max, unsigned long *limit)
{
	unsigned long value = 0, base = 10;
	const char *start;

	while (is_space(*text))
		text++;
	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	} else if (text[0] == '0') {
		base = 8;
	}
	for (start = text; ; text++) {
		unsigned long digit = digit_value(*text);

		if (digit >= base)
			break;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return -EINVAL;
	}
	if (text == start || (*text && !is_space(*text)) || value > max)
		return -EINVAL;
	*limit = value;
	return 0;
}

static int shmmax_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%lu\n", shmmax);
}

static int shmmax_write(const char *text)
{
	return parse_limit(text, ~0UL, &shmmax);
}

static int shmall_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%lu\n", shmall);
}

static int shmall_write(const char *text)
{
	return parse_limit(text, ~0UL, &shmall);
}

static int shmmni_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%d\n", shmmni);
}

static int shmmni_write(const char *text)
{
	unsigned long value;
	int err = parse_limit(text, SHMMNI, &value);

	if (!err)
		shmmni = value;
	return err;
}

void shm_init(void)
{
	proc_register("sysvipc/shm", 0444, shm_show, NULL);
	proc_register("sys/kernel/shmmax", 0644, shmmax_show, shmmax_write);
	proc_register("sys/kernel/shmall", 0644, shmall_show, shmall_write);
	proc_register("sys/kernel/shmmni", 0644, shmmni_show, shmmni_write);
}
