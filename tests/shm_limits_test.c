/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The limits: SHMMNI segments, SHMMAX bytes in one, SHMALL pages in all, each as it is at boot
 * and as changed under /proc/sys/kernel/; and memory running out before a limit does.
 */
#include "shm_util.h"

#define KEY 0x5a5a0005
#define MIB (1 << 20)

static int shows(const char *name, const char *value)
{
	char path[64], *line;

	snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
	line = line_of(path, "");
	return line && strcmp(line, value) == 0;
}

static int try(size_t size)
{
	return shmget(IPC_PRIVATE, size, 0600);
}

static void number_of_segments(void)
{
	static int ids[SLOTS];
	int i, made = 0, found, wrong = 0;

	for (i = 0; i < SLOTS; i++) {
		ids[i] = shmget(KEY + i, PAGE, IPC_CREAT | IPC_EXCL | 0600);
		made += ids[i] >= 0;
		if (on_samepage() && ids[i] % SLOTS != i)
			wrong++;
	}
	is(made, SLOTS, "128 segments can be made");
	is(wrong, 0, "each in the next slot");
	is(totals().used_ids, SLOTS, "and are counted");
	is_errno(try(PAGE), ENOSPC, "the 129th: ENOSPC");
	is_errno(shmget(KEY + SLOTS, PAGE, IPC_CREAT | 0600), ENOSPC, "also with a key: ENOSPC");
	is_errno(shmget(KEY + SLOTS, PAGE, 0600), ENOENT, "looking for a key: ENOENT as ever");
	is_errno(shmget(KEY + SLOTS, 0, IPC_CREAT | 0600), EINVAL, "of 0 bytes: EINVAL first");
	for (i = 0, found = 0; i < SLOTS; i++)
		found += shmget(KEY + i, 0, 0) == ids[i];
	is(found, SLOTS, "each key finds its own");
	remove_segment(ids[77]);
	is_errno(shmget(KEY + 77, 0, 0), ENOENT, "one is removed");
	ids[77] = try(PAGE);
	ok(ids[77] >= 0, "then there is room for one");
	if (on_samepage())
		is(ids[77] % SLOTS, 77, "in the slot that became free");
	is_errno(try(PAGE), ENOSPC, "and for no other");
	is(totals().shm_tot, SLOTS, "128 pages in all");
	for (i = 0; i < SLOTS; i++)
		remove_segment(ids[i]);
	is(totals().used_ids, 0, "all are removed");
}

static void bytes_in_one(void)
{
	int id;

	ok(shows("shmmax", "33554432"), "/proc/sys/kernel/shmmax says 32 MiB");
	id = try(32 * MIB);
	ok(id >= 0, "SHMMAX bytes can be had");
	is(state(id).shm_segsz, 32 * MIB, "all of them");
	is(totals().shm_tot, 8192, "they are 8192 pages");
	remove_segment(id);
	is_errno(try(32 * MIB + 1), EINVAL, "one byte more: EINVAL");

	is(set_limit("shmmax", "8192"), 0, "root sets shmmax to 8192");
	ok(shows("shmmax", "8192"), "which shows");
	is_errno(try(8193), EINVAL, "8193 bytes: EINVAL");
	id = shmget(KEY, 8192, IPC_CREAT | 0600);
	ok(id >= 0, "8192 bytes can be had");
	is(set_limit("shmmax", "4096\n"), 0, "a newline does not disturb");
	is_errno(try(4097), EINVAL, "4097 bytes: EINVAL");
	is(shmget(KEY, 8192, 0), id, "an existing segment may be larger than the limit");
	is(shmget(KEY, 8192, IPC_CREAT | 0600), id, "also with IPC_CREAT");
	is_errno(shmget(KEY + 1, 8192, IPC_CREAT | 0600), EINVAL, "a new one may not");
	is_errno(shmget(KEY + 1, 8192, 0), ENOENT, "without IPC_CREAT: ENOENT, not the limit");
	remove_segment(id);
	is(set_limit("shmmax", "67108864"), 0, "root sets it to 64 MiB");
	id = try(64 * MIB);
	ok(id >= 0, "64 MiB can be had, more than may be there: no frame is taken");
	is(totals().shm_rss, 0, "none");
	remove_segment(id);
	is(set_limit("shmmax", ""), 0, "writing nothing sets nothing");
	ok(shows("shmmax", "67108864"), "and is no error");
	if (on_samepage()) {	/* on a 64-bit Linux this is not near any border */
		set_limit("shmmax", "4294967295");
		is_errno(try(0xfffff001), ENOSPC, "4 GiB less a page and a byte, rounded up: ENOSPC");
		is_errno(try(0xffffffff), ENOSPC, "4 GiB less a byte: ENOSPC");
	}
	is(set_limit("shmmax", "33554432"), 0, "and back to 32 MiB");
	is_end(in_child({
		become(1000, 1000);
		expect(set_limit("shmmax", "1") == -1);
		expect(shows("shmmax", "33554432"));
	}), 0, "others can read the limit but not set it");
}

