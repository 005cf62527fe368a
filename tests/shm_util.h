/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the shared memory tests share: fresh segments, their state in one call, the totals of
 * the whole system, and children of another user.
 */
#ifndef TESTS_SHM_UTIL_H
#define TESTS_SHM_UTIL_H

#include "tap.h"

#include <grp.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define FAILED ((void *)-1)	/* what shmat returns on failure; it is not <= 0 */
#define SLOTS 128		/* SHMMNI here */

#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif
#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif
#define BIT_DEST 01000		/* in shm_perm.mode, set by the kernel */
#define BIT_LOCKED 02000

/* A new private segment; the test cannot go on without one. */
static int UNUSED new_segment(size_t size, int mode)
{
	int id = shmget(IPC_PRIVATE, size, mode);

	if (id == -1) {
		tap_say("Bail out! shmget: %s", strerror(errno));
		_exit(97);
	}
	return id;
}

static void UNUSED *attach(int id, const void *address, int flags)
{
	void *at = shmat(id, address, flags);

	if (at == FAILED) {
		tap_say("Bail out! shmat(%d, %p, 0%o): %s", id, address, flags, strerror(errno));
		_exit(97);
	}
	return at;
}

/* shmctl, without a C library between that touches the buffer or knows the commands. */
static int UNUSED bare_shmctl(int id, int cmd, void *buffer)
{
	int result = sys(__NR_ipc, 24 /* SHMCTL */, id, cmd | 0x100 /* IPC_64 */, 0, buffer);

	if (result >= 0 || result < -4095)
		return result;
	errno = -result;
	return -1;
}

static int UNUSED remove_segment(int id)
{
	return shmctl(id, IPC_RMID, NULL);
}

/* IPC_STAT's answer; all zero and nattch -1 when there is none. */
static struct shmid_ds UNUSED state(int id)
{
	struct shmid_ds ds;

	memset(&ds, 0, sizeof(ds));
	if (shmctl(id, IPC_STAT, &ds) == -1)
		ds.shm_nattch = -1;
	return ds;
}

static long UNUSED nattch(int id)
{
	return state(id).shm_nattch;
}

/* SHM_INFO: how many segments, their pages, the frames they hold. */
static struct shm_info UNUSED totals(void)
{
	struct shm_info info;

	memset(&info, 0xff, sizeof(info));
	shmctl(0, SHM_INFO, (struct shmid_ds *)&info);
	return info;
}

/* Remove every segment there is; how many there were. */
static int UNUSED sweep_segments(void)
{
	struct shm_info info;
	struct shmid_ds ds;
	int slot, id, found = 0;

	for (slot = shmctl(0, SHM_INFO, (struct shmid_ds *)&info); slot >= 0; slot--) {
		id = shmctl(slot, SHM_STAT, &ds);
		if (id >= 0 && remove_segment(id) == 0)
			found++;
	}
	return found;
}

/* Write shmmax, shmall or shmmni. 0; -1 when the kernel would not have it. */
static int UNUSED set_limit(const char *name, const char *value)
{
	char path[64];
	int fd, done;

	snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -1;
	done = write(fd, value, strlen(value));
	close(fd);
	return done == (int)strlen(value) ? 0 : -1;
}

/* From here on this process is that user, of that group and no other (and cannot go back). */
static void UNUSED become(uid_t uid, gid_t gid)
{
	expect(setgroups(0, NULL) == 0);
	expect(setresgid(gid, gid, gid) == 0);
	expect(setresuid(uid, uid, uid) == 0);
}

/* The tests count on a system without segments, and say so instead of failing everywhere. */
static void UNUSED need_no_segments(void)
{
	if (totals().used_ids != 0) {
		tap_say("Bail out! %d segments exist already", totals().used_ids);
		_exit(97);
	}
}

#endif
