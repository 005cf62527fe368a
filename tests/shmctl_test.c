/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmctl: each command, what it answers and changes, who may, and which error comes first.
 */
#include "shm_util.h"

#define KEY 0x5a5a0002
#define WILD ((struct shmid_ds *)0x70000000)	/* nothing is mapped there */

static void ipc_set(void)
{
	int id = new_segment(PAGE, 0600);
	struct shmid_ds ds = state(id), now;
	time_t t0;

	ds.shm_perm.uid = 1000;
	ds.shm_perm.gid = 2000;
	ds.shm_perm.mode = 07777;
	ds.shm_perm.cuid = 42;
	ds.shm_perm.cgid = 42;
	ds.shm_segsz = 42;
	ds.shm_cpid = ds.shm_lpid = 42;
	ds.shm_nattch = 42;
	ds.shm_atime = ds.shm_dtime = ds.shm_ctime = 42;
	t0 = time(NULL);
	is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET by root");
	now = state(id);
	is(now.shm_perm.uid, 1000, "sets the owner");
	is(now.shm_perm.gid, 2000, "sets the group");
	is(now.shm_perm.mode, 0777, "sets the low nine mode bits");
	ok(now.shm_ctime >= t0 && now.shm_ctime <= time(NULL), "sets the time of change to now");
	is(now.shm_perm.cuid, 0, "keeps the creator");
	is(now.shm_perm.cgid, getegid(), "keeps the creator's group");
	is(now.shm_segsz, PAGE, "keeps the size");
	is(now.shm_cpid, getpid(), "keeps the creator's pid");
	is(now.shm_lpid, 0, "keeps the last operator");
	is(now.shm_nattch, 0, "keeps the count");
	is(now.shm_atime | now.shm_dtime, 0, "keeps the other times");

	ds.shm_perm.mode = 0640;
	ds.shm_perm.uid = 70000;
	ds.shm_perm.gid = 70001;
	is(shmctl(id, IPC_SET, &ds), 0, "ids above 16 bits can be set");
	is(state(id).shm_perm.uid, 70000, "the owner is kept whole");
	is(state(id).shm_perm.gid, 70001, "the group is kept whole");
	is(state(id).shm_perm.mode, 0640, "bits of the mode can be taken away");
	ds.shm_perm.uid = -1;
	is_errno(shmctl(id, IPC_SET, &ds), EINVAL, "uid -1: EINVAL");
	ds.shm_perm.uid = 0;
	ds.shm_perm.gid = -1;
	is_errno(shmctl(id, IPC_SET, &ds), EINVAL, "gid -1: EINVAL");
	is(state(id).shm_perm.uid, 70000, "and nothing was set");

	is_end(in_child({
		become(70000, 1);
		ds.shm_perm.uid = 70000;
		ds.shm_perm.gid = 5;
		ds.shm_perm.mode = 0600;
		expect(shmctl(id, IPC_SET, &ds) == 0);
		expect(state(id).shm_perm.gid == 5);
		ds.shm_perm.uid = 1234;
		expect(shmctl(id, IPC_SET, &ds) == 0);
		expect_errno(shmctl(id, IPC_SET, &ds), EPERM);
	}), 0, "the owner may IPC_SET, even give the segment away; then no more");
	is(state(id).shm_perm.uid, 1234, "it belongs to another now");
	is_end(in_child({
		become(4321, 5);
		expect_errno(shmctl(id, IPC_SET, &ds), EPERM);
		expect_errno(shmctl(id, IPC_RMID, NULL), EPERM);
	}), 0, "a stranger in its group may neither IPC_SET nor IPC_RMID: EPERM");
	remove_segment(id);
}

static void creator_keeps_control(void)
{
	struct gate made = make_gate(), given = make_gate();
	int *id = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct shmid_ds ds;
	pid_t pid = start_child({
		become(1000, 1000);
		*id = new_segment(PAGE, 0600);
		open_gate(&made);
		pass_gate(&given);
		ds = state(*id);
		expect(ds.shm_perm.uid == 2000);
		expect(ds.shm_perm.cuid == 1000);
		ds.shm_perm.uid = 1000;
		expect(shmctl(*id, IPC_SET, &ds) == 0);
		expect(remove_segment(*id) == 0);
	});

	pass_gate(&made);
	ds = state(*id);
	is(ds.shm_perm.cuid, 1000, "a segment knows its creator");
	ds.shm_perm.uid = 2000;
	is(shmctl(*id, IPC_SET, &ds), 0, "root gives it to another");
	open_gate(&given);
	is_end(wait_for(pid), 0, "the creator can still read, set and remove it");
	munmap(id, PAGE);
	drop_gate(&made);
	drop_gate(&given);
}

