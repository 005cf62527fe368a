/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files and directories: opening, reading, writing, seeking; creating, finding, listing and removing;
 * what stat reports; and the errors.  (pipe_test tests pipes and dup.)
 */
#include "tap.h"

#include <dirent.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define DIR_ "/tmp/fs_test"
#define FILE_ DIR_ "/file"

static char text[8 * PAGE], back[8 * PAGE];

static struct stat stat_of(const char *path)
{
	struct stat st;

	memset(&st, 0, sizeof(st));
	if (stat(path, &st))
		st.st_mode = 0;
	return st;
}

static void creation(void)
{
	struct stat st, same;
	time_t t0 = time(NULL);
	int fd;

	is_errno(open(FILE_, O_RDONLY), ENOENT, "opening a file that does not exist: ENOENT");
	fd = open(FILE_, O_CREAT | O_EXCL | O_RDWR, 0644);
	ok(fd >= 0, "open with O_CREAT creates a file");
	is(fstat(fd, &st), 0, "fstat of a new file succeeds");
	is(st.st_mode, S_IFREG | 0644, "fstat of a new file: a regular file with the mode asked for");
	is(st.st_size, 0, "fstat of a new file: size 0");
	is(st.st_nlink, 1, "fstat of a new file: one link");
	is(st.st_uid, 0, "fstat of a new file: the owner is the creator");
	ok((time_t)st.st_mtime >= t0 && (time_t)st.st_mtime <= time(NULL), "fstat of a new file: the time of change is now");
	same = stat_of(FILE_);
	is(same.st_ino, st.st_ino, "stat reports the same inode number as fstat");
	is(same.st_dev, st.st_dev, "stat reports the same device as fstat");
	is(lstat(FILE_, &same) | (same.st_ino != st.st_ino), 0, "lstat reports the same inode number as fstat");
	is(fstatat(AT_FDCWD, FILE_, &same, 0) | (same.st_ino != st.st_ino), 0, "fstatat reports the same inode number as fstat");
	is_errno(open(FILE_, O_CREAT | O_EXCL | O_RDWR, 0644), EEXIST, "O_CREAT|O_EXCL of an existing file: EEXIST");
	is(close(fd), 0, "close of an open descriptor succeeds");
	is_errno(close(fd), EBADF, "close of a closed descriptor: EBADF");
	is_errno(fstat(fd, &st), EBADF, "fstat of a closed descriptor: EBADF");
	umask(027);
	fd = creat(DIR_ "/masked", 0666);
	umask(0);
	is(stat_of(DIR_ "/masked").st_mode, S_IFREG | 0640, "umask removes bits from the mode of a new file");
	close(fd);
	unlink(DIR_ "/masked");
}

