/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of jobs, which jobs.c and control.c share. */
#ifndef JOBS_H
#define JOBS_H

#include <stdio.h>
#include "sh.h"

#define MAX_JOBS	16
#define TEXT_SIZE	60

struct job {
	int used;
	enum { RUNNING, STOPPED, ENDED } told;	/* the state that the user knows */
	pid_t pids[MAX_PIPELINE];	/* the first is also the number of the group */
	int count;
	int running;			/* how many have not ended */
	int stopped;
	int wait_status;		/* of the last one */
	char text[TEXT_SIZE];
};

extern struct job jobs[MAX_JOBS];

void collect(void);			/* notes which processes have ended or stopped */
int state_number(const struct job *job);	/* RUNNING, STOPPED or ENDED */
void show(FILE *where, const struct job *job);	/* prints its number, state and text */
int wait_until_still(struct job *job);	/* until it has ended or stopped; -1: a signal came first */
int status_of(int wait_status);		/* as in $? */

#endif
