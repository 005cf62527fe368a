/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every test program shares: TAP ("Test Anything Protocol") on standard output, children whose
 * end is checked, gates that order two processes, system calls with raw arguments, and what /proc
 * says about frames.
 *
 * A test program is a main() that makes claims and ends with `return done_testing();`:
 *
 *	ok(cond, "a sentence");                     a condition
 *	is(got, want, "a sentence");                two numbers, both shown when they differ
 *	is_errno(call, EINVAL, "a sentence");       the call returns -1 and sets errno so
 *	is_end(in_child({ ... }), 0, "a sentence"); how a child ended: its exit status, or
 *	                                            KILLED(SIGSEGV) when a signal ended it
 *
 * Inside in_child({ ... }) nothing prints TAP; expect(cond) leaves with status 99 when cond is
 * false, and names the line.  A program that dies before done_testing() prints no plan, and the
 * runner counts that as a failure.
 *
 * The same source runs on Samepage (with its own C library) and on any Linux (tests/run --host).
 * Where the two differ on purpose, differs(ours, todays) selects the right value, and a comment names
 * the row of docs/fidelity.md.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define USER_TOP 0xc0000000u		/* the first address that belongs to the kernel */
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define UNUSED __attribute__((unused))

/* volatile: free_frames() writes an unchanged value to touch the page. */
static volatile struct {
	int claims, failures;
} tap __attribute__((aligned(8)));

/* Prints one line without a buffer, which a child would inherit and print again. */
static void __attribute__((format(printf, 1, 2))) tap_say(const char *format, ...)
{
	char line[600];
	va_list args;
	int length, done = 0, got;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (length > (int)sizeof(line) - 2)
		length = sizeof(line) - 2;
	line[length++] = '\n';
	while (done < length) {
		got = write(1, line + done, length - done);
		if (got > 0)
			done += got;
		else if (errno != EINTR)	/* the test may be using signals */
			_exit(98);
	}
}

static void tap_claim(int good, int line, const char *format, va_list args)
{
	char sentence[400];

	vsnprintf(sentence, sizeof(sentence), format, args);
	tap.claims++;
	tap.failures += !good;
	tap_say("%sok %d - %s", good ? "" : "not ", tap.claims, sentence);
	if (!good)
		tap_say("#   at line %d", line);
}

static int __attribute__((format(printf, 4, 5), unused))
tap_ok(int good, int line, const char *cond, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_claim(good, line, format, args);
	va_end(args);
	if (!good)
		tap_say("#   not true: %s", cond);
	return good;
}
#define ok(cond, ...) tap_ok(!!(cond), __LINE__, #cond, __VA_ARGS__)

static int __attribute__((format(printf, 4, 5), unused))
tap_is(long got, long want, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_claim(got == want, line, format, args);
	va_end(args);
	if (got != want)
		tap_say("#   expected %ld (0x%lx), got %ld (0x%lx)", want, want, got, got);
	return got == want;
}
#define is(got, want, ...) tap_is((long)(got), (long)(want), __LINE__, __VA_ARGS__)

static int __attribute__((format(printf, 5, 6), unused))
tap_is_errno(long result, int got, int want, int line, const char *format, ...)
{
	int good = result == -1 && got == want;
	va_list args;

	va_start(args, format);
	tap_claim(good, line, format, args);
	va_end(args);
	if (!good && result != -1)
		tap_say("#   expected error %d (%s), got success: %ld", want, strerror(want), result);
	else if (!good)
		tap_say("#   expected error %d (%s), got %d (%s)", want, strerror(want),
			got, strerror(got));
	return good;
}
#define is_errno(call, want, ...) ({						\
	long result_ = (errno = 0, (long)(call));				\
	tap_is_errno(result_, errno, (want), __LINE__, __VA_ARGS__);		\
})

/* ------------------------------------------------------------------ children */

#define KILLED(sig) (128 + (sig))

/* Waits for that child. Returns its exit status or KILLED(signal), as a shell does. */
static int UNUSED wait_for(pid_t pid)
{
	int status;
	pid_t got;

	do
		got = waitpid(pid, &status, 0);
	while (got == -1 && errno == EINTR);
	if (got != pid)
		return -1;
	return WIFSIGNALED(status) ? KILLED(WTERMSIG(status)) : WEXITSTATUS(status);
}

/* fork(), which ends the test when there is no child. */
static pid_t UNUSED fork_or_die(void)
{
	pid_t pid = fork();

	if (pid == -1) {
		tap_say("Bail out! fork: %s", strerror(errno));
		_exit(97);
	}
	return pid;
}

#define start_child(...) ({							\
	pid_t pid_ = fork_or_die();						\
	if (pid_ == 0) {							\
		__VA_ARGS__							\
		_exit(0);							\
	}									\
	pid_;									\
})
#define in_child(...) wait_for(start_child(__VA_ARGS__))

static void __attribute__((noreturn, unused)) tap_unexpected(int line, const char *cond, int error)
{
	tap_say("#   in a child, at line %d, not true: %s (errno %d)", line, cond, error);
	_exit(99);
}
#define expect(cond) do {							\
	if (!(cond))								\
		tap_unexpected(__LINE__, #cond, errno);				\
} while (0)
#define expect_errno(call, want) expect((errno = 0, (long)(call) == -1) && errno == (want))

