/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench: measures how long shared memory and the operations below it take.
 *
 * Run	bench				a table, after a few seconds
 *	bench --json			the same, for programs
 *	bench --only pipe		only measurements with "pipe" in their name
 *	bench --pages 8192 --processes 200	larger sizes, too (the default is 1024 and 64)
 *
 * The numbers come from the processor's time stamp counter. On a real machine it counts ticks of
 * some hundred picoseconds. In QEMU with -icount shift=0 it counts instructions, so the numbers
 * are exact and the same in every run. `tools/bench` shows both and compares with Linux, where the
 * same program runs, too, even as process 1 (then it switches the machine off at the end). The
 * results are in docs/performance.md.
 *
 * Each row of the list below is a measurement: a function that prepares it, and one that times one
 * batch of operations (both in user/measure/). Several batches are run, and the time per operation
 * is printed for the fastest batch and for the median one.
 */
#include <err.h>
#include <limits.h>
#include <number.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "measure/measure.h"

#define BATCHES_MAX	15

static const char others[] = "other segments";
static const char pages[] = "pages";
static const char processes[] = "other processes";
static const char sets[] = "other sets";
static const char bytes[] = "bytes";

static const struct measurement list[] = {
	/* name,			of what, n, operations in a batch, batches, prepare, batch */
	{ "rep stosl of a page",	NULL, 0, 64, 15, NULL, clear_page },
	{ "rep movsl of a page",	NULL, 0, 64, 15, NULL, copy_page },
	{ "null call",			NULL, 0, 256, 15, NULL, null_call },

	{ "shmget existing",		others, 0, 64, 15, make_segments, find_segment },
	{ "shmget existing",		others, 1, 64, 15, make_segments, find_segment },
	{ "shmget existing",		others, 16, 64, 15, make_segments, find_segment },
	{ "shmget existing",		others, 64, 64, 15, make_segments, find_segment },
	{ "shmget existing",		others, 96, 64, 15, make_segments, find_segment },
	{ "shmget existing",		others, 127, 64, 15, make_segments, find_segment },
	{ "shmget + IPC_RMID",		NULL, 0, 64, 15, NULL, create_and_remove },

	{ "shmat + shmdt",		pages, 1, 64, 15, make_segment, attach_and_detach },
	{ "shmat + shmdt",		pages, 16, 64, 15, make_segment, attach_and_detach },
	{ "shmat + shmdt",		pages, 256, 64, 15, make_segment, attach_and_detach },
	{ "shmat + shmdt",		pages, 1024, 64, 15, make_segment, attach_and_detach },
	{ "shmat + shmdt",		pages, 8192, 64, 15, make_segment, attach_and_detach },

	{ "first touch",		pages, 1, 1, 15, NULL, first_touch },
	{ "first touch",		pages, 16, 16, 15, NULL, first_touch },
	{ "first touch",		pages, 256, 256, 15, NULL, first_touch },
	{ "first touch",		pages, 1024, 1024, 15, NULL, first_touch },
	{ "first touch",		pages, 4096, 4096, 3, NULL, first_touch },
	{ "first touch",		pages, 8192, 8192, 3, NULL, first_touch },

	{ "read of a present page",	pages, 1, 1, 15, make_full_segment, read_present },
	{ "read of a present page",	pages, 256, 256, 15, make_full_segment, read_present },
	{ "read of a present page",	pages, 1024, 1024, 15, make_full_segment, read_present },
	{ "write to a present page",	pages, 1, 1, 15, make_full_segment, write_present },
	{ "write to a present page",	pages, 16, 16, 15, make_full_segment, write_present },
	{ "write to a present page",	pages, 256, 256, 15, make_full_segment, write_present },
	{ "write to a present page",	pages, 1024, 1024, 15, make_full_segment, write_present },
	{ "write to a present page",	pages, 4096, 4096, 3, make_full_segment, write_present },
	{ "write to a present page",	pages, 8192, 8192, 3, make_full_segment, write_present },

	{ "shmdt of touched pages",	pages, 1, 1, 15, make_full_segment, detach_touched },
	{ "shmdt of touched pages",	pages, 16, 1, 15, make_full_segment, detach_touched },
	{ "shmdt of touched pages",	pages, 256, 1, 15, make_full_segment, detach_touched },
	{ "shmdt of touched pages",	pages, 1024, 1, 15, make_full_segment, detach_touched },
	{ "shmdt of touched pages",	pages, 4096, 1, 3, make_full_segment, detach_touched },
	{ "shmdt of touched pages",	pages, 8192, 1, 3, make_full_segment, detach_touched },
	{ "shmat + touch + shmdt",	pages, 1024, 1, 15, make_full_segment, attach_touch_detach },

	{ "fork + exit + wait",		pages, 0, 8, 15, attach_pages, fork_exit_wait },
	{ "fork + exit + wait",		pages, 1024, 8, 15, attach_pages, fork_exit_wait },
	{ "fork + exit + wait",		processes, 16, 8, 15, start_sleepers, fork_exit_wait },
	{ "fork + exit + wait",		processes, 64, 8, 15, start_sleepers, fork_exit_wait },
	{ "fork + exit + wait",		processes, 200, 8, 15, start_sleepers, fork_exit_wait },

	{ "round trip by sched_yield",	processes, 1, 64, 15, start_word_partner, word_round_trip },
	{ "round trip by sched_yield",	processes, 16, 64, 15, start_word_partner, word_round_trip },
	{ "round trip by sched_yield",	processes, 64, 64, 15, start_word_partner, word_round_trip },
	{ "round trip by sched_yield",	processes, 200, 64, 15, start_word_partner, word_round_trip },
	{ "round trip by pipe",		processes, 1, 64, 15, start_pipe_partner, pipe_round_trip },
	{ "round trip by pipe",		processes, 64, 64, 15, start_pipe_partner, pipe_round_trip },
	{ "round trip by pipe",		processes, 200, 64, 15, start_pipe_partner, pipe_round_trip },

	{ "round trip by semaphores",	processes, 1, 64, 15, start_semaphore_partner, semaphore_round_trip },
	{ "round trip by semaphores",	processes, 64, 64, 15, start_semaphore_partner, semaphore_round_trip },
	{ "round trip by messages",	processes, 1, 64, 15, start_message_partner, message_round_trip },

	{ "semget existing",		sets, 0, 64, 15, make_sets, find_set },
	{ "semget existing",		sets, 16, 64, 15, make_sets, find_set },
	{ "semget existing",		sets, 127, 64, 15, make_sets, find_set },
	{ "msgget existing",		NULL, 0, 64, 15, make_queue, find_queue },
	{ "semop +1, semop -1",		NULL, 0, 64, 15, make_sets, semop_pair },
	{ "semop +1, semop -1, undo",NULL, 0, 64, 15, make_sets, semop_undo_pair },
	{ "msgsnd + msgrcv",		bytes, 1, 64, 15, make_queue, send_and_receive },
	{ "msgsnd + msgrcv",		bytes, 64, 64, 15, make_queue, send_and_receive },

	{ "ring copy of a KiB",		NULL, 0, 4096, 15, start_taker, copy_through_ring },
	{ "pipe copy of a KiB",		NULL, 0, 1024, 15, start_reader, copy_through_pipe },
};

