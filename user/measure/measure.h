/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the measurements of `bench` have in common. user/bench.c lists them and prints the results.
 * memory.c measures segments and pages, process.c processes and the communication between them, ipc.c semaphores and message queues;
 * setup.c creates the segments and processes that they need, and removes them again.
 *
 * Timed code makes system calls by call(), which is only the instruction int 0x80: the C library
 * would add some forty instructions to each call.
 */
#ifndef USER_MEASURE_MEASURE_H
#define USER_MEASURE_MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#define PAGE		4096
#define KIB		1024
#define RING_SIZE	(1024 * KIB)
#define PIECE		(16 * KIB)	/* copied into the ring, or written to the pipe, at a time */

struct measurement {
	const char *name;
	const char *unit;		/* what n counts; NULL: n is not used */
	int n;
	int operations;			/* in one batch */
	int batches;			/* an odd number */
	void (*prepare)(int n);		/* once, or NULL; clean_up() follows the last batch */
	uint64_t (*batch)(const struct measurement *m);	/* returns the time of the operations */
};

typedef uint64_t batch_function(const struct measurement *m);
typedef void prepare_function(int n);

/* setup.c */
extern int segment;			/* the id of the one created last */
extern char *shared;			/* where attach_pages() attached it */
extern int ping[2], pong[2];		/* pipes to the partner and back */
extern char piece[PIECE];

void new_segment(key_t key, int pages);
void remove_segment(void);
char *attach(void);
void attach_pages(int pages);
void open_pipes(void);
void start_child(void (*function)(void));
void clean_up(void);

/* memory.c */
batch_function clear_page, copy_page, null_call;
prepare_function make_segments, make_segment, make_full_segment;
batch_function find_segment, create_and_remove, attach_and_detach;
batch_function first_touch, read_present, write_present, detach_touched, attach_touch_detach;

/* process.c */
prepare_function start_sleepers, start_word_partner, start_pipe_partner;
prepare_function start_taker, start_reader;
batch_function fork_exit_wait, word_round_trip, pipe_round_trip;
batch_function copy_through_ring, copy_through_pipe;

/* ipc.c */
prepare_function make_sets, make_queue, start_semaphore_partner, start_message_partner;
batch_function find_set, find_queue, semop_pair, semop_undo_pair, semaphore_round_trip;
batch_function send_and_receive, message_round_trip;
void remove_sets_and_queue(void);

/* ---- Instructions ------------------------------------------------------------------------ */

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile ("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* Makes a system call with five arguments. Returns its result, or a negative error number. */
static inline long call(long number, long a, long b, long c, long d, const void *e)
{
	long result;

	__asm__ volatile ("int $0x80" : "=a"(result)
			  : "0"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
	return result;
}

static inline void yield(void)
{
	call(__NR_sched_yield, 0, 0, 0, 0, NULL);
}

static inline void copy_words(void *to, const void *from, long bytes)
{
	bytes /= 4;
	__asm__ volatile ("rep movsl" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

static inline void clear_words(void *at, long bytes)
{
	bytes /= 4;
	__asm__ volatile ("rep stosl" : "+D"(at), "+c"(bytes) : "a"(0) : "memory");
}

static inline void write_pages(char *at, int pages)
{
	for (; pages > 0; pages--, at += PAGE)
		*(volatile char *)at = 1;
}

static inline void read_pages(char *at, int pages)
{
	for (; pages > 0; pages--, at += PAGE)
		(void)*(volatile char *)at;
}

#endif
