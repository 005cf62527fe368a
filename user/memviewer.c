/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memviewer [-1] [PID...]: watch physical memory by its owners, while other programs run.
 *
 * Try	process_a; attach 0 & attach 0 0x50000000 &
 *	memviewer
 *
 * and look for the S, and for the line that says which frame it is: the segment's, A's and B's.
 * It looks again every second; q (or Ctrl-C) ends it. With -1 it prints what it sees, once.
 *
 *	a map of all frames		a character for each, or for several: the strangest of them
 *	the frames that are shared	each with its count and with everybody who maps it, where
 *	two address spaces		the areas of A and B; how many of their pages have a frame
 *
 * A, B, ... are the processes that are attached to a segment, or those named. What /proc does
 * not tell: frames that nobody maps (k) are the kernel's, a file's, or of a segment to which
 * nobody is attached. (Another Linux tells only root, and its counts are of mappings alone.)
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "snapshot/snapshot.h"

#define COLUMNS		80
#define MAP_ROWS	8
#define MAP_COLUMNS	64
#define SHARED_ROWS	5
#define AREA_ROWS	5
#define LETTERS		"ABCDEFGHIJ"
#define HALF		39		/* columns for one address space */

static const char ranks[] = ".koJIHGFEDCBA*S";	/* of the map; the later, the stranger */

static struct snapshot now;
static int live;			/* on a terminal, again and again */
static volatile sig_atomic_t ended;

/* ------------------------------------------------------------ who is looked at */

/* Letters for the processes named on the command line, or for those attached to a segment. */
static void give_letters(char **pids)
{
	size_t given = 0;

	for (size_t i = 0; i < now.nr_processes && given < strlen(LETTERS); i++) {
		struct process *p = &now.processes[i];
		int wanted = !pids[0] && p->attached;

		for (char **pid = pids; *pid; pid++)
			wanted |= atol(*pid) == p->pid;
		if (wanted)
			p->letter = LETTERS[given++];
	}
}

static struct process *with_letter(char letter)
{
	for (size_t i = 0; i < now.nr_processes; i++) {
		if (now.processes[i].letter == letter)
			return &now.processes[i];
	}
	return NULL;
}

static char letter_of(const struct mapping *m)
{
	return now.processes[m->process].letter;
}

/* The mappings of one frame are neighbours: from `first` to before the result. */
static size_t same_frame(size_t first)
{
	size_t end = first;

	while (end < now.nr_mappings && now.mappings[end].frame == now.mappings[first].frame)
		end++;
	return end;
}

/* ------------------------------------------------------------ the map */

/* The character for a frame that the mappings [first, end) lead to. */
static char mark(size_t first, size_t end)
{
	char found = 'o';		/* other processes */

	for (size_t i = first; i < end; i++) {
		char letter = letter_of(&now.mappings[i]);

		if (now.mappings[i].segment != NO_SEGMENT)
			return 'S';
		if (letter && found != 'o' && found != letter)
			found = '*';
		else if (letter)
			found = letter;
	}
	return found;
}

static void put_colour(char c)
{
	if (!live)
		return;
	if (c == 'S' || c == '*')
		printf("\033[7m");
	else if (c >= 'A' && c <= 'J')
		printf("\033[0;1;3%dm", "624153624153"[c - 'A'] - '0');
	else
		printf("\033[0m");
}

static void end_line(void)
{
	printf(live ? "\033[0m\033[K\n" : "\n");
}

/* The stranger of two characters of the map. */
static char stranger(char a, char b)
{
	return strchr(ranks, a) > strchr(ranks, b) ? a : b;
}

