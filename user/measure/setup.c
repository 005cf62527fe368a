/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the measurements of `bench` need around them: segments, other processes, pipes. All is
 * noted down, so that one function can put everything back when a measurement is over.
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

/* The last one made. */
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

/* A segment of which every page is present, attached; clean_up() detaches it. */
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

/* A process that calls the function over and over until clean_up() ends it. */
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
	if (ping[0]) {
		close(ping[0]), close(ping[1]);
		close(pong[0]), close(pong[1]);
	}
	ping[0] = 0;
}
