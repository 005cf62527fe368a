/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do the numbers and lists of the segments agree with each other? The tests check it after each
 * program, through /proc/invariants (kernel/debug/check.c); the kernel itself does not.
 *
 * Everything is read under shm_lock and without sleeping, so it belongs to one moment.
 */
#include "ipc/shm_check.h"
#include "ipc/shm.h"
#include "kernel/lib/report.h"
#include "mm/census.h"

/* Every area on the list must be an attach of this slot, and there must be nattch of them. */
static void check_attaches(struct report *r, int slot, const struct shmid_kernel *shp)
{
	const struct vm_area_struct *shmd;
	unsigned long areas = 0;

	list_for_each_entry(shmd, &shp->attaches, vm_share) {
		if (++areas > shp->u.shm_nattch)
			break;
		if (shmd->vm_private_data != &shm_segs[slot])
			complain(r, "slot %d: attach at %lx points to another slot\n", slot, shmd->vm_start);
		if (shmd->vm_share.next->prev != &shmd->vm_share)
			complain(r, "slot %d: attach at %lx is linked wrongly\n", slot, shmd->vm_start);
		if (shmd->vm_end <= shmd->vm_start)
			complain(r, "slot %d: attach at %lx is empty\n", slot, shmd->vm_start);
	}
	if (areas != shp->u.shm_nattch)
		complain(r, "slot %d: nattch %lu, but %s%lu areas\n", slot, shp->u.shm_nattch,
			 areas > shp->u.shm_nattch ? "at least " : "", areas);
	if (!shp->u.shm_nattch && (shp->u.shm_perm.mode & SHM_DEST))
		complain(r, "slot %d: removed and without attaches, but still there\n", slot);
}

/* Report frames of the segment that are marked as free. Returns how many frames it holds. */
static unsigned long check_pages(struct report *r, int slot, const struct shmid_kernel *shp)
{
	unsigned long i, rss = 0;

	for (i = 0; i < shp->shm_npages; i++) {
		pte_t pte = shp->shm_pages[i];

		if (pte_none(pte))
			continue;
		rss++;
		if (!pte_present(pte) || !pfn_valid(pte_pfn(pte)))
			complain(r, "slot %d page %lu: bad entry %08lx\n", slot, i, pte_val(pte));
		else if (page_count(pte_page(pte)) < 1)
			complain(r, "slot %d page %lu: frame %lx is free\n", slot, i, pte_pfn(pte));
	}
	return rss;
}

void shm_check(struct report *r)
{
	unsigned long tot = 0, rss = 0;
	int slot, reserved = 0;

	spin_lock(&shm_lock);
	for (slot = 0; slot < SHMMNI; slot++) {
		const struct shmid_kernel *shp = shm_segs[slot];

		if (shp == IPC_UNUSED)
			continue;
		if (shp == IPC_NOID) {
			reserved++;
			continue;
		}
		tot += shp->shm_npages;
		rss += check_pages(r, slot, shp);
		check_attaches(r, slot, shp);
	}
	ipc_check_slots(r, &shm_ids, "shm_ids");
	/* The pages of a segment in the making are in shm_tot, but no structure says how many. */
	if (reserved ? shm_tot < tot + reserved : shm_tot != tot)
		complain(r, "shm_tot %lu, but the segments have %lu pages\n", shm_tot, tot);
	/* While a segment is being destroyed, its frames are still counted. */
	if (miscounted(r, shm_rss, rss))
		complain(r, "shm_rss %lu, but the segments hold %lu frames\n", shm_rss, rss);
	spin_unlock(&shm_lock);
}

void shm_census(void)
{
	unsigned long i;
	int slot;

	spin_lock(&shm_lock);
	for (slot = 0; slot <= shm_ids.max_id; slot++) {
		const struct shmid_kernel *shp = shm_segs[slot];

		if (!ipc_object(shp))
			continue;
		census_object(shp);
		census_object(shp->shm_pages);
		for (i = 0; i < shp->shm_npages; i++)
			if (!pte_none(shp->shm_pages[i]))
				census_page(pte_page(shp->shm_pages[i]));
	}
	spin_unlock(&shm_lock);
}
