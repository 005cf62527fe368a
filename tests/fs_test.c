/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files and directories: opening, reading, writing, seeking; making, finding, listing and
 * removing; what stat tells; and the errors in between.  (Pipes and dup are pipe_test's.)
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

	is_errno(open(FILE_, O_RDONLY), ENOENT, "opening a file that is not there: ENOENT");
	fd = open(FILE_, O_CREAT | O_EXCL | O_RDWR, 0644);
	ok(fd >= 0, "O_CREAT makes it");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode, S_IFREG | 0644, "tells a regular file with its mode");
	is(st.st_size, 0, "of size 0");
	is(st.st_nlink, 1, "with one name");
	is(st.st_uid, 0, "of root's");
	ok((time_t)st.st_mtime >= t0 && (time_t)st.st_mtime <= time(NULL), "made now");
	same = stat_of(FILE_);
	is(same.st_ino, st.st_ino, "stat tells the same inode number");
	is(same.st_dev, st.st_dev, "and device");
	is(lstat(FILE_, &same) | (same.st_ino != st.st_ino), 0, "lstat, too");
	is(fstatat(AT_FDCWD, FILE_, &same, 0) | (same.st_ino != st.st_ino), 0, "fstatat, too");
	is_errno(open(FILE_, O_CREAT | O_EXCL | O_RDWR, 0644), EEXIST, "O_EXCL once more: EEXIST");
	is(close(fd), 0, "close");
	is_errno(close(fd), EBADF, "close again: EBADF");
	is_errno(fstat(fd, &st), EBADF, "fstat of it: EBADF");
	umask(027);
	fd = creat(DIR_ "/masked", 0666);
	umask(0);
	is(stat_of(DIR_ "/masked").st_mode, S_IFREG | 0640, "umask takes bits away");
	close(fd);
	unlink(DIR_ "/masked");
}

static void reading_and_writing(void)
{
	int fd = open(FILE_, O_RDWR), i, other;

	for (i = 0; i < (int)sizeof(text); i++)
		text[i] = i * 7 + i / 251;
	is(read(fd, back, 100), 0, "reading an empty file: 0");
	is(write(fd, text, 5000), 5000, "writing 5000 bytes");
	is(stat_of(FILE_).st_size, 5000, "makes it that size");
	is(lseek(fd, 0, SEEK_CUR), 5000, "and the position");
	is(read(fd, back, 100), 0, "at the end there is nothing to read");
	is(lseek(fd, 0, SEEK_SET), 0, "back to the start");
	is(read(fd, back, sizeof(back)), 5000, "reading more than there is gives what there is");
	ok(memcmp(text, back, 5000) == 0, "which is what was written");
	is(lseek(fd, 4090, SEEK_SET), 4090, "into the middle");
	is(write(fd, "0123456789AB", 12), 12, "writing across a page's border");
	lseek(fd, -904, SEEK_END);
	is(read(fd, back, 20), 20, "reading there");
	ok(memcmp(back, "6789AB", 6) == 0 && back[6] == text[4102], "finds it, and what follows");
	is(stat_of(FILE_).st_size, 5000, "writing inside does not change the size");
	is(lseek(fd, 20000, SEEK_SET), 20000, "beyond the end");
	is(write(fd, "end", 3), 3, "writing there");
	is(stat_of(FILE_).st_size, 20003, "makes the file larger");
	lseek(fd, 5000, SEEK_SET);
	is(read(fd, back, 15000), 15000, "the hole between");
	for (i = 0; i < 15000 && back[i] == 0; i++)
		;
	is(i, 15000, "reads as zeros");
	other = open(FILE_, O_RDONLY);
	is(read(other, back, 10), 10, "another open has a position of its own");
	ok(memcmp(back, text, 10) == 0, "at the start");
	is_errno(write(other, "x", 1), EBADF, "writing to one opened for reading: EBADF");
	close(other);
	other = open(FILE_, O_WRONLY);
	is_errno(read(other, back, 1), EBADF, "reading from one opened for writing: EBADF");
	close(other);
	other = open(FILE_, O_WRONLY | O_APPEND);
	lseek(other, 0, SEEK_SET);
	is(write(other, "more", 4), 4, "O_APPEND");
	is(stat_of(FILE_).st_size, 20007, "writes at the end, wherever the position is");
	close(other);
	other = open(FILE_, O_RDWR | O_TRUNC);
	is(stat_of(FILE_).st_size, 0, "O_TRUNC empties it");
	is(read(fd, back, 10), 0, "for everybody");
	is(write(other, text, sizeof(text)), sizeof(text), "32 KiB in one write");
	lseek(other, 0, SEEK_SET);
	is(read(other, back, sizeof(back)), sizeof(back), "and in one read");
	ok(memcmp(text, back, sizeof(text)) == 0, "are the same");
	is(ftruncate(other, 100), 0, "ftruncate shortens");
	is(ftruncate(other, 200), 0, "and lengthens");
	lseek(other, 100, SEEK_SET);
	is(read(other, back, 200), 100, "what it adds");
	for (i = 0; i < 100 && back[i] == 0; i++)
		;
	is(i, 100, "is zero, not what was there before");
	close(other);
	is_errno(lseek(fd, -1, SEEK_SET), EINVAL, "seeking before the start: EINVAL");
	is_errno(lseek(fd, 0, 99), EINVAL, "seeking from nowhere: EINVAL");
	is_errno(lseek(99, 0, SEEK_SET), EBADF, "seeking in no file: EBADF");
	is_errno(write(99, "x", 1), EBADF, "writing to no file: EBADF");
	is(read(fd, back, 0), 0, "reading nothing: 0");
	is(write(fd, back, 0), 0, "writing nothing: 0");
	close(fd);
}

