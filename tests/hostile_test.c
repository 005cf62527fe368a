/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arguments that are allowed but unusual: offsets beyond 4 GiB, the smallest int, a pid that is used
 * again, directories deeper than any path, all objects of one kind used up.  A random fuzzer would
 * rarely find them.
 */
#include "tap.h"

#include <dirent.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>

#define LONGEST 0x7fffffffffffffffLL

static const char *const proc_files[] = {
	"/proc/self/maps", "/proc/self/status", "/proc/self/stat", "/proc/self/cmdline",
	"/proc/self/pagemap", "/proc/meminfo", "/proc/uptime", "/proc/sysvipc/shm",
	"/proc/self", "/proc/sys/kernel", "/proc", "/", "/dev/zero",
};

static long long seek(int fd, long long offset, int whence)
{
	long long result = -1;
	long error = sys(__NR__llseek, fd, (long)(offset >> 32), (long)offset, &result, whence);

	return error ? error : result;
}

/* A read from any offset returns bytes, 0 or an error, and never more bytes than asked for. */
static void offsets(void)
{
	static const long long places[] = {
		1, 7, 0xfff, 0x10000, 0x7fffffff, 0x80000000LL, 0xffffffffLL, 0x100000000LL,
		0x100000001LL, 0x100000002LL, 0x100000009LL, 0x10000ffffLL, 0x7fffffff00000000LL,
		0x7fffffff00000002LL, LONGEST - 1, LONGEST,
	};
	static char buffer[512];
	unsigned i, p;
	int bad = 0;

	for (i = 0; i < sizeof(proc_files) / sizeof(*proc_files); i++) {
		int fd = open(proc_files[i], O_RDONLY);

		for (p = 0; p < sizeof(places) / sizeof(*places); p++) {
			long got;

			if (seek(fd, places[p], SEEK_SET) < 0)
				continue;
			got = sys(__NR_read, fd, buffer, 100);
			bad += got > 100 || got < -200;
			got = sys(__NR_getdents64, fd, buffer, sizeof(buffer));
			bad += got > (long)sizeof(buffer) || got < -200;
		}
		close(fd);
	}
	is(bad, 0, "files and directories of /proc can be read from %d unusual offsets",
	   (int)(sizeof(places) / sizeof(*places)));
}

/* Returns the number of directory entries from an offset on. */
static int entries_at(const char *path, long long offset)
{
	static char buffer[4096];
	int fd = open(path, O_RDONLY), entries = 0;
	long got, at;

	seek(fd, offset, SEEK_SET);
	while ((got = sys(__NR_getdents64, fd, buffer, sizeof(buffer))) > 0)
		for (at = 0; at < got; at += *(unsigned short *)(buffer + at + 16))
			entries++;
	close(fd);
	return entries;
}

static void seeking(void)
{
	int fd = open("/proc/self/status", O_RDONLY), file = open("/tmp/hostile_test", O_RDWR | O_CREAT, 0600);
	long long got;

	is(write(file, "abc", 3), 3, "writing three bytes to a file returns 3");
	got = seek(file, LONGEST, SEEK_SET);
	ok(got == LONGEST || got == -EINVAL, "lseek to the largest offset: accepted (or EINVAL on another Linux)");
	expect(seek(file, 0x7fffffff, SEEK_SET) == 0x7fffffff);
	is(seek(file, LONGEST, SEEK_CUR), -EINVAL, "lseek by a step beyond the largest offset: EINVAL");
	is(seek(file, LONGEST, SEEK_END), -EINVAL, "lseek beyond the largest offset from the end: EINVAL");
	is(seek(file, -LONGEST - 1, SEEK_CUR), -EINVAL, "lseek by the smallest number: EINVAL");
	is(seek(file, 0, SEEK_SET), 0, "lseek back to 0 succeeds");
	got = sys(__NR_ftruncate64, file, -1, 0x7fffffff);
	ok(got == -EFBIG || !on_samepage(), "ftruncate to the largest size: EFBIG");
	is(read(fd, &got, 0), 0, "reading 0 bytes from a file of /proc returns 0");
	is(seek(fd, 0x100000000LL, SEEK_SET), 0x100000000LL, "lseek to 4 GiB in a file of /proc succeeds");
	close(fd);
	close(file);
	unlink("/tmp/hostile_test");
	if (!on_samepage())		/* on another Linux, offsets of directories have another meaning */
		return;
	is(entries_at("/proc/self", 0x100000000LL), 0, "/proc/self has no entries at offset 4 GiB");
	is(entries_at("/proc", 0x100000000LL), 0, "/proc has no entries at offset 4 GiB");
	is(entries_at("/proc/sys", 0x10000), 0, "/proc/sys has no entries at the offsets of processes");
}

