/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memviewer [-1] [PID...]: shows physical memory and who maps it, while other programs run.
 *
 * Try	process_a; attach 0 & attach 0 0x50000000 &
 *	memviewer
 *
 * and look for the S in the map, and for the line that names its frame: the segment's, A's and B's.
 * It prints three parts (user/observe/draw.c draws them):
 *
 *	a map of all frames	one character for one frame, or for several
 *	the shared frames	each with its count, and every process and address that maps it
 *	two address spaces	the areas of A and B, and how many of their pages have a frame
 *
 * A, B, ... are the processes that are attached to a segment, or those named on the command line.
 * It looks again every second; q or Ctrl-C ends it. With -1 it looks once.
 *
 * /proc does not say who holds a frame that no process maps. Such a frame is shown as k: it belongs
 * to the kernel, to a file, or to a segment to which no process is attached. (Another Linux shows
 * frames to root only, and its counts contain only mappings.)
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "observe/draw.h"
#include "observe/snapshot.h"

static volatile sig_atomic_t ended;

/* Gives letters to the processes named on the command line or, without any, to those attached. */
static void give_letters(struct snapshot *s, char **pids)
{
	size_t given = 0;

	for (size_t i = 0; i < s->nr_processes && given < strlen(LETTERS); i++) {
		struct process *p = &s->processes[i];
		int wanted = !pids[0] && p->attached;

		for (char **pid = pids; *pid; pid++)
			wanted |= atol(*pid) == p->pid;
		if (wanted)
			p->letter = LETTERS[given++];
	}
}

static void show(char **pids, int live)
{
	struct snapshot now;

	if (take_snapshot(&now))
		err(1, "/proc");
	give_letters(&now, pids);
	draw(&now, live);
	free_snapshot(&now);
}

static void end(int sig)
{
	(void)sig;
	ended = 1;
}

/*
 * Waits for a second, or until q is typed. A process in the background must not read the terminal,
 * which belongs to the process group in the foreground.
 */
static void wait_a_second(void)
{
	char c;

	if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp())
		sleep(1);
	else if (read(STDIN_FILENO, &c, 1) == 1 && (c == 'q' || c == 'Q'))
		ended = 1;
}

/* Shows memory every second, on a cleared screen. The terminal delivers single keys meanwhile. */
static void show_live(char **pids)
{
	struct termios cooked, raw;
	int terminal = tcgetattr(STDIN_FILENO, &cooked) == 0;

	signal(SIGINT, end);
	signal(SIGTERM, end);
	if (terminal) {
		raw = cooked;
		raw.c_lflag &= ~(ICANON | ECHO);
		raw.c_cc[VMIN] = 0;		/* read() returns after one key, ... */
		raw.c_cc[VTIME] = 10;		/* ... or after 10 tenths of a second */
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	}
	printf("\033[2J");
	while (!ended) {
		show(pids, 1);
		wait_a_second();
	}
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
	printf("\033[0m\n");
}

int main(int argc, char **argv)
{
	int once = argc > 1 && strcmp(argv[1], "-1") == 0;
	char **pids = argv + 1 + once;

	for (char **pid = pids; *pid; pid++) {
		if (atol(*pid) <= 0)
			errx(1, "usage: memviewer [-1] [PID...]");
	}
	if (once)
		show(pids, 0);
	else
		show_live(pids);
	return 0;
}