static void removal(void)
{
	int id = shmget(KEY, 2 * PAGE, IPC_CREAT | 0666), again;
	char *at = attach(id, NULL, 0), *second;
	struct shmid_ds before = state(id), ds;

	strcpy(at, "still here");
	is(shmctl(id, IPC_RMID, NULL), 0, "IPC_RMID while attached");
	ds = state(id);
	is(ds.shm_perm.mode, BIT_DEST | 0666, "marks the segment for destruction");
	is(ds.shm_nattch, 1, "which stays attached");
	is(ds.shm_ctime, before.shm_ctime, "which is no change in time");
	ok(strcmp(at, "still here") == 0, "with its data");
	second = attach(id, NULL, 0);
	ok(strcmp(second, "still here") == 0, "and can be attached still");
	is(shmctl(id, IPC_RMID, NULL), 0, "IPC_RMID again: 0");
	is_errno(shmget(KEY, 0, 0), ENOENT, "its key is free at once");	/* rows 30, 31 */
	again = shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600);
	ok(again >= 0 && again != id, "and may name a new segment");
	is(totals().used_ids, 2, "both exist");
	is(totals().shm_tot, 3, "with the pages of both");
	ds.shm_perm.mode = 0600;
	is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET works on the dying");
	is(state(id).shm_perm.mode, BIT_DEST | 0600, "and keeps the mark");
	shmdt(second);
	is(nattch(id), 1, "one detach is not the last");
	is(at[0], 's', "the data is still there");
	is(shmdt(at), 0, "the last one is");
	is_errno(shmctl(id, IPC_STAT, &ds), EINVAL, "then the id is invalid");
	is_errno(shmat(id, NULL, 0), EINVAL, "nobody can attach any more");
	is_errno(shmctl(id, IPC_RMID, NULL), EINVAL, "or remove it again");
	is(totals().shm_tot, 1, "its pages are gone");
	is(bare_shmctl(again, IPC_RMID, WILD), 0, "IPC_RMID does not look at the buffer");
	is(totals().used_ids, 0, "now both are gone");
}

static void locking(void)
{
	int id = new_segment(2 * PAGE, 0600);

	is(shmctl(id, SHM_LOCK, NULL), 0, "root may SHM_LOCK");
	is(state(id).shm_perm.mode, BIT_LOCKED | 0600, "which shows in the mode");
	is(shmctl(id, SHM_LOCK, NULL), 0, "locking again: 0");		/* row 43 */
	is(totals().shm_rss, 0, "locking takes no frames");
	is(shmctl(id, SHM_UNLOCK, NULL), 0, "root may SHM_UNLOCK");
	is(state(id).shm_perm.mode, 0600, "which shows in the mode");
	is(shmctl(id, SHM_UNLOCK, NULL), 0, "unlocking again: 0");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmctl(id, SHM_LOCK, NULL), EPERM);
		expect_errno(shmctl(id, SHM_UNLOCK, NULL), EPERM);
	}), 0, "a stranger may do neither: EPERM");
	remove_segment(id);
	is_end(in_child({	/* row 44: today an owner may, within RLIMIT_MEMLOCK */
		int ours = on_samepage();

		become(1000, 1000);
		id = new_segment(PAGE, 0600);
		if (ours) {
			expect_errno(shmctl(id, SHM_LOCK, NULL), EPERM);
			expect_errno(shmctl(id, SHM_UNLOCK, NULL), EPERM);
			expect(state(id).shm_perm.mode == 0600);
		}
		expect(remove_segment(id) == 0);
	}), 0, "nor may the owner who is not root");
}