/* A write stores what comes before the first bad byte; a read delivers as much. */
static void bad_memory(void)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *end = page + PAGE;
	struct iovec pieces[3] = { { "abc", 3 }, { (void *)16, 3 }, { "def", 3 } };
	int fd = open(FILE_, O_RDWR | O_TRUNC);

	munmap(end, PAGE);
	is(writev(fd, pieces, 3), 3, "writev with a bad second piece writes the first");
	is(stat_of(FILE_).st_size, 3, "and nothing else");
	is_errno(writev(fd, pieces + 1, 2), EFAULT, "with a bad first piece: EFAULT");
	memcpy(end - 10, "0123456789", 10);
	is(write(fd, end - 10, 20), 10, "a write that ends in bad memory stores what comes before");
	is(stat_of(FILE_).st_size, 13, "to the byte");
	is(lseek(fd, 0, SEEK_SET), 0, "from the start");
	pieces[0].iov_base = back;
	is(readv(fd, pieces, 3), 3, "readv with a bad second piece fills the first");
	is(read(fd, end - 6, 10), 6, "a read that ends in bad memory delivers what comes before");
	is(lseek(fd, 0, SEEK_CUR), 9, "and the position advances by as much");
	ok(!memcmp(back, "abc", 3) && !memcmp(end - 6, "012345", 6), "the bytes are right");
	close(fd);
	munmap(page, PAGE);
}

static void removal(void)
{
	int fd = open(DIR_ "/gone", O_CREAT | O_RDWR, 0600);
	struct stat st;

	write(fd, "still here", 10);
	is(unlink(DIR_ "/gone"), 0, "unlink of an open file");
	is_errno(open(DIR_ "/gone", O_RDONLY), ENOENT, "its name is gone");
	lseek(fd, 0, SEEK_SET);
	is(read(fd, back, 100), 10, "its content is not, for who has it open");
	fstat(fd, &st);
	is(st.st_nlink, 0, "it has no name");
	close(fd);
	is_errno(unlink(DIR_ "/gone"), ENOENT, "unlink again: ENOENT");
	is_errno(unlink(DIR_), EISDIR, "unlink of a directory: EISDIR");
	is_errno(rmdir(FILE_), ENOTDIR, "rmdir of a file: ENOTDIR");
	is_errno(unlink(FILE_ "/x"), ENOTDIR, "through a file: ENOTDIR");
}

