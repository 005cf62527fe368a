/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runas UID[:GID] COMMAND [ARG...]: runs a command as another user (only root may).
 *
 * The kernel checks permissions by number, so every number is a user. Try
 *
 *	process_a			(makes a segment with mode 0666)
 *	runas 1000 process_b		(may read it)
 *	runas 1000 ipcrm -a		(may not remove it)
 */
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <unistd.h>

/* Reads the number at *text, which `after` or the end must follow, and moves *text past both. */
static unsigned int parse_id(const char **text, char after)
{
	char *end;
	unsigned long id = strtoul(*text, &end, 10);

	if (end == *text || (*end && *end != after))
		errx(125, "%s: not a UID or UID:GID", *text);
	*text = *end ? end + 1 : end;
	return id;
}

int main(int argc, char **argv)
{
	const char *who;
	uid_t uid;
	gid_t gid;

	if (argc < 3)
		errx(125, "usage: runas UID[:GID] COMMAND [ARG...]");
	who = argv[1];
	uid = parse_id(&who, ':');
	gid = *who ? parse_id(&who, '\0') : uid;

	/* Groups first: a process that is no longer root may not change them. */
	if (setgroups(0, NULL) || setgid(gid) || setuid(uid))
		err(125, "cannot become %s", argv[1]);
	execvp(argv[2], argv + 2);
	warn("%s", argv[2]);
	return errno == ENOENT ? 127 : 126;
}
