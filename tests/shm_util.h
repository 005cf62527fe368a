/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the shared memory tests share: creating a segment, its state, the totals of
 * the whole system, and children of another user.
 */
#ifndef TESTS_SHM_UTIL_H
#define TESTS_SHM_UTIL_H

#include "sweep.h"

#include <grp.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define FAILED ((void *)-1)	/* what shmat returns on failure */
#define SLOTS 128		/* SHMMNI here */

#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif
#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif
#define BIT_DEST 01000		/* in shm_perm.mode, set by the kernel */
#define BIT_LOCKED 02000

/* Creates a private segment. Ends the test program if that fails. */
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

/* shmctl as a plain system call: a C library may access the buffer or check the command. */
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

/* The result of IPC_STAT. If it fails: all fields 0, but shm_nattch is -1. */
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

/* The result of SHM_INFO: the number of segments, of their pages and of their frames. */
static struct shm_info UNUSED totals(void)
{
	struct shm_info info;

	memset(&info, 0xff, sizeof(info));
	shmctl(0, SHM_INFO, (struct shmid_ds *)&info);
	return info;
}

/* Writes to shmmax, shmall or shmmni in /proc/sys/kernel. Returns 0, or -1 if the kernel refuses. */
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

/* Changes this process to that user and that group, without supplementary groups, for good. */
static void UNUSED become(uid_t uid, gid_t gid)
{
	expect(setgroups(0, NULL) == 0);
	expect(setresgid(gid, gid, gid) == 0);
	expect(setresuid(uid, uid, uid) == 0);
}

/* The tests need a system without segments. If there are some, say so instead of failing everywhere. */
static void UNUSED need_no_segments(void)
{
	if (totals().used_ids != 0) {
		tap_say("Bail out! %d segments exist already", totals().used_ids);
		_exit(97);
	}
}

#endif
