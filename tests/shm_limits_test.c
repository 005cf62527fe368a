/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The limits SHMMNI (segments), SHMMAX (bytes in one segment) and SHMALL (pages in all), as they are at
 * boot and as changed in /proc/sys/kernel; and memory that runs out before a limit is reached.
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
	is(made, SLOTS, "128 segments can be created");
	is(wrong, 0, "each segment gets the next slot");
	is(totals().used_ids, SLOTS, "SHM_INFO counts 128 segments");
	is_errno(try(PAGE), ENOSPC, "shmget of a 129th segment: ENOSPC");
	is_errno(shmget(KEY + SLOTS, PAGE, IPC_CREAT | 0600), ENOSPC, "shmget of a 129th segment with a key: ENOSPC");
	is_errno(shmget(KEY + SLOTS, PAGE, 0600), ENOENT, "shmget of an absent key without IPC_CREAT when all slots are used: ENOENT");
	is_errno(shmget(KEY + SLOTS, 0, IPC_CREAT | 0600), EINVAL, "shmget of 0 bytes when all slots are used: EINVAL first");
	for (i = 0, found = 0; i < SLOTS; i++)
		found += shmget(KEY + i, 0, 0) == ids[i];
	is(found, SLOTS, "each of 128 keys finds its own segment");
	remove_segment(ids[77]);
	is_errno(shmget(KEY + 77, 0, 0), ENOENT, "shmget of the key of a removed segment: ENOENT");
	ids[77] = try(PAGE);
	ok(ids[77] >= 0, "after a removal one segment can be created");
	if (on_samepage())
		is(ids[77] % SLOTS, 77, "it gets the slot that became free");
	is_errno(try(PAGE), ENOSPC, "shmget of one more segment: ENOSPC");
	is(totals().shm_tot, SLOTS, "128 segments of one page have 128 pages");
	for (i = 0; i < SLOTS; i++)
		remove_segment(ids[i]);
	is(totals().used_ids, 0, "after removing all segments none is counted");
}

static void bytes_in_one(void)
{
	int id;

	ok(shows("shmmax", "33554432"), "/proc/sys/kernel/shmmax says 32 MiB");
	id = try(32 * MIB);
	ok(id >= 0, "shmget of SHMMAX bytes creates a segment");
	is(state(id).shm_segsz, 32 * MIB, "the segment has SHMMAX bytes");
	is(totals().shm_tot, 8192, "the segment has 8192 pages");
	remove_segment(id);
	is_errno(try(32 * MIB + 1), EINVAL, "shmget of SHMMAX + 1 bytes: EINVAL");

	is(set_limit("shmmax", "8192"), 0, "root can set shmmax to 8192");
	ok(shows("shmmax", "8192"), "/proc/sys/kernel/shmmax shows 8192");
	is_errno(try(8193), EINVAL, "shmget of 8193 bytes with shmmax 8192: EINVAL");
	id = shmget(KEY, 8192, IPC_CREAT | 0600);
	ok(id >= 0, "shmget of 8192 bytes with shmmax 8192 creates a segment");
	is(set_limit("shmmax", "4096\n"), 0, "a limit may be written with a newline");
	is_errno(try(4097), EINVAL, "shmget of 4097 bytes with shmmax 4096: EINVAL");
	is(shmget(KEY, 8192, 0), id, "an existing segment may be larger than the limit");
	is(shmget(KEY, 8192, IPC_CREAT | 0600), id, "shmget of such a segment with IPC_CREAT finds it");
	is_errno(shmget(KEY + 1, 8192, IPC_CREAT | 0600), EINVAL, "shmget of a new segment above shmmax: EINVAL");
	is_errno(shmget(KEY + 1, 8192, 0), ENOENT, "shmget of an absent key above shmmax without IPC_CREAT: ENOENT first");
	remove_segment(id);
	is(set_limit("shmmax", "67108864"), 0, "root can set shmmax to 64 MiB");
	id = try(64 * MIB);
	ok(id >= 0, "shmget of 64 MiB creates a segment, even if that exceeds memory");
	is(totals().shm_rss, 0, "shmget of 64 MiB takes no frame");
	remove_segment(id);
	is(set_limit("shmmax", ""), 0, "writing 0 bytes to a limit returns 0");
	ok(shows("shmmax", "67108864"), "writing 0 bytes to a limit does not change it");
	if (on_samepage()) {	/* on a 64-bit Linux these sizes do not overflow */
		set_limit("shmmax", "4294967295");
		is_errno(try(0xfffff001), ENOSPC, "shmget of 4 GiB less 4095 bytes: ENOSPC");
		is_errno(try(0xffffffff), ENOSPC, "shmget of 4 GiB less 1 byte: ENOSPC");
	}
	is(set_limit("shmmax", "33554432"), 0, "root can set shmmax to 32 MiB again");
	is_end(in_child({
		become(1000, 1000);
		expect(set_limit("shmmax", "1") == -1);
		expect(shows("shmmax", "33554432"));
	}), 0, "other users can read shmmax but not set it");
}

