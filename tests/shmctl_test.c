/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmctl: what each command reports and changes, who may use it, and the order of errors.
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
	is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET by root succeeds");
	now = state(id);
	is(now.shm_perm.uid, 1000, "IPC_SET sets the owner");
	is(now.shm_perm.gid, 2000, "IPC_SET sets the group");
	is(now.shm_perm.mode, 0777, "IPC_SET sets the low nine mode bits");
	ok(now.shm_ctime >= t0 && now.shm_ctime <= time(NULL), "IPC_SET sets shm_ctime to now");
	is(now.shm_perm.cuid, 0, "IPC_SET keeps the creator");
	is(now.shm_perm.cgid, getegid(), "IPC_SET keeps the creator's group");
	is(now.shm_segsz, PAGE, "IPC_SET keeps the size");
	is(now.shm_cpid, getpid(), "IPC_SET keeps shm_cpid");
	is(now.shm_lpid, 0, "IPC_SET keeps shm_lpid");
	is(now.shm_nattch, 0, "IPC_SET keeps shm_nattch");
	is(now.shm_atime | now.shm_dtime, 0, "IPC_SET keeps shm_atime and shm_dtime");

	ds.shm_perm.mode = 0640;
	ds.shm_perm.uid = 70000;
	ds.shm_perm.gid = 70001;
	is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET accepts ids above 16 bits");
	is(state(id).shm_perm.uid, 70000, "IPC_SET stores all bits of the owner");
	is(state(id).shm_perm.gid, 70001, "IPC_SET stores all bits of the group");
	is(state(id).shm_perm.mode, 0640, "IPC_SET can remove mode bits");
	ds.shm_perm.uid = -1;
	is_errno(shmctl(id, IPC_SET, &ds), EINVAL, "IPC_SET of uid -1: EINVAL");
	ds.shm_perm.uid = 0;
	ds.shm_perm.gid = -1;
	is_errno(shmctl(id, IPC_SET, &ds), EINVAL, "IPC_SET of gid -1: EINVAL");
	is(state(id).shm_perm.uid, 70000, "a refused IPC_SET changes nothing");

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
	}), 0, "the owner may IPC_SET, even another owner, and may not afterwards: EPERM");
	is(state(id).shm_perm.uid, 1234, "the segment belongs to the new owner");
	is_end(in_child({
		become(4321, 5);
		expect_errno(shmctl(id, IPC_SET, &ds), EPERM);
		expect_errno(shmctl(id, IPC_RMID, NULL), EPERM);
	}), 0, "IPC_SET and IPC_RMID by another member of the group: EPERM");
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
	is(ds.shm_perm.cuid, 1000, "IPC_STAT reports the creator");
	ds.shm_perm.uid = 2000;
	is(shmctl(*id, IPC_SET, &ds), 0, "root can give a segment to another owner");
	open_gate(&given);
	is_end(wait_for(pid), 0, "the creator may still use IPC_STAT, IPC_SET and IPC_RMID");
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
	is(shmctl(id, IPC_RMID, NULL), 0, "IPC_RMID of an attached segment succeeds");
	ds = state(id);
	is(ds.shm_perm.mode, BIT_DEST | 0666, "IPC_RMID of an attached segment sets SHM_DEST");
	is(ds.shm_nattch, 1, "IPC_RMID of an attached segment does not detach it");
	is(ds.shm_ctime, before.shm_ctime, "IPC_RMID does not change shm_ctime");
	ok(strcmp(at, "still here") == 0, "IPC_RMID of an attached segment keeps its data");
	second = attach(id, NULL, 0);
	ok(strcmp(second, "still here") == 0, "a segment marked for destruction can be attached");
	is(shmctl(id, IPC_RMID, NULL), 0, "IPC_RMID of a segment marked for destruction returns 0");
	is_errno(shmget(KEY, 0, 0), ENOENT, "shmget of the key of a removed segment: ENOENT");	/* rows 30, 31 */
	again = shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600);
	ok(again >= 0 && again != id, "the key can name a new segment");
	is(totals().used_ids, 2, "the removed and the new segment both count");
	is(totals().shm_tot, 3, "the pages of both segments count");
	ds.shm_perm.mode = 0600;
	is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET of a segment marked for destruction succeeds");
	is(state(id).shm_perm.mode, BIT_DEST | 0600, "IPC_SET keeps SHM_DEST");
	shmdt(second);
	is(nattch(id), 1, "one of two attaches of the removed segment can be detached");
	is(at[0], 's', "the remaining attach shows the data");
	is(shmdt(at), 0, "the last attach of a removed segment can be detached");
	is_errno(shmctl(id, IPC_STAT, &ds), EINVAL, "IPC_STAT after the last detach of a removed segment: EINVAL");
	is_errno(shmat(id, NULL, 0), EINVAL, "shmat after the last detach of a removed segment: EINVAL");
	is_errno(shmctl(id, IPC_RMID, NULL), EINVAL, "IPC_RMID after the last detach of a removed segment: EINVAL");
	is(totals().shm_tot, 1, "the pages of the removed segment do not count any more");
	is(bare_shmctl(again, IPC_RMID, WILD), 0, "IPC_RMID does not look at the buffer");
	is(totals().used_ids, 0, "no segment is left after the second IPC_RMID");
}

