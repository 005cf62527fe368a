/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared mappings of files: everybody who maps or reads the file sees the same page, the end of the
 * file is the end of what can be accessed, and nothing stays behind. The other functions of this
 * kind of memory are tested here as well: msync, statfs.
 */
#include "tap.h"

#include <sys/statfs.h>

#define FILE_ "/tmp/mapped_test"
#define RW (PROT_READ | PROT_WRITE)

static int new_file(int pages)
{
	int fd = open(FILE_, O_CREAT | O_TRUNC | O_RDWR, 0600);

	expect(fd >= 0 && ftruncate(fd, pages * PAGE) == 0);
	return fd;
}

static char *map_fd(int fd, int pages, int prot, int flags)
{
	char *at = mmap(NULL, pages * PAGE, prot, flags, fd, 0);

	expect(at != MAP_FAILED);
	return at;
}

static void same_page(void)
{
	int fd = new_file(2);
	char *a = map_fd(fd, 2, RW, MAP_SHARED), *b = map_fd(fd, 2, PROT_READ, MAP_SHARED);
	char byte = 0;

	strcpy(a, "written by a mapping");
	is(strcmp(b, "written by a mapping"), 0, "a second shared mapping of the file shows what was written");
	is(pread(fd, &byte, 1, 8), 1, "pread of a mapped file succeeds");
	is(byte, 'b', "read shows what a mapping has written");
	is(pwrite(fd, "W", 1, 0), 1, "pwrite to a mapped file succeeds");
	is(a[0], 'W', "a mapping shows what write has written");
	if (on_samepage())
		ok(frame_of(a) && frame_of(a) == frame_of(b), "both mappings have the same frame");
	is_end(in_child({ a[PAGE] = 'c'; }), 0, "a child writes to the inherited mapping");
	is(b[PAGE], 'c', "the parent sees what the child has written");
	is_end(in_child({
		int other = open(FILE_, O_RDWR);
		char *c = map_fd(other, 1, RW, MAP_SHARED);

		expect(c[0] == 'W');
		c[1] = 'x';
	}), 0, "a process that opens and maps the file finds the data");
	is(a[1], 'x', "what it writes is seen in the older mapping");
	close(fd);
	unlink(FILE_);
	a[2] = 'y';
	is(b[2], 'y', "mappings outlive the descriptor and the name");
	munmap(a, 2 * PAGE);
	munmap(b, 2 * PAGE);
}

static void private_stays_private(void)
{
	int fd = new_file(1);
	char *shared = map_fd(fd, 1, RW, MAP_SHARED), *own = map_fd(fd, 1, RW, MAP_PRIVATE);

	shared[0] = 's';
	is(own[0], 's', "a private mapping shows a shared write before its first own write");
	own[0] = 'p';
	is(shared[0], 's', "a write to a private mapping is not seen in a shared one");
	shared[1] = 't';
	is(own[1], 0, "and a copied page sees later shared writes no longer");
	munmap(shared, PAGE);
	munmap(own, PAGE);
	close(fd);
}

static void rights(void)
{
	int fd = new_file(1), ro = open(FILE_, O_RDONLY), wo = open(FILE_, O_WRONLY);
	char *at;

	is_errno(mmap(NULL, PAGE, RW, MAP_SHARED, ro, 0), EACCES, "a writable shared mapping needs a file open for writing");
	is_errno(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, wo, 0), EACCES, "and one open for reading");
	at = map_fd(ro, 1, PROT_READ, MAP_SHARED);
	is_errno(mprotect(at, PAGE, RW), EACCES, "mprotect cannot add the right to write");
	is_end(in_child({ *(volatile char *)at = 1; }), KILLED(SIGSEGV), "a write to a read-only shared mapping: SIGSEGV");
	munmap(at, PAGE);
	at = map_fd(ro, 1, RW, MAP_PRIVATE);
	at[0] = 1;
	ok(1, "a private mapping of the same descriptor can be written");
	munmap(at, PAGE);
	at = map_fd(fd, 1, PROT_READ, MAP_SHARED);
	is(mprotect(at, PAGE, RW), 0, "mprotect adds it if the descriptor was open for writing");
	at[0] = 'm';
	munmap(at, PAGE);
	is_errno(mmap(NULL, PAGE, PROT_READ, 0, fd, 0), EINVAL, "neither shared nor private: EINVAL");
	is_errno(mmap(NULL, PAGE, PROT_READ, 0x03 /* MAP_SHARED_VALIDATE */ | 0x80000000, fd, 0), EOPNOTSUPP,
		 "MAP_SHARED_VALIDATE refuses an unknown flag");
	at = map_fd(fd, 1, RW, 0x03);
	is(at[0], 'm', "MAP_SHARED_VALIDATE alone is MAP_SHARED");
	munmap(at, PAGE);
	is_errno(mmap(NULL, PAGE, RW, 0x03 | MAP_ANONYMOUS, -1, 0), EINVAL, "MAP_SHARED_VALIDATE needs a file");
	close(fd);
	close(ro);
	close(wo);
}