static void by_slot(void)
{
	int a = new_segment(PAGE, 0600), b = new_segment(3 * PAGE, 0640);
	struct shmid_ds ds;
	int slot, top, found = -1;

	top = shmctl(0, SHM_INFO, &ds);
	is(shmctl(0, IPC_INFO, &ds), top, "IPC_INFO and SHM_INFO return the highest slot");
	for (slot = 0; slot <= top; slot++)
		if (shmctl(slot, SHM_STAT, &ds) == b)
			found = slot;
	ok(found >= 0, "SHM_STAT of some slot returns the id");
	memset(&ds, 0x55, sizeof(ds));
	is(shmctl(found, SHM_STAT, &ds), b, "and that slot again");
	is(ds.shm_segsz, 3 * PAGE, "with the size");
	is(ds.shm_perm.mode, 0640, "and the mode");
	is(ds.shm_cpid, getpid(), "and the creator");
	memset(&ds, 0x55, sizeof(ds));
	is(shmctl(found, SHM_STAT_ANY, &ds), b, "SHM_STAT_ANY answers the same");
	is(ds.shm_segsz, 3 * PAGE, "with the size");
	if (on_samepage()) {
		is(top, 1, "two segments: the highest slot is 1");
		is(found, 1, "the second has slot 1");
		is(shmctl(0, SHM_STAT, &ds), a, "the first has slot 0");
		is_errno(shmctl(SLOTS, SHM_STAT, &ds), EINVAL, "there is no slot 128");
		is_errno(shmctl(SLOTS + 1, SHM_STAT, &ds), EINVAL,
			 "a slot with sequence bits: EINVAL");
	}
	is_errno(shmctl(top + 1, SHM_STAT, &ds), EINVAL, "above the highest slot: EINVAL");
	is_errno(shmctl(-1, SHM_STAT, &ds), EINVAL, "slot -1: EINVAL");
	is_errno(bare_shmctl(found, SHM_STAT, WILD), EFAULT, "SHM_STAT into nowhere: EFAULT");
	is_errno(bare_shmctl(found, SHM_STAT_ANY, WILD), EFAULT, "SHM_STAT_ANY into nowhere: EFAULT");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmctl(found, SHM_STAT, &ds), EACCES);	/* row 46 */
		expect(shmctl(found, SHM_STAT_ANY, &ds) == b);
		expect(ds.shm_segsz == 3 * PAGE);
		expect_errno(shmctl(b, IPC_STAT, &ds), EACCES);
		expect_errno(bare_shmctl(b, IPC_STAT, WILD), EACCES);
	}), 0, "a stranger: SHM_STAT and IPC_STAT are EACCES, SHM_STAT_ANY works");
	remove_segment(a);
	is_errno(shmctl(found - 1, SHM_STAT, &ds), EINVAL, "an empty slot: EINVAL");
	is(shmctl(found, SHM_STAT, &ds), b, "its neighbour is not disturbed");
	remove_segment(b);
}

static void limits_and_totals(void)
{
	struct shminfo limits;
	struct shm_info use;
	int a, b;
	char *at;

	memset(&limits, 0x55, sizeof(limits));
	is(shmctl(0, IPC_INFO, (struct shmid_ds *)&limits), 0, "IPC_INFO without segments: 0");
	is(limits.shmmax, 32 << 20, "SHMMAX is 32 MiB");
	is(limits.shmmin, 1, "SHMMIN is 1");
	is(limits.shmmni, 128, "SHMMNI is 128");
	is(limits.shmseg, 128, "SHMSEG is 128");
	is(limits.shmall, 1 << 22, "SHMALL is 4194304 pages");
	is_errno(bare_shmctl(0, IPC_INFO, NULL), EFAULT, "IPC_INFO into NULL: EFAULT");
	is_errno(bare_shmctl(0, IPC_INFO, WILD), EFAULT, "IPC_INFO into nowhere: EFAULT");
	is_errno(bare_shmctl(0, SHM_INFO, NULL), EFAULT, "SHM_INFO into NULL: EFAULT");
	is_errno(shmctl(-1, IPC_INFO, (void *)&limits), EINVAL, "IPC_INFO of id -1: EINVAL");
	is_errno(shmctl(-1, SHM_INFO, (void *)&use), EINVAL, "SHM_INFO of id -1: EINVAL");
	is(shmctl(12345, IPC_INFO, (void *)&limits), 0, "any other id will do");

	a = new_segment(3 * PAGE, 0600);
	b = new_segment(5 * PAGE - 1, 0600);
	at = attach(b, NULL, 0);
	at[0] = at[4 * PAGE] = 1;
	use = totals();
	is(use.used_ids, 2, "SHM_INFO counts segments");
	is(use.shm_tot, 8, "their pages");
	is(use.shm_rss, 2, "and the frames they hold");
	is(use.shm_swp, 0, "nothing is swapped");
	is(use.swap_attempts, 0, "or was tried to");
	is(use.swap_successes, 0, "or was");
	is_end(in_child({
		become(1000, 1000);
		expect(totals().used_ids == 2);
		expect(shmctl(0, IPC_INFO, (void *)&limits) >= 0);
	}), 0, "everybody may ask for limits and totals");
	shmdt(at);
	remove_segment(a);
	remove_segment(b);
	is(totals().shm_rss, 0, "removed segments hold no frames");
}

