/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 2, tested from programs: keys, ids and permissions. */
#include <lab.h>

#define SHMMNI "/proc/sys/kernel/shmmni"
#define SHMALL "/proc/sys/kernel/shmall"

static key_t key(void)
{
	return (key_t)pick(0x1000, 0xfffffff);
}

static int make(key_t key, size_t size, int mode)
{
	int id = shmget(key, size, IPC_CREAT | mode);

	if (id < 0)
		failed("shmget with IPC_CREAT makes a segment", "it failed: %s", strerror(errno));
	return id;
}

TEST(size)
{
	unsigned long pages = totals().shm_tot, resident = totals().shm_rss;
	size_t odd = pick(2, 9) * PAGE + pick(1, PAGE - 1);
	int id = make(IPC_PRIVATE, odd, 0600);

	equal(state(id).shm_segsz, odd, "shm_segsz, in bytes as requested");
	equal(totals().shm_tot - pages, odd / PAGE + 1, "the number of pages counted for it");
	make(IPC_PRIVATE, 3 * PAGE, 0600);
	equal(totals().shm_tot - pages, odd / PAGE + 4, "the pages of both segments, the second with 3");
	equal(totals().shm_rss - resident, 0, "the number of frames before any touch");
}

TEST(fields)
{
	key_t name = key();
	int id = make(name, 100, 0640 | 01000);
	struct shmid_ds ds = state(id);

	equal(ds.shm_perm.__key, name, "the key");
	equal(ds.shm_perm.mode, 0640, "the mode: nine bits of the flags");
	equal(ds.shm_cpid, getpid(), "shm_cpid, the pid of its creator");
	equal(ds.shm_lpid, 0, "shm_lpid before any attach");
	equal(ds.shm_nattch, 0, "shm_nattch");
	equal(ds.shm_atime, 0, "shm_atime before any attach");
	check(ds.shm_ctime > 0, "shm_ctime is the time of its creation", "it is 0");
	equal(ds.shm_perm.uid, 0, "the owner");
	become(1234, 4321);
	ds = state(make(key(), 100, 0600));
	equal(ds.shm_perm.uid, 1234, "the owner of another user's segment");
	equal(ds.shm_perm.cuid, 1234, "its creator");
	equal(ds.shm_perm.gid, 4321, "its group");
	equal(ds.shm_perm.cgid, 4321, "its creator's group");
}

TEST(limits)
{
	struct shminfo info;

	shmctl(0, IPC_INFO, (struct shmid_ds *)&info);
	fails_with(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "a segment of 0 bytes");
	put("/proc/sys/kernel/shmmax", "8192");
	fails_with(shmget(IPC_PRIVATE, 8193, 0600), EINVAL, "a segment of SHMMAX + 1 bytes");
	check(shmget(IPC_PRIVATE, 8192, 0600) >= 0, "a segment of SHMMAX bytes can be made",
	      strerror(errno));
	check(shmget(IPC_PRIVATE, 1, 0600) >= 0, "a segment of 1 byte can be made", strerror(errno));
	put_number("/proc/sys/kernel/shmmax", info.shmmax);
}

TEST(shmall)
{
	unsigned long old = number_in(SHMALL, ""), used = totals().shm_tot;

	put_number(SHMALL, used + 4);
	fails_with(shmget(IPC_PRIVATE, 4 * PAGE + 1, 0600), ENOSPC, "5 pages when SHMALL leaves 4");
	equal(totals().shm_tot, used, "shm_tot after the refusal");
	check(shmget(IPC_PRIVATE, 4 * PAGE, 0600) >= 0, "4 pages fit when SHMALL leaves 4",
	      strerror(errno));
	fails_with(shmget(IPC_PRIVATE, 1, 0600), ENOSPC, "1 page when SHMALL leaves none");
	put_number(SHMALL, old);
}