static void reading_and_writing(void)
{
	int fd = open(FILE_, O_RDWR), i, other;

	for (i = 0; i < (int)sizeof(text); i++)
		text[i] = i * 7 + i / 251;
	is(read(fd, back, 100), 0, "reading an empty file returns 0");
	is(write(fd, text, 5000), 5000, "writing 5000 bytes to a file returns 5000");
	is(stat_of(FILE_).st_size, 5000, "the file then has 5000 bytes");
	is(lseek(fd, 0, SEEK_CUR), 5000, "the position is then 5000");
	is(read(fd, back, 100), 0, "reading at the end of a file returns 0");
	is(lseek(fd, 0, SEEK_SET), 0, "lseek to the start returns 0");
	is(read(fd, back, sizeof(back)), 5000, "reading more than the file has returns what it has");
	ok(memcmp(text, back, 5000) == 0, "the bytes read are those that were written");
	is(lseek(fd, 4090, SEEK_SET), 4090, "lseek into the middle of a file returns the position");
	is(write(fd, "0123456789AB", 12), 12, "writing across a page border returns the full length");
	lseek(fd, -904, SEEK_END);
	is(read(fd, back, 20), 20, "reading across a page border returns the full length");
	ok(memcmp(back, "6789AB", 6) == 0 && back[6] == text[4102], "the bytes across the page border are the new ones, and those after them the old ones");
	is(stat_of(FILE_).st_size, 5000, "writing inside a file does not change its size");
	is(lseek(fd, 20000, SEEK_SET), 20000, "lseek beyond the end returns the position");
	is(write(fd, "end", 3), 3, "writing beyond the end returns the length");
	is(stat_of(FILE_).st_size, 20003, "writing beyond the end makes the file larger");
	lseek(fd, 5000, SEEK_SET);
	is(read(fd, back, 15000), 15000, "a hole in a file can be read");
	for (i = 0; i < 15000 && back[i] == 0; i++)
		;
	is(i, 15000, "a hole in a file reads as zeros");
	other = open(FILE_, O_RDONLY);
	is(read(other, back, 10), 10, "a second open has its own position");
	ok(memcmp(back, text, 10) == 0, "a second open starts at the beginning of the file");
	is_errno(write(other, "x", 1), EBADF, "writing to a file opened for reading: EBADF");
	close(other);
	other = open(FILE_, O_WRONLY);
	is_errno(read(other, back, 1), EBADF, "reading from a file opened for writing: EBADF");
	close(other);
	other = open(FILE_, O_WRONLY | O_APPEND);
	lseek(other, 3, SEEK_SET);
	is_errno(write(other, (char *)0x10, 4), EFAULT, "writing bad memory with O_APPEND: EFAULT");
	is(lseek(other, 0, SEEK_CUR), 3, "writing with O_APPEND does not move the position if it fails");
	is(write(other, "more", 4), 4, "writing with O_APPEND returns the length");
	is(stat_of(FILE_).st_size, 20007, "writing with O_APPEND appends, whatever the position is");
	close(other);
	other = open(FILE_, O_RDWR | O_TRUNC);
	is(stat_of(FILE_).st_size, 0, "O_TRUNC empties a file");
	is(read(fd, back, 10), 0, "O_TRUNC empties a file for other descriptors, too");
	is(write(other, text, sizeof(text)), sizeof(text), "one write can write 32 KiB");
	lseek(other, 0, SEEK_SET);
	is(read(other, back, sizeof(back)), sizeof(back), "one read can read 32 KiB");
	ok(memcmp(text, back, sizeof(text)) == 0, "the 32 KiB read are those that were written");
	is(ftruncate(other, 100), 0, "ftruncate can shorten a file");
	is(ftruncate(other, 200), 0, "ftruncate can lengthen a file");
	lseek(other, 100, SEEK_SET);
	is(read(other, back, 200), 100, "the part that ftruncate adds can be read");
	for (i = 0; i < 100 && back[i] == 0; i++)
		;
	is(i, 100, "the part that ftruncate adds is zero, not the old data");
	close(other);
	is_errno(lseek(fd, -1, SEEK_SET), EINVAL, "seeking before the start: EINVAL");
	is_errno(lseek(fd, 0, 99), EINVAL, "lseek with an unknown whence: EINVAL");
	is_errno(lseek(99, 0, SEEK_SET), EBADF, "lseek of a bad descriptor: EBADF");
	is_errno(write(99, "x", 1), EBADF, "write to a bad descriptor: EBADF");
	is(read(fd, back, 0), 0, "reading 0 bytes returns 0");
	is(write(fd, back, 0), 0, "writing 0 bytes returns 0");
	close(fd);
}

/* A write stores the bytes before the first bad address; a read delivers them. */
static void bad_memory(void)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *end = page + PAGE;
	struct iovec pieces[3] = { { "abc", 3 }, { (void *)16, 3 }, { "def", 3 } };
	int fd = open(FILE_, O_RDWR | O_TRUNC);

	munmap(end, PAGE);
	is(writev(fd, pieces, 3), 3, "writev with a bad second piece writes the first");
	is(stat_of(FILE_).st_size, 3, "writev with a bad second piece writes nothing after the first");
	is_errno(writev(fd, pieces + 1, 2), EFAULT, "writev with a bad first piece: EFAULT");
	memcpy(end - 10, "0123456789", 10);
	is(write(fd, end - 10, 20), 10,
	   "a write that ends in bad memory returns the number of bytes before it");
	is(stat_of(FILE_).st_size, 13, "a write that ends in bad memory stores exactly these bytes");
	is(lseek(fd, 0, SEEK_SET), 0, "lseek to the start returns 0");
	pieces[0].iov_base = back;
	is(readv(fd, pieces, 3), 3, "readv with a bad second piece fills the first");
	is(read(fd, end - 6, 10), 6,
	   "a read that ends in bad memory returns the number of bytes before it");
	is(lseek(fd, 0, SEEK_CUR), 9, "the position has advanced by the bytes of both reads");
	ok(!memcmp(back, "abc", 3) && !memcmp(end - 6, "012345", 6), "both reads deliver the right bytes");
	close(fd);
	munmap(page, PAGE);
}

