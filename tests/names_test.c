/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that lead to files in other ways than one name to one file: symbolic links, several names of
 * a file, named pipes; and the calls that take a path relative to a descriptor.
 */
#include "tap.h"

#include <dirent.h>
#include <poll.h>
#include <sys/uio.h>

#define DIR_ "/tmp/names_test"
#define FACCESSAT2 439

static struct stat st;
static char text[PAGE];

/* Creates a file that contains its own first name. */
static void make_file(const char *path)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);

	expect(fd >= 0 && write(fd, path, strlen(path)) == (int)strlen(path));
	close(fd);
}

/* Does the file at path contain this? */
static int contains(const char *path, const char *what)
{
	int fd = open(path, O_RDONLY), length;

	if (fd < 0)
		return 0;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length] = '\0';
	return strcmp(text, what) == 0;
}

static int link_is(const char *path, const char *what)
{
	int length = readlink(path, text, sizeof(text) - 1);

	if (length < 0)
		return 0;
	text[length] = '\0';
	return strcmp(text, what) == 0;
}

static void symbolic(void)
{
	char name[32], next[32];
	int fd, i;

	make_file("file");
	mkdir("dir", 0755);
	make_file("dir/inner");
	is(symlink("file", "link"), 0, "symlink creates a link");
	ok(link_is("link", "file"), "readlink shows what it contains");
	is(readlink("link", text, 2), 2, "readlink cuts what does not fit");
	is(lstat("link", &st) | (st.st_mode != (S_IFLNK | 0777)) | (st.st_size != 4), 0, "lstat shows the link");
	is(stat("link", &st) | !S_ISREG(st.st_mode), 0, "stat shows the file");
	ok(contains("link", "file"), "open follows the link");
	is_errno(open("link", O_RDONLY | O_NOFOLLOW), ELOOP, "with O_NOFOLLOW it fails: ELOOP");
	is_errno(open("link", O_RDONLY | O_NOFOLLOW | O_DIRECTORY), ENOTDIR, "with O_DIRECTORY as well: ENOTDIR");
	is_errno(open("link", O_CREAT | O_EXCL | O_RDWR, 0600), EEXIST, "O_EXCL does not follow: EEXIST");
	is_errno(symlink("x", "link"), EEXIST, "symlink over an existing name: EEXIST");
	is_errno(symlink("", "empty"), ENOENT, "an empty link: ENOENT");
	is_errno(symlink("x", "new/"), ENOENT, "a name with a slash after it: ENOENT");
	is_errno(readlink("file", text, 10), EINVAL, "readlink of a file: EINVAL");
	is_errno(readlink("link", text, 0), EINVAL, "readlink with size 0: EINVAL");

	symlink("dir", "way");
	ok(contains("way/inner", "dir/inner"), "a link on the way to a file is followed");
	is(lstat("way/", &st) | !S_ISDIR(st.st_mode), 0, "slashes after a link follow it");
	is_errno(open("link/", O_RDONLY), ENOTDIR, "and then it must lead to a directory: ENOTDIR");
	is_errno(rmdir("way"), ENOTDIR, "rmdir does not follow: ENOTDIR");
	is_errno(rmdir("way/"), ENOTDIR, "not even with a slash");
	is_errno(unlink("way/"), ENOTDIR, "unlink with a slash: ENOTDIR");
	is_errno(mkdir("way", 0755), EEXIST, "mkdir does not follow: EEXIST");
	symlink("../file", "dir/up");
	ok(contains("way/up", "file"), "a relative link starts where the link is");
	symlink(DIR_ "/dir/../file", "absolute");
	ok(contains("dir/../absolute", "file"), "an absolute link starts at the root");
	is(chdir("way") | chdir(".."), 0, "chdir follows a link, and .. is where that leads");
	ok(contains("file", "file"), "which is not where the link is");

	symlink("missing", "dangling");
	is_errno(open("dangling", O_RDONLY), ENOENT, "a link to nothing: ENOENT");
	is_errno(stat("dangling", &st), ENOENT, "stat of it: ENOENT");
	fd = open("dangling", O_CREAT | O_WRONLY, 0600);
	ok(fd >= 0 && stat("missing", &st) == 0, "open with O_CREAT creates what it names");
	close(fd);
	is_errno(mkdir("dangling/", 0700), EEXIST, "but mkdir does not");
	unlink("missing");

	symlink("loop", "loop");
	is_errno(open("loop", O_RDONLY), ELOOP, "a link to itself: ELOOP");
	is_errno(stat("loop/x", &st), ELOOP, "also on the way: ELOOP");
	symlink("file", "l0");
	for (i = 1; i <= 40; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		snprintf(next, sizeof(next), "l%d", i - 1);
		symlink(next, name);
	}
	ok(contains("l39", "file"), "40 links in a row are followed");
	is_errno(open("l40", O_RDONLY), ELOOP, "41 are not: ELOOP");

	is(rename("link", "moved"), 0, "rename moves the link");
	ok(link_is("moved", "file") && stat("file", &st) == 0, "and not the file");
	is(rename("moved", "way"), 0, "it replaces another link");
	ok(contains("way", "file"), "and not what that leads to");
	is(unlink("way"), 0, "unlink removes the link");
	ok(stat("file", &st) == 0, "and not the file");
	is(chmod("absolute", 0600) | stat("file", &st) | (st.st_mode != (S_IFREG | 0600)), 0, "chmod follows a link");
	memset(text, 'x', PAGE);
	text[PAGE - 1] = '\0';
	is(symlink(text, "long"), 0, "a link may contain 4095 bytes");
	is_errno(stat("long", &st), ENAMETOOLONG, "a name of that length: ENAMETOOLONG");
	is(lstat("long", &st) | (st.st_size != PAGE - 1), 0, "its size is that of what it contains");
}

