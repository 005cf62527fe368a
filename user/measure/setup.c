/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segments, processes and pipes for the measurements of `bench`. All of them are recorded, so that
 * clean_up() can remove them when a measurement is over.
 */
#include <err.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "measure.h"

#define CHILDREN_MAX	256
#define SEGMENTS_MAX	128

int segment;
char *shared;
int ping[2], pong[2];
char piece[PIECE] __attribute__((aligned(PAGE)));

static pid_t children[CHILDREN_MAX];
static int segments[SEGMENTS_MAX];
static int nr_children, nr_segments;

void new_segment(key_t key, int pages)
{
	segment = shmget(key, pages * PAGE, IPC_CREAT | IPC_EXCL | 0600);
	if (segment < 0)
		err(1, "shmget of %d pages", pages);
	segments[nr_segments++] = segment;
}

/* Removes the segment created last. */
void remove_segment(void)
{
	shmctl(segments[--nr_segments], IPC_RMID, NULL);
}

char *attach(void)
{
	char *at = shmat(segment, NULL, 0);

	if (at == (void *)-1)
		err(1, "shmat");
	return at;
}

/* Creates and attaches a segment, and touches every page. clean_up() detaches it. */
void attach_pages(int pages)
{
	if (pages == 0)
		return;
	new_segment(IPC_PRIVATE, pages);
	shared = attach();
	write_pages(shared, pages);
}

void open_pipes(void)
{
	if (pipe(ping) < 0 || pipe(pong) < 0)
		err(1, "pipe");
}

/* Starts a process that calls the function again and again until clean_up() kills it. */
void start_child(void (*function)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		for (;;)
			function();
	}
	children[nr_children++] = pid;
}

void clean_up(void)
{
	for (; nr_children > 0; nr_children--) {
		kill(children[nr_children - 1], SIGKILL);
		waitpid(children[nr_children - 1], NULL, 0);
	}
	if (shared)
		shmdt(shared);
	shared = NULL;
	while (nr_segments > 0)
		remove_segment();
	remove_sets_and_queue();
	if (ping[0]) {
		close(ping[0]), close(ping[1]);
		close(pong[0]), close(pong[1]);
	}
	ping[0] = 0;
}