static void removal(void)
{
	int fd = open(DIR_ "/gone", O_CREAT | O_RDWR, 0600);
	struct stat st;

	write(fd, "still here", 10);
	is(unlink(DIR_ "/gone"), 0, "unlink of an open file succeeds");
	is_errno(open(DIR_ "/gone", O_RDONLY), ENOENT, "an unlinked file cannot be opened: ENOENT");
	lseek(fd, 0, SEEK_SET);
	is(read(fd, back, 100), 10, "an unlinked file can be read through its open descriptor");
	fstat(fd, &st);
	is(st.st_nlink, 0, "an unlinked file has 0 links");
	close(fd);
	is_errno(unlink(DIR_ "/gone"), ENOENT, "unlink of a file that does not exist: ENOENT");
	is_errno(unlink(DIR_), EISDIR, "unlink of a directory: EISDIR");
	is_errno(rmdir(FILE_), ENOTDIR, "rmdir of a file: ENOTDIR");
	is_errno(unlink(FILE_ "/x"), ENOTDIR, "unlink of a path through a file: ENOTDIR");
}

static void renaming(void)
{
	int fd = open(DIR_ "/a", O_CREAT | O_WRONLY, 0600);
	ino_t inode = stat_of(DIR_ "/a").st_ino;

	write(fd, "a", 1);
	close(fd);
	close(open(DIR_ "/b", O_CREAT | O_WRONLY, 0600));
	is(rename(DIR_ "/a", DIR_ "/b"), 0, "rename over an existing file succeeds");
	is(stat_of(DIR_ "/b").st_ino, inode, "the renamed file replaces the other one");
	is(stat_of(DIR_ "/a").st_mode, 0, "rename removes the old name");
	is_errno(rename(DIR_ "/a", DIR_ "/c"), ENOENT, "rename of a file that does not exist: ENOENT");
	unlink(DIR_ "/b");
}

static void directories(void)
{
	char name[300], cwd[100];

	is(mkdir(DIR_ "/d", 0755), 0, "mkdir succeeds");
	is(stat_of(DIR_ "/d").st_mode, S_IFDIR | 0755, "mkdir makes a directory with the mode asked for");
	is_errno(mkdir(DIR_ "/d", 0755), EEXIST, "mkdir of an existing directory: EEXIST");
	is_errno(mkdir(DIR_ "/no/d", 0755), ENOENT, "mkdir in a directory that does not exist: ENOENT");
	is_errno(mkdir(FILE_ "/d", 0755), ENOTDIR, "mkdir in a file: ENOTDIR");
	is_errno(open(DIR_ "/d", O_WRONLY), EISDIR, "opening a directory for writing: EISDIR");
	is_errno(open(FILE_, O_RDONLY | O_DIRECTORY), ENOTDIR, "O_DIRECTORY of a file: ENOTDIR");
	close(open(DIR_ "/d/f", O_CREAT | O_WRONLY, 0600));
	is_errno(rmdir(DIR_ "/d"), ENOTEMPTY, "rmdir of a directory with files: ENOTEMPTY");
	is(chdir(DIR_ "/d"), 0, "chdir to a directory succeeds");
	is(stat_of("f").st_size == 0 && stat_of("f").st_mode != 0, 1, "relative names are looked up in the current directory");
	is(stat_of("../d/./f").st_ino, stat_of("f").st_ino, "relative names may contain . and ..");
	ok(getcwd(cwd, sizeof(cwd)) != NULL && strcmp(cwd, DIR_ "/d") == 0, "getcwd returns the current directory");
	is(sys(__NR_getcwd, cwd, sizeof(cwd)), strlen(DIR_ "/d") + 1, "the getcwd system call returns the length with the NUL");
	is(sys(__NR_getcwd, cwd, 4), -ERANGE, "getcwd into 4 bytes: ERANGE");
	is_errno(chdir("f"), ENOTDIR, "chdir to a file: ENOTDIR");
	is_errno(chdir("g"), ENOENT, "chdir to a directory that does not exist: ENOENT");
	is(stat_of("../../../../..").st_ino, stat_of("/").st_ino, "the parent of the root directory is the root directory");
	is(chdir("/"), 0, "chdir to / succeeds");
	is(unlink(DIR_ "/d/f") | rmdir(DIR_ "/d"), 0, "an empty directory can be removed");
	is_errno(rmdir(DIR_ "/d"), ENOENT, "rmdir of a directory that does not exist: ENOENT");
	memset(name, 'n', sizeof(name));
	name[0] = '/';
	name[257] = '\0';
	is_errno(open(name, O_CREAT | O_WRONLY, 0600), ENAMETOOLONG, "a name of 256 characters: ENAMETOOLONG");
	is_errno(open("", O_RDONLY), ENOENT, "open of an empty path: ENOENT");
	is_errno(openat(99, "x", O_RDONLY), EBADF, "openat with a bad descriptor: EBADF");
}

