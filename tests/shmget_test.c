/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmget: which segment and which id it returns, and the order of errors.  (shm_perm_test tests
 * permissions, shm_limits_test limits.)
 */
#include "shm_util.h"

#define KEY 0x5a5a0001

static void creation(void)
{
	struct shm_info before = totals(), after;
	struct shmid_ds ds;
	time_t t0 = time(NULL), t1;
	int id;

	id = shmget(KEY, 5000, IPC_CREAT | 0640);
	t1 = time(NULL);
	ok(id >= 0, "shmget of an absent key with IPC_CREAT creates a segment");
	ds = state(id);
	is(ds.shm_segsz, 5000, "a new segment has the size asked for, not rounded");
	is(ds.shm_perm.mode, 0640, "a new segment's mode is the low nine bits of the flags");
	is(ds.shm_perm.uid, 0, "a new segment's owner is the caller's effective uid");
	is(ds.shm_perm.cuid, 0, "a new segment's creator is the caller's effective uid");
	is(ds.shm_perm.gid, getegid(), "a new segment's group is the caller's effective gid");
	is(ds.shm_perm.cgid, getegid(), "a new segment's creator's group is the caller's effective gid");
	is(ds.shm_cpid, getpid(), "a new segment's shm_cpid is the caller's pid");
	is(ds.shm_lpid, 0, "a new segment's shm_lpid is 0");
	is(ds.shm_nattch, 0, "a new segment's shm_nattch is 0");
	is(ds.shm_atime, 0, "a new segment's shm_atime is 0");
	is(ds.shm_dtime, 0, "a new segment's shm_dtime is 0");
	ok(ds.shm_ctime >= t0 && ds.shm_ctime <= t1, "a new segment's shm_ctime is now");

	after = totals();
	is(after.used_ids - before.used_ids, 1, "SHM_INFO counts the new segment");
	is(after.shm_tot - before.shm_tot, 2, "SHM_INFO counts two pages for 5000 bytes");
	is(after.shm_rss - before.shm_rss, 0, "shmget takes no frame");
	is(after.shm_swp, 0, "SHM_INFO counts no swapped pages");

	is(remove_segment(id), 0, "IPC_RMID of the new segment succeeds");
	after = totals();
	is(after.used_ids - before.used_ids, 0, "SHM_INFO does not count the removed segment");
	is(after.shm_tot - before.shm_tot, 0, "SHM_INFO does not count the pages of the removed segment");
	is_errno(shmctl(id, IPC_STAT, &ds), EINVAL, "IPC_STAT of the removed segment: EINVAL");
}

static void page_rounding(void)
{
	static const struct { int size, pages; } cases[] = {
		{ 1, 1 }, { 4095, 1 }, { 4096, 1 }, { 4097, 2 }, { 8192, 2 }, { 8193, 3 },
		{ 1 << 20, 256 },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned long before = totals().shm_tot;
		int id = new_segment(cases[i].size, 0600);

		is(totals().shm_tot - before, cases[i].pages, "%d bytes are %d page(s)",
		   cases[i].size, cases[i].pages);
		remove_segment(id);
	}
}

static void absent_key(void)
{
	is_errno(shmget(KEY, 100, 0), ENOENT, "shmget of an absent key without IPC_CREAT: ENOENT");
	is_errno(shmget(KEY, 100, 0666), ENOENT, "shmget of an absent key with permission bits only: ENOENT");
	is_errno(shmget(KEY, 100, IPC_EXCL | 0666), ENOENT, "shmget of an absent key with IPC_EXCL only: ENOENT");
	is_errno(shmget(KEY, 0, IPC_CREAT | 0600), EINVAL, "shmget with IPC_CREAT of 0 bytes: EINVAL");
	is_errno(shmget(KEY, -1, IPC_CREAT | 0600), EINVAL, "shmget with IPC_CREAT of -1 bytes: EINVAL");
	is_errno(shmget(KEY, 0, 0), ENOENT, "shmget of 0 bytes of an absent key without IPC_CREAT: ENOENT");
	is_errno(shmget(KEY, -1, 0), ENOENT, "shmget of -1 bytes of an absent key without IPC_CREAT: ENOENT");
	is_errno(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "shmget of a private segment of 0 bytes: EINVAL");
	is_errno(shmget(IPC_PRIVATE, -1, 0600), EINVAL, "shmget of a private segment of -1 bytes: EINVAL");
	is_errno(shmget(IPC_PRIVATE, 0x80000000, 0600), EINVAL, "shmget of 2 GiB: EINVAL");
	is_errno(shmget(IPC_PRIVATE, (32 << 20) + 1, 0600), EINVAL, "shmget of SHMMAX + 1 bytes: EINVAL");
	is(totals().used_ids, 0, "refused calls of shmget create no segment");
}