static void show_map(void)
{
	size_t each = 1, next = 0;	/* each: frames to a character */
	size_t totals[128] = { 0 }, alone = 0;
	char map[MAP_ROWS * MAP_COLUMNS], line[COLUMNS];

	while (each * sizeof(map) < now.nr_frames)
		each *= 2;
	memset(map, ranks[0], sizeof(map));
	for (size_t frame = 0; frame < now.nr_frames; frame++) {
		char c = now.counts[frame] ? 'k' : '.';

		while (next < now.nr_mappings && now.mappings[next].frame < frame)
			next++;
		if (next < now.nr_mappings && now.mappings[next].frame == frame)
			c = mark(next, same_frame(next));
		totals[(int)c]++;
		map[frame / each] = stranger(map[frame / each], c);
	}
	printf("Physical memory: %lu frames, %lu to a character%s", (unsigned long)now.nr_frames,
	       (unsigned long)each, live ? "             (q ends)" : "");
	end_line();
	for (size_t i = 0; i < sizeof(map); i++) {
		if (i % MAP_COLUMNS == 0)
			printf("%08llx  ", (unsigned long long)i * each * PAGE);
		if (i % MAP_COLUMNS == 0 || map[i] != map[i - 1])
			put_colour(map[i]);
		putchar(i * each < now.nr_frames ? map[i] : ' ');
		if (i % MAP_COLUMNS == MAP_COLUMNS - 1)
			end_line();
	}
	for (const char *letter = LETTERS; *letter; letter++)
		alone += totals[(int)*letter];
	snprintf(line, sizeof(line), ". free %lu  k kernel %lu  o other %lu  A-J alone %lu  * shared %lu  "
		 "S segment %lu", (unsigned long)totals['.'],
		 (unsigned long)totals['k'], (unsigned long)totals['o'], (unsigned long)alone,
		 (unsigned long)totals['*'], (unsigned long)totals['S']);
	printf("%s", line);
	end_line();
}

/* ------------------------------------------------------------ what is shared */

/* Whether the frame at `next` is shared just as the one at `first`, `pages` pages further on. */
static int continues(size_t first, size_t next, uint64_t pages)
{
	size_t n = same_frame(first) - first;

	if (next >= now.nr_mappings || same_frame(next) - next != n ||
	    now.mappings[next].frame != now.mappings[first].frame + pages)
		return 0;
	for (size_t i = 0; i < n; i++) {
		const struct mapping *a = &now.mappings[first + i], *b = &now.mappings[next + i];

		if (a->process != b->process || a->segment != b->segment ||
		    b->address != a->address + pages * PAGE)
			return 0;
	}
	return 1;
}

static uint64_t count_of(uint64_t frame)
{
	return frame < now.nr_frames ? now.counts[frame] : 0;
}

/* 0x00215000        count 3  segment 0: A 40000000  B 50000000 */
static void show_frames(size_t first, uint64_t pages)
{
	const struct mapping *m = &now.mappings[first];
	size_t end = same_frame(first);
	char run[16] = "";
	int room = COLUMNS - 30;

	if (pages > 1)
		snprintf(run, sizeof(run), "+%lu", (unsigned long)pages - 1);
	printf("0x%08llx %-6s count %llu ", (unsigned long long)m->frame * PAGE, run,
	       (unsigned long long)count_of(m->frame));
	if (m->segment != NO_SEGMENT)
		room -= printf(" segment %ld:", m->segment);
	for (size_t i = first; i < end && room > 14; i++) {
		put_colour(letter_of(&now.mappings[i]));
		if (letter_of(&now.mappings[i]))
			room -= printf(" %c", letter_of(&now.mappings[i]));
		else
			room -= printf(" %ld", now.processes[now.mappings[i].process].pid);
		if (live)
			printf("\033[0m");
		room -= printf(" %08llx ", (unsigned long long)now.mappings[i].address);
	}
	end_line();
}

/* First the frames of segments, then what else processes with letters share. */
static void show_shared(void)
{
	int lines = 0, more = 0;

	printf("Shared frames (+n: and the n behind it)");
	end_line();
	for (const char *kind = "S*"; *kind; kind++) {
		for (size_t i = 0, next; i < now.nr_mappings; i = next) {
			uint64_t pages = 1;

			next = same_frame(i);
			if (mark(i, next) != *kind)
				continue;
			while (continues(i, next, pages)) {
				next = same_frame(next);
				pages++;
			}
			if (lines < SHARED_ROWS - 1)
				show_frames(i, pages), lines++;
			else
				more++;
		}
	}
	if (!lines)
		printf("  none: nobody is attached to a segment. Try: process_a; attach 0 &");
	else if (more)
		printf("  and %d more", more);
	end_line();
	for (lines++; live && lines < SHARED_ROWS; lines++)
		end_line();
}

