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
#include <number.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* 0xffffffff is no user: system calls understand it as "unchanged". */
static unsigned int parse_id(const char *text)
{
	return number_or_exit(text, 0, UINT32_MAX - 1, "a UID or UID:GID", 125);
}

int main(int argc, char **argv)
{
	char *group;
	uid_t uid;
	gid_t gid;

	if (argc < 3)
		errx(125, "usage: runas UID[:GID] COMMAND [ARG...]");
	group = strchr(argv[1], ':');
	if (group)
		*group++ = '\0';
	uid = parse_id(argv[1]);
	gid = group ? parse_id(group) : uid;

	/* Groups first: a process that is no longer root may not change them. */
	if (setgroups(0, NULL) || setgid(gid) || setuid(uid))
		err(125, "cannot become %s", argv[1]);
	execvp(argv[2], argv + 2);
	warn("%s", argv[2]);
	return errno == ENOENT ? 127 : 126;
}