static void locking(void)
{
	int id = new_segment(2 * PAGE, 0600);

	is(shmctl(id, SHM_LOCK, NULL), 0, "root may SHM_LOCK");
	is(state(id).shm_perm.mode, BIT_LOCKED | 0600, "SHM_LOCK sets SHM_LOCKED in the mode");
	is(shmctl(id, SHM_LOCK, NULL), 0, "SHM_LOCK of a locked segment returns 0");		/* row 43 */
	is(totals().shm_rss, 0, "SHM_LOCK takes no frames");
	is(shmctl(id, SHM_UNLOCK, NULL), 0, "root may SHM_UNLOCK");
	is(state(id).shm_perm.mode, 0600, "SHM_UNLOCK clears SHM_LOCKED in the mode");
	is(shmctl(id, SHM_UNLOCK, NULL), 0, "SHM_UNLOCK of an unlocked segment returns 0");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmctl(id, SHM_LOCK, NULL), EPERM);
		expect_errno(shmctl(id, SHM_UNLOCK, NULL), EPERM);
	}), 0, "SHM_LOCK and SHM_UNLOCK by another user: EPERM");
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
	}), 0, "SHM_LOCK and SHM_UNLOCK by an owner who is not root: EPERM");
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
	ok(found >= 0, "SHM_STAT of one slot returns the segment's id");
	memset(&ds, 0x55, sizeof(ds));
	is(shmctl(found, SHM_STAT, &ds), b, "SHM_STAT of this slot returns the id again");
	is(ds.shm_segsz, 3 * PAGE, "SHM_STAT reports the size");
	is(shmctl(b, SHM_STAT, &ds), b, "SHM_STAT of a whole id means its slot");
	is(ds.shm_perm.mode, 0640, "SHM_STAT reports the mode");
	is(ds.shm_cpid, getpid(), "SHM_STAT reports the creator's pid");
	memset(&ds, 0x55, sizeof(ds));
	is(shmctl(found, SHM_STAT_ANY, &ds), b, "SHM_STAT_ANY of this slot returns the id");
	is(ds.shm_segsz, 3 * PAGE, "SHM_STAT_ANY reports the size");
	if (on_samepage()) {
		is(top, 1, "the highest slot of two segments is 1");
		is(found, 1, "the second segment has slot 1");
		is(shmctl(0, SHM_STAT, &ds), a, "the first segment has slot 0");
		is(shmctl(SLOTS, SHM_STAT, &ds), a, "row shm-stat-index: 128 is an id of slot 0");
	}
	is_errno(shmctl(top + 1, SHM_STAT, &ds), EINVAL, "SHM_STAT above the highest slot: EINVAL");
	is_errno(shmctl(-1, SHM_STAT, &ds), EINVAL, "SHM_STAT of slot -1: EINVAL");
	is_errno(bare_shmctl(found, SHM_STAT, WILD), EFAULT, "SHM_STAT into unmapped memory: EFAULT");
	is_errno(bare_shmctl(found, SHM_STAT_ANY, WILD), EFAULT, "SHM_STAT_ANY into unmapped memory: EFAULT");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmctl(found, SHM_STAT, &ds), EACCES);	/* row 46 */
		expect(shmctl(found, SHM_STAT_ANY, &ds) == b);
		expect(ds.shm_segsz == 3 * PAGE);
		expect_errno(shmctl(b, IPC_STAT, &ds), EACCES);
		expect_errno(bare_shmctl(b, IPC_STAT, WILD), EACCES);
	}), 0, "SHM_STAT and IPC_STAT without read permission: EACCES, SHM_STAT_ANY succeeds");
	remove_segment(a);
	is_errno(shmctl(found - 1, SHM_STAT, &ds), EINVAL, "SHM_STAT of an empty slot: EINVAL");
	is(shmctl(found, SHM_STAT, &ds), b, "SHM_STAT of the next slot still returns its segment");
	remove_segment(b);
}

