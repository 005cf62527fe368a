/* SPDX-License-Identifier: GPL-2.0-only */
/* Removing whatever a test has left of System V IPC. */
#ifndef TESTS_SWEEP_H
#define TESTS_SWEEP_H

#include "tap.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* Removes all segments. Returns how many there were. */
static int UNUSED sweep_segments(void)
{
	struct shm_info info;
	struct shmid_ds ds;
	int slot, id, found = 0;

	for (slot = shmctl(0, SHM_INFO, (struct shmid_ds *)&info); slot >= 0; slot--) {
		id = shmctl(slot, SHM_STAT, &ds);
		if (id >= 0 && shmctl(id, IPC_RMID, NULL) == 0)
			found++;
	}
	return found;
}

/* Removes all sets and queues. Returns how many there were. */
static int UNUSED sweep_sets_and_queues(void)
{
	struct seminfo seminfo;
	struct msginfo msginfo;
	struct semid_ds sem;
	struct msqid_ds msg;
	int slot, id, found = 0;

	for (slot = semctl(0, 0, SEM_INFO, &seminfo); slot >= 0; slot--) {
		id = semctl(slot, 0, SEM_STAT, &sem);
		found += id >= 0 && semctl(id, 0, IPC_RMID) == 0;
	}
	for (slot = msgctl(0, MSG_INFO, (struct msqid_ds *)&msginfo); slot >= 0; slot--) {
		id = msgctl(slot, MSG_STAT, &msg);
		found += id >= 0 && msgctl(id, IPC_RMID, NULL) == 0;
	}
	return found;
}

#endif
