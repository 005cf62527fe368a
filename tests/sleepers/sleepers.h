/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random scenarios of processes that sleep and wake each other with semaphores and message queues; what
 * the files share.
 *
 *	sleepers.c	start; scenarios; the choice of each step
 *	worker.c	the processes, and the pipes to them
 *	show.c		the log: results, and the state of sets and queues
 *
 * The coordinator lets one worker make one call, and goes on when every worker sleeps: in its call, or
 * because it waits for the next. So the outcome is determined, although several processes may
 * have been woken. For that it runs at a lower priority than the workers, on the same processor. (Samepage
 * has no priorities: sched_yield() lets each of the others run until it sleeps.)
 *
 * A line of the log:
 *
 *	STEP WORKER CALL(ARGUMENTS) = RESULT or "sleeps" ; other workers whose calls ended ; new state
 */
#ifndef SLEEPERS_H
#define SLEEPERS_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

#define WORKERS	6
#define OBJECTS	24
#define NAMES	64
#define QUEUE_SIZE 8		/* bytes of a new queue: few, so that senders sleep */

enum call { GET_SET, OPERATE, SET_VALUE, SET_ALL, SET_MODE, REMOVE_SET, GET_QUEUE, SEND, RECEIVE, SET_QUEUE,
	    REMOVE_QUEUE, ATTACH, DETACH, REMOVE_SEGMENT, LEAVE };

struct request {
	enum call call;
	int id, object;		/* the object's number, or -1 */
	int stale;		/* its id names nothing any more */
	int n;			/* operations, semaphores, bytes */
	long type, flags;
	int timed;		/* with a time limit of 0 */
	struct sembuf ops[3];
	int value;
};

struct worker {
	pid_t pid;
	int name;		/* w1, w2 ...; the coordinator is w0 */
	int uid;
	int busy;		/* its call has not ended */
	struct request request;
	int to, from;		/* ends of its pipes */
};

struct object {
	int id, alive;
	int nsems;
};

extern struct worker worker[WORKERS];
extern struct object set[OBJECTS], queue[OBJECTS];
extern int sets, queues, segment;
extern pid_t pid_of[NAMES];	/* by name */
extern int names;

/* worker.c */
int be_in_background(void);	/* the priorities. 0, or -1: this kernel refuses */
void start_worker(int i, int uid);
void give(int i, const struct request *r);
void settle(void);		/* let all workers run until they sleep */
int collect(int i, long *result);	/* has its call ended? */
long perform(const struct request *r);
void end_worker(int i, int sig);
void end_all(void);

/* show.c */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void show_call(const struct request *r);
void show_result(const struct request *r, long result);
void show_state(void);
void begin_log(int aloud);
void end_log(unsigned seed);

#endif