static int __attribute__((format(printf, 4, 5), unused))
tap_is_end(int got, int want, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_claim(got == want, line, format, args);
	va_end(args);
	if (got != want)
		tap_say("#   expected the child to end with %s %d, it ended with %s %d",
			want > 128 ? "signal" : "status", want > 128 ? want - 128 : want,
			got > 128 ? "signal" : "status", got > 128 ? got - 128 : got);
	return got == want;
}
#define is_end(got, want, ...) tap_is_end((got), (want), __LINE__, __VA_ARGS__)

/*
 * A gate: one process waits until another opens it. It is made before the fork. It is a pipe, because
 * an opening is then kept until the other process comes, which need not poll.
 */
struct gate {
	int fd[2];
};

static struct gate UNUSED make_gate(void)
{
	struct gate gate;

	if (pipe(gate.fd)) {
		tap_say("Bail out! pipe: %s", strerror(errno));
		_exit(97);
	}
	return gate;
}

static void UNUSED open_gate(struct gate *gate)
{
	if (write(gate->fd[1], "g", 1) != 1)
		_exit(96);
}

static void UNUSED pass_gate(struct gate *gate)
{
	char byte;

	while (read(gate->fd[0], &byte, 1) != 1)
		if (errno != EINTR)
			_exit(96);
}

static void UNUSED drop_gate(struct gate *gate)
{
	close(gate->fd[0]);
	close(gate->fd[1]);
}

/* ------------------------------------------------------------------ system calls, raw */

/* Makes a system call. Returns what the kernel returns, -errno included. */
static long UNUSED tap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	long registers[] = { number, a, b, c, d, e, f };
	long result;

	asm volatile("push %%ebp\n\t"		/* ebp carries the sixth argument ... */
		     "push %%ebx\n\t"
		     "mov 24(%%eax), %%ebp\n\t"
		     "mov 20(%%eax), %%edi\n\t"
		     "mov 16(%%eax), %%esi\n\t"
		     "mov 12(%%eax), %%edx\n\t"
		     "mov 8(%%eax), %%ecx\n\t"
		     "mov 4(%%eax), %%ebx\n\t"
		     "mov (%%eax), %%eax\n\t"	/* ... and eax the number, read last */
		     "int $0x80\n\t"
		     "pop %%ebx\n\t"
		     "pop %%ebp"
		     : "=a" (result) : "a" (registers) : "ecx", "edx", "esi", "edi", "memory");
	return result;
}
#define SYS7_(n, a, b, c, d, e, f, ...) \
	tap_syscall((long)(n), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define sys(...) SYS7_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* ------------------------------------------------------------------ the system */

static int UNUSED on_samepage(void)
{
	struct utsname name;

	return uname(&name) == 0 && strcmp(name.sysname, "Samepage") == 0;
}
#define differs(ours, todays) (on_samepage() ? (ours) : (todays))

/* Returns the first line of a small file that begins with prefix, without its newline, or NULL. */
static char UNUSED *line_of(const char *path, const char *prefix)
{
	static char text[16384];
	int fd = open(path, O_RDONLY), length = 0, got;
	char *line, *end;

	if (fd < 0)
		return NULL;
	while ((got = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += got;
	close(fd);
	text[length] = '\0';
	for (line = text; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			end = line + strlen(line);
		if (strncmp(line, prefix, strlen(prefix)) == 0) {
			*end = '\0';
			return line;
		}
		if (end == text + length)
			break;
	}
	return NULL;
}

/*
 * Free frames, once empty slabs have been given back.  The first call takes frames itself: a test
 * makes one before it measures.  That call also writes to the counters of claims.  They may lie on
 * a page of their own, which would otherwise get its frame between two measurements.
 */
static long UNUSED free_frames(void)
{
	static int fd = -1;
	char *line;

	if (fd < 0) {
		fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
		/* fuzz_test, earlier in the same boot, may have changed it. */
		chmod("/proc/meminfo", 0444);
	}
	tap.failures += fd < 0;
	expect(write(fd, "2", 1) == 1);
	line = line_of("/proc/meminfo", "MemFree:");
	expect(line != NULL);
	return strtol(line + strlen("MemFree:"), NULL, 10) / (PAGE / 1024);
}

/* The same. If that is not `expected`, first gives process 1 time to wait for orphans. */
static long UNUSED settled_frames(long expected)
{
	int tries;

	for (tries = 0; tries < 2000 && free_frames() != expected; tries++)
		sched_yield();
	return free_frames();
}

/* What the kernel finds when it counts everything once more: "ok", or an error. "-": cannot tell. */
static const char UNUSED *invariants(void)
{
	char *line = line_of("/proc/invariants", "");

	return line ? line : "-";
}

/* The number of the frame of the page at that address, from /proc/self/pagemap; 0: it has none. */
static unsigned long UNUSED frame_of(const volatile void *address)
{
	uint64_t entry = 0;
	int fd = open("/proc/self/pagemap", O_RDONLY);

	lseek(fd, (uintptr_t)address / PAGE * 8, SEEK_SET);
	expect(fd >= 0 && read(fd, &entry, 8) == 8);
	close(fd);
	return entry >> 63 ? entry & 0x7fffffffffffffULL : 0;
}

/* The result of main() for a program that cannot test anything here. Prints the reason. */
static int UNUSED skip_all(const char *reason)
{
	tap_say("1..0 # SKIP %s", reason);
	return 0;
}

static int UNUSED done_testing(void)
{
	tap_say("1..%d", tap.claims);
	return tap.failures != 0;
}

#endif
