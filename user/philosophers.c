/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * philosophers [-d] [MEALS]: five philosophers at a round table, with a fork between any two. To eat, a philosopher
 * needs the fork on the left and the one on the right. Each fork is a semaphore: 1 when it lies there.
 *
 * Run philosophers		everybody takes both forks in one call of semop, which does both or neither
 *     philosophers -d &	everybody takes the left one first. Soon each holds one and waits for the next:
 *				a deadlock
 *
 * Then look who waits for whom: ipcs -s, and ipcs -s -i ID (ncount); `sem ID` in gdb also names the
 * processes. `ipcrm -s ID` ends it: all wake up with EIDRM. SEM_UNDO puts back the forks of a
 * philosopher who is killed, so `kill` of one of them ends the deadlock, too: the others go on.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SEATS	5

static int forks;			/* the set; fork i is to the left of philosopher i */

static void pause_a_while(void)
{
	const struct timespec moment = { 0, 20000000 };

	nanosleep(&moment, NULL);
}

/* Takes (-1) or puts back (+1) one fork or both. Ends the process when the table is cleared. */
static void move(int count, int left, int right, int by)
{
	struct sembuf ops[2] = { { left, by, SEM_UNDO }, { right, by, SEM_UNDO } };

	if (semop(forks, ops, count) == 0)
		return;
	if (errno == EIDRM || errno == EINVAL)
		_exit(1);
	err(1, "semop");
}

static void dine(int seat, int meals, int deadlock)
{
	int left = seat, right = (seat + 1) % SEATS;

	while (meals-- > 0) {
		if (deadlock) {
			move(1, left, 0, -1);
			pause_a_while();		/* long enough for everybody to take the left one */
			move(1, right, 0, -1);
		} else {
			move(2, left, right, -1);
		}
		pause_a_while();			/* eats */
		move(2, left, right, 1);
	}
}

int main(int argc, char **argv)
{
	unsigned short all[SEATS] = { 1, 1, 1, 1, 1 };
	int option, status, deadlock = 0, meals = 3, happy = 0;

	while ((option = getopt(argc, argv, "d")) != -1) {
		if (option != 'd')
			errx(2, "usage: philosophers [-d] [MEALS]");
		deadlock = 1;
	}
	if (optind < argc)
		meals = number_or_exit(argv[optind], 1, INT_MAX, "a number of meals", 2);
	forks = semget(IPC_PRIVATE, SEATS, 0600);
	if (forks < 0 || semctl(forks, 0, SETALL, all))
		err(1, "cannot make the forks");
	printf("the forks are set %d\n", forks);
	fflush(stdout);
	for (int seat = 0; seat < SEATS; seat++)
		if (fork() == 0) {
			dine(seat, meals, deadlock);
			_exit(0);
		}
	while (wait(&status) > 0)
		happy += status == 0;
	printf("%d of %d philosophers have had %d meals\n", happy, SEATS, meals);
	semctl(forks, 0, IPC_RMID);
	return happy != SEATS;
}
