/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the test programs of the labs share. A test is a function that makes claims and returns. The
 * first claim that does not hold ends it and tells the student in two phrases what was
 * expected and what happened.
 *
 *	TEST(finds_it) { equal(shmget(key, 0, 0), id, "the id under that key"); }
 *	TESTS({ "2.3-same", finds_it })
 *
 * Results go to the host through /proc/lab (labs/lib/channel.c), never through the console.
 * look() makes the host check page tables and frames in physical memory.
 */
#ifndef LAB_H
#define LAB_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))
#define PAGE 4096
#define FAILED ((void *)-1)

struct test {
	const char *id;
	void (*run)(void);
};
extern const struct test tests[];
#define TEST(name) static void name(void)
#define TESTS(...) const struct test tests[] = { __VA_ARGS__, { NULL, NULL } };

static int lab_checks, lab_line;
static const char *lab_id;

/* Each claim notes its line, so that a student can read it in the source. */
#define check(...)	(lab_line = __LINE__, check(__VA_ARGS__))
#define equal(...)	(lab_line = __LINE__, equal(__VA_ARGS__))
#define equal_hex(...)	(lab_line = __LINE__, equal_hex(__VA_ARGS__))
#define equal_octal(...) (lab_line = __LINE__, equal_octal(__VA_ARGS__))
#define fails_with(...)	(lab_line = __LINE__, fails_with(__VA_ARGS__))
#define look(...)	(lab_line = __LINE__, look(__VA_ARGS__))
#define look_two(...)	(lab_line = __LINE__, look_two(__VA_ARGS__))
#define intact()	(lab_line = __LINE__, intact())

static void lab_send(const char *kind, const char *text)
{
	char line[700];
	int fd = open("/proc/lab", O_WRONLY);
	int n = snprintf(line, sizeof(line), "%s %s %s\n", getenv("lab_nonce"), kind, text);

	if (fd < 0 || write(fd, line, n) != n)
		_exit(1);
	close(fd);
}

/* Report that the test has failed and exit; a parent that waits for this process exits, too. */
static void __attribute__((noreturn, format(printf, 2, 3)))
failed(const char *expected, const char *happened, ...)
{
	char line[640];
	int n = snprintf(line, 300, "%s\t", expected);
	va_list args;

	va_start(args, happened);
	n += vsnprintf(line + n, 300, happened, args);
	va_end(args);
	snprintf(line + n, sizeof(line) - n, "\t%d", lab_line);
	lab_send("bad", line);
	exit(1);
}

static void UNUSED (check)(int good, const char *expected, const char *happened)
{
	lab_checks++;
	if (!good)
		failed(expected, "%s", happened);
}

static void lab_equal(long got, long want, const char *what, const char *form)
{
	char expected[250], number[24];

	lab_checks++;
	if (got == want)
		return;
	snprintf(number, sizeof(number), form, want);
	snprintf(expected, sizeof(expected), "%s is %s", what, number);
	if (got == -1)
		failed(expected, "it is -1 (%s)", strerror(errno));
	snprintf(number, sizeof(number), form, got);
	failed(expected, "it is %s", number);
}

/* The number is the expected one; addresses and flags are shown as hexadecimal, modes as octal numbers. */
static void UNUSED (equal)(long got, long want, const char *what)
{
	lab_equal(got, want, what, "%ld");
}

static void UNUSED (equal_hex)(long got, long want, const char *what)
{
	lab_equal(got, want, what, "%#lx");
}

static void UNUSED (equal_octal)(long got, long want, const char *what)
{
	lab_equal(got, want, what, "%#lo");
}

static void UNUSED (fails_with)(long result, int error, const char *what)
{
	char expected[250];

	lab_checks++;
	if (result == -1 && errno == error)
		return;
	snprintf(expected, sizeof(expected), "%s fails: %s", what, strerror(error));
	if (result == -1)
		failed(expected, "it failed, but with: %s", strerror(errno));
	failed(expected, "it succeeded and returned %ld", result);
}

