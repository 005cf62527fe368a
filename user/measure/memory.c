/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measurements of `bench`: plain instructions, a system call that does nothing, segments (found,
 * created, attached) and their pages (touched for the first time, touched again, detached).
 */
#include <sys/ipc.h>
#include "measure.h"

#define KEY		0x62656e63	/* of the first segment with a key; the next one has KEY + 1 */

/* ---- Instructions, and the way into the kernel and back ---------------------------------- */

uint64_t clear_page(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		clear_words(piece, PAGE);
	return rdtsc() - start;
}

uint64_t copy_page(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		copy_words(piece, piece + PAGE, PAGE);
	return rdtsc() - start;
}

uint64_t null_call(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		call(__NR_getpid, 0, 0, 0, 0, NULL);
	return rdtsc() - start;
}

/* ---- Segments: found, created, attached -------------------------------------------------- */

/* The segment to find is created last, so a search from the first slot passes all the others. */
void make_segments(int others)
{
	for (int i = 0; i <= others; i++)
		new_segment(KEY + i, 1);
}

uint64_t find_segment(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		call(__NR_ipc, SHMGET, KEY + m->n, PAGE, 0, NULL);
	return rdtsc() - start;
}

uint64_t create_and_remove(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--) {
		int id = call(__NR_ipc, SHMGET, KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600, NULL);

		call(__NR_ipc, SHMCTL, id, IPC_RMID | IPC_64, 0, NULL);
	}
	return rdtsc() - start;
}

void make_segment(int pages)
{
	new_segment(IPC_PRIVATE, pages);
}

/* A segment of which each page has its frame, but to which no process is attached. */
void make_full_segment(int pages)
{
	char *at;

	new_segment(IPC_PRIVATE, pages);
	at = attach();
	write_pages(at, pages);
	shmdt(at);
}

static char *timed_attach(void)
{
	char *at;

	call(__NR_ipc, SHMAT, segment, 0, (long)&at, NULL);
	return at;
}

static void timed_detach(char *at)
{
	call(__NR_ipc, SHMDT, 0, 0, 0, at);
}

uint64_t attach_and_detach(const struct measurement *m)
{
	uint64_t start = rdtsc();

	for (int i = m->operations; i > 0; i--)
		timed_detach(timed_attach());
	return rdtsc() - start;
}

/* ---- Pages: the first touch, later ones, and detaching ----------------------------------- */

uint64_t first_touch(const struct measurement *m)
{
	uint64_t time;
	char *at;

	new_segment(IPC_PRIVATE, m->n);
	at = attach();
	time = rdtsc();
	write_pages(at, m->n);
	time = rdtsc() - time;
	shmdt(at);
	remove_segment();
	return time;
}

uint64_t read_present(const struct measurement *m)
{
	char *at = attach();
	uint64_t time = rdtsc();

	read_pages(at, m->n);
	time = rdtsc() - time;
	shmdt(at);
	return time;
}

uint64_t write_present(const struct measurement *m)
{
	char *at = attach();
	uint64_t time = rdtsc();

	write_pages(at, m->n);
	time = rdtsc() - time;
	shmdt(at);
	return time;
}

uint64_t detach_touched(const struct measurement *m)
{
	char *at = attach();
	uint64_t start;

	write_pages(at, m->n);
	start = rdtsc();
	timed_detach(at);
	return rdtsc() - start;
}

uint64_t attach_touch_detach(const struct measurement *m)
{
	uint64_t start = rdtsc();
	char *at = timed_attach();

	write_pages(at, m->n);
	timed_detach(at);
	return rdtsc() - start;
}