static void smallest_numbers(void)
{
	struct itimerval longest = { { 0, 0 }, { 0x7fffffff, 999999 } };
	int pid = start_child({ pause(); }), smallest = -0x7fffffff - 1;
	struct itimerval left;

	is_errno(waitpid(smallest, NULL, WNOHANG), ESRCH, "waitpid of the smallest number: ESRCH");
	is_errno(kill(smallest, 0), ESRCH, "kill of the smallest number: ESRCH");
	is_errno(getpgid(smallest), ESRCH, "getpgid of the smallest number: ESRCH");
	is_errno(setpgid(0, smallest), EINVAL, "setpgid to the smallest number: EINVAL");
	is_errno(lseek(0, 0, smallest), EINVAL, "lseek with the smallest number as whence: EINVAL");
	alarm(0xffffffff);
	ok(alarm(0) > 1000000, "alarm with the largest number of seconds: most of them are left");
	is(setitimer(ITIMER_REAL, &longest, NULL), 0, "setitimer accepts the longest time");
	is(getitimer(ITIMER_REAL, &left), 0, "getitimer returns 0");
	ok(left.it_value.tv_sec > 1000000, "getitimer reports what is left of the longest time");
	ok(alarm(0) > 1000000, "alarm reports what is left of the longest interval timer");
	kill(pid, SIGKILL);
	wait_for(pid);
}

/* SIGKILL kills a traced child even when it is stopped or about to stop. */
static void traced(void)
{
	struct gate go = make_gate();
	int pid, status;

	pid = start_child({
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGSTOP);
		pass_gate(&go);
	});
	waitpid(pid, &status, 0);
	ok(WIFSTOPPED(status), "a traced child stops at SIGSTOP");
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	waitpid(pid, &status, 0);		/* before the call that waits ... */
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	sched_yield();				/* ... and in it */
	sched_yield();
	kill(pid, SIGHUP);			/* a signal at which it would stop */
	kill(pid, SIGKILL);
	alarm(10);
	is_end(wait_for(pid), KILLED(SIGKILL), "SIGKILL ends a traced child in the middle of a call, even with another signal pending");
	alarm(0);
	drop_gate(&go);
}

/* The tracer continues its child with SIGSTOP, and the child is killed before it stops. */
static void stopped_by_tracer(void)
{
	int pid, status;

	pid = start_child({
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGHUP);
	});
	waitpid(pid, &status, 0);
	ok(WIFSTOPPED(status), "a traced child stops at SIGHUP");
	ptrace(PTRACE_CONT, pid, 0, (void *)SIGSTOP);
	kill(pid, SIGKILL);
	alarm(10);
	is_end(wait_for(pid), KILLED(SIGKILL), "a traced child continued with SIGSTOP and then killed ends");
	alarm(0);
}

/* Processes that share an open file: one moves the offset while another reads or writes. */
static void shared_offset(void)
{
	const int length = 64 * PAGE, rounds = 300;
	int fd = open("/tmp/hostile_test", O_RDWR | O_CREAT | O_TRUNC, 0600), pid, i, bad = 0;
	char *buffer;
	long got;

	expect(sys(__NR_ftruncate, fd, length) == 0);
	pid = start_child({
		for (;;) {
			seek(fd, LONGEST - 1, SEEK_SET);
			sched_yield();
		}
	});
	for (i = 0; i < rounds; i++) {
		/* Memory not touched before: the copy has to wait for frames. */
		buffer = mmap(NULL, length, PROT_READ | PROT_WRITE, ANON, -1, 0);
		expect(buffer != MAP_FAILED);
		alarm(10);
		seek(fd, 0, SEEK_SET);
		got = sys(i % 2 ? __NR_write : __NR_read, fd, buffer, length);
		alarm(0);
		/* All of it; or nothing, when the offset had been moved before the call. */
		bad += got != length && got != (i % 2 ? -EFBIG : 0);
		munmap(buffer, length);
	}
	kill(pid, SIGKILL);
	wait_for(pid);
	is(bad, 0, "an offset that another process moves: each of %d calls uses one value of it", rounds);
	close(fd);
	unlink("/tmp/hostile_test");
}

