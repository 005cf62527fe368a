/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Draws a snapshot of physical memory. For user/memviewer.c, whose head describes the three parts.
 *
 * The characters of the map are, from the least to the most interesting:
 *
 *	.	free
 *	k	used, but mapped by no process: the kernel's, a file's, an unattached segment's
 *	o	mapped only by processes that have no letter
 *	A-J	mapped by the process of that letter
 *	*	mapped by several processes with letters (after a fork, for instance)
 *	S	a segment's
 *
 * A character that stands for several frames shows the most interesting of them.
 */
#include <stdio.h>
#include <string.h>

#include "draw.h"

#define COLUMNS		80
#define MAP_ROWS	8
#define MAP_COLUMNS	64
#define SHARED_ROWS	5
#define AREA_ROWS	5
#define HALF		39		/* columns for one address space */

static const char ranks[] = ".koJIHGFEDCBA*S";	/* of the map, in the order above */

static const struct snapshot *now;	/* the arguments of draw() */
static int live;

/* ------------------------------------------------------------ looking things up */

static const struct process *with_letter(char letter)
{
	for (size_t i = 0; i < now->nr_processes; i++) {
		if (now->processes[i].letter == letter)
			return &now->processes[i];
	}
	return NULL;
}

static char letter_of(const struct mapping *m)
{
	return now->processes[m->process].letter;
}

/* The mappings of one frame are neighbours. Returns the index after the last for this frame. */
static size_t after_frame(size_t first)
{
	size_t end = first;

	while (end < now->nr_mappings && now->mappings[end].frame == now->mappings[first].frame)
		end++;
	return end;
}

/* ------------------------------------------------------------ the map */

/* The character for the frame of the mappings from `first` up to, but not including, `end`. */
static char mark(size_t first, size_t end)
{
	char found = 'o';

	for (size_t i = first; i < end; i++) {
		char letter = letter_of(&now->mappings[i]);

		if (now->mappings[i].segment != NO_SEGMENT)
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

/* The more interesting of two characters of the map. */
static char higher_rank(char a, char b)
{
	return strchr(ranks, a) > strchr(ranks, b) ? a : b;
}

static void show_map(void)
{
	size_t each = 1, next = 0;	/* each: frames for one character */
	size_t totals[128] = { 0 }, alone = 0;
	char map[MAP_ROWS * MAP_COLUMNS], line[COLUMNS];

	while (each * sizeof(map) < now->nr_frames)
		each *= 2;
	memset(map, ranks[0], sizeof(map));
	for (size_t frame = 0; frame < now->nr_frames; frame++) {
		char c = now->counts[frame] ? 'k' : '.';

		while (next < now->nr_mappings && now->mappings[next].frame < frame)
			next++;
		if (next < now->nr_mappings && now->mappings[next].frame == frame)
			c = mark(next, after_frame(next));
		totals[(int)c]++;
		map[frame / each] = higher_rank(map[frame / each], c);
	}
	printf("Physical memory: %lu frames, %lu per character%s", (unsigned long)now->nr_frames,
	       (unsigned long)each, live ? "             (q ends)" : "");
	end_line();
	for (size_t i = 0; i < sizeof(map); i++) {
		if (i % MAP_COLUMNS == 0)
			printf("%08llx  ", (unsigned long long)i * each * PAGE);
		if (i % MAP_COLUMNS == 0 || map[i] != map[i - 1])
			put_colour(map[i]);
		putchar(i * each < now->nr_frames ? map[i] : ' ');
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

/*
 * Is the frame at `next` the one that lies `pages` frames after the one at `first`, and do the same
 * processes map it, each `pages` pages further on? Then both fit into one line.
 */
static int continues(size_t first, size_t next, uint64_t pages)
{
	size_t n = after_frame(first) - first;

	if (next >= now->nr_mappings || after_frame(next) - next != n ||
	    now->mappings[next].frame != now->mappings[first].frame + pages)
		return 0;
	for (size_t i = 0; i < n; i++) {
		const struct mapping *a = &now->mappings[first + i], *b = &now->mappings[next + i];

		if (a->process != b->process || a->segment != b->segment ||
		    b->address != a->address + pages * PAGE)
			return 0;
	}
	return 1;
}

static uint64_t count_of(uint64_t frame)
{
	return frame < now->nr_frames ? now->counts[frame] : 0;
}

/* Prints a line such as: 0x00215000        count 3  segment 0: A 40000000  B 50000000 */
static void show_frames(size_t first, uint64_t pages)
{
	const struct mapping *m = &now->mappings[first];
	size_t end = after_frame(first);
	char run[16] = "";
	int room = COLUMNS - 30;

	if (pages > 1)
		snprintf(run, sizeof(run), "+%lu", (unsigned long)pages - 1);
	printf("0x%08llx %-6s count %llu ", (unsigned long long)m->frame * PAGE, run,
	       (unsigned long long)count_of(m->frame));
	if (m->segment != NO_SEGMENT)
		room -= printf(" segment %ld:", m->segment);
	for (size_t i = first; i < end && room > 14; i++) {
		put_colour(letter_of(&now->mappings[i]));
		if (letter_of(&now->mappings[i]))
			room -= printf(" %c", letter_of(&now->mappings[i]));
		else
			room -= printf(" %ld", now->processes[now->mappings[i].process].pid);
		if (live)
			printf("\033[0m");
		room -= printf(" %08llx ", (unsigned long long)now->mappings[i].address);
	}
	end_line();
}

/* Lists the frames of segments first, then other frames that processes with letters share. */
static void show_shared(void)
{
	int lines = 0, more = 0;

	printf("Shared frames (+n: and the n frames after it)");
	end_line();
	for (const char *kind = "S*"; *kind; kind++) {
		for (size_t i = 0, next; i < now->nr_mappings; i = next) {
			uint64_t pages = 1;

			next = after_frame(i);
			if (mark(i, next) != *kind)
				continue;
			while (continues(i, next, pages)) {
				next = after_frame(next);
				pages++;
			}
			if (lines == SHARED_ROWS - 1) {
				more++;
				continue;
			}
			show_frames(i, pages);
			lines++;
		}
	}
	if (!lines)
		printf("  none: no process is attached to a segment. Try: process_a; attach 0 &");
	else if (more)
		printf("  and %d more", more);
	end_line();
	for (lines++; live && lines < SHARED_ROWS; lines++)
		end_line();
}

/* ------------------------------------------------------------ two address spaces */

/* The area for line `row`: areas are shown by address, but segments come first when not all fit. */
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

/* Prints HALF columns: the title of the address space (row -1), or the area for line `row`. */
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

void draw(const struct snapshot *s, int redraw)
{
	now = s;
	live = redraw;
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
}