static void pages_in_all(void)
{
	int a, b;

	ok(shows("shmall", "4194304"), "/proc/sys/kernel/shmall says 4194304 pages");
	is(set_limit("shmall", "10"), 0, "root can set shmall to 10");
	a = try(9 * PAGE);
	ok(a >= 0, "shmget of 9 pages with shmall 10 creates a segment");
	is_errno(try(2 * PAGE), ENOSPC, "shmget of 2 more pages with shmall 10: ENOSPC");
	is_errno(try(PAGE + 1), ENOSPC, "shmget of one more page and a byte with shmall 10: ENOSPC");
	b = try(PAGE);
	ok(b >= 0, "shmget up to exactly shmall pages creates a segment");		/* row 16 */
	is_errno(try(1), ENOSPC, "shmget of one byte when shmall is reached: ENOSPC");
	is_errno(try(0), EINVAL, "shmget of 0 bytes when shmall is reached: EINVAL first");
	is(totals().shm_tot, 10, "the segments have 10 pages in all");
	remove_segment(a);
	remove_segment(b);
	is_errno(try(10 * PAGE + 1), ENOSPC, "shmget of 11 pages with shmall 10: ENOSPC");
	b = try(10 * PAGE);
	ok(b >= 0, "shmget of 10 pages with shmall 10 creates a segment");
	remove_segment(b);
	b = try(PAGE);
	a = try(9 * PAGE);
	ok(a >= 0, "pages of removed segments can be used again");
	remove_segment(a);
	remove_segment(b);
	is(set_limit("shmall", "0"), 0, "root can set shmall to 0");
	is_errno(try(1), ENOSPC, "shmget of one byte with shmall 0: ENOSPC");
	is(set_limit("shmall", "4194304"), 0, "root can set shmall to its old value");
	is(totals().shm_tot, 0, "after removing all segments no page is counted");
}

static void fewer_segments(void)
{
	int a, b, c;

	ok(shows("shmmni", "128"), "/proc/sys/kernel/shmmni says 128");
	is(set_limit("shmmni", "2"), 0, "root can set shmmni to 2");
	a = try(PAGE);
	b = try(PAGE);
	ok(a >= 0 && b >= 0, "two segments can be created with shmmni 2");
	is_errno(try(PAGE), ENOSPC, "shmget of a third segment with shmmni 2: ENOSPC");
	is(set_limit("shmmni", "1"), 0, "root can set shmmni below the number of segments");
	is(totals().used_ids, 2, "setting shmmni removes no segment");
	remove_segment(a);
	is_errno(try(PAGE), ENOSPC, "shmget with as many segments as shmmni: ENOSPC");
	remove_segment(b);
	c = try(PAGE);
	ok(c >= 0, "a segment can be created when there are fewer than shmmni");
	remove_segment(c);
	is(set_limit("shmmni", "128"), 0, "root can set shmmni to 128 again");
	if (on_samepage()) {	/* the array has 128 slots; Linux goes to 32768 */
		set_limit("shmmni", "129");
		ok(shows("shmmni", "128"), "shmmni cannot exceed the number of slots");
	}
}

static void nonsense(void)
{
	is_errno(set_limit("shmmax", "nonsense"), EINVAL, "writing a word to a limit: EINVAL");
	is_errno(set_limit("shmall", "-"), EINVAL, "writing only a sign to a limit: EINVAL");
	is_errno(set_limit("shmmax", "0xz"), EINVAL, "writing an invalid hexadecimal number to a limit: EINVAL");
	is(set_limit("shmmax", "0x2fA0"), 0, "a limit may be written in hexadecimal");
	ok(shows("shmmax", "12192"), "shmmax shows 0x2fA0 as 12192");
	is(set_limit("shmmax", "010107"), 0, "a limit may be written in octal");
	ok(shows("shmmax", "4167"), "shmmax shows 010107 as 4167");
	is_errno(set_limit("shmmax", "0108"), EINVAL, "writing an invalid octal number to a limit: EINVAL");
	is(set_limit("shmmax", "33554432"), 0, "root can set shmmax in decimal again");
	ok(shows("shmmax", "33554432"), "shmmax shows the decimal value");
	ok(shows("shmall", "4194304"), "shmall was not changed by invalid numbers");
}

/* Row sysctl-offset: reads and writes that do not begin at the start of the file. */
static void in_pieces(void)
{
	int fd = open("/proc/sys/kernel/shmmax", O_RDWR);
	char digits[4];

	is(write(fd, "8192", 4), 4, "a first write to a limit returns its length");
	is(write(fd, "4096", 4), 4, "a second write to a limit returns its length");
	ok(shows("shmmax", differs("4096", "8192")), "a second write sets the limit, too");
	set_limit("shmmax", "33554432");
	lseek(fd, 0, SEEK_SET);
	is(read(fd, digits, 4), 4, "reading four digits of a limit returns 4");
	is(read(fd, digits, 4), differs(4, 0), "reading on returns the other digits");
	ok(!on_samepage() || memcmp(digits, "4432", 4) == 0, "the digits read second are the last ones");
	close(fd);
}

/* Segments may be larger than memory: touching them kills one process, and nothing else. */
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
	if (end == 0) {		/* the machine has more than a GiB */
		is(pages, 32 * 8192, "32 segments of 32 MiB fit in this machine's memory");
	} else {
		is_end(end, KILLED(SIGKILL), "touching more segments than fit in memory kills the process");
		ok(pages > 0 && pages < 32 * 8192, "the segments then hold most of the memory");
	}
	is(shmctl(ids[0], IPC_STAT, &ds), 0, "IPC_STAT succeeds after that");
	is(ds.shm_nattch, 0, "the killed process has no attach");
	is(ds.shm_segsz, 32 * MIB, "the segments keep their size");
	for (i = 0; i < 32; i++)
		remove_segment(ids[i]);
	is(totals().shm_rss, 0, "removing the segments frees their frames");
	is_end(in_child({
		char *at = attach(ids[0] = new_segment(PAGE, 0600), NULL, 0);

		at[0] = 1;
		remove_segment(ids[0]);
	}), 0, "a new segment can be created and touched after that");
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
