/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls that programs from elsewhere make: select, locks on files, waiting for signals, the links of
 * /proc, what there is of memory, and a debugger that writes.
 */
#include "tap.h"

#include <sys/ptrace.h>
#include <sys/select.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/uio.h>

#define FILE_ "/tmp/calls_test"
#define NEWSELECT 142

static struct timespec soon = { 0, 30000000 };

static void on_alarm(int sig)
{
	(void)sig;
}

static void selecting(void)
{
	struct timeval limit = { 0, 30000 }, now = { 0, 0 };
	struct itimerval timer = { { 0, 0 }, { 0, 20000 } };
	struct sigaction sa = { .sa_handler = on_alarm };
	fd_set in, out, none;
	sigset_t alarm_set, empty;
	int ends[2];

	expect(pipe(ends) == 0);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&none);
	FD_SET(ends[0], &in);
	is(select(ends[1] + 1, &in, NULL, NULL, &limit), 0, "select of an empty pipe ends after its limit");
	is(limit.tv_sec | limit.tv_usec, 0, "and no time is left");
	ok(!FD_ISSET(ends[0], &in), "it clears the bit");
	FD_SET(ends[0], &in);
	FD_SET(ends[1], &out);
	is(select(ends[1] + 1, &in, &out, NULL, NULL), 1, "the other end can be written");
	ok(!FD_ISSET(ends[0], &in) && FD_ISSET(ends[1], &out), "only its bit is set");
	write(ends[1], "x", 1);
	FD_SET(ends[0], &in);
	is(select(ends[1] + 1, &in, &out, &none, &now), 2, "then both ends are ready");
	is_errno(select(-1, &in, NULL, NULL, &now), EINVAL, "a negative count: EINVAL");
	FD_SET(40, &none);
	is_errno(select(41, &none, NULL, NULL, &now), EBADF, "a descriptor that is not open: EBADF");
	is(sys(NEWSELECT, 1, 0xc0000000, 0, 0, &now), -EFAULT, "a set in the kernel: EFAULT");
	limit.tv_sec = -1;
	is_errno(select(0, NULL, NULL, NULL, &limit), EINVAL, "a negative limit: EINVAL");

	sigaction(SIGALRM, &sa, NULL);
	sigemptyset(&empty);
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm_set, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	is_errno(pselect(0, NULL, NULL, NULL, NULL, &empty), EINTR, "pselect opens the mask: a handler interrupts it");
	sigprocmask(SIG_BLOCK, NULL, &empty);
	ok(sigismember(&empty, SIGALRM), "the mask is restored after the handler");
	is(pselect(0, NULL, NULL, NULL, &soon, &alarm_set), 0, "without a signal it ends after its limit");
	sigprocmask(SIG_BLOCK, NULL, &empty);
	ok(sigismember(&empty, SIGALRM), "and the mask is restored as well");
	sigprocmask(SIG_UNBLOCK, &alarm_set, NULL);
	close(ends[0]);
	close(ends[1]);
}

/* Sets a lock; returns what fcntl returns. */
static int lock(int fd, int cmd, int type, off_t start, off_t length)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };

	return fcntl(fd, cmd, &l);
}

/* Which type of lock keeps a child from locking that byte? */
static int blocked_by(int fd, int type, off_t start)
{
	return in_child({
		struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = 1 };

		expect(fcntl(fd, F_GETLK, &l) == 0);
		expect(l.l_type == F_UNLCK || l.l_pid == getppid());
		_exit(l.l_type);
	});
}

