/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measurements of `bench`: creating a process, switching between two, and copying from one to the
 * other.
 */
#include <string.h>
#include <unistd.h>
#include "measure.h"

/* ---- Creating a process ------------------------------------------------------------------ */

static void sleep_for_ever(void)
{
	pause();
}

/* Starts processes that only sleep, all attached to the same segment. */
void start_sleepers(int sleepers)
{
	attach_pages(1);
	while (sleepers-- > 0)
		start_child(sleep_for_ever);
}

uint64_t fork_exit_wait(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		long pid = call(__NR_fork, 0, 0, 0, 0, NULL);

		if (pid == 0) {
			for (;;)
				call(__NR_exit, 0, 0, 0, 0, NULL);
		}
		call(__NR_waitpid, pid, 0, 0, 0, NULL);
	}
	return rdtsc() - start;
}

/* The first word of the segment is 1 when it is the partner's turn, and 0 when it is ours. */
static void answer_word(void)
{
	volatile int *word = (volatile int *)shared;

	while (*word == 0)
		yield();
	*word = 0;
}

void start_word_partner(int sleepers)
{
	start_sleepers(sleepers);
	*(volatile int *)shared = 0;
	start_child(answer_word);
}

uint64_t word_round_trip(const struct measurement *m)
{
	volatile int *word = (volatile int *)shared;
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		*word = 1;
		while (*word == 1)
			yield();
	}
	return rdtsc() - start;
}

static void answer_byte(void)
{
	char byte;

	call(__NR_read, ping[0], (long)&byte, 1, 0, NULL);
	call(__NR_write, pong[1], (long)&byte, 1, 0, NULL);
}

void start_pipe_partner(int sleepers)
{
	start_sleepers(sleepers);
	open_pipes();
	start_child(answer_byte);
}

uint64_t pipe_round_trip(const struct measurement *m)
{
	uint64_t start = rdtsc();
	char byte = 0;

	for (int i = m->operations; i > 0; i--) {
		call(__NR_write, ping[1], (long)&byte, 1, 0, NULL);
		call(__NR_read, pong[0], (long)&byte, 1, 0, NULL);
	}
	return rdtsc() - start;
}

/* ---- Copying from A to B: through a ring in shared memory, and through a pipe ------------ */

/*
 * Both counters only grow, and each is changed by one process. data[written % RING_SIZE] is the
 * next free byte. The ring is empty when the counters are equal, and full when `written` is
 * RING_SIZE ahead of `taken`.
 */
struct ring {
	volatile uint32_t written, taken;
	char data[RING_SIZE] __attribute__((aligned(PAGE)));
};

static void take_piece(void)
{
	struct ring *ring = (struct ring *)shared;

	while (ring->taken == ring->written)
		yield();
	copy_words(piece, &ring->data[ring->taken % RING_SIZE], PIECE);
	ring->taken += PIECE;
}

void start_taker(int n)
{
	(void)n;
	attach_pages(sizeof(struct ring) / PAGE);
	memset(shared, 0, sizeof(struct ring));
	start_child(take_piece);
}

uint64_t copy_through_ring(const struct measurement *m)
{
	struct ring *ring = (struct ring *)shared;
	uint64_t start = rdtsc();

	for (int left = m->operations; left > 0; left -= PIECE / KIB) {
		while (ring->written - ring->taken == RING_SIZE)
			yield();
		copy_words(&ring->data[ring->written % RING_SIZE], piece, PIECE);
		ring->written += PIECE;
	}
	while (ring->taken != ring->written)
		yield();
	return rdtsc() - start;
}

/* The reader answers each MiB with one byte. */
static void read_mebibyte(void)
{
	for (long left = 1024 * KIB; left > 0; )
		left -= call(__NR_read, ping[0], (long)piece, PIECE, 0, NULL);
	call(__NR_write, pong[1], (long)piece, 1, 0, NULL);
}

void start_reader(int n)
{
	(void)n;
	open_pipes();
	start_child(read_mebibyte);
}

uint64_t copy_through_pipe(const struct measurement *m)
{
	uint64_t start = rdtsc();
	char byte;

	for (int left = m->operations; left > 0; left -= PIECE / KIB)
		call(__NR_write, ping[1], (long)piece, PIECE, 0, NULL);
	call(__NR_read, pong[0], (long)&byte, 1, 0, NULL);
	return rdtsc() - start;
}
