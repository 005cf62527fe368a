/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inherit: what a child inherits. Shared memory stays shared; everything else is copied.
 *
 * Run	inherit
 *
 * and it prints
 *
 *	shared: written by the child; private: written by the parent
 *	the child may only read at its second attach: it was killed by signal 11
 *
 * The parent writes one text into a segment and another into an ordinary variable, and forks. The
 * child overwrites both. The parent then sees the child's text in the segment only. At last the child
 * attaches the segment once more, for reading only, and writes there: this ends it.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE	128

static char private[SIZE];		/* every process has its own */

static char *attach(int id, int flags)
{
	char *address = shmat(id, NULL, flags);

	if (address == (char *)-1)
		err(1, "shmat");
	return address;
}

static void child(int id, char *shared)
{
	strcpy(shared, "written by the child");
	strcpy(private, "written by the child");
	attach(id, SHM_RDONLY)[0] = 'W';
	_exit(0);			/* not reached */
}

int main(void)
{
	int id = shmget(IPC_PRIVATE, SIZE, 0600), status;
	char *shared;

	if (id < 0)
		err(1, "shmget");
	shared = attach(id, 0);
	if (shmctl(id, IPC_RMID, NULL))	/* it lives as long as somebody is attached */
		err(1, "shmctl");
	strcpy(shared, "written by the parent");
	strcpy(private, "written by the parent");

	switch (fork()) {
	case -1:
		err(1, "fork");
	case 0:
		child(id, shared);
	}
	if (wait(&status) < 0)
		err(1, "wait");
	printf("shared: %s; private: %s\n", shared, private);
	if (WIFSIGNALED(status))
		printf("the child may only read at its second attach: it was killed by signal %d\n", WTERMSIG(status));
	return 0;
}