static void locking(void)
{
	int fd = open(FILE_, O_CREAT | O_TRUNC | O_RDWR, 0600), ro = open(FILE_, O_RDONLY), again;
	struct gate gate = make_gate();
	struct flock l = { .l_type = F_RDLCK, .l_whence = SEEK_END, .l_start = -10, .l_len = 5 };
	pid_t child;

	write(fd, "0123456789012345678901234567890123456789", 40);
	is(lock(fd, F_SETLK, F_WRLCK, 10, 10), 0, "a lock for writing");
	is(blocked_by(fd, F_RDLCK, 10), F_WRLCK, "keeps others from reading its first byte");
	is(blocked_by(fd, F_RDLCK, 19), F_WRLCK, "and its last");
	is(blocked_by(fd, F_WRLCK, 20), F_UNLCK, "but not the one after it");
	is_end(in_child({ expect_errno(lock(fd, F_SETLK, F_RDLCK, 15, 1), EAGAIN); }), 0, "another process fails: EAGAIN");
	is(lock(fd, F_SETLK, F_RDLCK, 10, 10), 0, "its owner changes it to reading");
	is(blocked_by(fd, F_RDLCK, 12), F_UNLCK, "then others may read");
	is(blocked_by(fd, F_WRLCK, 12), F_RDLCK, "and not write");
	is(lock(fd, F_SETLK, F_UNLCK, 14, 2), 0, "the middle is unlocked");
	is(blocked_by(fd, F_WRLCK, 13), F_RDLCK, "the part before it stays locked");
	is(blocked_by(fd, F_WRLCK, 14), F_UNLCK, "the middle is free");
	is(blocked_by(fd, F_WRLCK, 16), F_RDLCK, "the part after it stays locked");
	is(fcntl(fd, F_SETLK, &l), 0, "a lock that counts from the end");
	is(blocked_by(fd, F_WRLCK, 30), F_RDLCK, "lies there");
	is(lock(fd, F_SETLK, F_WRLCK, 100, 0), 0, "a lock to the end of the file");
	is(blocked_by(fd, F_RDLCK, 1000000), F_WRLCK, "has no end");
	is(lock(fd, F_SETLK, F_UNLCK, 0, 0), 0, "everything is unlocked");
	is(blocked_by(fd, F_WRLCK, 16), F_UNLCK, "and free");

	is_errno(lock(ro, F_SETLK, F_WRLCK, 0, 1), EBADF, "a lock for writing needs a file open for it: EBADF");
	is_errno(lock(fd, F_SETLK, 7, 0, 1), EINVAL, "an unknown type: EINVAL");
	is_errno(lock(fd, F_SETLK, F_RDLCK, -1, 1), EINVAL, "a start before the file: EINVAL");
	is_errno(fcntl(fd, F_SETLK, (void *)0xc0000000), EFAULT, "a description in the kernel: EFAULT");

	lock(fd, F_SETLK, F_WRLCK, 0, 0);
	child = start_child({
		expect(lock(fd, F_SETLKW, F_WRLCK, 0, 0) == 0);
		open_gate(&gate);
	});
	usleep(20000);
	lock(fd, F_SETLK, F_UNLCK, 0, 0);
	pass_gate(&gate);
	is_end(wait_for(child), 0, "F_SETLKW waits until the lock is free");
	is(blocked_by(fd, F_WRLCK, 0), F_UNLCK, "the end of a process frees its locks");
	lock(fd, F_SETLK, F_WRLCK, 0, 0);
	again = open(FILE_, O_RDONLY);
	close(again);
	is(blocked_by(fd, F_WRLCK, 0), F_UNLCK, "closing any descriptor of the file frees them as well");
	drop_gate(&gate);
	close(fd);
	close(ro);
	unlink(FILE_);
}