TEST(shmmni)
{
	int room = pick(2, 5), used = totals().used_ids;

	put_number(SHMMNI, used + room);
	for (int i = 0; i < room; i++)
		make(IPC_PRIVATE, 1, 0600);
	fails_with(shmget(IPC_PRIVATE, 1, 0600), ENOSPC, "one segment more than SHMMNI");
	equal(totals().used_ids, used + room, "used_ids after the refusal");
	put_number(SHMMNI, 128);
}

TEST(lowest)
{
	int id = make(IPC_PRIVATE, 1, 0600), next = make(IPC_PRIVATE, 1, 0600), third;

	equal(next % 128, id % 128 + 1, "the slot (id % 128) of the next segment");
	shmctl(id, IPC_RMID, NULL);
	third = shmget(IPC_PRIVATE, 1, 0600);
	if (state(third).shm_perm.mode & 01000 || third % 128 == next % 128)
		failed("the new segment has a slot of its own", "it has that of another");
	check(third % 128 == id % 128 || third % 128 == next % 128 + 1,
	      "the lowest free slot is taken", "another one was taken");
}

TEST(no_memory)
{
	struct shm_info before, after;
	unsigned long pages = pick(3, 9);
	int id;

	make(IPC_PRIVATE, 1, 0600);
	before = totals();
	for (int n = 1; n <= 2; n++) {
		fail_nth(n);
		id = shmget(IPC_PRIVATE, pages * PAGE, 0600);
		fail_nth(0);
		if (id >= 0 && n == 2)
			break;			/* one allocation was enough for both */
		fails_with(id, ENOMEM, "shmget without memory");
		after = totals();
		equal(after.used_ids, before.used_ids, "used_ids after that");
		equal(after.shm_tot, before.shm_tot, "shm_tot after that");
	}
	check(shmget(IPC_PRIVATE, pages * PAGE, 0600) >= 0, "with memory it works again",
	      strerror(errno));
}

TEST(private)
{
	int id = shmget(IPC_PRIVATE, 100, 0600), other = shmget(IPC_PRIVATE, 100, 0600);

	check(id >= 0 && other >= 0, "shmget(IPC_PRIVATE) makes a segment without IPC_CREAT",
	      strerror(errno));
	check(id != other, "two private segments have two ids", "they have the same");
	check(shmget(IPC_PRIVATE, 100, IPC_CREAT | IPC_EXCL | 0600) >= 0,
	      "IPC_PRIVATE is never taken already", strerror(errno));
}

TEST(absent)
{
	fails_with(shmget(key(), 100, 0600), ENOENT, "shmget of an unknown key");
	fails_with(shmget(key(), 0, IPC_EXCL), ENOENT, "the same with IPC_EXCL alone");
}

static key_t name;
static int id;

static void same_in_child(void)
{
	equal(shmget(name, 100, 0600), id, "the id that another process gets for the key");
}

TEST(same)
{
	name = key();
	id = make(name, 100, 0600);
	check(make(name + 1, 100, 0600) != id, "another key names another segment", "it has the same id");
	equal(shmget(name, 100, 0600), id, "the id for the same key");
	equal(shmget(name, 0, 0), id, "the id when size is 0");
	equal(shmget(name, 100, IPC_CREAT | 0600), id, "the id when IPC_CREAT is set, too");
	in_child(same_in_child);
}

TEST(among)
{
	int count = pick(4, 9), ids[9];
	key_t first = key();

	for (int i = 0; i < count; i++)
		ids[i] = make(first + i, 10, 0600);
	for (int i = 0; i < count; i++)
		equal(shmget(first + i, 0, 0), ids[i], "the id of one of several keys");
	fails_with(shmget(first + count, 0, 0), ENOENT, "the key that none of them has");
}

