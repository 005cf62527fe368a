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
	child = holder();
	kill(child, SIGKILL);
	end_of(child);
	equal(state(id).shm_nattch, 0, "nattch after another child was killed");
	check(attach_at(id, place(), SHM_RDONLY)[0] == 'c', "what the children wrote is still there",
	      "it is not");
}

TEST(stamps)
{
	pid_t child;

	id = new_segment(2 * PAGE, 0600);
	attach_at(id, place(), 0);
	equal(state(id).shm_dtime, 0, "shm_dtime before any detach");
	child = holder();
	equal(state(id).shm_lpid, child, "shm_lpid: the process that attached last");
	attach_at(id, place(), 0);
	equal(state(id).shm_lpid, getpid(), "shm_lpid: now it is the test");
	open_gate(&go_on);
	end_of(child);
	equal(state(id).shm_lpid, child, "shm_lpid: the child, which detached last");
	check(state(id).shm_dtime > 0, "shm_dtime is the time of the detach", "it is 0");
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
	attach_at(id, place(), 0);
	equal(state(id).shm_nattch, 1, "nattch after one more attach");
	if (strcmp(contents("/proc/invariants"), "ok\n") != 0)
		failed("/proc/invariants reports no inconsistency", "it says: %.*s",
		       (int)strcspn(lab_text, "\n"), lab_text);
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

TEST(owner)
{
	id = new_segment(PAGE, 0666);
	in_child(remove_as_other);
	equal(state(id).shm_perm.mode, 0666, "the mode after the refusal");
	in_child(remove_as_creator);
	equal(removed(id), 0, "IPC_RMID by the owner");
}

TEST(attached)
{
	id = new_segment(PAGE, 0600);
	at = attach_at(id, place(), 0);
	strcpy(at, "still here");
	equal(removed(id), 0, "the result of IPC_RMID");
	equal(state(id).shm_perm.mode, 01600, "the mode: 0600 and SHM_DEST (01000)");
	equal(state(id).shm_nattch, 1, "nattch");
	check(strcmp(at, "still here") == 0, "its memory can be read", "it holds something else");
	other = attach_at(id, place() + 0x1000000, 0);
	check(strcmp(other, "still here") == 0, "it can still be attached by its id", "it is another one");
	equal(removed(id), 0, "IPC_RMID once more");
}

/* ---- killseg ---- */

TEST(at_once)
{
	struct shmid_ds ds;

	id = new_segment(3 * PAGE, 0600);
	equal(removed(id), 0, "the result of IPC_RMID");
	fails_with(shmctl(id, IPC_STAT, &ds), EINVAL, "IPC_STAT afterwards");
	fails_with((long)shmat(id, NULL, 0), EINVAL, "shmat afterwards");
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

TEST(stale)
{
	struct shmid_ds ds;
	int next;

	id = new_segment(PAGE, 0600);
	removed(id);
	next = new_segment(PAGE, 0600);
	equal(next % 128, id % 128, "the slot of the next segment: the same");
	check(next != id, "its id is another one", "it is the same");
	fails_with(shmctl(id, IPC_STAT, &ds), EIDRM, "IPC_STAT of the old id");
	fails_with((long)shmat(id, NULL, 0), EIDRM, "shmat of the old id");
}

TESTS(
	{ "5.1-unmaps", unmaps },
	{ "5.1-refuses", refuses },
	{ "5.1-pieces", pieces },
	{ "5.1-others", others },
	{ "5.2-exit", leaves },
	{ "5.2-stamps", stamps },
	{ "5.2-list", any_order },
	{ "5.2-exec", execs },
	{ "5.3-key", key_is_free },
	{ "5.3-owner", owner },
	{ "5.3-attached", attached },
	{ "5.4-at-once", at_once },
	{ "5.5-last", last },
	{ "5.4-frames", frames },
	{ "5.4-books", books },
	{ "5.4-stale", stale }
)