static void several(void)
{
	int fd, links;
	ino_t number;
	DIR *dir;
	struct dirent *entry;

	make_file("one");
	chmod("one", 0640);
	is(link("one", "two"), 0, "link gives a file a second name");
	stat("one", &st);
	number = st.st_ino;
	is(st.st_nlink, 2, "its count of links is 2");
	is(stat("two", &st) | (st.st_ino != number) | (st.st_mode != (S_IFREG | 0640)), 0, "both names are the same inode");
	fd = open("two", O_WRONLY | O_APPEND);
	is(write(fd, "+", 1), 1, "what is written by one name");
	ok(contains("one", "one+"), "is read by the other");
	close(fd);
	for (links = 0, dir = opendir("."); (entry = readdir(dir)); )
		links += entry->d_ino == number;
	closedir(dir);
	is(links, 2, "readdir shows both names with the same number");
	is(rename("one", "two"), 0, "rename of one name to the other succeeds");
	is(stat("one", &st), 0, "and does nothing");
	is(link("two", "three") | stat("two", &st) | (st.st_nlink != 3), 0, "a third name");
	is(unlink("one") | stat("two", &st) | (st.st_nlink != 2), 0, "removing the first name leaves two");
	ok(contains("three", "one+"), "and the data");
	mkdir("sub", 0755);
	is(rename("three", "sub/four"), 0, "a further name moves to another directory");
	ok(contains("sub/four", "one+"), "and is found there");
	make_file("other");
	is(rename("other", "sub/four") | stat("two", &st) | (st.st_nlink != 1), 0, "a file replaces one of the names");
	ok(contains("sub/four", "other") && contains("two", "one+"), "the other name keeps the file");
	fd = open("two", O_RDONLY);
	is(unlink("two") | fstat(fd, &st) | st.st_nlink, 0, "after the last name the count is 0");
	is(read(fd, text, 10), 4, "an open descriptor keeps the data");
	close(fd);
	is_errno(link("missing", "x"), ENOENT, "link to a file that does not exist: ENOENT");
	is_errno(link("sub", "x"), EPERM, "link to a directory: EPERM");
	is_errno(link("sub/four", "sub"), EEXIST, "link over an existing name: EEXIST");
	is_errno(link("sub/four", "x/"), ENOENT, "link with a slash after the name: ENOENT");
	is_errno(link("/proc/uptime", "x"), EXDEV, "link to another file system: EXDEV");
	symlink("sub/four", "soft");
	is(link("soft", "softer") | lstat("softer", &st) | !S_ISLNK(st.st_mode), 0, "link to a link is a second link");
	is(linkat(AT_FDCWD, "soft", AT_FDCWD, "hard", AT_SYMLINK_FOLLOW) | lstat("hard", &st) | !S_ISREG(st.st_mode), 0,
	   "with AT_SYMLINK_FOLLOW it is a second name of the file");
	is_errno(linkat(AT_FDCWD, "soft", AT_FDCWD, "y", 1), EINVAL, "an unknown flag: EINVAL");
	chmod("hard", 0666);
	is_end(in_child({
		expect(setuid(1000) == 0);
		expect_errno(link("hard", "mine"), EACCES);
		expect_errno(symlink("hard", "mine"), EACCES);
		expect_errno(mkfifo("mine", 0600), EACCES);
	}), 0, "who may not write to the directory creates no names: EACCES");
}