static void listing(void)
{
	static char entries[4096];
	char path[64], seen[41] = { 0 };
	int fd, got, at, others = 0, i, calls = 0;

	mkdir(DIR_ "/l", 0755);
	for (i = 0; i < 40; i++) {
		sprintf(path, DIR_ "/l/f%02d", i);
		close(open(path, O_CREAT | O_WRONLY, 0600));
	}
	fd = open(DIR_ "/l", O_RDONLY | O_DIRECTORY);
	while ((got = sys(__NR_getdents64, fd, entries, 300)) > 0) {
		calls++;
		for (at = 0; at < got; at += *(unsigned short *)(entries + at + 16)) {
			char *name = entries + at + 19;

			if (name[0] == 'f' && strlen(name) == 3)
				seen[atoi(name + 1)]++;
			else
				others += !strcmp(name, ".") || !strcmp(name, "..") ? 1 : 100;
		}
	}
	is(got, 0, "getdents64 returns 0 at the end");
	ok(calls >= 4, "getdents64 with a small buffer needs several calls");
	for (i = 0, got = 0; i < 40; i++)
		got += seen[i] == 1;
	is(got, 40, "getdents64 returns each of forty names once");
	is(others, 2, "getdents64 returns . and ..");
	lseek(fd, 0, SEEK_SET);
	ok(sys(__NR_getdents64, fd, entries, sizeof(entries)) > 0, "getdents64 begins again after lseek to 0");
	ok(*(uint64_t *)entries != 0, "the inode number of an entry is not 0");
	is(sys(__NR_getdents64, fd, 0x70000000, 4096), 0, "getdents64 at the end returns 0 even for a bad buffer");
	lseek(fd, 0, SEEK_SET);
	is(sys(__NR_getdents64, fd, entries, 10), -EINVAL, "getdents64 into 10 bytes: EINVAL");
	is(sys(__NR_getdents64, fd, 0x70000000, 4096), -EFAULT, "getdents64 into unmapped memory: EFAULT");
	is_errno(read(fd, back, 10), EISDIR, "read of a directory: EISDIR");
	ok(read(fd, back, 0) == -1 && errno == EISDIR && readv(fd, &(struct iovec){ back, 0 }, 1) == 0,
	   "also of no bytes, but readv then reads nothing");
	close(fd);
	fd = open(FILE_, O_RDONLY);
	is(sys(__NR_getdents64, fd, entries, 4096), -ENOTDIR, "getdents64 of a file: ENOTDIR");
	close(fd);
	for (i = 0; i < 40; i++) {
		sprintf(path, DIR_ "/l/f%02d", i);
		unlink(path);
	}
	is(rmdir(DIR_ "/l"), 0, "the directory can be removed when it is empty");
}

static void permissions(void)
{
	close(open(DIR_ "/p", O_CREAT | O_WRONLY, 0640));
	is(access(DIR_ "/p", R_OK | W_OK), 0, "root may read and write");
	is_errno(access(DIR_ "/p", X_OK), EACCES, "root may not execute a file without execute bits: EACCES");
	is_errno(access(DIR_ "/q", F_OK), ENOENT, "access of a file that does not exist: ENOENT");
	is_errno(access(DIR_ "/p", 8), EINVAL, "access with unknown bits: EINVAL");
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0);
		expect_errno(open(DIR_ "/p", O_RDONLY), EACCES);
		expect_errno(access(DIR_ "/p", R_OK), EACCES);
		expect(access(DIR_ "/p", F_OK) == 0);
		expect_errno(open(DIR_ "/new", O_CREAT | O_WRONLY, 0600), EACCES);
		expect_errno(unlink(DIR_ "/p"), EACCES);
		expect_errno(mkdir(DIR_ "/new", 0700), EACCES);
		expect_errno(chmod(DIR_ "/p", 0777), EPERM);
		expect(open("/tmp/fs_mine", O_CREAT | O_RDWR, 0400) >= 0);
		expect(chmod("/tmp/fs_mine", 0600) == 0 && unlink("/tmp/fs_mine") == 0);
	}), 0, "the mode decides for other users (EACCES), and only owners may chmod (EPERM)");
	is(chmod(DIR_ "/p", 0604), 0, "chmod by root succeeds");
	is(stat_of(DIR_ "/p").st_mode, S_IFREG | 0604, "stat reports the mode that chmod has set");
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0);
		expect(open(DIR_ "/p", O_RDONLY) >= 0);
		expect_errno(open(DIR_ "/p", O_RDWR), EACCES);
	}), 0, "the new mode decides for other users");
	is(chown(DIR_ "/p", 1000, 70000), 0, "chown by root succeeds");
	is(stat_of(DIR_ "/p").st_gid, 70000, "stat reports the group that chown has set");
	unlink(DIR_ "/p");
	mkdir(DIR_ "/d", 0755);
	chown(DIR_ "/d", 1000, 5);
	close(open(DIR_ "/p", O_CREAT | O_WRONLY, 0600));
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0);
		expect_errno(unlink(DIR_ "/d/"), EISDIR);
		expect_errno(rmdir(DIR_ "/p/"), EACCES);
		expect_errno(open(DIR_ "/d/..", O_CREAT | O_RDONLY, 0600), EISDIR);
		expect_errno(open(DIR_ "/d/..", O_CREAT | O_EXCL | O_RDONLY, 0600), EEXIST);
	}), 0, "the errors of names that end in a slash or two dots do not depend on permissions");
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0 && chdir(DIR_ "/d") == 0);
		expect(mkdir("to", 0700) == 0 && mkdir("fixed", 0500) == 0);
		expect_errno(rename("fixed", "to/fixed"), EACCES);
		expect(rename("fixed", "still") == 0 && chmod("still", 0700) == 0);
		expect(rename("still", "to/still") == 0 && rmdir("to/still") == 0 && rmdir("to") == 0);
	}), 0, "a directory moves to another parent only for those who may write to it: its .. changes");
	rmdir(DIR_ "/d");
	unlink(DIR_ "/p");
	is_end(in_child({
		expect(setresuid(1000, 1000, 1000) == 0);
		expect_errno(unlink("/tmp/shm"), EPERM);
	}), 0, "in /tmp (mode 1777) a user may not remove another user's file: EPERM");
}

