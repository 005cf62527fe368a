/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * all_slots: creates segments until the kernel has no place in shm_segs for another one.
 *
 * shmget() then fails with ENOSPC. A segment without a touched page costs no frame for its bytes: what
 * runs out is the table. At the end, all segments are removed.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define MOST	8192

int main(void)
{
	static int ids[MOST];
	int count = 0;

	while (count < MOST) {
		int id = shmget(IPC_PRIVATE, 4096, 0600);

		if (id < 0)
			break;
		ids[count++] = id;
	}
	printf("%d segments, then: %s\n", count, strerror(errno));
	while (count)
		shmctl(ids[--count], IPC_RMID, NULL);
	return 0;
}
