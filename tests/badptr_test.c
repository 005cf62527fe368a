/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every call that takes a pointer gets wild ones: unmapped, in the kernel, across the end of mapped
 * memory, read-only where the call writes.  The result is always EFAULT: the process is not killed and
 * no byte of the kernel is read or written.  (exec_test tests execve's, shm_direct_test shmctl's.)
 */
#include "tap.h"

#include <sys/resource.h>
#include <sys/stat.h>

#define P 0x7e57ab1e		/* stands for the pointer in the table */

enum direction { IN, OUT, PATH };

static char *edge;		/* the end of a mapped page; the next page is not mapped */
static char *readonly;		/* a page that cannot be written */
static char scratch[512];
static int null, zero, directory, fds[2];

/* Makes one call with each wild pointer; `size`: the bytes that the call reads or writes there. */
static void judge(const char *name, enum direction direction, int size, long number, long a, long b,
		  long c, long d, long e)
{
	uintptr_t wild[8];
	int count = 0, i, bad = 0;

	wild[count++] = 0x70000000;
	wild[count++] = USER_TOP;
	wild[count++] = 0xfffffffc;
	wild[count++] = 0x10;
	if (direction == PATH) {
		memset(edge - 8, 'p', 8);	/* a path that has no end in mapped memory */
		wild[count++] = (uintptr_t)edge - 8;
	} else if (size > 1) {
		wild[count++] = (uintptr_t)edge - size + 1;
		wild[count++] = (uintptr_t)edge - 1;
	}
	if (direction == OUT)
		wild[count++] = (uintptr_t)readonly;
	for (i = 0; i < count; i++) {
		long p = wild[i], got;

		got = sys(number, a == P ? p : a, b == P ? p : b, c == P ? p : c,
			  d == P ? p : d, e == P ? p : e);
		if (got != -EFAULT) {
			tap_say("#   pointer 0x%lx: %ld", p, got);
			bad++;
		}
	}
	is(bad, 0, "%s: EFAULT for %d wild pointers", name, count);
}
#define JUDGE9_(n, dir, size, nr, a, b, c, d, e, ...) \
	judge(n, dir, size, nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define JUDGE(...) JUDGE9_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)

static void files(void)
{
	JUDGE("read from a device", OUT, 1, __NR_read, zero, P, 64);
	JUDGE("write to a pipe", IN, 1, __NR_write, fds[1], P, 64);
	JUDGE("open", PATH, 0, __NR_open, P, O_RDONLY);
	JUDGE("creat", PATH, 0, __NR_creat, P, 0600);
	JUDGE("openat", PATH, 0, __NR_openat, AT_FDCWD, P, O_RDONLY);
	JUDGE("unlink", PATH, 0, __NR_unlink, P);
	JUDGE("unlinkat", PATH, 0, __NR_unlinkat, AT_FDCWD, P, 0);
	JUDGE("mkdir", PATH, 0, __NR_mkdir, P, 0700);
	JUDGE("rmdir", PATH, 0, __NR_rmdir, P);
	JUDGE("chdir", PATH, 0, __NR_chdir, P);
	JUDGE("access", PATH, 0, __NR_access, P, 0);
	JUDGE("chmod", PATH, 0, __NR_chmod, P, 0700);
	JUDGE("rename, old name", PATH, 0, __NR_rename, P, "/tmp/x");
	JUDGE("rename, new name", PATH, 0, __NR_rename, "/tmp", P);
	JUDGE("stat64, path", PATH, 0, __NR_stat64, P, scratch);
	JUDGE("stat64, buffer", OUT, 96, __NR_stat64, "/tmp", P);
	JUDGE("lstat64, path", PATH, 0, __NR_lstat64, P, scratch);
	JUDGE("lstat64, buffer", OUT, 96, __NR_lstat64, "/tmp", P);
	JUDGE("fstat64", OUT, 96, __NR_fstat64, null, P);
	JUDGE("fstatat64, path", PATH, 0, __NR_fstatat64, AT_FDCWD, P, scratch, 0);
	JUDGE("fstatat64, buffer", OUT, 96, __NR_fstatat64, AT_FDCWD, "/tmp", P, 0);
	JUDGE("getcwd", OUT, 2, __NR_getcwd, P, 4096);
	JUDGE("_llseek, result", OUT, 8, __NR__llseek, directory, 0, 0, P, SEEK_SET);
	JUDGE("pipe", OUT, 8, __NR_pipe, P);
	JUDGE("pipe2", OUT, 8, __NR_pipe2, P, 0);
	JUDGE("readv, vector", IN, 8, __NR_readv, zero, P, 1);
	JUDGE("writev, vector", IN, 8, __NR_writev, fds[1], P, 1);
	JUDGE("poll", IN, 8, __NR_poll, P, 1, 0);
	lseek(directory, 0, SEEK_SET);
	JUDGE("getdents64", OUT, 1, __NR_getdents64, directory, P, 4096);
}