static void limits_and_totals(void)
{
	struct shminfo limits;
	struct shm_info use;
	int a, b;
	char *at;

	memset(&limits, 0x55, sizeof(limits));
	is(shmctl(0, IPC_INFO, (struct shmid_ds *)&limits), 0, "IPC_INFO without segments returns 0");
	is(limits.shmmax, 32 << 20, "IPC_INFO: SHMMAX is 32 MiB");
	is(limits.shmmin, 1, "IPC_INFO: SHMMIN is 1");
	is(limits.shmmni, 128, "IPC_INFO: SHMMNI is 128");
	is(limits.shmseg, 128, "IPC_INFO: SHMSEG is 128");
	is(limits.shmall, 1 << 22, "IPC_INFO: SHMALL is 4194304 pages");
	is_errno(bare_shmctl(0, IPC_INFO, NULL), EFAULT, "IPC_INFO into NULL: EFAULT");
	is_errno(bare_shmctl(0, IPC_INFO, WILD), EFAULT, "IPC_INFO into unmapped memory: EFAULT");
	is_errno(bare_shmctl(0, SHM_INFO, NULL), EFAULT, "SHM_INFO into NULL: EFAULT");
	is_errno(shmctl(-1, IPC_INFO, (void *)&limits), EINVAL, "IPC_INFO of id -1: EINVAL");
	is_errno(shmctl(-1, SHM_INFO, (void *)&use), EINVAL, "SHM_INFO of id -1: EINVAL");
	is(shmctl(12345, IPC_INFO, (void *)&limits), 0, "IPC_INFO ignores any other id");

	a = new_segment(3 * PAGE, 0600);
	b = new_segment(5 * PAGE - 1, 0600);
	at = attach(b, NULL, 0);
	at[0] = at[4 * PAGE] = 1;
	use = totals();
	is(use.used_ids, 2, "SHM_INFO counts segments");
	is(use.shm_tot, 8, "SHM_INFO counts the pages of segments");
	is(use.shm_rss, 2, "SHM_INFO counts the frames of segments");
	is(use.shm_swp, 0, "SHM_INFO: no page is swapped");
	is(use.swap_attempts, 0, "SHM_INFO: no attempt to swap");
	is(use.swap_successes, 0, "SHM_INFO: no successful swap");
	is_end(in_child({
		become(1000, 1000);
		expect(totals().used_ids == 2);
		expect(shmctl(0, IPC_INFO, (void *)&limits) >= 0);
	}), 0, "every user may use IPC_INFO and SHM_INFO");
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
	is_errno(bare_shmctl(id, IPC_STAT, WILD), EFAULT, "IPC_STAT into unmapped memory: EFAULT");
	is_errno(bare_shmctl(id, IPC_SET, WILD), EFAULT, "IPC_SET from unmapped memory: EFAULT");
	is_errno(shmctl(-1, IPC_STAT, &ds), EINVAL, "IPC_STAT of id -1: EINVAL");
	is_errno(shmctl(-1, IPC_SET, &ds), EINVAL, "IPC_SET of id -1: EINVAL");
	is_errno(shmctl(-1, IPC_RMID, NULL), EINVAL, "IPC_RMID of id -1: EINVAL");
	is_errno(shmctl(-1, SHM_LOCK, NULL), EINVAL, "SHM_LOCK of id -1: EINVAL");
	is_errno(bare_shmctl(99999, IPC_STAT, WILD), EINVAL, "IPC_STAT of a bad id into unmapped memory: EINVAL");
	is_errno(bare_shmctl(99999, IPC_SET, WILD), EFAULT, "IPC_SET of a bad id from unmapped memory: EFAULT"); /* 48 */
	is_errno(shmctl(99999, IPC_SET, &ds), EINVAL, "IPC_SET of an id without a segment: EINVAL");
	is_errno(shmctl(99999, IPC_RMID, NULL), EINVAL, "IPC_RMID of an id without a segment: EINVAL");

	remove_segment(stale);
	is_errno(shmctl(stale, IPC_STAT, &ds), EINVAL, "IPC_STAT of a stale id whose slot is empty: EINVAL");
	next = new_segment(PAGE, 0600);
	is_errno(shmctl(stale, IPC_STAT, &ds), gone, "IPC_STAT of a stale id whose slot is used again: EIDRM");
	is_errno(bare_shmctl(stale, IPC_STAT, WILD), gone, "IPC_STAT of a stale id into unmapped memory: EIDRM");
	is_errno(shmctl(stale, IPC_SET, &ds), gone, "IPC_SET of a stale id: EIDRM");
	is_errno(shmctl(stale, IPC_RMID, NULL), gone, "IPC_RMID of a stale id: EIDRM");
	is_errno(shmctl(stale, SHM_LOCK, NULL), gone, "SHM_LOCK of a stale id: EIDRM");
	is_end(in_child({
		become(1000, 1000);
		expect_errno(shmctl(stale, IPC_STAT, &ds), gone);
		expect_errno(shmctl(stale, IPC_SET, &ds), gone);
		expect_errno(shmctl(stale, IPC_RMID, NULL), gone);
		expect_errno(shmctl(stale, SHM_LOCK, NULL), gone);
		expect_errno(shmctl(next, IPC_STAT, &ds), EACCES);
		expect_errno(shmctl(next, IPC_SET, &ds), EPERM);
		expect_errno(shmctl(next, IPC_RMID, NULL), EPERM);
	}), 0, "a stale id without permission: EIDRM first");
	is(state(next).shm_perm.mode, 0600, "calls with a stale id do not change the segment in the slot");
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
