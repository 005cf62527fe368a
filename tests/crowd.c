/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crowd: a scene for tests/suite/picture.py to draw. It is no test by itself.
 *
 * It has five processes, one of them forked while attached; three segments, one of 300 pages;
 * attaches at different addresses, one of them read-only; a segment that is removed while attached;
 * and accesses that are refused. The exit status is 0 when every step has worked.
 */
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE		4096
#define PAGES		300
#define WORKERS		4

static int large, small, other;		/* the segments' ids */

static char *attach(int id, unsigned long address, int flags)
{
	char *p = shmat(id, (void *)address, flags);

	if (p == (char *)-1)
		_exit(2);
	return p;
}

static void touch(volatile char *p, int from, int pages, int write)
{
	for (int i = from; i < from + pages; i++) {
		if (write)
			p[i * PAGE] = 'x';
		else
			(void)p[i * PAGE];
	}
}

/* A worker: attaches and touches the three segments, and ends when the pipe is closed. */
static void work(int number, int gate, int ready)
{
	static const unsigned long where[WORKERS] = { 0, 0x50000000, 0x60000000, 0 };
	char *p = attach(large, where[number], number == 2 ? SHM_RDONLY : 0);
	char *q = attach(small, number == 3 ? 0x70000000 : 0, 0);
	char c = 'r';

	touch(p, 0, number < 2 ? PAGES : 64, number == 0);
	if (number == 3)
		touch(p, 100, 20, 0);
	touch(q, 0, 1 + number % 2, 1);
	if (number != 1)
		touch(attach(other, number == 0 ? 0x48000000 : 0, 0), 0, 1, 1);
	if (number == 1 && fork() == 0) {	/* the child inherits the attaches */
		touch(p, 0, 10, 1);
		ready = -1;
	}
	if (ready >= 0 && write(ready, &c, 1) != 1)
		_exit(3);
	if (read(gate, &c, 1) != 0)
		_exit(4);
	if (number == 2)
		p[0] = 'x';			/* it may only read: SIGSEGV */
	if (number == 3)
		shmdt(q);
	_exit(0);
}

int main(void)
{
	int gate[2], ready[2], status, as_meant = 0;
	char c;

	large = shmget(IPC_PRIVATE, PAGES * PAGE, 0600);
	small = shmget(0x1234, 2 * PAGE, IPC_CREAT | 0666);
	other = shmget(0x777, 5000, IPC_CREAT | 0640);
	if (large < 0 || small < 0 || other < 0 || pipe(gate) || pipe(ready))
		return 1;
	for (int i = 0; i < WORKERS; i++) {
		if (fork() == 0) {
			close(gate[1]);
			work(i, gate[0], ready[1]);
		}
		if (read(ready[0], &c, 1) != 1)
			return 1;
	}
	shmctl(large, IPC_RMID, NULL);
	shmctl(small, IPC_RMID, NULL);
	shmctl(other, IPC_RMID, NULL);
	close(gate[1]);
	for (int i = 0; i < WORKERS; i++) {
		if (wait(&status) > 0 && (status == 0 || WTERMSIG(status) == 11))
			as_meant++;
	}
	return as_meant != WORKERS;
}