static void processes(void)
{
	int child = fork_or_die();

	if (child == 0)
		for (;;)
			pause();
	JUDGE("uname", OUT, 390, __NR_uname, P);
	JUDGE("getrlimit (76)", OUT, 8, __NR_getrlimit, RLIMIT_AS, P);
	JUDGE("ugetrlimit", OUT, 8, __NR_ugetrlimit, RLIMIT_AS, P);
	JUDGE("setrlimit", IN, 8, __NR_setrlimit, RLIMIT_CORE, P);
	JUDGE("prlimit64, old", OUT, 16, __NR_prlimit64, 0, RLIMIT_AS, 0, P);
	JUDGE("prlimit64, new", IN, 16, __NR_prlimit64, 0, RLIMIT_CORE, P, 0);
	JUDGE("getrusage", OUT, 72, __NR_getrusage, 0, P);
	JUDGE("getresuid", OUT, 2, __NR_getresuid, P, scratch, scratch);
	JUDGE("getresuid32, third", OUT, 4, __NR_getresuid32, scratch, scratch, P);
	JUDGE("getresgid, second", OUT, 2, __NR_getresgid, scratch, P, scratch);
	JUDGE("getresgid32", OUT, 4, __NR_getresgid32, P, scratch, scratch);
	JUDGE("setgroups", IN, 8, __NR_setgroups, 4, P);
	JUDGE("setgroups32", IN, 16, __NR_setgroups32, 4, P);
	JUDGE("get_thread_area", IN, 4, __NR_get_thread_area, P);
	JUDGE("set_thread_area", IN, 16, __NR_set_thread_area, P);
	kill(child, SIGKILL);
	is(sys(__NR_waitpid, child, USER_TOP, 0), -EFAULT, "waitpid, status: EFAULT");
}

static void times_and_signals(void)
{
	JUDGE("time", OUT, 4, __NR_time, P);
	JUDGE("gettimeofday", OUT, 8, __NR_gettimeofday, P, 0);
	JUDGE("clock_gettime", OUT, 8, __NR_clock_gettime, 0, P);
	JUDGE("clock_gettime64", OUT, 16, __NR_clock_gettime64, 0, P);
	JUDGE("clock_getres", OUT, 8, __NR_clock_getres, 0, P);
	JUDGE("nanosleep", IN, 8, __NR_nanosleep, P, 0);
	JUDGE("times", OUT, 16, __NR_times, P);
	JUDGE("sigaction, new", IN, 16, __NR_sigaction, SIGUSR1, P, 0);
	JUDGE("sigaction, old", OUT, 16, __NR_sigaction, SIGUSR1, 0, P);
	JUDGE("sigprocmask, new", IN, 4, __NR_sigprocmask, SIG_BLOCK, P, 0);
	JUDGE("sigprocmask, old", OUT, 4, __NR_sigprocmask, SIG_BLOCK, 0, P);
	JUDGE("sigpending", OUT, 4, __NR_sigpending, P);
	JUDGE("rt_sigaction, new", IN, 20, __NR_rt_sigaction, SIGUSR1, P, 0, 8);
	JUDGE("rt_sigaction, old", OUT, 20, __NR_rt_sigaction, SIGUSR1, 0, P, 8);
	JUDGE("rt_sigprocmask, new", IN, 8, __NR_rt_sigprocmask, SIG_BLOCK, P, 0, 8);
	JUDGE("rt_sigprocmask, old", OUT, 8, __NR_rt_sigprocmask, SIG_BLOCK, 0, P, 8);
	JUDGE("rt_sigpending", OUT, 8, __NR_rt_sigpending, P, 8);
	JUDGE("rt_sigsuspend", IN, 8, __NR_rt_sigsuspend, P, 8);
	JUDGE("mmap (90)", IN, 24, __NR_mmap, P);
}

/* A call that transfers data across the end of memory transfers the part before it, or nothing. */
static void partly(void)
{
	long got;

	memset(edge - 10, 'e', 10);
	got = sys(__NR_read, zero, edge - 10, 20);
	ok(got == 10 || got == -EFAULT, "read across the end of memory: the part before it, or EFAULT");
	got = sys(__NR_write, fds[1], edge - 10, 20);
	ok(got == 10 || got == -EFAULT, "write across the end of memory: the part before it, or EFAULT");
	is(sys(__NR_read, zero, edge - 10, 10), 10, "read up to the end of memory: everything is read");
	is(sys(__NR_read, zero, 0xc0100000, 4096), -EFAULT, "read into the kernel's text: EFAULT");
	is(sys(__NR_read, zero, readonly, 4096), -EFAULT, "read into a read-only page: EFAULT");
	is(readonly[0], 'r', "read into a read-only page: the page is unchanged");
	is(sys(__NR_read, zero, USER_TOP - 16, 0x7fffffff) != 0x7fffffff, 1,
	   "read with a length that passes 3 GiB: not all of it is read");
}

int main(void)
{
	char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	expect(munmap(pages + PAGE, PAGE) == 0);
	edge = pages + PAGE;
	readonly = mmap((void *)0x60000000, PAGE, PROT_READ | PROT_WRITE,
			ANON | MAP_FIXED, -1, 0);
	memset(readonly, 'r', PAGE);
	expect(mprotect(readonly, PAGE, PROT_READ) == 0);
	null = open("/dev/null", O_RDWR);
	zero = open("/dev/zero", O_RDWR);
	directory = open("/", O_RDONLY | O_DIRECTORY);
	expect(null >= 0 && zero >= 0 && directory >= 0 && pipe(fds) == 0);
	files();
	processes();
	times_and_signals();
	partly();
	return done_testing();
}