TEST(exclusive)
{
	key_t taken = key();

	make(taken, 100, 0600);
	fails_with(shmget(taken, 100, IPC_CREAT | IPC_EXCL | 0600), EEXIST,
		   "IPC_CREAT | IPC_EXCL for a key that is taken");
	fails_with(shmget(taken, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST,
		   "the same with a size that does not fit (EEXIST comes first)");
}

TEST(bigger)
{
	key_t small = key();
	int made = make(small, 100, 0600);

	fails_with(shmget(small, 101, 0), EINVAL, "asking 101 bytes of a segment of 100");
	equal(shmget(small, 100, 0), made, "asking 100 bytes of it");
	equal(shmget(small, 1, 0), made, "asking 1 byte of it");
}

static int uid, gid;

static void expect_access(int flags, int allowed, const char *what)
{
	int got = shmget(name, 0, flags);

	if (allowed)
		equal(got, id, what);
	else
		fails_with(got, EACCES, what);
}

static void as_owner(void)
{
	become(uid, gid);
	name = key();
	id = make(name, 10, 0466);
	expect_access(0400, 1, "the owner reading, with mode 0466");
	expect_access(0600, 0, "the owner writing, with mode 0466 (the owner's bits apply)");
	expect_access(0, 1, "asking for nothing");
	name = key();
	id = make(name, 10, 0200);
	expect_access(0200, 1, "the owner writing, with mode 0200");
	expect_access(0400, 0, "the owner reading, with mode 0200");
	expect_access(0004, 0, "reading, asked for in the last three bits, with mode 0200");
}

TEST(owner)
{
	uid = pick(1000, 60000);
	gid = pick(1000, 60000);
	in_child(as_owner);
}

static void as_member(void)
{
	become(uid, gid);
	expect_access(0040, 1, "a member of the group reading, with mode 0646");
	expect_access(0060, 0, "a member writing, with mode 0646 (others may, members not)");
	expect_access(0200, 0, "the same, asked for in the owner's bits");
}

static void as_supplementary(void)
{
	gid_t groups[] = { 0 };

	if (setgroups(1, groups) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		failed("the test becomes another user", "%s", strerror(errno));
	expect_access(0060, 0, "a member through a supplementary group writing, with mode 0646");
}

TEST(group)
{
	name = key();
	id = make(name, 10, 0646);
	uid = pick(1000, 60000);
	gid = 0;
	in_child(as_member);
	gid = 77;
	in_child(as_supplementary);
}

static void as_other(void)
{
	become(uid, gid);
	expect_access(0004, 1, "another user reading, with mode 0664");
	expect_access(0002, 0, "another user writing, with mode 0664");
	expect_access(0000, 1, "another user asking for nothing");
	expect_access(0400, 1, "reading, asked for in the owner's bits");
}

TEST(others)
{
	name = key();
	id = make(name, 10, 0664);
	uid = pick(1000, 60000);
	gid = pick(1000, 60000);
	in_child(as_other);
}

static void as_nobody(void)
{
	become(uid, uid);
	expect_access(0400, 0, "another user reading, with mode 0000");
	expect_access(0200, 0, "another user writing, with mode 0000");
}

TEST(root)
{
	name = key();
	id = make(name, 10, 0);
	expect_access(0600, 1, "root, with mode 0000");
	uid = pick(1000, 60000);
	in_child(as_nobody);
}

TESTS(
	{ "2.1-size", size },
	{ "2.1-fields", fields },
	{ "2.1-limits", limits },
	{ "2.1-shmall", shmall },
	{ "2.1-shmmni", shmmni },
	{ "2.1-lowest", lowest },
	{ "2.1-no-memory", no_memory },
	{ "2.2-private", private },
	{ "2.2-absent", absent },
	{ "2.3-same", same },
	{ "2.3-among", among },
	{ "2.3-exclusive", exclusive },
	{ "2.3-bigger", bigger },
	{ "2.4-owner", owner },
	{ "2.4-group", group },
	{ "2.4-others", others },
	{ "2.4-root", root }
)