static void renaming(void)
{
	int fd = open(DIR_ "/a", O_CREAT | O_WRONLY, 0600);
	ino_t inode = stat_of(DIR_ "/a").st_ino;

	write(fd, "a", 1);
	close(fd);
	close(open(DIR_ "/b", O_CREAT | O_WRONLY, 0600));
	is(rename(DIR_ "/a", DIR_ "/b"), 0, "rename over a file");
	is(stat_of(DIR_ "/b").st_ino, inode, "which takes its place");
	is(stat_of(DIR_ "/a").st_mode, 0, "and leaves the old name");
	is_errno(rename(DIR_ "/a", DIR_ "/c"), ENOENT, "once more: ENOENT");
	unlink(DIR_ "/b");
}

static void directories(void)
{
	char name[300], cwd[100];

	is(mkdir(DIR_ "/d", 0755), 0, "mkdir");
	is(stat_of(DIR_ "/d").st_mode, S_IFDIR | 0755, "makes a directory");
	is_errno(mkdir(DIR_ "/d", 0755), EEXIST, "again: EEXIST");
	is_errno(mkdir(DIR_ "/no/d", 0755), ENOENT, "in none: ENOENT");
	is_errno(mkdir(FILE_ "/d", 0755), ENOTDIR, "in a file: ENOTDIR");
	is_errno(open(DIR_ "/d", O_WRONLY), EISDIR, "opening one for writing: EISDIR");
	is_errno(open(FILE_, O_RDONLY | O_DIRECTORY), ENOTDIR, "O_DIRECTORY of a file: ENOTDIR");
	close(open(DIR_ "/d/f", O_CREAT | O_WRONLY, 0600));
	is_errno(rmdir(DIR_ "/d"), ENOTEMPTY, "rmdir of a full one: ENOTEMPTY");
	is(chdir(DIR_ "/d"), 0, "chdir");
	is(stat_of("f").st_size == 0 && stat_of("f").st_mode != 0, 1, "names are looked up there");
	is(stat_of("../d/./f").st_ino, stat_of("f").st_ino, "with . and ..");
	ok(getcwd(cwd, sizeof(cwd)) != NULL && strcmp(cwd, DIR_ "/d") == 0, "getcwd tells where");
	is(sys(__NR_getcwd, cwd, sizeof(cwd)), strlen(DIR_ "/d") + 1, "and how long that is");
	is(sys(__NR_getcwd, cwd, 4), -ERANGE, "into 4 bytes: ERANGE");
	is_errno(chdir("f"), ENOTDIR, "chdir to a file: ENOTDIR");
	is_errno(chdir("g"), ENOENT, "to nothing: ENOENT");
	is(stat_of("../../../../..").st_ino, stat_of("/").st_ino, "above the root is the root");
	is(chdir("/"), 0, "and back");
	is(unlink(DIR_ "/d/f") | rmdir(DIR_ "/d"), 0, "emptied, it can be removed");
	is_errno(rmdir(DIR_ "/d"), ENOENT, "once");
	memset(name, 'n', sizeof(name));
	name[0] = '/';
	name[257] = '\0';
	is_errno(open(name, O_CREAT | O_WRONLY, 0600), ENAMETOOLONG, "a name of 256: ENAMETOOLONG");
	is_errno(open("", O_RDONLY), ENOENT, "an empty path: ENOENT");
	is_errno(openat(99, "x", O_RDONLY), EBADF, "beside no directory: EBADF");
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
	is(got, 0, "getdents64 ends with 0");
	ok(calls >= 4, "after several calls, the buffer being small");
	for (i = 0, got = 0; i < 40; i++)
		got += seen[i] == 1;
	is(got, 40, "each of forty names came once");
	is(others, 2, "and . and ..");
	lseek(fd, 0, SEEK_SET);
	ok(sys(__NR_getdents64, fd, entries, sizeof(entries)) > 0, "rewound, it begins again");
	ok(*(uint64_t *)entries != 0, "inode numbers are not 0");
	is(sys(__NR_getdents64, fd, 0x70000000, 4096), 0, "at the end even a bad buffer is 0");
	lseek(fd, 0, SEEK_SET);
	is(sys(__NR_getdents64, fd, entries, 10), -EINVAL, "10 bytes hold no entry: EINVAL");
	is(sys(__NR_getdents64, fd, 0x70000000, 4096), -EFAULT, "into nowhere: EFAULT");
	is_errno(read(fd, back, 10), EISDIR, "read of a directory: EISDIR");
	close(fd);
	fd = open(FILE_, O_RDONLY);
	is(sys(__NR_getdents64, fd, entries, 4096), -ENOTDIR, "getdents64 of a file: ENOTDIR");
	close(fd);
	for (i = 0; i < 40; i++) {
		sprintf(path, DIR_ "/l/f%02d", i);
		unlink(path);
	}
	is(rmdir(DIR_ "/l"), 0, "emptied, it goes");
}