/* A random number in [low, high]; it depends on the seed of this run. */
static unsigned long UNUSED pick(unsigned long low, unsigned long high)
{
	static unsigned long state;
	const char *p;

	if (!state) {
		for (p = getenv("lab_seed"); *p; p++)
			state = state * 31 + *p;
		for (p = lab_id; *p; p++)	/* each test of a run gets other numbers */
			state = state * 33 + *p;
	}
	state = state * 1103515245 + 12345;
	return low + (state >> 8) % (high - low + 1);
}

/* ---- processes ---- */

static pid_t UNUSED start(void (*run)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		failed("fork makes a child", "it failed: %s", strerror(errno));
	if (pid == 0) {
		run();
		_exit(0);
	}
	return pid;
}

/* Wait for a child: its exit status, or 128 + signal. Exits if a claim failed in the child. */
static int UNUSED end_of(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	if (WEXITSTATUS(status) == 1)
		exit(1);		/* the child has reported why */
	return WEXITSTATUS(status);
}

static void UNUSED in_child(void (*run)(void))
{
	int end = end_of(start(run));

	if (end)
		failed("the child of the test ends by itself", "it ended with %s %d",
		       end > 128 ? "signal" : "status", end > 128 ? end - 128 : end);
	lab_checks++;
}

static void UNUSED become(uid_t uid, gid_t gid)
{
	if (setgroups(0, NULL) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		failed("the test becomes another user", "%s", strerror(errno));
}

/* ---- gates: one process waits until another opens the gate ---- */

struct gate { int fd[2]; };

static struct gate UNUSED make_gate(void)
{
	struct gate gate;

	if (pipe(gate.fd))
		failed("a pipe for the test", "%s", strerror(errno));
	return gate;
}

static void UNUSED open_gate(struct gate *gate)
{
	if (write(gate->fd[1], "g", 1) != 1)
		_exit(3);
}

static void UNUSED pass_gate(struct gate *gate)
{
	char byte;

	if (read(gate->fd[0], &byte, 1) != 1)
		_exit(3);
}

/* ---- segments ---- */

static int UNUSED new_segment(size_t size, int mode)
{
	int id = shmget(IPC_PRIVATE, size, mode);

	if (id < 0)
		failed("a new segment for the test", "shmget: %s", strerror(errno));
	return id;
}

static char UNUSED *attach_at(int id, unsigned long address, int flags)
{
	char *at = shmat(id, (void *)address, flags);

	if (at == FAILED)
		failed("the segment can be attached", "shmat: %s", strerror(errno));
	return at;
}

static struct shmid_ds UNUSED state(int id)
{
	struct shmid_ds ds;

	if (shmctl(id, IPC_STAT, &ds) < 0)
		failed("the segment exists", "IPC_STAT: %s", strerror(errno));
	return ds;
}

static struct shm_info UNUSED totals(void)
{
	struct shm_info info;

	shmctl(0, SHM_INFO, (struct shmid_ds *)&info);
	return info;
}

/* ---- files of /proc ---- */

static char lab_text[32768];

static char UNUSED *contents(const char *path)
{
	int fd = open(path, O_RDONLY), n = 0, got;

	while (fd >= 0 && (got = read(fd, lab_text + n, sizeof(lab_text) - 1 - n)) > 0)
		n += got;
	if (fd >= 0)
		close(fd);
	lab_text[n] = '\0';
	return lab_text;
}

/* The number after a word in a file, or -1. */
static long UNUSED number_in(const char *path, const char *before)
{
	char *at = strstr(contents(path), before);

	return at ? strtol(at + strlen(before), NULL, 0) : -1;
}

static void UNUSED put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		failed("the test can set up the kernel", "%s: %s", path, strerror(errno));
	close(fd);
}

static void UNUSED put_number(const char *path, unsigned long number)
{
	char text[24];

	sprintf(text, "%lu", number);
	put(path, text);
}

