/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Permissions of segments: the kernel picks one class (owner or creator, group, other), and only the
 * three bits of that class decide.
 */
#include "shm_util.h"

#define KEY 0x5a5a0003
#define OWNER 1000
#define GROUP 2000
#define CREATOR 3000
#define CREATOR_GROUP 4000
#define STRANGER 5000

/* Returns the id of a segment that CREATOR has created, with owner OWNER, group GROUP and that mode. */
static int segment(int mode)
{
	int id, status;
	struct shmid_ds ds;

	status = in_child({
		become(CREATOR, CREATOR_GROUP);
		expect(shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600) >= 0);
	});
	id = shmget(KEY, 0, 0);
	ds = state(id);
	ds.shm_perm.uid = OWNER;
	ds.shm_perm.gid = GROUP;
	ds.shm_perm.mode = mode;
	if (status || shmctl(id, IPC_SET, &ds)) {
		tap_say("Bail out! cannot create the segment");
		_exit(97);
	}
	return id;
}

/* What that user may do: 4 read (IPC_STAT, read-only attach), plus 2 read and write (attach). */
static int rights(int id, uid_t uid, gid_t gid, gid_t extra)
{
	return in_child({
		struct shmid_ds ds;
		int can = 0;

		expect(setgroups(extra ? 1 : 0, &extra) == 0);
		expect(setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0);
		if (shmat(id, NULL, SHM_RDONLY) != FAILED)
			can |= 4;
		else
			expect(errno == EACCES);
		if (shmat(id, NULL, 0) != FAILED)
			can |= 2;
		else
			expect(errno == EACCES);
		if (shmctl(id, IPC_STAT, &ds) == 0)
			expect(can & 4);
		else
			expect(errno == EACCES && !(can & 4));
		expect((shmget(KEY, 0, 0444) == id) == !!(can & 4));
		expect((shmget(KEY, 0, 0400) == id) == !!(can & 4));
		expect((shmget(KEY, 0, 0004) == id) == !!(can & 4));
		expect((shmget(KEY, 0, 0666) == id) == !!(can & 2));
		expect((shmget(KEY, 0, 0060) == id) == !!(can & 2));
		expect(shmget(KEY, 0, 0) == id);
		_exit(can);
	});
}

static void classes(void)
{
	static const struct {
		int mode, owner, creator, group, creator_group, other;
	} cases[] = {
		{ 0600, 6, 6, 0, 0, 0 },
		{ 0400, 4, 4, 0, 0, 0 },
		{ 0060, 0, 0, 6, 6, 0 },
		{ 0040, 0, 0, 4, 4, 0 },
		{ 0006, 0, 0, 0, 0, 6 },
		{ 0004, 0, 0, 0, 0, 4 },
		{ 0640, 6, 6, 4, 4, 0 },
		{ 0606, 6, 6, 0, 0, 6 },
		{ 0066, 0, 0, 6, 6, 6 },
		{ 0444, 4, 4, 4, 4, 4 },
		{ 0666, 6, 6, 6, 6, 6 },
		{ 0000, 0, 0, 0, 0, 0 },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int mode = cases[i].mode, id = segment(mode);

		is(rights(id, OWNER, 9, 0), cases[i].owner, "mode 0%o: the rights of the owner", mode);
		is(rights(id, CREATOR, 9, 0), cases[i].creator,
		   "mode 0%o: the rights of the creator", mode);
		is(rights(id, STRANGER, GROUP, 0), cases[i].group,
		   "mode 0%o: the rights of the group", mode);
		is(rights(id, STRANGER, 9, GROUP), cases[i].group,
		   "mode 0%o: the group as a supplementary group", mode);
		is(rights(id, STRANGER, CREATOR_GROUP, 0), cases[i].creator_group,
		   "mode 0%o: the rights of the creator's group", mode);
		is(rights(id, STRANGER, 9, CREATOR_GROUP), cases[i].creator_group,
		   "mode 0%o: the creator's group as a supplementary group", mode);
		is(rights(id, STRANGER, 9, 0), cases[i].other, "mode 0%o: the rights of others", mode);
		is(rights(id, OWNER, GROUP, 0), cases[i].owner,
		   "mode 0%o: an owner who is in the group has the owner's rights", mode);
		is(rights(id, 0, 9, 0), 6, "mode 0%o: root may read and write", mode);
		remove_segment(id);
	}
}