/* A file of /proc opened for one process does not show the next process with the same pid. */
static void number_used_again(void)
{
	char path[32];
	struct gate go = make_gate();
	int pid, fds[2], tries, again = 0;
	char byte;

	while ((pid = start_child({ pass_gate(&go); })) <= 300) {	/* lower pids are not used again */
		open_gate(&go);
		wait_for(pid);
	}
	sprintf(path, "/proc/%d/status", pid);
	fds[0] = open(path, O_RDONLY);
	sprintf(path, "/proc/%d/maps", pid);
	fds[1] = open(path, O_RDONLY);
	ok(fds[0] >= 0 && fds[1] >= 0, "files of a child's /proc directory can be opened");
	open_gate(&go);
	wait_for(pid);
	for (tries = 0; tries < 40000 && again != pid; tries++) {
		again = fork_or_die();
		if (again == 0) {
			if (getpid() == pid)
				pass_gate(&go);
			_exit(0);
		}
		if (again != pid)
			wait_for(again);
	}
	is(again, pid, "a pid is used again (after %d processes)", tries);
	is_errno(read(fds[0], &byte, 1), ESRCH, "reading the old process's status when its pid is used again: ESRCH");
	is_errno(read(fds[1], &byte, 1), ESRCH, "reading the old process's maps when its pid is used again: ESRCH");
	open_gate(&go);
	wait_for(again);
	close(fds[0]);
	close(fds[1]);
	drop_gate(&go);
}

/* Page 0 is never mapped, not even by a stack that would grow into it. */
static void page_zero(void)
{
	is_end(in_child({
		volatile uintptr_t at = 0x10;
		char *low = mmap((void *)PAGE, PAGE, PROT_READ | PROT_WRITE,
				 ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);

		if (low != (char *)PAGE)
			_exit(KILLED(SIGSEGV));		/* another Linux keeps more pages free */
		*(volatile char *)at = 1;
	}), KILLED(SIGSEGV), "a stack at the bottom of memory does not grow into page 0");
	is_end(in_child({
		mmap((void *)PAGE, PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);
		_exit(sys(__NR_time, 0x10) == -EFAULT ? 5 : 6);
	}), 5, "a system call does not make a stack grow into page 0");
}

/* mremap of an old range that is too long: nothing is lost. */
static void moving_too_much(void)
{
	char *m = mmap((void *)0x50000000, 3 * PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0);
	char *after = mmap(m + 4 * PAGE, PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0);
	const long to = 0x60000000, flags = MREMAP_MAYMOVE | MREMAP_FIXED;

	m[0] = after[0] = 'm';
	is(sys(__NR_mremap, m, 0xc0000000, 2 * PAGE, flags, to), -EINVAL, "mremap of 3 GiB: EINVAL");
	is(sys(__NR_mremap, m, 0xbffff000, 2 * PAGE, flags, m + 2 * PAGE), -EINVAL, "mremap of a range that would overlap the target: EINVAL");
	ok(m[0] == 'm' && after[0] == 'm', "a refused mremap moves nothing");
	is(sys(__NR_mremap, m, 5 * PAGE, 2 * PAGE, flags, to), to, "mremap of five pages in two areas to two pages succeeds");
	is(*(char *)to, 'm', "mremap has moved the two pages");
	ok(sys(__NR_munmap, to, 2 * PAGE) == 0 && mmap(m, 8 * PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0) == m &&
	   after[0] == 0, "mremap has unmapped the other three pages");
	munmap(m, 8 * PAGE);
}

static void vectors(void)
{
	static struct iovec vec[1025];
	static char bytes[1025];
	int fd = open("/tmp/hostile_test", O_RDWR | O_CREAT | O_TRUNC, 0600), i;

	for (i = 0; i < 1025; i++)
		vec[i] = (struct iovec){ bytes + i, 1 };
	is(writev(fd, vec, 1024), 1024, "writev accepts 1024 pieces");
	is_errno(writev(fd, vec, 1025), EINVAL, "writev of 1025 pieces: EINVAL");
	is_errno(writev(fd, vec, -1), EINVAL, "writev of -1 pieces: EINVAL");
	is_errno(sys(__NR_writev, fd, vec, 0x20000001) < 0 ? -1 + 0 * (errno = EINVAL) : 0, EINVAL,
		 "writev with a count whose size in bytes overflows: EINVAL");
	vec[0].iov_len = 0x7fffffff;
	ok(writev(fd, vec, 2) > 0, "writev of lengths that add up to more than 2 GiB writes what is mapped");
	vec[0].iov_len = 0xffffffff;
	is_errno(writev(fd, vec, 1), EINVAL, "writev with a length of -1: EINVAL");
	vec[0] = (struct iovec){ bytes, 1025 };
	vec[1] = (struct iovec){ (void *)0xc0100000, 16 };
	is_errno(writev(fd, vec, 2), EFAULT, "writev with a piece in the kernel: EFAULT");
	close(fd);
	unlink("/tmp/hostile_test");
}

