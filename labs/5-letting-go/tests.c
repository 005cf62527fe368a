/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 5, tested from programs: every way in which an attach or a segment can end. */
#include <lab.h>

static unsigned long place(void)
{
	return 0x50000000 + pick(0, 0x800) * PAGE;
}

static char *at, *other;
static int id;
static struct gate ready, go_on;

static void touch(void)
{
	*(volatile char *)at = 1;
}

static void hold_attach(void)
{
	attach_at(id, place(), 0)[0] = 'c';
	open_gate(&ready);
	pass_gate(&go_on);
}

/* A child that attaches the segment `id` and holds it until open_gate(&go_on). */
static pid_t holder(void)
{
	pid_t pid;

	ready = make_gate();
	go_on = make_gate();
	pid = start(hold_attach);
	pass_gate(&ready);
	return pid;
}

/* ---- shmdt ---- */

TEST(unmaps)
{
	int before;

	id = new_segment(3 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	strcpy(at + PAGE, "stays");
	before = number_in("/proc/self/status", "VmSize:");
	equal(shmdt(at), 0, "shmdt's result");
	look(getpid(), at + PAGE, "absent", "the page has no frame after shmdt");
	equal(end_of(start(touch)), 128 + SIGSEGV, "the end of a child that touches it (139: SIGSEGV)");
	check(!map_line((unsigned long)at), "/proc/self/maps does not show it", "it does");
	equal(before - number_in("/proc/self/status", "VmSize:"), 12, "the KiB that the address space lost");
	equal(state(id).shm_nattch, 0, "nattch after shmdt");
	intact();
	at = attach_at(id, place(), 0);
	check(strcmp(at + PAGE, "stays") == 0, "attached again, the segment holds what it held",
	      "it does not");
}

TEST(refuses)
{
	char *private = mmap((void *)0x70000000, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	id = new_segment(3 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	fails_with(shmdt(at + 1), EINVAL, "shmdt of an address inside a page");
	fails_with(shmdt(at + PAGE), EINVAL, "shmdt of the attach's second page");
	fails_with(shmdt(at + 3 * PAGE), EINVAL, "shmdt of the page after it");
	fails_with(shmdt(private), EINVAL, "shmdt of memory that is not a segment");
	fails_with(shmdt((void *)0x48000000), EINVAL, "shmdt of an address where nothing is mapped, below an attach");
	fails_with(shmdt((void *)0xd0000000), EINVAL, "shmdt of an address of the kernel");
	fails_with(shmdt(NULL), EINVAL, "shmdt(NULL)");
	fails_with(shmdt(at - PAGE), EINVAL, "shmdt of the page before it");
	check(map_line((unsigned long)at) != NULL, "the attach is still there", "it is gone");
	equal(shmdt(at), 0, "shmdt of its first address");
	fails_with(shmdt(at), EINVAL, "shmdt a second time");
}

TEST(pieces)
{
	id = new_segment(9 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	munmap(at + 3 * PAGE, PAGE);
	mprotect(at + 6 * PAGE, PAGE, PROT_READ);
	equal(shmdt(at), 0, "shmdt of an attach that was split in four");
	check(!map_line((unsigned long)at), "the first piece is gone", "it is there");
	check(!map_line((unsigned long)at + 4 * PAGE), "the second piece is gone", "it is there");
	check(!map_line((unsigned long)at + 6 * PAGE), "the third piece is gone", "it is there");
	check(!map_line((unsigned long)at + 7 * PAGE), "the last piece is gone", "it is there");
	at = attach_at(id, place(), 0);
	munmap(at, 2 * PAGE);
	equal(shmdt(at), 0, "shmdt, by its original address, of an attach whose front was unmapped");
	check(!map_line((unsigned long)at + 2 * PAGE), "the rest is gone", "it is there");
	equal(state(id).shm_nattch, 0, "nattch after that");
	at = attach_at(id, place(), 0);
	for (int i = 1; i < 9; i += 2)
		munmap(at + i * PAGE, PAGE);
	equal(shmdt(at), 0, "shmdt of an attach of which every second page is left");
	equal(state(id).shm_nattch, 0, "nattch after that");
	at = attach_at(id, place(), 0);
	munmap(at, 8 * PAGE);
	equal(shmdt(at), 0, "shmdt of an attach of which only the last page is left");
	equal(state(id).shm_nattch, 0, "nattch after that");
	intact();
}

TEST(others)
{
	int second = new_segment(3 * PAGE, 0600);
	char *behind, *before;

	id = new_segment(3 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	behind = attach_at(second, (unsigned long)at + 3 * PAGE, 0);
	before = attach_at(id, (unsigned long)at - 3 * PAGE, 0);
	other = attach_at(id, (unsigned long)at + 6 * PAGE, 0);
	equal(shmdt(at), 0, "shmdt's result");
	check(map_line((unsigned long)behind) != NULL, "another segment directly after it stays", "it is gone");
	check(map_line((unsigned long)before) != NULL, "the same segment's attach below stays", "it is gone");
	check(map_line((unsigned long)other) != NULL, "the same segment's attach above stays", "it is gone");
	check(!map_line((unsigned long)at), "the attach itself is gone", "it is there");
	equal(state(id).shm_nattch, 2, "nattch of that segment");
	equal(state(second).shm_nattch, 1, "nattch of the other segment");
}

/*
 * Two segments whose first pages were at the same address: the larger one was attached first, and
 * its front replaced by the other. What is left of it is not a part of the other attach.
 */
TEST(other_piece)
{
	int large = new_segment(9 * PAGE, 0600);

	id = new_segment(3 * PAGE, 0600);
	at = attach_at(large, place(), 0);
	munmap(at, 4 * PAGE);
	attach_at(id, (unsigned long)at, 0);
	equal(shmdt(at), 0, "shmdt's result");
	check(!map_line((unsigned long)at), "the attach at the address is gone", "it is there");
	check(map_line((unsigned long)at + 4 * PAGE) != NULL, "what is left of another segment's attach stays", "it is gone");
	equal(state(large).shm_nattch, 1, "nattch of the other segment");
	equal(shmdt(at), 0, "shmdt of the same address again: now it means the other segment");
	check(!map_line((unsigned long)at + 4 * PAGE), "its rest is gone", "it is there");
	fails_with(shmdt(at), EINVAL, "shmdt a third time");
	/* The other's piece lies where this segment had pages: mremap moves it there. */
	id = new_segment(9 * PAGE, 0600);
	attach_at(id, (unsigned long)at, 0);
	other = attach_at(large, (unsigned long)at + 64 * PAGE, 0);
	munmap(at + 4 * PAGE, 5 * PAGE);
	check(mremap(other + 4 * PAGE, 5 * PAGE, 5 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + 4 * PAGE) == at + 4 * PAGE,
	      "the test moves a piece of the other segment", strerror(errno));
	equal(shmdt(at), 0, "shmdt's result");
	check(!map_line((unsigned long)at), "the attach at the address is gone", "it is there");
	check(map_line((unsigned long)at + 4 * PAGE) != NULL, "a piece of another segment among its pages stays", "it is gone");
	intact();
}

/* The first piece may be one page: the others begin as far away as the segment is long. */
TEST(memory_between)
{
	char *private;

	id = new_segment(9 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	munmap(at + 2 * PAGE, 3 * PAGE);
	private = mmap(at + 3 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	check(private == at + 3 * PAGE, "the test maps a page between two pieces", strerror(errno));
	equal(shmdt(at), 0, "shmdt's result");
	check(!map_line((unsigned long)at), "the piece before the page is gone", "it is there");
	check(!map_line((unsigned long)at + 5 * PAGE), "the piece after the page is gone", "it is there");
	check(map_line((unsigned long)private) != NULL, "the page between them stays", "it is gone");
	intact();
}

/* ---- shm_close ---- */

TEST(leaves)
{
	pid_t child;

	id = new_segment(2 * PAGE, 0600);
	child = holder();
	equal(state(id).shm_nattch, 1, "nattch while the child holds it");
	open_gate(&go_on);
	equal(end_of(child), 0, "the child's end");
	equal(state(id).shm_nattch, 0, "nattch after the child's end");
	equal(state(id).shm_lpid, child, "shm_lpid: the child, which detached by its exit");
	check(state(id).shm_dtime > 0, "shm_dtime is the time of the exit", "it is 0");
	intact();
	child = holder();
	kill(child, SIGKILL);
	end_of(child);
	equal(state(id).shm_nattch, 0, "nattch after another child was killed");
	check(attach_at(id, place(), SHM_RDONLY)[0] == 'c', "what the children wrote is still there",
	      "it is not");
}

/* Let more than a second pass. */
static void moment(void)
{
	struct timespec more = { 1, 100 * 1000 * 1000 };

	nanosleep(&more, NULL);
}

TEST(stamps)
{
	struct shmid_ds then;
	char *lowest;
	pid_t child;

	id = new_segment(2 * PAGE, 0600);
	lowest = attach_at(id, 0x40000000, 0);
	equal(state(id).shm_dtime, 0, "shm_dtime before any detach");
	child = holder();
	equal(state(id).shm_lpid, child, "shm_lpid: the process that attached last");
	attach_at(id, place(), 0);
	equal(state(id).shm_lpid, getpid(), "shm_lpid: now it is the test");
	then = state(id);
	moment();
	open_gate(&go_on);
	end_of(child);
	equal(state(id).shm_lpid, child, "shm_lpid: the child, which detached last");
	check(state(id).shm_dtime > then.shm_atime && state(id).shm_dtime <= time(NULL),
	      "shm_dtime is the time of the detach", "it is another");
	equal(state(id).shm_atime, then.shm_atime, "shm_atime, which a detach does not change");
	equal(state(id).shm_ctime, then.shm_ctime, "shm_ctime, which a detach does not change");
	then = state(id);
	moment();
	munmap((char *)lowest, PAGE);
	equal(state(id).shm_nattch, 2, "nattch after a part of an attach was unmapped");
	munmap((char *)lowest + PAGE, PAGE);
	equal(state(id).shm_nattch, 1, "nattch after the rest was unmapped");
	equal(state(id).shm_lpid, getpid(), "shm_lpid: the process that has called munmap");
	check(state(id).shm_dtime > then.shm_dtime, "shm_dtime is the time of munmap", "it is an earlier one");
	intact();
}

TEST(any_order)
{
	char *attached[4];
	unsigned order = pick(0, 3);

	id = new_segment(PAGE, 0600);
	for (int i = 0; i < 4; i++)
		attached[i] = attach_at(id, 0x60000000 + i * 0x10000, 0);
	for (int i = 0; i < 4; i++) {
		munmap(attached[(order + i * 3) % 4], PAGE);
		equal(state(id).shm_nattch, 3 - i, "nattch after one more munmap");
	}
	check(state(id).shm_dtime > 0, "shm_dtime is the time of the last detach", "it is 0");
	attach_at(id, place(), 0);
	equal(state(id).shm_nattch, 1, "nattch after one more attach");
	intact();
}

static void become_another_program(void)
{
	char *argv[] = { "test", "none", NULL };

	attach_at(id, place(), 0);
	execv("/labs/test", argv);
}

TEST(execs)
{
	id = new_segment(PAGE, 0600);
	equal(end_of(start(become_another_program)), 2, "the end of a child that attached and called exec");
	equal(state(id).shm_nattch, 0, "nattch after that");
	check(state(id).shm_dtime > 0, "shm_dtime is set", "it is 0");
	intact();
}

/* ---- IPC_RMID ---- */

static int removed(int id)
{
	return shmctl(id, IPC_RMID, NULL);
}

TEST(key_is_free)
{
	key_t key = pick(0x1000, 0xfffffff);
	int again;

	id = shmget(key, PAGE, IPC_CREAT | 0600);
	at = attach_at(id, place(), 0);
	equal(removed(id), 0, "the result of IPC_RMID");
	fails_with(shmget(key, 0, 0), ENOENT, "looking for its key afterwards");
	again = shmget(key, PAGE, IPC_CREAT | IPC_EXCL | 0600);
	check(again >= 0 && again != id, "the key can be used for a new segment",
	      again < 0 ? strerror(errno) : "it is the old one");
	equal(state(id).shm_perm.__key, 0, "the key of the removed segment (0: IPC_PRIVATE)");
	equal(state(again).shm_perm.__key, key, "the key of the new one");
	equal(shmget(key, 0, 0), again, "the segment under the key");
}

static void remove_as_other(void)
{
	become(1234, 0);
	fails_with(removed(id), EPERM, "IPC_RMID by another user, who may read and write");
}

static void remove_as_creator(void)
{
	struct shmid_ds ds;
	int mine;

	become(4321, 4321);
	mine = new_segment(PAGE, 0600);
	ds = state(mine);
	ds.shm_perm.uid = 999;
	shmctl(mine, IPC_SET, &ds);
	equal(removed(mine), 0, "IPC_RMID by the creator, who is no longer the owner");
}

static void remove_as_new_owner(void)
{
	become(999, 999);
	equal(removed(id), 0, "IPC_RMID by the owner, who is not the creator");
}

static void remove_as_group(void)
{
	become(1234, 4321);
	fails_with(removed(id), EPERM, "IPC_RMID by a member of its group");
}

static void remove_as_real_user(void)
{
	if (setgroups(0, NULL) || setresgid(9, 9, 9) || setresuid(999, 1000, 1000))
		failed("the test becomes another user", "%s", strerror(errno));
	fails_with(removed(id), EPERM, "IPC_RMID by a process whose real user owns the segment, but whose effective user does not");
}

/* A segment of user 4321 that user 999 owns. */
static void given_away(void)
{
	struct shmid_ds ds;

	become(4321, 4321);
	id = shmget(0x4321, PAGE, IPC_CREAT | 0666);
	ds = state(id);
	ds.shm_perm.uid = 999;
	shmctl(id, IPC_SET, &ds);
}

TEST(new_owner)
{
	in_child(given_away);
	id = shmget(0x4321, 0, 0);
	check(id >= 0, "the test has a segment", strerror(errno));
	in_child(remove_as_group);
	in_child(remove_as_real_user);
	equal_octal(state(id).shm_perm.mode, 0666, "the mode after the refusals");
	equal(shmget(0x4321, 0, 0), id, "the segment under its key after the refusals");
	in_child(remove_as_new_owner);
	fails_with(shmget(0x4321, 0, 0), ENOENT, "looking for its key afterwards");
	in_child(given_away);
	id = shmget(0x4321, 0, 0);
	equal(removed(id), 0, "IPC_RMID by root, who is neither owner nor creator");
}

TEST(owner)
{
	id = new_segment(PAGE, 0666);
	in_child(remove_as_other);
	equal_octal(state(id).shm_perm.mode, 0666, "the mode after the refusal");
	in_child(remove_as_creator);
	equal(removed(id), 0, "IPC_RMID by the owner");
}

TEST(attached)
{
	id = new_segment(PAGE, 0600);
	at = attach_at(id, place(), 0);
	strcpy(at, "still here");
	equal(removed(id), 0, "the result of IPC_RMID");
	equal_octal(state(id).shm_perm.mode, 01600, "the mode: 0600 and SHM_DEST (01000)");
	equal(state(id).shm_nattch, 1, "nattch");
	check(strcmp(at, "still here") == 0, "its memory can be read", "it holds something else");
	other = attach_at(id, place() + 0x1000000, 0);
	check(strcmp(other, "still here") == 0, "it can still be attached by its id", "it is another one");
	equal(removed(id), 0, "IPC_RMID once more");
	equal(state(id).shm_nattch, 2, "nattch after that");
	check(strcmp(other, "still here") == 0, "its memory can still be read", "it holds something else");
	equal(shmctl(id, SHM_LOCK, NULL), 0, "the result of SHM_LOCK");
	equal(removed(id), 0, "IPC_RMID of a locked segment");
	equal_octal(state(id).shm_perm.mode, 03600, "its mode: the other bits stay");
	intact();
}

/* ---- killseg ---- */

TEST(at_once)
{
	struct shm_info before = totals();
	struct shmid_ds ds;

	id = new_segment(3 * PAGE, 0600);
	equal(removed(id), 0, "the result of IPC_RMID");
	fails_with(shmctl(id, IPC_STAT, &ds), EINVAL, "IPC_STAT afterwards");
	fails_with((long)shmat(id, NULL, 0), EINVAL, "shmat afterwards");
	fails_with(removed(id), EINVAL, "IPC_RMID once more");
	equal(totals().used_ids, before.used_ids, "used_ids");
	equal(totals().shm_tot, before.shm_tot, "shm_tot");
	intact();
}

/* The highest slot becomes free, and one below it. */
TEST(slots)
{
	int ids[4], most;

	for (int i = 0; i < 4; i++)
		ids[i] = new_segment(PAGE, 0600);
	most = shmctl(0, SHM_INFO, (struct shmid_ds *)lab_text);
	equal(removed(ids[1]), 0, "the result of IPC_RMID");
	intact();
	equal(removed(ids[3]), 0, "the result of IPC_RMID");
	intact();
	check(shmctl(0, SHM_INFO, (struct shmid_ds *)lab_text) < most || ids[3] % 128 != most,
	      "SHM_INFO returns a lower slot when the highest is free", "it does not");
	equal(state(ids[2]).shm_segsz, PAGE, "the size of a segment in another slot");
	equal(new_segment(PAGE, 0600) % 128, ids[1] % 128, "the slot of a new segment: the lowest free one");
}

static long attach_it(void)
{
	long where = (long)shmat(id, (void *)0x60000000, 0);

	return where == -1 ? -1 : shmdt((void *)where);
}

static long remove_it(void)
{
	return removed(id);
}

/* A process attaches and detaches a segment, and another one removes it meanwhile. */
TEST(meanwhile)
{
	struct shm_info before;

	id = new_segment(700 * PAGE, 0600);
	before = totals();
	for_each_place(r, attach_it, remove_it) {
		equal(r->other, 0, "the result of IPC_RMID");
		equal(totals().used_ids, before.used_ids - 1, "used_ids when both processes have ended");
		equal(totals().shm_tot, before.shm_tot - 700, "shm_tot when both processes have ended");
		intact();
		id = new_segment(700 * PAGE, 0600);
	}
}

static void remove_and_exec(void)
{
	char *argv[] = { "test", "none", NULL };

	attach_at(id, place(), 0);
	shmctl(id, IPC_RMID, NULL);
	execv("/labs/test", argv);
}

TEST(last)
{
	struct shmid_ds ds;
	pid_t child;

	id = new_segment(3 * PAGE, 0600);
	child = holder();
	at = attach_at(id, place(), 0);
	removed(id);
	equal(state(id).shm_nattch, 2, "nattch of the removed segment");
	munmap(at, 3 * PAGE);
	equal(state(id).shm_nattch, 1, "nattch when one of two has gone");
	open_gate(&go_on);
	end_of(child);
	fails_with(shmctl(id, IPC_STAT, &ds), EINVAL, "IPC_STAT when the last has gone");
	intact();
	for (int way = 0; way < 3; way++) {	/* the last detach by shmdt, by a signal, by exec */
		id = new_segment(3 * PAGE, 0600);
		if (way == 0) {
			at = attach_at(id, place(), 0);
			removed(id);
			equal(shmdt(at), 0, "the result of shmdt");
		} else if (way == 1) {
			child = holder();
			removed(id);
			kill(child, SIGKILL);
			end_of(child);
		} else {
			child = start(remove_and_exec);
			equal(end_of(child), 2, "the end of a child that attached, removed and called exec");
		}
		fails_with(shmctl(id, IPC_STAT, &ds), EINVAL, way == 0 ? "IPC_STAT after the last shmdt" :
			   way == 1 ? "IPC_STAT after the last process was killed" : "IPC_STAT after the last process called exec");
		intact();
	}
	id = new_segment(3 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	at[PAGE] = 'f';
	removed(id);
	munmap(at + PAGE, PAGE);
	equal(state(id).shm_nattch, 2, "nattch of two pieces of a removed segment");
	munmap(at, PAGE);
	equal(state(id).shm_nattch, 1, "nattch of one piece of a removed segment");
	equal(shmdt(at), 0, "shmdt of the last piece");
	fails_with(shmctl(id, IPC_STAT, &ds), EINVAL, "IPC_STAT when the last piece has gone");
}

static void use_and_remove(void)
{
	int pages = 40;

	id = new_segment(700 * PAGE, 0600);	/* enough that the array of page entries takes a frame */
	at = attach_at(id, 0x60000000, 0);
	for (int i = 0; i < pages; i += 2)
		at[i * PAGE] = i;
	removed(id);
}

static void remove_unattached(void)
{
	id = new_segment(30 * PAGE, 0600);
	at = attach_at(id, 0x60000000, 0);
	for (int i = 0; i < 30; i++)
		at[i * PAGE] = i;
	munmap(at, 30 * PAGE);
	removed(id);
}

TEST(frames)
{
	long before;

	in_child(use_and_remove);
	in_child(remove_unattached);
	before = free_frames();
	in_child(use_and_remove);
	equal(free_frames(), before, "the free frames after a removed segment's process ended");
	in_child(remove_unattached);
	equal(free_frames(), before, "the free frames after an unattached segment was removed");
}

TEST(books)
{
	struct shm_info before = totals(), after;

	in_child(use_and_remove);
	in_child(remove_unattached);
	after = totals();
	equal(after.used_ids, before.used_ids, "used_ids");
	equal(after.shm_tot, before.shm_tot, "shm_tot");
	equal(after.shm_rss, before.shm_rss, "shm_rss");
}

static int used[32], uses;		/* ids of removed segments */

/* Make a segment, whose id no earlier one had, and remove it. */
static void next_id(void)
{
	struct shmid_ds ds;
	int made = new_segment(PAGE, 0600);

	for (int i = 0; i < uses; i++) {
		check(used[i] != made, "an id is not used a second time", "it names a new segment");
		if (used[i] % 128 == made % 128)
			fails_with(shmctl(used[i], IPC_STAT, &ds), EIDRM, "IPC_STAT of an old id, several segments later");
	}
	used[uses++] = made;
	removed(made);
}

static void remove_all(void)
{
	struct shmid_ds ds;
	int found;

	for (int slot = 0; slot < 128; slot++)
		if ((found = shmctl(slot, SHM_STAT, &ds)) >= 0)
			removed(found);
}

TEST(stale)
{
	struct shmid_ds ds;
	int next, old[4];

	remove_all();			/* so that the first ones below are the last in use, too */

	id = new_segment(PAGE, 0600);
	removed(id);
	next = new_segment(PAGE, 0600);
	equal(next % 128, id % 128, "the slot of the next segment: the same");
	check(next != id, "its id is another one", "it is the same");
	fails_with(shmctl(id, IPC_STAT, &ds), EIDRM, "IPC_STAT of the old id");
	fails_with((long)shmat(id, NULL, 0), EIDRM, "shmat of the old id");
	used[uses++] = id;
	used[uses++] = next;
	removed(next);
	next_id();
	next_id();
	for (int i = 0; i < 4; i++)		/* segments that live while others come and go in lower slots */
		old[i] = new_segment(PAGE, 0600);
	for (int i = 0; i < 4; i++) {
		used[uses++] = old[i];
		removed(old[i]);
		next_id();
		next_id();
	}
}

TESTS(
	{ "5.1-unmaps", unmaps },
	{ "5.1-refuses", refuses },
	{ "5.1-pieces", pieces },
	{ "5.1-others", others },
	{ "5.1-other-piece", other_piece },
	{ "5.1-between", memory_between },
	{ "5.2-exit", leaves },
	{ "5.2-stamps", stamps },
	{ "5.2-list", any_order },
	{ "5.2-exec", execs },
	{ "5.3-key", key_is_free },
	{ "5.3-owner", owner },
	{ "5.3-new-owner", new_owner },
	{ "5.3-attached", attached },
	{ "5.4-at-once", at_once },
	{ "5.5-last", last },
	{ "5.4-frames", frames },
	{ "5.4-books", books },
	{ "5.4-stale", stale },
	{ "5.4-slots", slots },
	{ "5.5-meanwhile", meanwhile }
)
