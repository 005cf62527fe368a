/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs test programs one after another in one guest, and reports what each leaves behind:
 *
 *	tap_run [-t SECONDS] PROGRAM...
 *
 * Before and after each program it prints a line that begins with "@@", so that tests/run on the
 * host knows which program printed which lines:
 *
 *	@@ begin shmat_test
 *	ok 1 - ...
 *	@@ end shmat_test status 0 frames 7301 7301 segments 0 invariants ok
 *
 * `frames` are the free frames before and after, without empty slabs; the two must be equal.
 * `segments` is the number of segments that the program left behind; they are removed, so that the
 * next program starts without any.  `invariants` is the result of the kernel's own checks
 * (/proc/invariants).  A program that runs for more than SECONDS of the guest's time is killed,
 * together with the processes that it started.  On Linux /proc lacks the two files, and both are "-".
 */
#include "shm_util.h"

static volatile sig_atomic_t late;
static pid_t program;

static void time_is_up(int sig UNUSED)
{
	late = 1;
	kill(-program, SIGKILL);
}

static const char *decimal(int number)
{
	static char text[12];

	sprintf(text, "%d", number);
	return text;
}

static void run(const char *path, int seconds)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char *argv[] = { (char *)path, NULL };
	long before = on_samepage() ? free_frames() : -1, after;
	int status, segments;

	tap_say("@@ begin %s", name);
	late = 0;
	program = fork();
	if (program == -1) {
		tap_say("@@ end %s status -1 frames %ld %ld segments 0 invariants %s", name, before,
			before, invariants());
		return;
	}
	if (program == 0) {
		setpgid(0, 0);
		execv(path, argv);
		_exit(127);
	}
	setpgid(program, program);
	alarm(seconds);
	status = wait_for(program);
	alarm(0);
	kill(-program, SIGKILL);
	segments = sweep_segments() + sweep_sets_and_queues();
	after = on_samepage() ? settled_frames(before) : -1;
	tap_say("@@ end %s status %s frames %ld %ld segments %d invariants %s", name,
		late ? "timeout" : decimal(status), before, after, segments, invariants());
}

int main(int argc, char **argv)
{
	int seconds = 60, i = 1;

	if (argc > 2 && strcmp(argv[1], "-t") == 0) {
		seconds = atoi(argv[2]);
		i = 3;
	}
	signal(SIGALRM, time_is_up);
	if (late)
		time_is_up(SIGALRM);		/* touches the page of its code before frames are counted */
	if (on_samepage())
		free_frames();
	invariants();
	setpgid(0, 0);
	for (; i < argc; i++)
		run(argv[i], seconds);
	tap_say("@@ done");
	return 0;
}