/* Free frames. The first reading touches pages of this program for the first time: read twice. */
static long UNUSED free_frames(void)
{
	number_in("/proc/meminfo", "MemFree:");
	put("/proc/sys/vm/drop_caches", "2");
	return number_in("/proc/meminfo", "MemFree:") / 4;
}

/*
 * Make the n-th allocation of this process from now on fail; 0 cancels that. If no allocation was
 * tried in between, the one of the cancelling call itself fails, which does no harm. Keeps errno.
 */
static void UNUSED fail_nth(int n)
{
	int error = errno, fd = open("/proc/self/fail-nth", O_WRONLY);
	char text[12];

	errno = error;		/* after a fork, the copy of errno's page is allocated here and not counted */
	sprintf(text, "%d", n);
	if ((fd < 0 || write(fd, text, strlen(text)) < 0) && n)
		failed("the test can set up the kernel", "/proc/self/fail-nth: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	errno = error;
}

/* ---- races: one process sleeps in the middle of a call, another calls something meanwhile ---- */

static struct race {
	long slow, other;	/* what the two calls returned; errno if that was -1 in the two below */
	int slow_errno, other_errno;
	int place;		/* the first process slept at this place (1, 2 ...) where its call may sleep */
	int slept;		/* 0: it has no such place */
	int waited;		/* the second process could not go on before the first */
} race;

static int race_fails;		/* this allocation of the first process fails (1, 2 ...); 0: none */

/* Does not sleep, and is no such place itself. Keeps errno. */
static void lab_write_nth(int fd, int n)
{
	int error = errno, length;
	char text[12];

	length = sprintf(text, "%d", n);
	if (fd < 0 || write(fd, text, length) != length)
		failed("the test can set up the kernel", "%s", strerror(errno));
	errno = error;
}

/*
 * Start a child that makes the call and writes its result to the pipe. A number n in
 * /proc/PID/sleep-nth: the process sleeps in the n-th place from then on where it may.
 */
static pid_t lab_start_call(long (*call)(void), int n, const int *result)
{
	pid_t pid = fork();
	long said[2];
	int nth[2];

	if (pid < 0)
		failed("fork makes a child", "it failed: %s", strerror(errno));
	if (pid)
		return pid;
	nth[0] = open("/proc/self/fail-nth", O_WRONLY);
	nth[1] = open("/proc/self/sleep-nth", O_WRONLY);
	lab_write_nth(nth[0], 0);		/* touches the pages that the next lines touch */
	lab_write_nth(nth[0], n ? race_fails : 0);
	lab_write_nth(nth[1], n);		/* this line and the next but one are not places themselves */
	said[0] = call();
	lab_write_nth(nth[1], 0);
	said[1] = errno;
	lab_write_nth(nth[0], 0);
	_exit(write(result[1], said, sizeof(said)) == sizeof(said) ? 0 : 3);
}

/* Wait until a child has ended (0) or sleeps and cannot go on by itself (1). */
static int lab_settle(pid_t pid)
{
	char path[40], *state;

	sprintf(path, "/proc/%d/status", pid);
	for (;;) {
		state = strstr(contents(path), "State:\t");
		if (!state || state[7] == 'Z')
			return 0;
		if (state[7] == 'D')
			return 1;
		sched_yield();
	}
}

static void lab_result(pid_t pid, const int *result, long *got, int *error, const char *which)
{
	long said[2];
	int end = end_of(pid);

	if (end)
		failed("both processes of the race end normally", "the %s ended with %s %d", which,
		       end > 128 ? "signal" : "status", end > 128 ? end - 128 : end);
	if (read(result[0], said, sizeof(said)) != sizeof(said))
		failed("both processes of the race end normally", "the %s has no result", which);
	*got = said[0];
	*error = said[1];
}

/*
 * A process calls slow() and is put to sleep at the n-th place where the kernel may sleep in it. While
 * it sleeps, a second process calls other(). Then the first goes on. Returns what happened; the
 * caller repeats it for n = 1, 2 ... as long as .slept is true.
 */
static struct race *run_race(int n, long (*slow)(void), long (*other)(void))
{
	int one[2], two[2];
	pid_t first, second;

	if (pipe(one) || pipe(two))
		failed("a pipe for the test", "%s", strerror(errno));
	race.place = n;
	first = lab_start_call(slow, n, one);
	race.slept = lab_settle(first);
	second = lab_start_call(other, 0, two);
	race.waited = lab_settle(second);
	if (race.slept) {
		char path[40];
		int fd;

		sprintf(path, "/proc/%d/sleep-nth", first);
		fd = open(path, O_WRONLY);
		lab_write_nth(fd, 0);
		close(fd);
	}
	lab_result(first, one, &race.slow, &race.slow_errno, "first");
	lab_result(second, two, &race.other, &race.other_errno, "second");
	for (int i = 0; i < 2; i++) {
		close(one[i]);
		close(two[i]);
	}
	return &race;
}

/* for_each_place(r, slow, other) { claims about r; } */
#define for_each_place(r, slow, other) \
	for (struct race *r = run_race(1, slow, other); r; \
	     r = r->slept && r->place < 30 ? run_race(r->place + 1, slow, other) : NULL)

/* The line of /proc/self/maps that begins at this address, or NULL. */
static char UNUSED *map_line(unsigned long address)
{
	char begin[16];
	char *line = contents("/proc/self/maps"), *next;

	sprintf(begin, "%08lx-", address);
	for (; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (strncmp(line, begin, 9) == 0)
			return line;
	}
	return NULL;
}

/* ---- checks by the host ---- */

static unsigned long lab_directory(pid_t pid)
{
	char path[40];

	sprintf(path, "/proc/%d/pagetables", pid);
	return number_in(path, "pgd ");
}

/* Have the host check a page. what: absent, ro, rw, or bytes=HEX, the contents at the address. */
static void UNUSED (look)(pid_t pid, const void *address, const char *what, const char *expected)
{
	char line[400];

	snprintf(line, sizeof(line), "%#lx %#lx %s\t%s\t%d ?", lab_directory(pid),
		 (unsigned long)address, what, expected, lab_line);
	lab_send("look", line);
}

/* Have the host check two pages. what: same (one frame) or differ (two frames). */
static void UNUSED (look_two)(pid_t pid, const void *address, pid_t pid2, const void *address2,
			    const char *what, const char *expected)
{
	char line[400];

	snprintf(line, sizeof(line), "%#lx %#lx %s %#lx %#lx\t%s\t%d ?", lab_directory(pid),
		 (unsigned long)address, what, lab_directory(pid2), (unsigned long)address2,
		 expected, lab_line);
	lab_send("look", line);
}

static void UNUSED look_bytes(pid_t pid, const void *address, const void *bytes, int n,
			      const char *expected)
{
	char what[100] = "bytes=";

	for (int i = 0; i < n; i++)
		sprintf(what + 6 + 2 * i, "%02x", ((const unsigned char *)bytes)[i]);
	(look)(pid, address, what, expected);
}

/*
 * The kernel's check of itself finds nothing wrong now, while segments, areas and processes exist.
 * A complaint is sent as it is; the host puts it in other words.
 */
static void UNUSED (intact)(void)
{
	if (geteuid())
		return;			/* only root may read it; the grader reads it after each test */
	lab_checks++;
	contents("/proc/invariants");
	lab_text[strcspn(lab_text, "\n")] = '\0';
	if (strcmp(lab_text, "ok") != 0)
		failed("all counts are right and nothing is lost", "%.200s", lab_text);
}

int main(int argc, char **argv)
{
	char line[32];

	lab_id = argc > 1 ? argv[1] : "";
	for (const struct test *t = tests; t->id; t++)
		if (strcmp(t->id, lab_id) == 0) {
			t->run();
			intact();
			sprintf(line, "%d", lab_checks);
			lab_send("end", line);
			return 0;
		}
	return 2;			/* a test inside the kernel, which has run already */
}

#endif
