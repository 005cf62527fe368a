/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes every allocation of a scenario fail once, for fail_nth_test.c and fail_calls_test.c: the
 * scenario runs with its first allocation failing, then with its second, and so on until a run does
 * not reach its k-th allocation. After each run all frames, segments, sets, queues and slab objects must be
 * accounted for.
 *
 * A number k in /proc/PID/fail-nth (as in Linux) makes the k-th allocation of that process from then
 * on fail. Reading the file returns what is left of k: 0 when the failure has happened. It is read
 * from outside when the process is a zombie, so that reading allocates nothing in the scenario.
 *
 * A scenario is a function that returns 0, or another number when a call gave a wrong result. A call
 * may fail if its error is one that a lack of memory causes, and the process may be killed when an
 * allocation in a page fault fails.
 */
#ifndef TESTS_FAIL_NTH_H
#define TESTS_FAIL_NTH_H

#include "shm_util.h"

#include <dirent.h>
#include <sys/stat.h>

#define DIRECTORY "/tmp/fail_nth"	/* scenarios create files here, and nowhere else */

/* Is errno one of the errors that a lack of memory causes? */
static int refused(void)
{
	return errno == ENOMEM || errno == EAGAIN || errno == ENFILE || errno == ENOSPC;
}

/* In a scenario: the call succeeds or is refused; after the second, a refusal ends the scenario. */
#define MUST(call) do { if (!(call) && !refused()) return __LINE__; } while (0)
#define MUST_OR_END(call) do { if (!(call)) return refused() ? 0 : __LINE__; } while (0)

/* Removes all files and directories in a directory. */
static void sweep_files(const char *path)
{
	char name[300];
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (unlink(name) && errno == EISDIR) {
			sweep_files(name);
			rmdir(name);
		}
	}
	if (dir)
		closedir(dir);
}

/* The k-th allocation of this process from here on fails. */
static void arm(int k)
{
	char number[12];
	int fd = open("/proc/self/fail-nth", O_WRONLY), length = sprintf(number, "%d", k);

	if (fd < 0 || write(fd, number, length) != length)
		_exit(90);
	close(fd);
}

/* Waits until the process is a zombie. Returns how it ended, and what is left of its k in *left. */
static int end_of(pid_t pid, int *left)
{
	char path[40], state;
	char *line;

	sprintf(path, "/proc/%d/status", pid);
	do {
		line = line_of(path, "State:\t");
		state = line ? line[7] : 'Z';
		if (state != 'Z')
			sched_yield();
	} while (state != 'Z');
	kill(-pid, SIGKILL);			/* processes that it started and that still run */
	sprintf(path, "/proc/%d/fail-nth", pid);
	line = line_of(path, "");
	*left = line ? atoi(line) : 0;
	return wait_for(pid);
}

/* Is all as before? Otherwise, or when the end was wrong, counts in *bad and prints the reason. */
static void account(const char *name, int k, int end, long *before, int *bad)
{
	long after;

	sweep_segments();
	sweep_sets_and_queues();
	sweep_files(DIRECTORY);
	after = settled_frames(*before);
	if (end == 0 && after == *before && strcmp(invariants(), "ok") == 0)
		return;
	tap_say("#   %s, k = %d: ended with %d, frames %ld -> %ld, %s", name, k, end, *before, after,
		invariants());
	*before = after;
	++*bad;
}

/* Runs the scenario with its k-th allocation failing, for k = 1, 2, ... */
static void fail_each(const char *name, int (*scenario)(void))
{
	long before = free_frames();
	int k, left = 0, bad = 0, killed = 0;

	for (k = 1; left == 0 && k < 3000 && bad < 5; k++) {
		pid_t pid = start_child({
			int result;

			setpgid(0, 0);
			arm(k);
			result = scenario();
			_exit(result > 120 ? 120 : result);
		});
		int end = end_of(pid, &left);

		killed += end == KILLED(SIGKILL);
		account(name, k, end == KILLED(SIGKILL) ? 0 : end, &before, &bad);
	}
	is(bad, 0, "%s: each of %d failing allocations is survived, and nothing is lost (%d processes killed)",
	   name, k - 2, killed);
	ok(left && k > 2, "%s: every allocation was made to fail", name);
}

/* 0 when the test cannot run here, and says why; otherwise prepares it. */
static int can_fail_allocations(void)
{
	if (!on_samepage()) {
		skip_all("on another Linux, other processes allocate at the same time");
		return 0;
	}
	need_no_segments();
	expect(mkdir(DIRECTORY, 0777) == 0);
	expect(mkdir(DIRECTORY "/a", 0700) == 0 && mkdir(DIRECTORY "/a/b", 0700) == 0);
	sweep_files(DIRECTORY);		/* touches the pages that this process needs for it */
	free_frames();
	invariants();
	return 1;
}

#endif
