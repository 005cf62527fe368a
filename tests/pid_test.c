/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The numbers of processes rise, and start again after the last one. A number that still names a
 * group of processes is left out then, also when only the terminal remembers the group: a new
 * process with that number would get the signals of the terminal's keys.
 */
#include "tap.h"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>

#define MOST	32768		/* numbers are below this */
#define AGAIN	300		/* the first one after the last */

static struct numbers {
	pid_t pid, group, foreground;	/* of a process; of a group without its leader; of an empty group */
	pid_t before, lowest;		/* the last number, and the lowest one after it */
	int reused[3];
} *n;

/* Start a process that ends at once. Returns its number. */
static pid_t use_number(void)
{
	pid_t pid = vfork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

/* A group whose leader has ended. Its other member sleeps for ever. */
static pid_t group_without_leader(void)
{
	pid_t leader = start_child({
		setpgid(0, 0);
		if (fork() == 0)
			for (;;)
				pause();
	});

	expect(wait_for(leader) == 0);
	return leader;
}

/* A group in the foreground of our terminal, none of whose processes exists any more. */
static pid_t foreground_without_processes(void)
{
	int terminal = open("/dev/console", O_RDWR | O_NOCTTY);
	pid_t leader;

	expect(setsid() == getpid() && ioctl(terminal, TIOCSCTTY, 1) == 0);
	signal(SIGTTOU, SIG_IGN);
	leader = start_child({ pause(); });
	expect(setpgid(leader, leader) == 0 && tcsetpgrp(terminal, leader) == 0);
	kill(leader, SIGKILL);
	wait_for(leader);
	return leader;
}

/* Use all numbers. Runs in a session of its own. */
static void use_all(void)
{
	while (use_number() < AGAIN)
		;
	n->foreground = foreground_without_processes();
	n->group = group_without_leader();
	n->pid = start_child({ pause(); });
	n->lowest = MOST;
	for (int i = 0, last = 0; i < MOST; i++) {
		pid_t pid = use_number();

		n->reused[0] |= pid == n->pid;
		n->reused[1] |= pid == n->group;
		n->reused[2] |= pid == n->foreground;
		if (pid < last)
			n->before = last;
		if (n->before && pid < n->lowest)
			n->lowest = pid;
		last = pid;
	}
	kill(n->pid, SIGKILL);
	kill(-n->group, SIGKILL);
}

int main(void)
{
	if (!on_samepage())
		return skip_all("a system may have millions of numbers");
	n = mmap(NULL, sizeof(*n), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	is_end(in_child({ use_all(); }), 0, "all numbers can be used");
	ok(n->before >= MOST - 4 && n->before < MOST, "after %d they start again", n->before);
	ok(n->lowest >= AGAIN && n->lowest < AGAIN + 4, "at %d: the lowest ones stay with the first processes", n->lowest);
	ok(!n->reused[0], "the number of a process is not used again");
	ok(!n->reused[1], "nor is that of a group whose leader has ended");
	ok(!n->reused[2], "nor is that of the group in the foreground of a terminal");
	return done_testing();
}
