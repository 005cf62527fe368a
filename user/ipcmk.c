/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipcmk [-M BYTES] [-S NUMBER] [-Q] [-p MODE]: creates a shared memory segment, a set of that number of
 * semaphores, or a message queue, with a random key, and prints its id.
 *
 * Try: ipcmk -S 3; ipcs -s; ipcrm -s 0
 */
#include <err.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

static key_t random_key(void)
{
	key_t key = IPC_PRIVATE;

	while (key == IPC_PRIVATE)
		if (syscall(__NR_getrandom, &key, sizeof(key), 0) < 0)
			err(1, "getrandom");
	return key;
}

static void print_id(const char *what, int id)
{
	if (id < 0)
		err(1, "cannot create: %s", what);
	printf("%s id: %d\n", what, id);
}

int main(int argc, char **argv)
{
	long long bytes = 0, semaphores = 0, mode = 0644;
	int option, queue = 0;

	while ((option = getopt(argc, argv, "M:S:Qp:")) != -1) {
		if (option == 'M')
			bytes = number_or_exit(optarg, 1, INT_MAX, "a number of bytes", 1);
		else if (option == 'S')
			semaphores = number_or_exit(optarg, 1, INT_MAX, "a number of semaphores", 1);
		else if (option == 'Q')
			queue = 1;
		else if (option == 'p')
			mode = number_or_exit(optarg, 0, 0777, "a mode, such as 0600", 1);
		else
			break;
	}
	if (option != -1 || optind < argc || !(bytes || semaphores || queue))
		errx(1, "usage: ipcmk [-M BYTES] [-S NUMBER] [-Q] [-p MODE]");
	if (bytes)
		print_id("Shared memory", shmget(random_key(), bytes, IPC_CREAT | IPC_EXCL | mode));
	if (semaphores)
		print_id("Semaphore", semget(random_key(), semaphores, IPC_CREAT | IPC_EXCL | mode));
	if (queue)
		print_id("Message queue", msgget(random_key(), IPC_CREAT | IPC_EXCL | mode));
	return 0;
}