static void fifos(void)
{
	struct pollfd poll_in = { .events = POLLIN };
	int fd, other, status;
	pid_t child;

	is(mkfifo("fifo", 0644), 0, "mkfifo creates a named pipe");
	is(stat("fifo", &st) | (st.st_mode != (S_IFIFO | 0644)), 0, "stat shows it");
	is_errno(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO, "opening it to write without a reader: ENXIO");
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	ok(fd >= 0, "opening it to read does not wait with O_NONBLOCK");
	is(read(fd, text, 1), 0, "without a writer it is at its end");
	poll_in.fd = fd;
	is(poll(&poll_in, 1, 0), 0, "but nobody has hung up yet");
	other = open("fifo", O_WRONLY | O_NONBLOCK);
	ok(other >= 0, "with a reader it can be opened to write");
	is(write(other, "named", 5), 5, "writing");
	is(read(fd, text, 10), 5, "and reading work");
	is_errno(read(fd, text, 10), EAGAIN, "an empty pipe: EAGAIN");
	close(other);
	is(poll(&poll_in, 1, 0), 1, "when the writer has closed it, the reader is woken");
	is(poll_in.revents, POLLHUP, "by POLLHUP");
	close(fd);

	child = start_child({
		int end = open("fifo", O_WRONLY);

		expect(end >= 0 && write(end, "from a child", 12) == 12);
	});
	fd = open("fifo", O_RDONLY);
	is(read(fd, text, 20), 12, "two processes meet by opening both ends");
	close(fd);
	status = wait_for(child);
	is_end(status, 0, "the writer ends");
	fd = open("fifo", O_RDWR);
	is(write(fd, "lost", 4), 4, "one process may open both ends");
	close(fd);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	is(read(fd, text, 4), 0, "what was not read is gone after the last close");
	close(fd);
	child = start_child({ open("fifo", O_RDONLY); });
	usleep(20000);
	kill(child, SIGTERM);
	is_end(wait_for(child), KILLED(SIGTERM), "a process that waits for the other end can be killed");
	is_errno(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO, "and is no reader afterwards");
	fd = open("fifo", O_RDWR);
	is_errno(lseek(fd, 0, SEEK_SET), ESPIPE, "it has no position: ESPIPE");
	close(fd);
	is(unlink("fifo"), 0, "unlink removes it");
	is(mknod("regular", S_IFREG | 0600, 0) | stat("regular", &st) | !S_ISREG(st.st_mode), 0, "mknod creates a regular file");
	is_errno(mknod("x", S_IFDIR | 0700, 0), EPERM, "but no directory: EPERM");
	is_errno(mknod("x", 0170000, 0), EINVAL, "a type that does not exist: EINVAL");
	is(mknod("x", S_IFCHR | 0600, 0x103) == -1 && errno == EPERM, on_samepage(), "row mknod-devices: no device: EPERM");
}

static void at_calls(void)
{
	int dir = open("dir", O_RDONLY | O_DIRECTORY), file = open("file", O_RDWR);

	is(mkdirat(dir, "made", 0700) | stat("dir/made", &st), 0, "mkdirat");
	is_errno(mkdirat(dir, "made", 0700), EEXIST, "mkdirat of an existing name: EEXIST");
	is(symlinkat("inner", dir, "soft") | !contains("dir/soft", "dir/inner"), 0, "symlinkat");
	is(readlinkat(dir, "soft", text, 100), 5, "readlinkat");
	is(linkat(dir, "inner", AT_FDCWD, "outer", 0) | !contains("outer", "dir/inner"), 0, "linkat");
	is(renameat(AT_FDCWD, "outer", dir, "again") | !contains("dir/again", "dir/inner"), 0, "renameat");
	is(renameat(dir, "again", dir, "last"), 0, "in either direction");
	is(mkfifoat(dir, "fifo", 0600) | stat("dir/fifo", &st) | !S_ISFIFO(st.st_mode), 0, "mkfifoat");
	is(fchmodat(dir, "last", 0604, 0) | stat("dir/last", &st) | (st.st_mode != (S_IFREG | 0604)), 0, "fchmodat");
	is(fchownat(dir, "soft", 5, 6, AT_SYMLINK_NOFOLLOW) | lstat("dir/soft", &st) | (st.st_uid != 5), 0,
	   "fchownat of a link itself");
	is(stat("dir/inner", &st) | (int)st.st_uid, 0, "leaves the file alone");
	is(lchown("dir/soft", 7, 8) | lstat("dir/soft", &st) | (st.st_gid != 8), 0, "lchown does so as well");
	is(faccessat(dir, "inner", R_OK, 0), 0, "faccessat");
	is(sys(FACCESSAT2, dir, "nothing", F_OK, 0), -ENOENT, "faccessat2 of a missing file: ENOENT");
	is(sys(FACCESSAT2, dir, "inner", 8, 0), -EINVAL, "an unknown mode: EINVAL");
	is(sys(FACCESSAT2, dir, "inner", 0, 4), -EINVAL, "an unknown flag: EINVAL");
	is_end(in_child({
		expect(setresuid(0, 1000, 0) == 0);
		chmod("dir/inner", 0600);
		expect(sys(FACCESSAT2, dir, "inner", R_OK, 0) == 0);
		expect(sys(FACCESSAT2, dir, "inner", R_OK, AT_EACCESS) == -EACCES);
	}), 0, "AT_EACCESS asks for the effective user");
	is_errno(mkdirat(file, "x", 0700), ENOTDIR, "a descriptor of a file: ENOTDIR");
	is_errno(mkdirat(99, "x", 0700), EBADF, "no descriptor: EBADF");
	is(mkdirat(99, DIR_ "/absolute_dir", 0700), 0, "an absolute path needs none");
	is(fchdir(dir), 0, "fchdir");
	is(access("inner", F_OK), 0, "changes the working directory");
	is_errno(fchdir(file), ENOTDIR, "fchdir to a file: ENOTDIR");
	is(chdir(DIR_), 0, "and back");
	close(dir);
	close(file);
}

