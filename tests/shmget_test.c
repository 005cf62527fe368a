/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmget: who gets which segment, which id, and which error first.  (Permissions in full are
 * shm_perm_test's, limits shm_limits_test's.)
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
	ok(id >= 0, "an absent key with IPC_CREAT makes a segment");
	ds = state(id);
	is(ds.shm_segsz, 5000, "its size is the size asked for, not rounded");
	is(ds.shm_perm.mode, 0640, "its mode is the low nine bits of the flags");
	is(ds.shm_perm.uid, 0, "its owner is the caller's effective uid");
	is(ds.shm_perm.cuid, 0, "its creator is the caller's effective uid");
	is(ds.shm_perm.gid, getegid(), "its group is the caller's effective gid");
	is(ds.shm_perm.cgid, getegid(), "its creator's group is the caller's effective gid");
	is(ds.shm_cpid, getpid(), "the creator's pid is kept");
	is(ds.shm_lpid, 0, "nobody operated on it yet");
	is(ds.shm_nattch, 0, "nobody is attached");
	is(ds.shm_atime, 0, "it was never attached");
	is(ds.shm_dtime, 0, "it was never detached");
	ok(ds.shm_ctime >= t0 && ds.shm_ctime <= t1, "it was changed now");

	after = totals();
	is(after.used_ids - before.used_ids, 1, "one more segment is in use");
	is(after.shm_tot - before.shm_tot, 2, "5000 bytes are two pages");
	is(after.shm_rss - before.shm_rss, 0, "shmget takes no frame");
	is(after.shm_swp, 0, "nothing is swapped out");

	is(remove_segment(id), 0, "it can be removed");
	after = totals();
	is(after.used_ids - before.used_ids, 0, "then one segment less is in use");
	is(after.shm_tot - before.shm_tot, 0, "and its pages are not counted any more");
	is_errno(shmctl(id, IPC_STAT, &ds), EINVAL, "and its id is invalid");
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
	is_errno(shmget(KEY, 100, 0), ENOENT, "an absent key without IPC_CREAT: ENOENT");
	is_errno(shmget(KEY, 100, 0666), ENOENT, "permission bits do not create");
	is_errno(shmget(KEY, 100, IPC_EXCL | 0666), ENOENT, "IPC_EXCL alone does not create");
	is_errno(shmget(KEY, 0, IPC_CREAT | 0600), EINVAL, "a segment of 0 bytes: EINVAL");
	is_errno(shmget(KEY, -1, IPC_CREAT | 0600), EINVAL, "a segment of -1 bytes: EINVAL");
	is_errno(shmget(KEY, 0, 0), ENOENT, "0 bytes of an absent key, no IPC_CREAT: ENOENT");
	is_errno(shmget(KEY, -1, 0), ENOENT, "-1 bytes of an absent key, no IPC_CREAT: ENOENT");
	is_errno(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "a private segment of 0 bytes: EINVAL");
	is_errno(shmget(IPC_PRIVATE, -1, 0600), EINVAL, "a private segment of -1 bytes: EINVAL");
	is_errno(shmget(IPC_PRIVATE, 0x80000000, 0600), EINVAL, "a segment of 2 GiB: EINVAL");
	is_errno(shmget(IPC_PRIVATE, (32 << 20) + 1, 0600), EINVAL, "SHMMAX + 1 bytes: EINVAL");
	is(totals().used_ids, 0, "none of these left a segment behind");
}

static void existing_key(void)
{
	int id = shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600);

	ok(id >= 0, "an absent key with IPC_CREAT|IPC_EXCL makes a segment");
	is(shmget(KEY, 5000, 0600), id, "its key finds it");
	is(shmget(KEY, 5000, IPC_CREAT | 0600), id, "IPC_CREAT finds it too");
	is(shmget(KEY, 0, 0), id, "size 0 finds it");
	is(shmget(KEY, 1, 0), id, "a smaller size finds it");
	is_errno(shmget(KEY, 5001, 0), EINVAL, "one byte more: EINVAL, though the pages suffice");
	is_errno(shmget(KEY, 8192, IPC_CREAT | 0600), EINVAL, "a larger size: EINVAL");
	is(shmget(KEY, 5000, IPC_EXCL | 0600), id, "IPC_EXCL without IPC_CREAT has no effect");
	is_errno(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST,
		 "IPC_CREAT|IPC_EXCL: EEXIST");
	is_errno(shmget(KEY, 6000, IPC_CREAT | IPC_EXCL), EEXIST,
		 "IPC_CREAT|IPC_EXCL and too large: EEXIST first");
	is_errno(shmget(KEY, 64 << 20, IPC_CREAT | IPC_EXCL), EEXIST,
		 "IPC_CREAT|IPC_EXCL and over SHMMAX: EEXIST (a limit belongs to creation)");
	is_errno(shmget(KEY, -1, IPC_CREAT | IPC_EXCL), EEXIST,
		 "IPC_CREAT|IPC_EXCL and -1 bytes: EEXIST first");
	is_errno(shmget(KEY, -1, 0), EINVAL, "-1 bytes of an existing key: EINVAL");
	is_errno(shmget(KEY, 64 << 20, 0), EINVAL, "more than SHMMAX of an existing key: EINVAL");
	is(state(id).shm_perm.mode, 0600, "finding it does not change its mode");
	is(state(id).shm_lpid, 0, "nor who operated last");
	is(totals().used_ids, 1, "it is still the only segment");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmget(KEY, 5001, 0600), EINVAL);
	}), 0, "too large and not permitted: EINVAL first");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	}), 0, "IPC_CREAT|IPC_EXCL and not permitted: EEXIST first");
	remove_segment(id);
	is_errno(shmget(KEY, 0, 0), ENOENT, "removed, its key is absent again");
}