static void existing_key(void)
{
	int id = shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600);

	ok(id >= 0, "shmget of an absent key with IPC_CREAT|IPC_EXCL creates a segment");
	is(shmget(KEY, 5000, 0600), id, "shmget of an existing key returns its id");
	is(shmget(KEY, 5000, IPC_CREAT | 0600), id, "shmget of an existing key with IPC_CREAT returns its id");
	is(shmget(KEY, 0, 0), id, "shmget of an existing key with size 0 returns its id");
	is(shmget(KEY, 1, 0), id, "shmget of an existing key with a smaller size returns its id");
	is_errno(shmget(KEY, 5001, 0), EINVAL, "shmget of an existing key with one byte more: EINVAL, although the pages suffice");
	is_errno(shmget(KEY, 8192, IPC_CREAT | 0600), EINVAL, "shmget of an existing key with a larger size: EINVAL");
	is(shmget(KEY, 5000, IPC_EXCL | 0600), id, "shmget of an existing key with IPC_EXCL only returns its id");
	is_errno(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST,
		 "shmget of an existing key with IPC_CREAT|IPC_EXCL: EEXIST");
	is_errno(shmget(KEY, 6000, IPC_CREAT | IPC_EXCL), EEXIST,
		 "IPC_CREAT|IPC_EXCL and too large: EEXIST first");
	is_errno(shmget(KEY, 64 << 20, IPC_CREAT | IPC_EXCL), EEXIST,
		 "IPC_CREAT|IPC_EXCL and over SHMMAX: EEXIST (a limit belongs to creation)");
	is_errno(shmget(KEY, -1, IPC_CREAT | IPC_EXCL), EEXIST,
		 "IPC_CREAT|IPC_EXCL and -1 bytes: EEXIST first");
	is_errno(shmget(KEY, -1, 0), EINVAL, "shmget of an existing key with -1 bytes: EINVAL");
	is_errno(shmget(KEY, 64 << 20, 0), EINVAL, "shmget of an existing key with more than SHMMAX: EINVAL");
	is(state(id).shm_perm.mode, 0600, "shmget of an existing key does not change the mode");
	is(state(id).shm_lpid, 0, "shmget of an existing key does not change shm_lpid");
	is(totals().used_ids, 1, "shmget of an existing key creates no segment");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmget(KEY, 5001, 0600), EINVAL);
	}), 0, "shmget too large and without permission: EINVAL first");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	}), 0, "shmget with IPC_CREAT|IPC_EXCL and without permission: EEXIST first");
	remove_segment(id);
	is_errno(shmget(KEY, 0, 0), ENOENT, "shmget of the key of a removed segment: ENOENT");
}

static void private_segments(void)
{
	int a = shmget(IPC_PRIVATE, 4096, 0600);
	int b = shmget(IPC_PRIVATE, 4096, IPC_EXCL | 0600);
	int c = shmget(IPC_PRIVATE, 4096, IPC_CREAT | IPC_EXCL | 0);

	ok(a >= 0, "shmget of IPC_PRIVATE creates a segment without IPC_CREAT");
	ok(b >= 0, "shmget of IPC_PRIVATE ignores IPC_EXCL");
	ok(c >= 0 && a != b && b != c && a != c, "each shmget of IPC_PRIVATE creates another segment");
	is(state(c).shm_perm.mode, 0, "shmget creates a segment of mode 0");
	remove_segment(a);
	remove_segment(b);
	remove_segment(c);
}

