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
	time_t now = time(NULL);
	int id = make(name, 100, 0640 | 01000);
	struct shmid_ds ds = state(id);

	equal(ds.shm_perm.__key, name, "the key");
	equal_octal(ds.shm_perm.mode, 0640, "the mode: nine bits of the flags");
	equal(id, ds.shm_perm.__seq * 128 + id % 128, "the id: its sequence number * 128 + its slot");
	equal(ds.shm_cpid, getpid(), "shm_cpid, the pid of its creator");
	equal(ds.shm_lpid, 0, "shm_lpid before any attach");
	equal(ds.shm_nattch, 0, "shm_nattch");
	equal(ds.shm_atime, 0, "shm_atime before any attach");
	equal(ds.shm_dtime, 0, "shm_dtime");
	check(ds.shm_ctime >= now && ds.shm_ctime <= time(NULL), "shm_ctime is the time of its creation",
	      "it is another");
	equal(ds.shm_perm.uid, 0, "the owner");
	if (setresgid(-1, 77, -1) || setresuid(-1, 88, -1))
		failed("the test becomes another user", "%s", strerror(errno));
	ds = state(make(key(), 100, 0600));
	equal(ds.shm_perm.uid, 88, "the owner, when the real user is 0 and the effective one 88");
	equal(ds.shm_perm.gid, 77, "its group, when the real one is 0 and the effective one 77");
	setresuid(-1, 0, -1);
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
	put_number("/proc/sys/kernel/shmmax", 0xffffffff);
	put_number(SHMALL, 0xffffffff);
	fails_with(shmget(IPC_PRIVATE, 0xfffff001 + pick(0, 0xffe), 0600), ENOSPC,
		   "a segment of almost 4 GiB, whose size rounded up to pages is 0 in 32 bits");
	put_number(SHMALL, info.shmall);
	put_number("/proc/sys/kernel/shmmax", info.shmmax);
}

TEST(order)
{
	struct shminfo info;
	unsigned long used = totals().shm_tot;

	shmctl(0, IPC_INFO, (struct shmid_ds *)&info);
	put("/proc/sys/kernel/shmmax", "8192");
	put_number(SHMALL, used);
	put_number(SHMMNI, totals().used_ids);
	fails_with(shmget(IPC_PRIVATE, 8193, SHM_HUGETLB | 0600), EINVAL, "too large, and SHMALL used up (EINVAL comes first)");
	fails_with(shmget(IPC_PRIVATE, 8192, SHM_HUGETLB | 0600), ENOSPC, "huge pages, when SHMALL is used up (ENOSPC comes first)");
	put_number(SHMALL, used + 2);
	fails_with(shmget(IPC_PRIVATE, 8192, SHM_HUGETLB | 0600), EINVAL, "huge pages, when SHMMNI is used up (EINVAL comes first)");
	fails_with(shmget(IPC_PRIVATE, 8192, 0600), ENOSPC, "a segment, when SHMMNI is used up");
	put_number(SHMMNI, 128);
	fails_with(shmget(IPC_PRIVATE, 8192, SHM_HUGETLB | 0600), EINVAL, "a segment of huge pages");
	put_number(SHMALL, info.shmall);
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
	put_number(SHMALL, used);
	fails_with(shmget(IPC_PRIVATE, 1, 0600), ENOSPC, "1 page when SHMALL is less than what is in use");
	put_number(SHMALL, 0xffffffff);
	check(shmget(IPC_PRIVATE, 1, 0600) >= 0, "1 page when SHMALL is the highest number", strerror(errno));
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
	check(third % 128 != id % 128 || third != id, "a new segment in that slot has another id than the one before it",
	      "it has the same");
	check(shmctl(0, SHM_INFO, (struct shmid_ds *)lab_text) >= third % 128,
	      "SHM_INFO returns the highest slot in use", "it returns a lower one");
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
		intact();
	}
	check(shmget(IPC_PRIVATE, pages * PAGE, 0600) >= 0, "with memory it works again",
	      strerror(errno));
}