static void times_and_sizes(void)
{
	struct timespec t[2] = { { 1000, 0 }, { 2000, 0 } };
	struct iovec pieces[2] = { { text, 3 }, { text + 10, 3 } };
	int fd = open("sized", O_CREAT | O_RDWR, 0644), ends[2];

	write(fd, "abcdefgh", 8);
	is(utimensat(AT_FDCWD, "sized", t, 0) | stat("sized", &st), 0, "utimensat");
	ok(st.st_atime == 1000 && st.st_mtime == 2000, "sets both times");
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_nsec = UTIME_NOW;
	is(futimens(fd, t) | stat("sized", &st), 0, "futimens");
	ok(st.st_atime == 1000 && (time_t)st.st_mtime >= time(NULL) - 5, "leaves one alone and sets the other to now");
	t[1].tv_nsec = 1000000000;
	is_errno(futimens(fd, t), EINVAL, "too many nanoseconds: EINVAL");
	is(sys(__NR_utimensat, fd, 0, 0, 0), 0, "without times both are now");
	is(sys(__NR_utimensat, AT_FDCWD, "sized", 0xc0000000, 0), -EFAULT, "times in the kernel: EFAULT");
	is_end(in_child({
		expect(setuid(1000) == 0);
		expect_errno(utimensat(AT_FDCWD, "sized", NULL, 0), EACCES);
		t[0] = t[1] = (struct timespec){ 1, 0 };
		expect_errno(utimensat(AT_FDCWD, "sized", t, 0), EPERM);
	}), 0, "of another user's file: EACCES for now, EPERM for another time");

	is(truncate("sized", 5) | stat("sized", &st) | (st.st_size != 5), 0, "truncate");
	is_errno(truncate("dir", 0), EISDIR, "of a directory: EISDIR");
	is_errno(truncate("sized", -1), EINVAL, "a negative size: EINVAL");
	is(pread(fd, text, 2, 1), 2, "pread");
	is(strncmp(text, "bc", 2), 0, "reads at a position");
	is(lseek(fd, 0, SEEK_CUR), 8, "and leaves the file's own position alone");
	is(pwrite(fd, "BC", 2, 1), 2, "pwrite");
	is(preadv(fd, pieces, 2, 0), 5, "preadv");
	is(strncmp(text, "aBC", 3) | (text[10] != 'd'), 0, "reads into several pieces");
	is(pwritev(fd, pieces, 2, 100), 6, "pwritev");
	is_errno(pread(fd, text, 1, -1), EINVAL, "a negative position: EINVAL");
	is(fsync(fd) | fdatasync(fd), 0, "fsync and fdatasync of a file");
	is_errno(fsync(99), EBADF, "of no descriptor: EBADF");
	close(fd);
	expect(pipe(ends) == 0);
	is_errno(pread(ends[0], text, 1, 0), ESPIPE, "pread of a pipe: ESPIPE");
	is_errno(fsync(ends[0]), EINVAL, "fsync of a pipe: EINVAL");
	close(ends[0]);
	close(ends[1]);
}

/* Removes the test's directory with everything in it. */
static void clean(const char *path)
{
	char inner[300];
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
		if (unlink(inner))
			clean(inner);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

static void everything(void)
{
	mkdir(DIR_, 0755);
	expect(chdir(DIR_) == 0);
	symbolic();
	several();
	fifos();
	at_calls();
	times_and_sizes();
	expect(chdir("/") == 0);
	clean(DIR_);
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
