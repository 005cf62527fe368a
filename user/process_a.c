/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_a: writes a message into shared memory, where another process will read it.
 *
 * Run	process_a; process_b
 *
 * process_a prints nothing. It creates a segment of shared memory, writes
 * "Hello World" into it and ends; the segment stays. process_b, started later,
 * looks the segment up and prints what it finds there.
 *
 * Look at the segment in between with `ipcs -m`. A second process_a fails ("File
 * exists") until `ipcrm -m ID` has removed the segment.
 */
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define SHM_PATH	"/tmp/shm"	/* a file that both programs know */
#define SHM_SIZE	128

int main(void)
{
	key_t key;
	int shmid;
	char *addr;

	/* The segment's key, made of the file's inode number, its device, and an id. */
	key = ftok(SHM_PATH, 0x6666);
	if (key == -1) {
		perror("process_a: " SHM_PATH);
		return 1;
	}

	/* Create a segment with that key, which every user may read and write. */
	shmid = shmget(key, SHM_SIZE, IPC_CREAT | IPC_EXCL | 0666);
	if (shmid < 0) {
		perror("process_a: shmget");
		return 1;
	}

	/* Make it part of this process's memory. NULL: the kernel chooses the address. */
	addr = shmat(shmid, NULL, 0);
	if (addr == (void *)-1) {
		perror("process_a: shmat");
		return 1;
	}

	/* From here on it is used like any other memory. */
	sprintf(addr, "%s", "Hello World\n");
	return 0;
}