static void pages_in_all(void)
{
	int a, b;

	ok(shows("shmall", "4194304"), "/proc/sys/kernel/shmall says 4194304 pages");
	is(set_limit("shmall", "10"), 0, "root sets it to 10");
	a = try(9 * PAGE);
	ok(a >= 0, "9 pages can be had");
	is_errno(try(2 * PAGE), ENOSPC, "2 more: ENOSPC");
	is_errno(try(PAGE + 1), ENOSPC, "a page and a byte are 2 pages: ENOSPC");
	b = try(PAGE);
	ok(b >= 0, "exactly SHMALL pages can be had");		/* row 16 */
	is_errno(try(1), ENOSPC, "not a byte more: ENOSPC");
	is_errno(try(0), EINVAL, "0 bytes: EINVAL first");
	is(totals().shm_tot, 10, "10 pages in all");
	remove_segment(a);
	remove_segment(b);
	is_errno(try(10 * PAGE + 1), ENOSPC, "11 pages at once: ENOSPC");
	b = try(10 * PAGE);
	ok(b >= 0, "10 at once can be had");
	remove_segment(b);
	b = try(PAGE);
	a = try(9 * PAGE);
	ok(a >= 0, "what is removed can be had again");
	remove_segment(a);
	remove_segment(b);
	is(set_limit("shmall", "0"), 0, "root sets it to 0");
	is_errno(try(1), ENOSPC, "nothing can be had");
	is(set_limit("shmall", "4194304"), 0, "and back");
	is(totals().shm_tot, 0, "no page is counted");
}

static void fewer_segments(void)
{
	int a, b, c;

	ok(shows("shmmni", "128"), "/proc/sys/kernel/shmmni says 128");
	is(set_limit("shmmni", "2"), 0, "root sets it to 2");
	a = try(PAGE);
	b = try(PAGE);
	ok(a >= 0 && b >= 0, "two segments can be had");
	is_errno(try(PAGE), ENOSPC, "a third: ENOSPC");
	is(set_limit("shmmni", "1"), 0, "root sets it below what is in use");
	is(totals().used_ids, 2, "which takes nothing away");
	remove_segment(a);
	is_errno(try(PAGE), ENOSPC, "one is left: no other can be had");
	remove_segment(b);
	c = try(PAGE);
	ok(c >= 0, "none is left: one can");
	remove_segment(c);
	is(set_limit("shmmni", "128"), 0, "and back");
	if (on_samepage()) {	/* the array has 128 slots; Linux goes to 32768 */
		set_limit("shmmni", "129");
		ok(shows("shmmni", "128"), "it cannot grow above the number of slots");
	}
}

static void nonsense(void)
{
	is_errno(set_limit("shmmax", "nonsense"), EINVAL, "a word is no limit: EINVAL");
	is_errno(set_limit("shmall", "-"), EINVAL, "nor is a sign");
	is_errno(set_limit("shmmax", "0xz"), EINVAL, "nor is what is no number of its kind");
	is(set_limit("shmmax", "0x2fA0"), 0, "sixteens may be counted by");
	ok(shows("shmmax", "12192"), "0x2fA0 is 12192");
	is(set_limit("shmmax", "010107"), 0, "and by eights");
	ok(shows("shmmax", "4167"), "010107 is 4167");
	is_errno(set_limit("shmmax", "0108"), EINVAL, "in which there is no 8");
	is(set_limit("shmmax", "33554432"), 0, "and back");
	ok(shows("shmmax", "33554432"), "shmmax stays what it was");
	ok(shows("shmall", "4194304"), "and so does shmall");
}

/* Row sysctl-offset: not from the start of the file. */
static void in_pieces(void)
{
	int fd = open("/proc/sys/kernel/shmmax", O_RDWR);
	char digits[4];

	is(write(fd, "8192", 4), 4, "a limit is written");
	is(write(fd, "4096", 4), 4, "and another one behind it");
	ok(shows("shmmax", differs("4096", "8192")), "which counts as the first did");
	set_limit("shmmax", "33554432");
	lseek(fd, 0, SEEK_SET);
	is(read(fd, digits, 4), 4, "four digits are read");
	is(read(fd, digits, 4), differs(4, 0), "and four more");
	ok(!on_samepage() || memcmp(digits, "4432", 4) == 0, "the last ones");
	close(fd);
}

/* A segment may be larger than the machine: touching it ends one process, nothing else. */
static void larger_than_memory(void)
{
	int ids[32], i, end;
	long pages = 0;
	struct shmid_ds ds;

	if (!on_samepage())	/* on Linux this would take the host's memory */
		return;
	for (i = 0; i < 32; i++)
		ids[i] = new_segment(32 * MIB, 0666);
	end = in_child({
		become(1000, 1000);
		for (i = 0; i < 32; i++) {
			char *at = attach(ids[i], NULL, 0);
			long page;

			for (page = 0; page < 8192; page++)
				at[page * PAGE] = 1;
		}
	});
	pages = totals().shm_rss;
	if (end == 0) {		/* a machine with more than a GiB */
		is(pages, 32 * 8192, "32 segments of 32 MiB fit in this machine's memory");
	} else {
		is_end(end, KILLED(SIGKILL), "touching more than there is kills the process");
		ok(pages > 0 && pages < 32 * 8192, "the segments hold what memory there was");
	}
	is(shmctl(ids[0], IPC_STAT, &ds), 0, "the kernel still answers");
	is(ds.shm_nattch, 0, "the dead process is attached to nothing");
	is(ds.shm_segsz, 32 * MIB, "the segments are whole");
	for (i = 0; i < 32; i++)
		remove_segment(ids[i]);
	is(totals().shm_rss, 0, "removed, they give all back");
	is_end(in_child({
		char *at = attach(ids[0] = new_segment(PAGE, 0600), NULL, 0);

		at[0] = 1;
		remove_segment(ids[0]);
	}), 0, "and a new one can be made and touched");
}

int main(void)
{
	need_no_segments();
	number_of_segments();
	bytes_in_one();
	pages_in_all();
	fewer_segments();
	nonsense();
	in_pieces();
	larger_than_memory();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
