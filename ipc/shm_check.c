/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do the numbers and lists of the segments agree with each other? The tests ask after each
 * program, through /proc/invariants (kernel/debug/check.c); the kernel itself does not.
 *
 * Everything is read under shm_lock and without sleeping, so it belongs to one moment.
 */
#include "ipc/shm.h"
#include "kernel/lib/report.h"
#include "kernel/lib/vsprintf.h"
#include "mm/census.h"

/* Every area on the list must be an attach of this slot, and there must be nattch of them. */
static void check_attaches(struct report *r, int id, const struct shmid_kernel *shp)
{
	struct vm_area_struct *const *link = &shp->attaches;
	const struct vm_area_struct *shmd;
	unsigned long areas = 0;

	for (shmd = shp->attaches; shmd && areas <= shp->u.shm_nattch; shmd = shmd->vm_next_share) {
		areas++;
		if (shmd->vm_private_data != &shm_segs[id])
			complain(r, "slot %d: attach at %lx points to another slot\n", id, shmd->vm_start);
		if (shmd->vm_pprev_share != link)
			complain(r, "slot %d: attach at %lx is linked wrongly\n", id, shmd->vm_start);
		if (shmd->vm_end <= shmd->vm_start)
			complain(r, "slot %d: attach at %lx is empty\n", id, shmd->vm_start);
		link = &shmd->vm_next_share;
	}
	if (areas != shp->u.shm_nattch || shmd)
		complain(r, "slot %d: nattch %lu, but %s%lu areas\n", id, shp->u.shm_nattch,
			 shmd ? "more than " : "", shmd ? areas - 1 : areas);
	if (!shp->u.shm_nattch && (shp->u.shm_perm.mode & SHM_DEST))
		complain(r, "slot %d: removed and without attaches, but still there\n", id);
}

/* None of the frames that the segment holds may be free. Returns how many it holds. */
static unsigned long check_pages(struct report *r, int id, const struct shmid_kernel *shp)
{
	unsigned long i, rss = 0;

	for (i = 0; i < shp->shm_npages; i++) {
		pte_t pte = shp->shm_pages[i];

		if (pte_none(pte))
			continue;
		rss++;
		if (!pte_present(pte) || !pfn_valid(pte_pfn(pte)))
			complain(r, "slot %d page %lu: bad entry %08lx\n", id, i, pte_val(pte));
		else if (page_count(pte_page(pte)) < 1)
			complain(r, "slot %d page %lu: frame %lx is free\n", id, i, pte_pfn(pte));
	}
	return rss;
}

void shm_check(struct report *r)
{
	unsigned long tot = 0, rss = 0;
	int id, used = 0, top = 0, reserved = 0;

	spin_lock(&shm_lock);
	for (id = 0; id < SHMMNI; id++) {
		const struct shmid_kernel *shp = shm_segs[id];

		if (shp == IPC_UNUSED)
			continue;
		used++;
		top = id;
		if (shp == IPC_NOID) {
			reserved++;
			continue;
		}
		tot += shp->shm_npages;
		rss += check_pages(r, id, shp);
		check_attaches(r, id, shp);
	}
	if (used != used_segs)
		complain(r, "used_segs %d, but %d slots in use\n", used_segs, used);
	if (top != max_shmid)
		complain(r, "max_shmid %d, but the highest slot in use is %d\n", max_shmid, top);
	/* The pages of a segment in the making are in shm_tot, but no structure says how many. */
	if (reserved ? shm_tot < tot + reserved : shm_tot != tot)
		complain(r, "shm_tot %lu, but the segments have %lu pages\n", shm_tot, tot);
	if (rss != shm_rss)
		complain(r, "shm_rss %lu, but the segments hold %lu frames\n", shm_rss, rss);
	spin_unlock(&shm_lock);
}

void shm_census(void)
{
	unsigned long i;
	int id;

	spin_lock(&shm_lock);
	for (id = 0; id <= max_shmid; id++) {
		const struct shmid_kernel *shp = shm_segs[id];

		if (!is_segment(shp))
			continue;
		census_object(shp);
		census_object(shp->shm_pages);
		for (i = 0; i < shp->shm_npages; i++)
			if (!pte_none(shp->shm_pages[i]))
				census_page(pte_page(shp->shm_pages[i]));
	}
	spin_unlock(&shm_lock);
}