static void waiting_for_signals(void)
{
	sigset_t set;
	siginfo_t info;
	pid_t child;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	is_errno(sigtimedwait(&set, &info, &soon), EAGAIN, "sigtimedwait without a signal: EAGAIN");
	kill(getpid(), SIGUSR1);
	is(sigtimedwait(&set, &info, NULL), SIGUSR1, "it takes a pending signal");
	ok(info.si_pid == getpid() && info.si_code == SI_USER, "and tells who has sent it");
	is_errno(sigtimedwait(&set, &info, &soon), EAGAIN, "which is then no longer pending");
	child = start_child({ _exit(7); });
	is(sigwaitinfo(&set, &info), SIGCHLD, "it waits for the end of a child");
	ok(info.si_pid == child && info.si_status == 7, "and tells how the child has ended");
	wait_for(child);
	child = start_child({
		struct sigaction sa = { .sa_handler = on_alarm };
		struct itimerval timer = { { 0, 0 }, { 0, 20000 } };

		sigaction(SIGALRM, &sa, NULL);
		setitimer(ITIMER_REAL, &timer, NULL);
		expect_errno(sigwaitinfo(&set, &info), EINTR);
	});
	is_end(wait_for(child), 0, "the handler of another signal interrupts it: EINTR");
	sigtimedwait(&set, NULL, &soon);
	is(sys(__NR_rt_sigtimedwait, &set, 0, 0, 4), -EINVAL, "a wrong size: EINVAL");
	is(sys(__NR_rt_sigtimedwait, 0xc0000000, 0, 0, 8), -EFAULT, "a set in the kernel: EFAULT");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void links_of_proc(void)
{
	char path[64], text[300], program[300];
	int fd = open(FILE_, O_CREAT | O_TRUNC | O_RDWR, 0600), other, length, ends[2];
	struct stat a, b;

	length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	ok(length > 0, "/proc/self/exe is a link");
	program[length > 0 ? length : 0] = '\0';
	is(stat("/proc/self/exe", &a), 0, "which leads to a file");
	if (on_samepage())		/* elsewhere the test may run under another root */
		is(stat(program, &b) | (a.st_ino != b.st_ino), 0, "the file of the program");
	write(fd, "by descriptor", 13);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, text, sizeof(text) - 1);
	text[length > 0 ? length : 0] = '\0';
	is(strcmp(text, FILE_), 0, "/proc/self/fd/N is a link to the file of a descriptor");
	other = open(path, O_RDONLY);
	is(read(other, text, 20), 13, "opening it opens the file again, at its beginning");
	close(other);
	other = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	ok(other >= 0 && fstat(fd, &a) == 0 && a.st_size == 0, "also with the flags of a shell's >");
	close(other);
	unlink(FILE_);
	other = open(path, O_RDWR);
	ok(other >= 0 && write(other, "x", 1) == 1, "even a file without a name can be opened so");
	close(other);
	expect(pipe(ends) == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
	length = readlink(path, text, sizeof(text) - 1);
	ok(length > 6 && strncmp(text, "pipe:[", 6) == 0, "the link of a pipe names its number");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[1]);
	other = open(path, O_WRONLY);
	is(write(other, "p", 1) != 1 || read(ends[0], text, 1) != 1, 0, "and opens the pipe");
	close(other);
	close(ends[0]);
	close(ends[1]);
	close(fd);
	is_errno(readlink(path, text, 10), ENOENT, "after close there is none: ENOENT");
	is_errno(readlink("/proc/self/fd/x", text, 10), ENOENT, "a name that is no number: ENOENT");
	is_end(in_child({
		snprintf(path, sizeof(path), "/proc/%d/exe", getppid());
		expect(setuid(1000) == 0);
		expect_errno(readlink(path, text, 10), EACCES);
	}), 0, "who may not trace the process may not follow its links: EACCES");
}

static void memory_there_is(void)
{
	struct sysinfo info;

	is(sysinfo(&info), 0, "sysinfo succeeds");
	ok(info.freeram > 0 && info.freeram <= info.totalram, "some memory is free");
	ok(info.procs > 1, "there are processes");
	is(sys(__NR_sysinfo, 0xc0000000), -EFAULT, "a buffer in the kernel: EFAULT");
}

static int breakpoint_function(int x)
{
	return x + 1;
}

static void debugger(void)
{
	int (*volatile call)(int) = breakpoint_function;
	long *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), word;
	long *own = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	int status;
	pid_t child;

	page[0] = 41;
	own[0] = 42;
	mprotect(own, PAGE, PROT_NONE);
	child = start_child({
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		expect(page[0] == 77);
		mprotect(own, PAGE, PROT_READ);
		expect(own[0] == 78);
		call(1);
	});
	waitpid(child, &status, 0);
	is(ptrace(PTRACE_PEEKDATA, child, own, 0), 42, "a debugger reads a page that the program may not");
	is(ptrace(PTRACE_POKEDATA, child, own, 78), 0, "and writes it, if the program has its own copy");
	is(ptrace(PTRACE_POKEDATA, child, page, 77), 0, "it writes shared memory");
	is(page[0], 77, "and everybody sees it");
	mprotect(page, PAGE, PROT_READ);
	word = ptrace(PTRACE_PEEKTEXT, child, breakpoint_function, 0);
	is(ptrace(PTRACE_POKETEXT, child, breakpoint_function, (word & ~0xff) | 0xcc), 0, "it sets a breakpoint in the text");
	is(call(1), 2, "which is not in the text of other processes");
	is_errno(ptrace(PTRACE_POKEDATA, child, 8, 1), EIO, "where nothing is mapped: EIO");
	ptrace(PTRACE_CONT, child, 0, 0);
	waitpid(child, &status, 0);
	is(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP, 1, "the program stops at the breakpoint");
	ptrace(PTRACE_KILL, child, 0, 0);
	waitpid(child, &status, 0);
	munmap(page, PAGE);
	munmap(own, PAGE);
}

static void everything(void)
{
	selecting();
	locking();
	waiting_for_signals();
	links_of_proc();
	memory_there_is();
	debugger();
}

int main(void)
{
	long before;

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