static void permissions(void)
{
	close(open(DIR_ "/p", O_CREAT | O_WRONLY, 0640));
	is(access(DIR_ "/p", R_OK | W_OK), 0, "root may read and write");
	is_errno(access(DIR_ "/p", X_OK), EACCES, "but not execute what nobody may");
	is_errno(access(DIR_ "/q", F_OK), ENOENT, "access of nothing: ENOENT");
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
	}), 0, "others are judged by the mode: EACCES, and chmod by owners only: EPERM");
	is(chmod(DIR_ "/p", 0604), 0, "chmod");
	is(stat_of(DIR_ "/p").st_mode, S_IFREG | 0604, "shows");
	is_end(in_child({
		expect(setresgid(5, 5, 5) == 0 && setresuid(1000, 1000, 1000) == 0);
		expect(open(DIR_ "/p", O_RDONLY) >= 0);
		expect_errno(open(DIR_ "/p", O_RDWR), EACCES);
	}), 0, "and counts");
	is(chown(DIR_ "/p", 1000, 70000), 0, "chown by root");
	is(stat_of(DIR_ "/p").st_gid, 70000, "shows");
	unlink(DIR_ "/p");
	is_end(in_child({
		expect(setresuid(1000, 1000, 1000) == 0);
		expect_errno(unlink("/tmp/shm"), EPERM);
	}), 0, "in /tmp (mode 1777) nobody removes another's file: EPERM");
}

/* The article's key: it must be the same for two programs, today and in an hour. */
static void keys(void)
{
	struct stat st = stat_of("/tmp/shm");
	key_t key = ftok("/tmp/shm", 0x6666);

	ok(S_ISREG(st.st_mode), "/tmp/shm is there");
	is(key, 0x66 << 24 | (st.st_dev & 0xff) << 16 | (st.st_ino & 0xffff),
	   "ftok makes the key of id, device and inode number");
	close(open(DIR_ "/k", O_CREAT | O_WRONLY, 0600));
	is_end(in_child({ expect(ftok("/tmp/shm", 0x6666) == key); }), 0,
	       "another process gets the same");
	ok(ftok(DIR_ "/k", 0x6666) != key, "of another file another one");
	is(ftok(DIR_ "/none", 1), -1, "of none, -1");
	unlink(DIR_ "/k");
}

static void devices(void)
{
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);

	is(read(null, back, 10), 0, "/dev/null is always at its end");
	is(write(null, text, 5000), 5000, "and takes everything");
	memset(back, 'x', 5000);
	is(read(zero, back, 5000), 5000, "/dev/zero gives");
	ok(back[0] == 0 && back[4999] == 0, "zeros");
	ok(S_ISCHR(stat_of("/dev/null").st_mode), "they are character devices");
	is_errno(lseek(99, 0, 0), EBADF, "closed descriptors are none");
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
	ok(count >= 250 && count < 2000, "a process can open many files, not any number");
	is(errno, EMFILE, "then: EMFILE");
	for (fd = 0; fd < count; fd++)
		close(fds[fd]);
	fd = open("/dev/null", O_RDONLY);
	is(fd, fds[0], "the lowest free descriptor is given");
	close(fd);
}

int main(void)
{
	umask(0);
	is(mkdir(DIR_, 0755), 0, "a directory to work in");
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
	is(unlink(FILE_) | rmdir(DIR_), 0, "nothing is left of it");
	return done_testing();
}