static void private_segments(void)
{
	int a = shmget(IPC_PRIVATE, 4096, 0600);
	int b = shmget(IPC_PRIVATE, 4096, IPC_EXCL | 0600);
	int c = shmget(IPC_PRIVATE, 4096, IPC_CREAT | IPC_EXCL | 0);

	ok(a >= 0, "IPC_PRIVATE needs no IPC_CREAT");
	ok(b >= 0, "IPC_PRIVATE ignores IPC_EXCL");
	ok(c >= 0 && a != b && b != c && a != c, "each IPC_PRIVATE call makes a segment of its own");
	is(state(c).shm_perm.mode, 0, "a mode of 0 is taken as it is");
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
		ok(ids[i] >= 0, "%d is a key like any other", keys[i]);
		is(shmget(keys[i], 0, 0), ids[i], "and finds its own segment");
		remove_segment(ids[i]);
	}
	id = shmget(KEY, 4096, IPC_CREAT | 03777 | 0xfff80000);
	is(state(id).shm_perm.mode, 0777,
	   "unknown flags are ignored, only nine mode bits are kept");
	remove_segment(id);
}

/* id = seq * SHMMNI + slot, the lowest free slot, seq advanced by each destruction. */
static void identifiers(void)
{
	int ids[4], i, again, first_seq;
	struct shmid_ds ds;

	for (i = 0; i < 4; i++)
		ids[i] = new_segment(4096, 0600);
	ok(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[3], "ids differ");
	remove_segment(ids[1]);
	is_errno(shmctl(ids[1], IPC_STAT, &ds), EINVAL, "a stale id, its slot empty: EINVAL");
	again = new_segment(4096, 0600);
	ok(again != ids[1], "a new segment does not get the id of one removed before");
	if (on_samepage()) {	/* row 2: id numbering is the era's */
		first_seq = ids[0] / SLOTS;
		for (i = 0; i < 4; i++)
			is(ids[i], first_seq * SLOTS + i, "segment %d has slot %d", i, i);
		is(again, (first_seq + 1) % 65536 * SLOTS + 1,
		   "the lowest free slot is taken, with the next sequence number");
		is_errno(shmctl(ids[1], IPC_STAT, &ds), EIDRM,	/* row 20 */
			 "a stale id, its slot taken again: EIDRM");
		is(shmctl(0, SHM_INFO, &ds), 3, "SHM_INFO returns the highest slot in use");
	}
	remove_segment(ids[3]);
	remove_segment(ids[2]);
	if (on_samepage())
		is(shmctl(0, SHM_INFO, &ds), 1, "which falls over the free slots below");
	remove_segment(again);
	if (on_samepage())
		is(shmctl(0, SHM_INFO, &ds), 0, "down to slot 0");
	remove_segment(ids[0]);
	is(shmctl(0, SHM_INFO, &ds), 0, "and is 0 without any segment");
}

static void huge_pages(void)
{
	int id;

	if (!on_samepage())	/* Linux's answer depends on how many huge pages it was given */
		return;
	is_errno(shmget(IPC_PRIVATE, 4096, 04000 | 0600), EINVAL,
		 "SHM_HUGETLB for a new segment: EINVAL, there are no huge pages");
	id = shmget(KEY, 4096, IPC_CREAT | 0600);
	is(shmget(KEY, 4096, 04000 | 0600), id, "SHM_HUGETLB is ignored for an existing key");
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
	is(created, 1, "of eight processes with IPC_CREAT|IPC_EXCL one creates");
	is(found, 7, "and seven hear EEXIST");
	is(totals().used_ids, 1, "there is one segment");
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