/* The article's key: two programs must get the same one, at any time. */
static void keys(void)
{
	struct stat st = stat_of("/tmp/shm");
	key_t key = ftok("/tmp/shm", 0x6666);

	ok(S_ISREG(st.st_mode), "/tmp/shm exists");
	is(key, 0x66 << 24 | (st.st_dev & 0xff) << 16 | (st.st_ino & 0xffff),
	   "ftok makes the key from id, device and inode number");
	close(open(DIR_ "/k", O_CREAT | O_WRONLY, 0600));
	is_end(in_child({ expect(ftok("/tmp/shm", 0x6666) == key); }), 0,
	       "ftok in another process returns the same key");
	ok(ftok(DIR_ "/k", 0x6666) != key, "ftok of another file returns another key");
	is(ftok(DIR_ "/none", 1), -1, "ftok of a file that does not exist returns -1");
	unlink(DIR_ "/k");
}

static void devices(void)
{
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);

	is(read(null, back, 10), 0, "reading /dev/null returns 0");
	is(write(null, text, 5000), 5000, "/dev/null accepts all bytes");
	memset(back, 'x', 5000);
	is(read(zero, back, 5000), 5000, "reading /dev/zero returns the length asked for");
	ok(back[0] == 0 && back[4999] == 0, "the bytes from /dev/zero are zero");
	ok(S_ISCHR(stat_of("/dev/null").st_mode), "/dev/null is a character device");
	is_errno(lseek(99, 0, 0), EBADF, "lseek of a descriptor that was never opened: EBADF");
	if (on_samepage()) {
		struct iovec pieces[2] = { { "not to be seen\n", 15 }, { (void *)16, 3 } };
		int console = open("/dev/console", O_WRONLY);

		is_errno(writev(console, pieces, 2), EFAULT,
			 "/dev/console writes nothing of a short writev with a bad piece: EFAULT");
		close(console);
	}
	close(null);
	close(zero);
}

static void many_descriptors(void)
{
	int fds[2000], count = 0, fd;

	while (count < 2000 && (fd = open("/dev/null", O_RDONLY)) >= 0)
		fds[count++] = fd;
	ok(count >= 250 && count < 2000, "a process can open 250 files, but not 2000");
	is(errno, EMFILE, "open beyond the limit of descriptors: EMFILE");
	for (fd = 0; fd < count; fd++)
		close(fds[fd]);
	fd = open("/dev/null", O_RDONLY);
	is(fd, fds[0], "open returns the lowest free descriptor");
	close(fd);
}

int main(void)
{
	umask(0);
	is(mkdir(DIR_, 0755), 0, "the test's directory can be created");
	creation();
	reading_and_writing();
	bad_memory();
	removal();
	renaming();
	directories();
	listing();
	permissions();
	keys();
	devices();
	many_descriptors();
	is(unlink(FILE_) | rmdir(DIR_), 0, "the test's file and directory can be removed");
	return done_testing();
}
