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

static int lab_checks;
static const char *lab_id;

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
	char line[600];
	int n = snprintf(line, 300, "%s\t", expected);
	va_list args;

	va_start(args, happened);
	vsnprintf(line + n, sizeof(line) - n, happened, args);
	va_end(args);
	lab_send("bad", line);
	exit(1);
}

static void UNUSED check(int good, const char *expected, const char *happened)
{
	lab_checks++;
	if (!good)
		failed(expected, "%s", happened);
}

static void UNUSED equal(long got, long want, const char *what)
{
	char expected[250];

	lab_checks++;
	if (got == want)
		return;
	snprintf(expected, sizeof(expected), "%s is %ld", what, want);
	if (got == -1)
		failed(expected, "it is -1 (%s)", strerror(errno));
	failed(expected, "it is %ld", got);
}

static void UNUSED fails_with(long result, int error, const char *what)
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
static void UNUSED look(pid_t pid, const void *address, const char *what, const char *expected)
{
	char line[400];

	snprintf(line, sizeof(line), "%#lx %#lx %s\t%s ?", lab_directory(pid),
		 (unsigned long)address, what, expected);
	lab_send("look", line);
}

/* Have the host check two pages. what: same (one frame) or differ (two frames). */
static void UNUSED look_two(pid_t pid, const void *address, pid_t pid2, const void *address2,
			    const char *what, const char *expected)
{
	char line[400];

	snprintf(line, sizeof(line), "%#lx %#lx %s %#lx %#lx\t%s ?", lab_directory(pid),
		 (unsigned long)address, what, lab_directory(pid2), (unsigned long)address2,
		 expected);
	lab_send("look", line);
}

static void UNUSED look_bytes(pid_t pid, const void *address, const void *bytes, int n,
			      const char *expected)
{
	char what[100] = "bytes=";

	for (int i = 0; i < n; i++)
		sprintf(what + 6 + 2 * i, "%02x", ((const unsigned char *)bytes)[i]);
	look(pid, address, what, expected);
}

int main(int argc, char **argv)
{
	char line[32];

	lab_id = argc > 1 ? argv[1] : "";
	for (const struct test *t = tests; t->id; t++)
		if (strcmp(t->id, lab_id) == 0) {
			t->run();
			sprintf(line, "%d", lab_checks);
			lab_send("end", line);
			return 0;
		}
	return 2;			/* a test inside the kernel, which has run already */
}

#endif
