/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipcrm -m ID | -M KEY | -a | shm ID...: removes shared memory segments. It prints only errors.
 *
 *	-m ID	the segment with that id (shmget returned it, and ipcs shows it)
 *	-M KEY	the segment with that key, such as 0x66020005
 *	-a	all segments
 *
 * Options may be repeated. A segment to which processes are attached is only marked for removal
 * (ipcs shows "dest") and is destroyed with its last attach: try it after `attach ID &`.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <number.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

#define USAGE "usage: ipcrm [-m ID] [-M KEY] [-a] | shm ID..."

/* Prints why a segment was not removed. Returns 1. */
static int complain(const char *what, const char *name)
{
	warnx("%s %s (%s)", errno == EACCES || errno == EPERM ? "permission denied for" :
	      errno == EIDRM ? "already removed" : "invalid", what, name);
	return 1;
}

static int remove_id(const char *text)
{
	long long id;

	errno = EINVAL;
	if (parse_number(text, 0, INT_MAX, &id) || shmctl(id, IPC_RMID, NULL))
		return complain("id", text);
	return 0;
}

static int remove_key(const char *text)
{
	long long key;
	int id;

	errno = EINVAL;
	if (parse_number(text, 1, UINT32_MAX, &key))	/* 0 is no key: many segments may have it */
		return complain("key", text);
	id = shmget(key, 0, 0);
	if (id < 0 || shmctl(id, IPC_RMID, NULL))
		return complain("key", text);
	return 0;
}

/* Asks for the segment in each slot. SHM_INFO returns the highest slot in use. */
static int remove_all(void)
{
	struct shm_info info;
	struct shmid_ds segment;
	int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info), status = 0;

	if (last < 0)
		err(1, "shmctl");
	for (int slot = 0; slot <= last; slot++) {
		char text[16];
		int id = shmctl(slot, SHM_STAT, &segment);

		if (id < 0)		/* an empty slot, or one that this user may not read */
			continue;
		snprintf(text, sizeof(text), "%d", id);
		status |= remove_id(text);
	}
	return status;
}

int main(int argc, char **argv)
{
	int option, status = 0;

	if (argc > 2 && strcmp(argv[1], "shm") == 0) {
		for (int i = 2; i < argc; i++)
			status |= remove_id(argv[i]);
		return status;
	}
	while ((option = getopt(argc, argv, "m:M:as:S:q:Q:")) != -1) {
		if (option == 'm')
			status |= remove_id(optarg);
		else if (option == 'M')
			status |= remove_key(optarg);
		else if (option == 'a')
			status |= remove_all();
		else if (option == '?')
			errx(1, USAGE);
		else
			errx(1, "-%c: only shared memory segments can be removed", option);
	}
	if (argc < 2 || optind < argc)
		errx(1, USAGE);
	return status;
}
