/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * readers [READERS]: readers and writers of a text in shared memory. Any number may read at the same time, but who
 * writes must be alone.
 *
 *	semaphore 0	readers that read now
 *	semaphore 1	writers that write now: 0 or 1
 *
 *	a reader begins		semop: wait until semaphore 1 is 0, and add 1 to semaphore 0
 *	a writer begins		semop: wait until both are 0, and add 1 to semaphore 1
 *
 * Each is one call, and the kernel does all of it or nothing, so nobody comes in between. A writer may wait long
 * while readers come and go: that is the known weakness of this rule.
 *
 * The writer writes the same letter everywhere. A reader that finds two letters has seen a half-written text.
 */
#include <err.h>
#include <number.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH	2000
#define ROUNDS	50

static struct sembuf begin_reading[] = { { 1, 0, 0 }, { 0, 1, SEM_UNDO } };
static struct sembuf end_reading[] = { { 0, -1, SEM_UNDO } };
static struct sembuf begin_writing[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 1, 1, SEM_UNDO } };
static struct sembuf end_writing[] = { { 1, -1, SEM_UNDO } };

static int set;
static volatile char *text;

static void perform(struct sembuf *ops, int count)
{
	if (semop(set, ops, count))
		err(1, "semop");
}

/* Returns how often the text was half written, at most 100. */
static int read_text(void)
{
	int torn = 0;

	for (int round = 0; round < ROUNDS; round++) {
		perform(begin_reading, 2);
		for (int i = 1; i < LENGTH; i++)
			if (text[i] != text[0]) {
				torn += torn < 100;
				break;
			}
		perform(end_reading, 1);
	}
	return torn;
}

static void write_text(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		perform(begin_writing, 3);
		for (int i = 0; i < LENGTH; i++)
			text[i] = 'a' + round % 26;
		perform(end_writing, 1);
	}
}

int main(int argc, char **argv)
{
	int readers = argc > 1 ? number_or_exit(argv[1], 1, 50, "a number up to 50", 2) : 3;
	int segment = shmget(IPC_PRIVATE, LENGTH, 0600), status, torn = 0;

	text = shmat(segment, NULL, 0);
	set = semget(IPC_PRIVATE, 2, 0600);
	if (text == (void *)-1 || set < 0)
		err(1, "cannot share the text");
	shmctl(segment, IPC_RMID, NULL);
	for (int i = 0; i < readers; i++)
		if (fork() == 0)
			_exit(read_text());
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			write_text();
			_exit(0);
		}
	while (wait(&status) > 0)
		torn += WEXITSTATUS(status);
	printf("%d readers and 2 writers: the text was half written %d times\n", readers, torn);
	semctl(set, 0, IPC_RMID);
	return torn != 0;
}