/* Does reading this byte end a child with SIGBUS? */
static int is_bus(const volatile char *address)
{
	return in_child({ (void)*address; }) == KILLED(SIGBUS);
}

static void the_end(void)
{
	int fd = new_file(3), status;
	char *at = map_fd(fd, 4, RW, MAP_SHARED);
	char page[PAGE];
	pid_t reader;
	struct gate before = make_gate(), after = make_gate();

	ok(is_bus(at + 3 * PAGE), "an access beyond the last page of the file: SIGBUS");
	memset(at, 'a', 3 * PAGE);
	reader = start_child({
		expect(at[2 * PAGE] == 'a');
		open_gate(&before);
		pass_gate(&after);
		expect(at[PAGE] == 'a');
		(void)*(volatile char *)(at + 2 * PAGE);
	});
	pass_gate(&before);
	is(ftruncate(fd, PAGE + 10), 0, "ftruncate of a mapped file succeeds");
	open_gate(&after);
	status = wait_for(reader);
	is(status, KILLED(SIGBUS), "a page that another process had touched is gone as well: SIGBUS");
	ok(is_bus(at + 2 * PAGE), "truncation below a mapping: SIGBUS");
	is(at[PAGE + 9], 'a', "the last page stays");
	is(at[PAGE + 10], 0, "and is cleared after the end of the file");
	at[PAGE + 20] = 'x';
	is(ftruncate(fd, 3 * PAGE), 0, "the file grows again");
	/* Row mapped-tail: Linux keeps the byte. */
	is(at[PAGE + 20], differs(0, at[PAGE + 20]), "what a mapping had written after the end is not in the file");
	is(at[2 * PAGE], 0, "a page that is there again is empty");
	at[2 * PAGE] = 'n';
	is(pread(fd, page, PAGE, 2 * PAGE), PAGE, "it can be read");
	is(page[0], 'n', "and the mapping shows the new page");
	ftruncate(fd, 5);
	at[7] = 'x';
	is(pwrite(fd, "yz", 2, 20), 2, "a write after the end leaves a hole");
	is(at[7], differs(0, at[7]), "which reads as zeros");
	drop_gate(&before);
	drop_gate(&after);
	munmap(at, 4 * PAGE);
	close(fd);
}

static void syncing(void)
{
	int fd = new_file(2);
	char *at = map_fd(fd, 2, RW, MAP_SHARED);

	is(msync(at, 2 * PAGE, MS_SYNC), 0, "msync of a shared mapping succeeds");
	is(msync(at, 2 * PAGE, MS_ASYNC | MS_INVALIDATE), 0, "with MS_ASYNC as well");
	is(msync(at, 0, 0), 0, "and with length 0");
	is_errno(msync(at + 1, PAGE, MS_SYNC), EINVAL, "an address inside a page: EINVAL");
	is_errno(msync(at, PAGE, MS_SYNC | MS_ASYNC), EINVAL, "both ways at once: EINVAL");
	is_errno(msync(at, PAGE, 8), EINVAL, "an unknown flag: EINVAL");
	munmap(at + PAGE, PAGE);
	is_errno(msync(at, 2 * PAGE, MS_SYNC), ENOMEM, "a range with a hole: ENOMEM");
	is_errno(msync(at, (size_t)-2 * PAGE, MS_SYNC), ENOMEM, "a range beyond the address space: ENOMEM");
	munmap(at, PAGE);
	close(fd);
}

