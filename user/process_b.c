/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_b: reads what process_a has written, in memory that they share.
 *
 * Run	process_a; process_b
 *
 * and you will see
 *
 *	Hello World
 *
 * although process_a has ended long before. Without it, process_b says that
 * there is no such segment.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define SHM_PATH	"/tmp/shm"	/* a file that both programs know */
#define SHM_SIZE	128

int main(void)
{
	key_t key;
	int shmid;
	char *addr;
	char buf[SHM_SIZE];

	/* The same file and the same id give the same name. */
	key = ftok(SHM_PATH, 0x6666);
	if (key == -1) {
		perror("process_b: " SHM_PATH);
		return 1;
	}

	/* The segment of that name. It must be there: no IPC_CREAT. */
	shmid = shmget(key, SHM_SIZE, 0);
	if (shmid < 0) {
		perror("process_b: shmget");
		return 1;
	}

	/* Maybe at another address than in process_a: it is the same memory. */
	addr = shmat(shmid, NULL, 0);
	if (addr == (void *)-1) {
		perror("process_b: shmat");
		return 1;
	}

	/* Who wrote there is not to be trusted with our buffer: copy no more. */
	strncpy(buf, addr, sizeof(buf) - 1);
	buf[sizeof(buf) - 1] = '\0';
	printf("%s", buf);
	return 0;
}