static struct shm_info lab_before;

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
	fails_with(shmget(key(), 0, IPC_CREAT | 0600), EINVAL, "making a segment of 0 bytes under a new key");
}

/* ---- two processes at a time ---- */

static key_t names[2];
static int flags[2];

static long get_first(void)
{
	return shmget(names[0], 2 * PAGE, flags[0]);
}

static long get_second(void)
{
	return shmget(names[1], flags[1] & IPC_CREAT || !names[1] ? 2 * PAGE : 0, flags[1]);
}

/* Choose what both processes do. With the same key, the second looks for what the first creates. */
static void choose(key_t one, int one_flags, key_t two, int two_flags)
{
	names[0] = one;
	names[1] = two;
	flags[0] = one_flags | 0600;
	flags[1] = two_flags | 0600;
}

TEST(two)
{
	choose(0, 0, 0, 0);
	for_each_place(r, get_first, get_second) {
		check(r->slow >= 0 && r->other >= 0, "two processes at the same time both get a segment",
		      "one of them got none");
		check(r->slow != r->other, "two processes at the same time get two segments", "both got the same");
		check(!r->waited, "none of them has to wait for the other", "the second one waited");
		equal(state(r->slow).shm_cpid != state(r->other).shm_cpid, 1, "whether they have two creators (1: yes)");
		equal(state(r->slow).shm_segsz, 2 * PAGE, "the size of the first process's segment");
		equal(state(r->other).shm_segsz, 2 * PAGE, "the size of the second process's segment");
		intact();
		shmctl(r->slow, IPC_RMID, NULL);	/* if the kernel can do so already */
		shmctl(r->other, IPC_RMID, NULL);
	}
}

static void one_of_two(const char *what)
{
	struct shm_info before = totals();

	for_each_place(r, get_first, get_second) {
		equal((r->slow >= 0) + (r->other >= 0), 1, what);
		errno = r->slow < 0 ? r->slow_errno : r->other_errno;
		fails_with(-1, ENOSPC, "shmget of the process that came too late");
		equal(totals().used_ids - before.used_ids, 1, "the number of segments made");
		intact();
		if (shmctl(r->slow < 0 ? r->other : r->slow, IPC_RMID, NULL) < 0)
			break;
	}
}

TEST(last)
{
	choose(0, 0, 0, 0);
	put_number(SHMMNI, totals().used_ids + 1);
	one_of_two("the number of processes that get the last segment, of two at the same time");
	put_number(SHMMNI, 128);
	put_number(SHMALL, totals().shm_tot + 3);
	one_of_two("the number of processes that get 2 of the last 3 pages, of two at the same time");
}