static bool json;
static char rows[16384];		/* all that --json prints */
static const char *only = "";
static int pages_max = 1024, processes_max = 64;

static bool wanted(const struct measurement *m)
{
	if ((m->unit == pages && m->n > pages_max) ||
	    (m->unit == processes && m->n > processes_max))
		return false;
	return strstr(m->name, only) != NULL;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Stores the time per operation, in tenths, of the fastest batch and of the median one. */
static void measure(const struct measurement *m, uint64_t *minimum, uint64_t *median)
{
	uint64_t time[BATCHES_MAX];

	if (m->prepare)
		m->prepare(m->n);
	m->batch(m);			/* not counted: it does what is needed only once */
	for (int i = 0; i < m->batches; i++)
		time[i] = m->batch(m);
	clean_up();

	qsort(time, m->batches, sizeof(time[0]), compare);
	*minimum = time[0] * 10 / m->operations;
	*median = time[m->batches / 2] * 10 / m->operations;
}

static void print_measurement(const struct measurement *m)
{
	uint64_t minimum, median;
	char what[64];

	measure(m, &minimum, &median);
	if (json) {
		printf(",\n{\"name\": \"%s\", \"n\": %d, \"unit\": \"%s\", "
		       "\"minimum\": %llu.%llu, \"median\": %llu.%llu}",
		       m->name, m->n, m->unit ? m->unit : "",
		       minimum / 10, minimum % 10, median / 10, median % 10);
		return;
	}
	if (m->unit)
		snprintf(what, sizeof(what), "%s (%s: %d)", m->name, m->unit, m->n);
	else
		snprintf(what, sizeof(what), "%s", m->name);
	printf("%-48s %10llu.%llu %10llu.%llu\n", what, minimum / 10, minimum % 10,
	       median / 10, median % 10);
	fflush(stdout);			/* or a child inherits the buffer and writes it again */
}

static void run_all(void)
{
	struct utsname system;

	uname(&system);
	/*
	 * With --json nothing is written before everything is measured: at a write to the serial line
	 * QEMU leaves the guest, and the next timer ticks may come at other instructions than in
	 * another run.
	 */
	if (json) {
		setvbuf(stdout, rows, _IOFBF, sizeof(rows));
		printf("[{\"system\": \"%s %s\"}", system.sysname, system.release);
	} else {
		printf("%-48s %12s %12s\n", system.sysname, "minimum", "median");
	}
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (wanted(&list[i]))
			print_measurement(&list[i]);
	if (json)
		printf("\n]\n");
}

static void read_options(char **argv)
{
	for (argv++; *argv; argv++) {
		if (strcmp(*argv, "--json") == 0)
			json = true;
		else if (strcmp(*argv, "--only") == 0 && argv[1])
			only = *++argv;
		else if (strcmp(*argv, "--pages") == 0 && argv[1])
			pages_max = number_or_exit(*++argv, 1, INT_MAX, "a number", 2);
		else if (strcmp(*argv, "--processes") == 0 && argv[1])
			processes_max = number_or_exit(*++argv, 1, INT_MAX, "a number", 2);
		else
			errx(2, "usage: bench [--json] [--only NAME] [--pages N] [--processes N]");
	}
}

/* When process 1 ends, the kernel panics. */
static void power_off(void)
{
	fflush(stdout);
	reboot(RB_POWER_OFF);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (getpid() == 1)
		atexit(power_off);
	read_options(argv);
	run_all();
	return 0;
}