/* ------------------------------------------------------------ two address spaces */

/* Area number `row` of those shown: by address, but when not all fit, first those of segments. */
static const struct area *area_for(const struct process *p, int row)
{
	int segments_first = p->nr_areas > AREA_ROWS;

	for (int others = 0; others <= segments_first; others++) {
		for (size_t i = 0; i < p->nr_areas; i++) {
			int other = p->areas[i].segment == NO_SEGMENT;

			if ((!segments_first || other == others) && row-- == 0)
				return &p->areas[i];
		}
	}
	return NULL;
}

/* One half of a line, HALF columns wide: title (row -1) or area number `row`. */
static void show_half(const struct process *p, int row)
{
	char line[HALF + 1] = "";

	if (p && row < 0) {
		snprintf(line, sizeof(line), "%c: %s, pid %ld", p->letter, p->name, p->pid);
	} else if (p && row == AREA_ROWS - 1 && (size_t)row + 1 < p->nr_areas) {
		snprintf(line, sizeof(line), "  and %d more", (int)p->nr_areas - row);
	} else if (p && (size_t)row < p->nr_areas) {
		const struct area *a = area_for(p, row);

		snprintf(line, sizeof(line), "%08llx %s %-12.12s %lu/%lu", (unsigned long long)a->start,
			 a->flags, a->name, a->present, (unsigned long)((a->end - a->start) / PAGE));
	}
	put_colour(p && row < 0 ? p->letter : ' ');
	printf("%-*s", HALF, line);
	put_colour(' ');
}

static void show_spaces(void)
{
	const struct process *a = with_letter('A'), *b = with_letter('B');

	for (int row = -1; row < AREA_ROWS; row++) {
		show_half(a, row);
		putchar(' ');
		show_half(b, row);
		end_line();
	}
}

/* ------------------------------------------------------------ again and again */

static void end(int sig)
{
	(void)sig;
	ended = 1;
}

/* A second passes, or somebody types q. In the background the keyboard is somebody else's. */
static void wait_a_second(void)
{
	char c;

	if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp())
		sleep(1);
	else if (read(STDIN_FILENO, &c, 1) == 1 && (c == 'q' || c == 'Q'))
		ended = 1;
}

static void show(char **pids)
{
	if (take_snapshot(&now))
		err(1, "/proc");
	give_letters(pids);
	if (live)
		printf("\033[H");
	show_map();
	end_line();
	show_shared();
	end_line();
	show_spaces();
	if (live)
		printf("\033[J");
	fflush(stdout);
	free_snapshot(&now);
}

int main(int argc, char **argv)
{
	int once = argc > 1 && strcmp(argv[1], "-1") == 0;
	char **pids = argv + 1 + once;
	struct termios cooked, raw;
	int terminal = tcgetattr(STDIN_FILENO, &cooked) == 0;

	for (char **pid = pids; *pid; pid++) {
		if (atol(*pid) <= 0)
			errx(1, "usage: memviewer [-1] [PID...]");
	}
	if (once) {
		show(pids);
		return 0;
	}
	live = 1;
	signal(SIGINT, end);
	signal(SIGTERM, end);
	if (terminal) {			/* keys come one by one and unshown; wait for a second */
		raw = cooked;
		raw.c_lflag &= ~(ICANON | ECHO);
		raw.c_cc[VMIN] = 0;
		raw.c_cc[VTIME] = 10;
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	}
	printf("\033[2J");
	while (!ended) {
		show(pids);
		wait_a_second();
	}
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
	printf("\033[0m\n");
	return 0;
}