/* The place of the failing allocation is the one after the sleep, or another: any result is allowed that is whole. */
TEST(fails_meanwhile)
{
	struct shm_info before = totals();
	int failures = 0, waited = 0;

	choose(key(), IPC_CREAT, names[0], IPC_CREAT);
	names[1] = names[0];
	for (race_fails = 1; race_fails <= 2; race_fails++) {
		for_each_place(r, get_first, get_second) {
			failures += r->slow < 0;
			waited += r->waited;
			check(r->other >= 0, "a process that waits for a segment whose creation fails creates it itself",
			      strerror(r->other_errno));
			check(r->slow == r->other || (r->slow < 0 && r->slow_errno == ENOMEM),
			      "the first process gets no memory, or the segment of the second",
			      "it gets something else");
			equal(totals().used_ids - before.used_ids, 1, "the number of segments made");
			intact();
			if (shmctl(r->other, IPC_RMID, NULL) == 0)
				continue;
			names[0] = ++names[1];
			before = totals();
		}
	}
	race_fails = 0;
	check(failures, "the test lets an allocation fail", "none failed");
	check(waited, "a process waits for a segment that another tries to create", "it never waited");
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

/* Two processes, the same key. Whatever happens, one segment has this key in the end. */
static int same_key(int one, int two)
{
	int waited = 0;

	choose(key(), one, 0, two);
	names[1] = names[0];
	for_each_place(r, get_first, get_second) {
		int made = shmget(names[0], 0, 0);

		waited += r->waited;
		check(made >= 0, "the segment exists afterwards", strerror(errno));
		check(r->slow == made || (one & IPC_EXCL && r->slow < 0 && r->slow_errno == EEXIST),
		      "the first process gets this segment (or EEXIST, if it asked for a new one)", "it does not");
		if (r->waited && two & IPC_EXCL)
			check(r->other < 0 && r->other_errno == EEXIST,
			      "a process that has waited for the segment does not create it with IPC_EXCL",
			      "it did");
		else if (r->waited)
			equal(r->other, made, "the id for a process that has waited for the segment");
		check(r->other == made || (two & IPC_EXCL && r->other_errno == EEXIST) ||
		      (!(two & IPC_CREAT) && r->other_errno == ENOENT),
		      "the second process gets this segment too, or the error that its flags ask for", "it gets another");
		equal(totals().used_ids - lab_before.used_ids, 1, "the number of segments made");
		intact();
		if (shmctl(made, IPC_RMID, NULL) < 0) {
			names[0] = ++names[1];
			lab_before = totals();
		}
	}
	return waited;
}

TEST(waits)
{
	int kinds[][2] = { { IPC_CREAT, IPC_CREAT }, { IPC_CREAT, 0 }, { IPC_CREAT, IPC_CREAT | IPC_EXCL },
			   { IPC_CREAT | IPC_EXCL, IPC_CREAT } };

	for (int i = 0; i < 4; i++) {
		lab_before = totals();
		check(same_key(kinds[i][0], kinds[i][1]) > 0,
		      "a process that looks for the key waits while another creates the segment", "it never waited");
	}
}

TEST(among)
{
	int count = pick(4, 9), ids[9], bits[] = { 16, 24, 28, 31 };
	key_t first = key();

	for (int i = 0; i < count; i++)
		ids[i] = make(first + i, 10, 0600);
	for (int i = 0; i < count; i++)
		equal(shmget(first + i, 0, 0), ids[i], "the id of one of several keys");
	fails_with(shmget(first + count, 0, 0), ENOENT, "the key that none of them has");
	for (int i = 0; i < 4; i++) {		/* keys that differ from the first in one of the upper bits */
		key_t far = first ^ (key_t)(1u << bits[i]);

		fails_with(shmget(far, 0, 0), ENOENT, "a key whose upper 16 bits none of them has");
		check(make(far, 10, 0600) != ids[0], "all 32 bits of a key count", "keys with other upper bits name the same segment");
		equal(shmget(first, 0, 0), ids[0], "the id of the first key after that");
	}
}

TEST(exclusive)
{
	key_t taken = key();

	make(taken, 100, 0600);
	fails_with(shmget(taken, 100, IPC_CREAT | IPC_EXCL | 0600), EEXIST,
		   "IPC_CREAT | IPC_EXCL for a key that is taken");
	fails_with(shmget(taken, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST,
		   "the same with a size that does not fit (EEXIST comes first)");
	fails_with(shmget(taken, 0, IPC_CREAT | IPC_EXCL | 0600), EEXIST, "the same with size 0");
	equal(shmget(taken, 100, IPC_EXCL | 0600), shmget(taken, 0, 0),
	      "the id with IPC_EXCL alone, which means nothing without IPC_CREAT");
}

static key_t hidden;

static void order_for_stranger(void)
{
	become(1234, 4321);
	fails_with(shmget(hidden, 101, IPC_CREAT | IPC_EXCL | 0600), EEXIST, "IPC_EXCL by a stranger (EEXIST comes first)");
	fails_with(shmget(hidden, 101, 0600), EINVAL, "too large a size by a stranger (EINVAL comes before EACCES)");
	fails_with(shmget(hidden, 100, 0600), EACCES, "the right size by a stranger");
}

TEST(order_of_errors)
{
	hidden = key();
	make(hidden, 100, 0600);
	in_child(order_for_stranger);
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
	expect_access(0100, 0, "the owner executing, with mode 0466");
	name = key();
	id = make(name, 10, 0100);
	expect_access(0100, 1, "the owner executing, with mode 0100");
	expect_access(0500, 0, "the owner reading and executing, with mode 0100");
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

/* The creator keeps the owner's bits when the segment is given to somebody else; the new owner has them, too. */
static void as_creator(void)
{
	struct shmid_ds ds;

	become(uid, gid);
	name = key();
	id = make(name, 10, 0644);
	ds = state(id);
	ds.shm_perm.uid = uid + 1;
	ds.shm_perm.gid = gid + 1;
	ds.shm_perm.mode = 0620;
	equal(shmctl(id, IPC_SET, &ds), 0, "the result of IPC_SET");
	expect_access(0600, 1, "the creator writing, when another user owns the segment, with mode 0620");
}

static void as_new_owner(void)
{
	become(uid + 1, 9);
	expect_access(0600, 1, "the new owner writing, with mode 0620");
}

static void as_group_of_creator(void)
{
	become(uid + 2, gid);
	expect_access(0020, 1, "a member of the creator's group writing, with mode 0620");
	expect_access(0040, 0, "a member of the creator's group reading, with mode 0620");
}

static void as_group_of_owner(void)
{
	become(uid + 2, gid + 1);
	expect_access(0020, 1, "a member of the owner's group writing, with mode 0620");
	expect_access(0040, 0, "a member of the owner's group reading, with mode 0620");
}

static void as_effective(void)
{
	if (setgroups(0, NULL) || setresgid(9, 9, 9) || setresuid(uid, uid + 5, uid))
		failed("the test becomes another user", "%s", strerror(errno));
	expect_access(0400, 0, "a process whose real user owns the segment, but whose effective user does not");
}

static void as_real(void)
{
	if (setgroups(0, NULL) || setresgid(9, 9, 9) || setresuid(uid + 5, uid, uid + 5))
		failed("the test becomes another user", "%s", strerror(errno));
	expect_access(0600, 1, "a process whose effective user owns the segment, but whose real user does not");
}

/* The child cannot set our variables: it creates the segment under a key that we know. */
static int made_by(void (*run)(void))
{
	key_t mine;

	in_child(run);
	mine = key();
	name = mine;
	return id = shmget(name, 0, 0);
}

TEST(creator)
{
	uid = pick(1000, 60000);
	gid = pick(1000, 60000);
	check(made_by(as_creator) >= 0, "the segment of the creator exists", strerror(errno));
	in_child(as_new_owner);
	in_child(as_group_of_creator);
	in_child(as_group_of_owner);
}

static void make_private(void)
{
	become(uid, gid);
	make(key(), 10, 0600);
}

TEST(effective)
{
	uid = pick(1000, 60000);
	gid = pick(1000, 60000);
	check(made_by(make_private) >= 0, "the segment exists", strerror(errno));
	in_child(as_effective);
	in_child(as_real);
}

static void as_member(void)
{
	become(uid, gid);
	expect_access(0040, 1, "a member of the group reading, with mode 0646");
	expect_access(0060, 0, "a member writing, with mode 0646 (others may, members not)");
	expect_access(0200, 0, "the same, asked for in the owner's bits");
	expect_access(0010, 0, "a member executing, with mode 0646");
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
	expect_access(0001, 0, "another user executing, with mode 0664");
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
	{ "2.1-order", order },
	{ "2.1-two", two },
	{ "2.1-last", last },
	{ "2.2-private", private },
	{ "2.2-absent", absent },
	{ "2.3-same", same },
	{ "2.3-among", among },
	{ "2.3-exclusive", exclusive },
	{ "2.3-bigger", bigger },
	{ "2.3-order", order_of_errors },
	{ "2.3-waits", waits },
	{ "2.3-fails", fails_meanwhile },
	{ "2.4-owner", owner },
	{ "2.4-group", group },
	{ "2.4-others", others },
	{ "2.4-root", root },
	{ "2.4-creator", creator },
	{ "2.4-effective", effective }
)
