/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_b: prints what process_a has written into the memory that they share.
 *
 * Run	process_a; process_b
 *
 * and process_b prints
 *
 *	Hello World
 *
 * although process_a has already ended. If process_a was not run before,
 * process_b fails ("No such file or directory").
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

	/* The same file and the same id give the same key. */
	key = ftok(SHM_PATH, 0x6666);
	if (key == -1) {
		perror("process_b: " SHM_PATH);
		return 1;
	}

	/* Look up the segment with that key. Without IPC_CREAT it must exist. */
	shmid = shmget(key, SHM_SIZE, 0);
	if (shmid < 0) {
		perror("process_b: shmget");
		return 1;
	}

	/* The address may differ from process_a's: it is the same memory. */
	addr = shmat(shmid, NULL, 0);
	if (addr == (void *)-1) {
		perror("process_b: shmat");
		return 1;
	}

	/* The writer may have left out the NUL at the end: copy no more than fits. */
	strncpy(buf, addr, sizeof(buf) - 1);
	buf[sizeof(buf) - 1] = '\0';
	printf("%s", buf);
	return 0;
}