static void errors_in_order(void)
{
	int id = new_segment(PAGE, 0600), stale = new_segment(PAGE, 0600), next;
	int gone = differs(EIDRM, EINVAL);	/* row 20 */
	struct shmid_ds ds = state(id);

	is_errno(bare_shmctl(id, IPC_STAT, NULL), EFAULT, "IPC_STAT into NULL: EFAULT");
	is_errno(bare_shmctl(id, IPC_STAT, WILD), EFAULT, "IPC_STAT into nowhere: EFAULT");
	is_errno(bare_shmctl(id, IPC_SET, WILD), EFAULT, "IPC_SET from nowhere: EFAULT");
	is_errno(shmctl(-1, IPC_STAT, &ds), EINVAL, "IPC_STAT of id -1: EINVAL");
	is_errno(shmctl(-1, IPC_SET, &ds), EINVAL, "IPC_SET of id -1: EINVAL");
	is_errno(shmctl(-1, IPC_RMID, NULL), EINVAL, "IPC_RMID of id -1: EINVAL");
	is_errno(shmctl(-1, SHM_LOCK, NULL), EINVAL, "SHM_LOCK of id -1: EINVAL");
	is_errno(bare_shmctl(99999, IPC_STAT, WILD), EINVAL, "a bad id comes before a bad pointer");
	is_errno(bare_shmctl(99999, IPC_SET, WILD), EFAULT, "but IPC_SET reads first: EFAULT"); /* 48 */
	is_errno(shmctl(99999, IPC_SET, &ds), EINVAL, "IPC_SET of no segment: EINVAL");
	is_errno(shmctl(99999, IPC_RMID, NULL), EINVAL, "IPC_RMID of no segment: EINVAL");

	remove_segment(stale);
	is_errno(shmctl(stale, IPC_STAT, &ds), EINVAL, "a stale id, its slot empty: EINVAL");
	next = new_segment(PAGE, 0600);
	is_errno(shmctl(stale, IPC_STAT, &ds), gone, "IPC_STAT of a stale id, its slot taken");
	is_errno(bare_shmctl(stale, IPC_STAT, WILD), gone, "IPC_STAT of it into nowhere");
	is_errno(shmctl(stale, IPC_SET, &ds), gone, "IPC_SET of it");
	is_errno(shmctl(stale, IPC_RMID, NULL), gone, "IPC_RMID of it");
	is_errno(shmctl(stale, SHM_LOCK, NULL), gone, "SHM_LOCK of it");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmctl(stale, IPC_STAT, &ds), gone);
		expect_errno(shmctl(stale, IPC_SET, &ds), gone);
		expect_errno(shmctl(stale, IPC_RMID, NULL), gone);
		expect_errno(shmctl(stale, SHM_LOCK, NULL), gone);
		expect_errno(shmctl(next, IPC_STAT, &ds), EACCES);
		expect_errno(shmctl(next, IPC_SET, &ds), EPERM);
		expect_errno(shmctl(next, IPC_RMID, NULL), EPERM);
	}), 0, "a stranger hears of staleness before permission");
	is(state(next).shm_perm.mode, 0600, "the segment in the slot is not touched");
	remove_segment(next);
	remove_segment(id);
}

int main(void)
{
	need_no_segments();
	ipc_set();
	creator_keeps_control();
	removal();
	locking();
	by_slot();
	limits_and_totals();
	errors_in_order();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
