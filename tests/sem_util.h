/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of semaphores and message queues share: sets and queues, lists of operations,
 * children that sleep in a call, and children of another user.
 */
#ifndef TESTS_SEM_UTIL_H
#define TESTS_SEM_UTIL_H

#include "sweep.h"

#include <grp.h>

#ifndef SEM_STAT_ANY
#define SEM_STAT_ANY 20
#endif
#ifndef MSG_STAT_ANY
#define MSG_STAT_ANY 13
#endif
#ifndef MSG_COPY
#define MSG_COPY 040000
#endif
#define VALUE_MAX 32767			/* SEMVMX */

/* A list of operations as the two last arguments of semop: OPS({ 0, -1, 0 }, { 1, 1, SEM_UNDO }) */
#define OPS(...) (struct sembuf[]){ __VA_ARGS__ }, \
	sizeof((struct sembuf[]){ __VA_ARGS__ }) / sizeof(struct sembuf)

/* Creates a private set. Ends the test program if that fails. */
static int UNUSED new_set(int nsems, int mode)
{
	int id = semget(IPC_PRIVATE, nsems, mode);

	if (id == -1) {
		tap_say("Bail out! semget: %s", strerror(errno));
		_exit(97);
	}
	return id;
}

static int UNUSED new_queue(int mode)
{
	int id = msgget(IPC_PRIVATE, mode);

	if (id == -1) {
		tap_say("Bail out! msgget: %s", strerror(errno));
		_exit(97);
	}
	return id;
}

static int UNUSED value(int id, int num)
{
	return semctl(id, num, GETVAL);
}

static int UNUSED set_to(int id, int num, int val)
{
	return semctl(id, num, SETVAL, val);
}

static int UNUSED remove_set(int id)
{
	return semctl(id, 0, IPC_RMID);
}

static int UNUSED remove_queue(int id)
{
	return msgctl(id, IPC_RMID, NULL);
}

/* The result of IPC_STAT. If it fails, all bytes are 0xff. */
static struct semid_ds UNUSED set_state(int id)
{
	struct semid_ds ds;

	memset(&ds, 0xff, sizeof(ds));
	semctl(id, 0, IPC_STAT, &ds);
	return ds;
}

static struct msqid_ds UNUSED queue_state(int id)
{
	struct msqid_ds ds;

	memset(&ds, 0xff, sizeof(ds));
	msgctl(id, IPC_STAT, &ds);
	return ds;
}

/* A raw result as a C library returns it. */
static long UNUSED libc_result(long result)
{
	if (result >= 0 || result < -4095)
		return result;
	errno = -result;
	return -1;
}

/* semctl as a plain system call: a C library may access the buffer or check the command. */
static long UNUSED bare_semctl(int id, int num, int cmd, const void *arg)
{
	return libc_result(sys(__NR_ipc, 3 /* SEMCTL */, id, num, cmd | 0x100 /* IPC_64 */, &arg));
}

static long UNUSED bare_msgctl(int id, int cmd, const void *buf)
{
	return libc_result(sys(__NR_ipc, 14 /* MSGCTL */, id, cmd | 0x100, 0, buf));
}

/* Messages with a text of up to 64 bytes. */
struct message {
	long type;
	char text[64];
};

static int UNUSED send(int id, long type, const char *text, int flags)
{
	struct message m = { .type = type };

	strncpy(m.text, text, sizeof(m.text));
	return msgsnd(id, &m, strlen(text), flags);
}

/* Receives a message. Returns its type, or -1; its text is then in `received`. */
static char received[65];

static long UNUSED receive(int id, long type, int flags)
{
	struct message m;
	ssize_t n = msgrcv(id, &m, sizeof(m.text), type, flags);

	if (n < 0)
		return -1;
	memcpy(received, m.text, n);
	received[n] = '\0';
	return m.type;
}

/* The letter of a process's state: S asleep, R ready, Z ended; 0 when there is no such process. */
static char UNUSED state_of(pid_t pid)
{
	char path[40], *line;

	sprintf(path, "/proc/%d/status", pid);
	line = line_of(path, "State:\t");
	return line ? line[7] : 0;
}

/* Waits until that child sleeps, or has ended. */
static void UNUSED until_asleep(pid_t pid)
{
	char state;

	while ((state = state_of(pid)) != 'S' && state != 'Z' && state != 0)
		sched_yield();
}

/* Is that child still asleep, after everybody else had time to run? */
static int UNUSED still_asleep(pid_t pid)
{
	for (int i = 0; i < 20; i++)
		sched_yield();
	until_asleep(pid);
	return state_of(pid) == 'S';
}

/*
 * Starts a child that makes one call and ends with 0, or with its errno. Returns when it sleeps in
 * the call, or has ended.
 */
#define sleeper(call) ({							\
	pid_t sleeper_ = start_child({						\
		errno = 0;							\
		_exit((call) == -1 ? errno : 0);				\
	});									\
	until_asleep(sleeper_);							\
	sleeper_;								\
})

/* Changes this process to that user and that group, without supplementary groups, for good. */
static void UNUSED become(uid_t uid, gid_t gid)
{
	expect(setgroups(0, NULL) == 0);
	expect(setresgid(gid, gid, gid) == 0);
	expect(setresuid(uid, uid, uid) == 0);
}

/*
 * Does a 64-bit kernel run this program? Linux's translation of 32-bit calls then accepts IPC_64 in the
 * direct calls, and checks an id of MSGRCV before its pointer. The i386 kernel does neither.
 */
static int UNUSED translated(void)
{
	struct utsname name;

	return uname(&name) == 0 && strcmp(name.machine, "x86_64") == 0;
}

/* Writes to a file of /proc/sys/kernel. Returns 0, or -1 with errno. */
static int UNUSED set_limit(const char *name, const char *text)
{
	char path[64];
	int fd, done, error;

	snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -1;
	done = write(fd, text, strlen(text));
	error = errno;
	close(fd);
	errno = error;
	return done == (int)strlen(text) ? 0 : -1;
}

#endif