static void odd_keys_and_flags(void)
{
	static const int keys[] = { -1, 1, 0x7fffffff, (int)0x80000000 };
	int ids[4], i, id;

	for (i = 0; i < 4; i++)
		ids[i] = shmget(keys[i], 4096, IPC_CREAT | 0600);
	for (i = 0; i < 4; i++) {
		ok(ids[i] >= 0, "shmget creates a segment with key %d", keys[i]);
		is(shmget(keys[i], 0, 0), ids[i], "shmget of that key returns its id");
		remove_segment(ids[i]);
	}
	id = shmget(KEY, 4096, IPC_CREAT | 03777 | 0xfff80000);
	is(state(id).shm_perm.mode, 0777,
	   "shmget ignores unknown flags and keeps nine mode bits");
	remove_segment(id);
}

/* id = seq * SHMMNI + slot, the lowest free slot, seq advanced by each destruction. */
static void identifiers(void)
{
	int ids[4], i, again, first_seq;
	struct shmid_ds ds;

	for (i = 0; i < 4; i++)
		ids[i] = new_segment(4096, 0600);
	ok(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[3], "segments have different ids");
	remove_segment(ids[1]);
	is_errno(shmctl(ids[1], IPC_STAT, &ds), EINVAL, "IPC_STAT of a stale id whose slot is empty: EINVAL");
	again = new_segment(4096, 0600);
	ok(again != ids[1], "a new segment does not get the id of one removed before");
	if (on_samepage()) {	/* row 2: ids are numbered as in Linux 2.4 */
		first_seq = ids[0] / SLOTS;
		for (i = 0; i < 4; i++)
			is(ids[i], first_seq * SLOTS + i, "segment %d has slot %d", i, i);
		is(again, (first_seq + 1) % 65536 * SLOTS + 1,
		   "a new segment gets the lowest free slot and the next sequence number");
		is_errno(shmctl(ids[1], IPC_STAT, &ds), EIDRM,	/* row 20 */
			 "IPC_STAT of a stale id whose slot is used again: EIDRM");
		is(shmctl(0, SHM_INFO, &ds), 3, "SHM_INFO returns the highest slot in use");
	}
	remove_segment(ids[3]);
	remove_segment(ids[2]);
	if (on_samepage())
		is(shmctl(0, SHM_INFO, &ds), 1, "the highest slot falls past free slots when segments are removed");
	remove_segment(again);
	if (on_samepage())
		is(shmctl(0, SHM_INFO, &ds), 0, "the highest slot falls to 0");
	remove_segment(ids[0]);
	is(shmctl(0, SHM_INFO, &ds), 0, "SHM_INFO returns 0 without segments");
}

static void huge_pages(void)
{
	int id;

	if (!on_samepage())	/* on Linux the result depends on its number of huge pages */
		return;
	is_errno(shmget(IPC_PRIVATE, 4096, 04000 | 0600), EINVAL,
		 "shmget with SHM_HUGETLB of a new segment: EINVAL, because there are no huge pages");
	id = shmget(KEY, 4096, IPC_CREAT | 0600);
	is(shmget(KEY, 4096, 04000 | 0600), id, "shmget of an existing key ignores SHM_HUGETLB");
	remove_segment(id);
}

/* Many processes create the same key at once: one segment, one creator. */
static void one_key_many_creators(void)
{
	struct gate start = make_gate();
	pid_t pids[8];
	int created = 0, found = 0, i, id;

	for (i = 0; i < 8; i++)
		pids[i] = start_child({
			pass_gate(&start);
			_exit(shmget(KEY, 65536, IPC_CREAT | IPC_EXCL | 0600) >= 0 ? 1 :
			      errno == EEXIST ? 2 : 3);
		});
	for (i = 0; i < 8; i++)
		open_gate(&start);
	for (i = 0; i < 8; i++) {
		int end = wait_for(pids[i]);

		created += end == 1;
		found += end == 2;
	}
	is(created, 1, "of eight processes that call shmget with IPC_CREAT|IPC_EXCL one creates the segment");
	is(found, 7, "the seven others get EEXIST");
	is(totals().used_ids, 1, "eight creators of one key make one segment");
	id = shmget(KEY, 0, 0);
	remove_segment(id);
	drop_gate(&start);
}

int main(void)
{
	need_no_segments();
	creation();
	page_rounding();
	absent_key();
	existing_key();
	private_segments();
	odd_keys_and_flags();
	identifiers();
	huge_pages();
	one_key_many_creators();
	is(totals().used_ids, 0, "no segment is left");
	is(totals().shm_tot, 0, "no page is counted any more");
	return done_testing();
}