static void file_systems(void)
{
	struct statfs st;

	is(statfs("/tmp", &st), 0, "statfs succeeds");
	is(st.f_type, 0x01021994, "a directory in memory is a tmpfs");
	is(st.f_bsize, PAGE, "its blocks are pages");
	is(st.f_namelen, 255, "its names have up to 255 bytes");
	ok(st.f_bfree <= st.f_blocks && st.f_bfree > 0, "some blocks are free");
	is(statfs("/proc", &st), 0, "statfs of /proc succeeds");
	is(st.f_type, 0x9fa0, "/proc is of another type");
	is_errno(statfs("/tmp/missing", &st), ENOENT, "a file that does not exist: ENOENT");
	is_errno(fstatfs(-1, &st), EBADF, "fstatfs of no descriptor: EBADF");
	is(sys(__NR_statfs64, "/tmp", 83, &st), -EINVAL, "a wrong size: EINVAL");
	is(sys(__NR_statfs64, "/tmp", 84, 0xc0000000), -EFAULT, "a buffer in the kernel: EFAULT");
}

/* Parts, moves and copies of a shared mapping, all of which truncation must find. */
static void pieces(void)
{
	int fd = new_file(8);
	char *at = map_fd(fd, 8, RW, MAP_SHARED), *moved, *spare = map_fd(-1, 8, PROT_NONE, ANON);

	memset(at, 'p', 8 * PAGE);
	is(munmap(at + 2 * PAGE, PAGE), 0, "a hole is made in the mapping");
	moved = mremap(at + 5 * PAGE, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, spare);
	is(moved, spare, "a part of it is moved");
	is(moved[0], 'p', "and keeps its data");
	is_end(in_child({
		ftruncate(fd, 4 * PAGE);
		expect(at[3 * PAGE] == 'p');
		moved[PAGE] = 1;
	}), KILLED(SIGBUS), "truncation reaches the moved part");
	ok(is_bus(at + 4 * PAGE), "and the part before it");
	munmap(at, 8 * PAGE);
	munmap(spare, 8 * PAGE);
	close(fd);
}

/* POSIX shared memory is a file that both sides open by its name. */
static void posix(void)
{
	int fd = shm_open("/mapped_test", O_CREAT | O_EXCL | O_RDWR, 0600);
	char *at;

	ok(fd >= 0, "shm_open creates an object");
	is(ftruncate(fd, PAGE), 0, "ftruncate gives it a size");
	at = map_fd(fd, 1, RW, MAP_SHARED);
	is_end(in_child({
		int other = shm_open("/mapped_test", O_RDWR, 0);

		strcpy(map_fd(other, 1, RW, MAP_SHARED), "by name");
	}), 0, "a process that opens it by its name writes to it");
	is(strcmp(at, "by name"), 0, "and the creator reads that");
	is(shm_unlink("/mapped_test"), 0, "shm_unlink removes the name");
	is_errno(shm_open("/mapped_test", O_RDWR, 0), ENOENT, "then it cannot be opened: ENOENT");
	is_errno(shm_open("/a/b", O_CREAT | O_RDWR, 0600), EINVAL, "a name with a slash in it: EINVAL");
	munmap(at, PAGE);
	close(fd);
}

static void everything(void)
{
	same_page();
	posix();
	private_stays_private();
	rights();
	the_end();
	syncing();
	file_systems();
	pieces();
	unlink(FILE_);
}

int main(void)
{
	long before;

	umask(0);
	everything();
	if (on_samepage()) {
		free_frames();
		before = settled_frames(free_frames());
		everything();
		is(settled_frames(before), before, "no frame is lost");
		is(strncmp(invariants(), "ok", 2), 0, "the kernel's counts are right");
	}
	return done_testing();
}
