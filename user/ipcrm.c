/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipcrm (-m|-s|-q) ID | (-M|-S|-Q) KEY | -a | (shm|sem|msg) ID...: removes segments, semaphore sets and
 * message queues. It prints only errors.
 *
 *	-m -s -q ID	the segment, set or queue with that id (ipcs shows it)
 *	-M -S -Q KEY	that with that key, such as 0x66020005
 *	-a		all of them
 *
 * Options may be repeated. A segment to which processes are attached is only marked for removal
 * (ipcs shows "dest") and is destroyed with its last attach: try it after `attach ID &`. A set or a queue
 * goes at once: processes that sleep there wake up with the error EIDRM.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <number.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#define USAGE "usage: ipcrm [-m|-s|-q ID] [-M|-S|-Q KEY] [-a] | shm|sem|msg ID..."

/* The calls of each kind of object; the kind is the letter of the option. */
static int find(int kind, key_t key)
{
	return kind == 'm' ? shmget(key, 0, 0) : kind == 's' ? semget(key, 0, 0) : msgget(key, 0);
}

static int control(int kind, int id, int command, void *buffer)
{
	return kind == 'm' ? shmctl(id, command, buffer) : kind == 's' ? semctl(id, 0, command, buffer)
								 : msgctl(id, command, buffer);
}

/* Prints why an object was not removed. Returns 1. */
static int complain(const char *what, const char *name)
{
	warnx("%s %s (%s)", errno == EACCES || errno == EPERM ? "permission denied for" :
	      errno == EIDRM ? "already removed" : "invalid", what, name);
	return 1;
}

static int remove_id(int kind, const char *text)
{
	long long id;

	errno = EINVAL;
	if (parse_number(text, 0, INT_MAX, &id) || control(kind, id, IPC_RMID, NULL))
		return complain("id", text);
	return 0;
}

static int remove_key(int kind, const char *text)
{
	long long key;
	int id;

	errno = EINVAL;
	if (parse_number(text, 1, UINT32_MAX, &key))	/* 0 is no key: many objects may have it */
		return complain("key", text);
	id = find(kind, key);
	if (id < 0 || control(kind, id, IPC_RMID, NULL))
		return complain("key", text);
	return 0;
}

/* Asks for the object in each slot. The command ..._INFO returns the highest slot in use. */
static int remove_all(int kind)
{
	const int info = kind == 'm' ? SHM_INFO : kind == 's' ? SEM_INFO : MSG_INFO;
	const int stat = kind == 'm' ? SHM_STAT : kind == 's' ? SEM_STAT : MSG_STAT;
	union { struct shmid_ds shm; struct semid_ds sem; struct msqid_ds msg; char info[128]; } buffer;
	int last = control(kind, 0, info, &buffer), status = 0;

	if (last < 0)
		err(1, "cannot list the objects");
	for (int slot = 0; slot <= last; slot++) {
		char text[16];
		int id = control(kind, slot, stat, &buffer);

		if (id < 0)		/* an empty slot, or one that this user may not read */
			continue;
		snprintf(text, sizeof(text), "%d", id);
		status |= remove_id(kind, text);
	}
	return status;
}

int main(int argc, char **argv)
{
	static const char *const words[] = { "shm", "sem", "msg" };
	int option, status = 0;

	for (int i = 0; i < 3 && argc > 2; i++) {
		if (strcmp(argv[1], words[i]))
			continue;
		for (int n = 2; n < argc; n++)
			status |= remove_id("msq"[i], argv[n]);
		return status;
	}
	while ((option = getopt(argc, argv, "m:M:as:S:q:Q:")) != -1) {
		if (option == '?')
			errx(1, USAGE);
		else if (option == 'a')
			status |= remove_all('m') | remove_all('s') | remove_all('q');
		else if (isupper(option))
			status |= remove_key(tolower(option), optarg);
		else
			status |= remove_id(option, optarg);
	}
	if (argc < 2 || optind < argc)
		errx(1, USAGE);
	return status;
}