static void deep_and_long(void)
{
	static char name[5000];
	char directory[64];
	int depth, bad = 0;

	memset(name, 'n', 255);
	sprintf(directory, "/tmp/hostile_test");
	is(mkdir(directory, 0700), 0, "the test's directory can be created");
	expect(chdir(directory) == 0);
	is(mkdir(name, 0700), 0, "mkdir with a name of 255 characters succeeds");
	is(rmdir(name), 0, "rmdir with a name of 255 characters succeeds");
	name[255] = 'n';
	is_errno(mkdir(name, 0700), ENAMETOOLONG, "mkdir with a name of 256 characters: ENAMETOOLONG");
	memset(name, '/', 4095);
	is(access(name, F_OK), 0, "a path of 4095 slashes is the root directory");
	name[4095] = '/';
	is_errno(access(name, F_OK), ENAMETOOLONG, "a path of 4096 slashes: ENAMETOOLONG");
	memset(name, 0, sizeof(name));
	for (depth = 0; depth < 3000; depth++)
		if (mkdir("d", 0700) || chdir("d"))
			break;
	ok(depth == 3000, "directories can be nested 3000 deep (%d)", depth);
	is(sys(__NR_getcwd, name, 4096), -ENAMETOOLONG, "getcwd in a directory whose path is too long: ENAMETOOLONG");
	ok(access("../../..", F_OK) == 0, "a directory whose path is too long can be left by ..");
	for (; depth; depth--)
		if (chdir("..") || rmdir("d"))
			bad++;
	is(bad, 0, "3000 nested directories can be removed one by one");
	expect(chdir("/") == 0);
	is(rmdir(directory), 0, "the outermost directory can be removed");
}

/* All objects of one kind are used up: the next one is refused, and afterwards all is as before. */
static void used_up(void)
{
	int fds[300], count = 0, ends[2], pids[300], i;
	struct gate go;

	while (count < 300 && (fds[count] = open("/dev/null", O_RDONLY)) >= 0)
		count++;
	if (count < 300) {		/* (a host allows more) */
		is(errno, EMFILE, "open when all %d descriptors are used: EMFILE", count);
		is_errno(pipe(ends), EMFILE, "pipe without a free descriptor: EMFILE");
		is_errno(dup(0), EMFILE, "dup without a free descriptor: EMFILE");
		close(fds[--count]);
		is_errno(pipe(ends), EMFILE, "pipe with one free descriptor: EMFILE");
		is(dup2(0, fds[count]), fds[count], "dup2 to the one free descriptor succeeds");
		count++;
	}
	while (count)
		close(fds[--count]);
	go = make_gate();
	while (count < 300 && (pids[count] = fork()) > 0)
		count++;
	if (count < 300 && pids[count] == 0) {
		pass_gate(&go);
		_exit(0);
	}
	if (count < 300)
		ok(errno == EAGAIN || errno == ENOMEM, "fork when %d processes run: EAGAIN or ENOMEM", count);
	for (i = 0; i < count; i++)
		open_gate(&go);
	for (i = 0; i < count; i++)
		wait_for(pids[i]);
	is_end(in_child({ }), 0, "a process can be started after the others have ended");
	drop_gate(&go);
}

/*
 * Programs with a few wrong bytes in their headers are refused, or start and soon end.  (elf_test tests
 * each field.)
 */
static void broken_programs(void)
{
	static unsigned char good[65536], broken[65536];
	static const char *const name = "/tmp/hostile_test";
	char *argv[] = { (char *)name, NULL };
	int fd = open("/bin/true", O_RDONLY), length = read(fd, good, sizeof(good)), i, n, refused = 0, odd = 0;
	unsigned dice = 12345;

	close(fd);
	for (i = 0; i < 400; i++) {
		int end;

		memcpy(broken, good, length);
		for (n = i % 4; i && n >= 0; n--) {
			dice = dice * 1664525 + 1013904223;
			/* Flip a bit of a byte in the headers, or set the byte to any value. */
			if (dice & 0x80000000)
				broken[(dice >> 8) % 160] ^= 1 << (dice >> 24 & 7);
			else
				broken[(dice >> 8) % 160] = dice >> 20;
		}
		unlink(name);
		fd = open(name, O_WRONLY | O_CREAT, 0700);
		expect(write(fd, broken, length) == length);
		close(fd);
		end = in_child({
			alarm(1);
			execv(name, argv);
			_exit(errno == ENOEXEC || errno == ENOMEM || errno == EACCES ? 77 : 78);
		});
		refused += end == 77;
		odd += end == 78 || end == -1 || (i == 0 && end != 0);
	}
	unlink(name);
	ok(odd == 0, "400 programs with broken headers: %d are refused, the others end", refused);
}

int main(void)
{
	offsets();
	seeking();
	smallest_numbers();
	traced();
	stopped_by_tracer();
	shared_offset();
	number_used_again();
	page_zero();
	moving_too_much();
	vectors();
	deep_and_long();
	used_up();
	if (on_samepage())
		broken_programs();
	return done_testing();
}
