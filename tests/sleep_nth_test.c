/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two processes in the middle of each other's calls, at a chosen place. A number n in
 * /proc/PID/sleep-nth makes that process sleep in its n-th might_sleep() from then on: where it would
 * allocate memory or take a semaphore. Another process does something in the meantime, and then
 * writes to the file again. So each race happens every time, at every place where it can.
 */
#include "shm_util.h"

#include <fcntl.h>

#define KEY 0x5a5a0011

static const char *path_of(pid_t pid)
{
	static char path[40];

	sprintf(path, "/proc/%d/sleep-nth", pid);
	return path;
}

static int write_nth(const char *path, int n)
{
	char text[12];
	int fd = open(path, O_WRONLY), length = sprintf(text, "%d", n), done = write(fd, text, length);

	close(fd);
	return done == length ? 0 : -1;
}

/* What the file says of a process: -1 while it sleeps there. */
static int nth_of(pid_t pid)
{
	const char *line = line_of(path_of(pid), "");

	return line ? atoi(line) : 0;
}

static char state_letter(pid_t pid)
{
	char path[40];
	const char *line;

	sprintf(path, "/proc/%d/status", pid);
	line = line_of(path, "State:\t");
	return line ? line[7] : 'Z';
}

/* Start a child that makes this call; its first might_sleep() is the n-th (0: none) to sleep. */
static pid_t start_get(int n, int flags, int result[2])
{
	return start_child({
		int id;

		expect(write_nth("/proc/self/sleep-nth", n) == 0);
		id = shmget(KEY, PAGE, flags);
		write_nth("/proc/self/sleep-nth", 0);
		expect(write(result[1], &id, sizeof(id)) == sizeof(id));
	});
}

/* Wait until the child has ended or sleeps in a call. Does it sleep? */
static int settled(pid_t pid)
{
	char state;

	while ((state = state_letter(pid)) != 'Z' && state != 'D')
		sched_yield();
	return state == 'D';
}

static void same_key(void)
{
	int result[2], n, slept, bad = 0, waited = 0, ids[2];

	expect(pipe(result) == 0);
	for (n = 1, slept = 1; slept && n < 20; n++) {
		pid_t first = start_get(n, IPC_CREAT | 0600, result), second;

		while (state_letter(first) != 'Z' && nth_of(first) != -1)
			sched_yield();
		slept = nth_of(first) == -1;
		second = start_get(0, IPC_CREAT | 0600, result);
		waited += settled(second);
		write_nth(path_of(first), 0);
		wait_for(first);
		wait_for(second);
		expect(read(result[0], ids, sizeof(ids)) == sizeof(ids));
		bad += ids[0] < 0 || ids[0] != ids[1] || totals().used_ids != 1;
		remove_segment(ids[0]);
	}
	is(bad, 0, "two processes create the same key, one sleeping at each place: they get one segment");
	ok(n > 3, "the first process slept at several places");
	ok(waited > 0, "at one of them the second had to wait");
	close(result[0]);
	close(result[1]);
}

static void killed(void)
{
	int result[2];
	pid_t pid;

	expect(pipe(result) == 0);
	pid = start_get(2, IPC_CREAT | 0600, result);
	while (nth_of(pid) != -1)
		sched_yield();
	is(settled(pid), 1, "the process sleeps there");
	kill(pid, SIGKILL);
	is(wait_for(pid), KILLED(SIGKILL), "a process that sleeps there can be killed");
	remove_segment(shmget(KEY, 0, 0));
	is(totals().used_ids, 0, "nothing is left of its call");
	is(write_nth("/proc/self/sleep-nth", -3), -1, "a negative number is refused");
}

int main(void)
{
	if (!on_samepage()) {
		skip_all("another Linux has no /proc/PID/sleep-nth");
		return 0;
	}
	need_no_segments();
	same_key();
	killed();
	return done_testing();
}