static void write_only(void)
{
	int id = segment(0200);

	is(rights(id, OWNER, 9, 0), 0, "mode 0200: permission to write alone allows no attach");
	is_end(in_child({
		become(OWNER, 9);
		expect(shmget(KEY, 0, 0200) == id);
		expect(shmget(KEY, 0, 0002) == id);
		expect_errno(shmget(KEY, 0, 0400), EACCES);
		expect(shmget(KEY, 0, 0100) == -1 && errno == EACCES);
	}), 0, "mode 0200: shmget succeeds when it asks for write permission only");
	remove_segment(id);
	id = segment(0700);
	is_end(in_child({
		become(OWNER, 9);
		expect(shmget(KEY, 0, 0100) == id);
		expect(shmget(KEY, 0, 0777) == id);
		expect(shmat(id, NULL, SHM_EXEC) != FAILED);
	}), 0, "mode 0700: shmget and shmat may ask for all three bits");
	remove_segment(id);
	id = segment(0600);
	is_end(in_child({
		become(OWNER, 9);
		expect_errno(shmget(KEY, 0, 0100), EACCES);
		expect_errno(shmat(id, NULL, SHM_EXEC), EACCES);
		expect_errno(shmat(id, NULL, SHM_EXEC | SHM_RDONLY), EACCES);
	}), 0, "mode 0600: execute is refused, to shmget and to shmat with SHM_EXEC");
	remove_segment(id);
}

static void control(void)
{
	int id = segment(0666);
	struct shmid_ds ds = state(id);
	static const struct { uid_t uid; gid_t gid; int end; const char *who; } cases[] = {
		{ OWNER, 9, 0, "the owner" },
		{ CREATOR, 9, 0, "the creator" },
		{ STRANGER, GROUP, EPERM, "a member of the group" },
		{ STRANGER, CREATOR_GROUP, EPERM, "a member of the creator's group" },
		{ STRANGER, 9, EPERM, "a stranger" },
		{ 0, 9, 0, "root" },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		is_end(in_child({
			become(cases[i].uid, cases[i].gid);
			_exit(shmctl(id, IPC_SET, &ds) == 0 ? 0 : errno);
		}), cases[i].end, "IPC_SET on mode 0666 by %s", cases[i].who);
	}
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		is_end(in_child({
			become(cases[i].uid, cases[i].gid);
			_exit(shmctl(id, IPC_RMID, NULL) == 0 ? 0 : errno);
		}), cases[i].end, "IPC_RMID on mode 0666 by %s", cases[i].who);
		if (cases[i].end == 0)
			id = segment(0666);
	}
	remove_segment(id);
}

/* The effective ids decide; root is effective uid 0. */
static void effective_ids(void)
{
	int id = segment(0600);

	is_end(in_child({
		expect(setresuid(OWNER, STRANGER, 0) == 0);
		expect_errno(shmat(id, NULL, 0), EACCES);
		expect(setresuid(-1, OWNER, -1) == 0);
		expect(shmat(id, NULL, 0) != FAILED);
		expect(setresuid(-1, 0, -1) == 0);
		expect(shmat(id, NULL, 0) != FAILED);
		expect(remove_segment(id) == 0);
	}), 0, "the effective uid decides, not the real or the saved one");
	is(nattch(id), -1, "the segment was destroyed with its last attach");

	is_end(in_child({
		struct shmid_ds ds;

		expect(setgroups(0, NULL) == 0);
		expect(setresgid(7, 8, 9) == 0 && setresuid(1, 2, 3) == 0);
		id = new_segment(PAGE, 0600);
		ds = state(id);
		expect(ds.shm_perm.uid == 2 && ds.shm_perm.cuid == 2);
		expect(ds.shm_perm.gid == 8 && ds.shm_perm.cgid == 8);
		expect(remove_segment(id) == 0);
	}), 0, "owner and creator of a new segment are the effective ids");
}

/* Row 17: with mode 0 only root can attach; the creator cannot. */
static void mode_zero(void)
{
	is_end(in_child({
		struct shmid_ds ds;
		int id;

		become(1000, 1000);
		id = shmget(KEY, 128, IPC_CREAT);
		expect(id >= 0);
		expect_errno(shmat(id, NULL, 0), EACCES);
		expect_errno(shmat(id, NULL, SHM_RDONLY), EACCES);
		expect_errno(shmctl(id, IPC_STAT, &ds), EACCES);
		expect_errno(shmget(KEY, 128, 0666), EACCES);
		expect(shmget(KEY, 128, 0) == id);
		ds.shm_perm.uid = ds.shm_perm.gid = 1000;
		ds.shm_perm.mode = 0600;
		expect(shmctl(id, IPC_SET, &ds) == 0);
		expect(shmat(id, NULL, 0) != FAILED);
		expect(shmctl(id, IPC_RMID, NULL) == 0);
	}), 0, "a segment of mode 0: its creator can attach only after IPC_SET has changed the mode");
}

/* Ids are compared with all 32 bits: uid 65536 is not 0. */
static void wide_ids(void)
{
	int id = segment(0660);

	is(rights(id, 65536 + OWNER, 9, 0), 0, "uid 66536 is not uid 1000");
	is(rights(id, STRANGER, 65536 + GROUP, 0), 0, "gid 67536 is not gid 2000");
	is(rights(id, 65536, 9, 0), 0, "uid 65536 is not root");
	remove_segment(id);
}

int main(void)
{
	need_no_segments();
	classes();
	write_only();
	control();
	effective_ids();
	mode_zero();
	wide_ids();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
