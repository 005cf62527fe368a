/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * id: prints the user and the groups of the process, as numbers: uid=0 gid=0.
 *
 * Try `id`, then `runas 1000 id`. The kernel checks permissions by these numbers. There is no list
 * of users, so every number is one. 0 is root.
 */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	gid_t groups[64];
	int count = getgroups(64, groups);

	if (count < 0)
		err(1, "getgroups");
	printf("uid=%u gid=%u", getuid(), getgid());
	if (geteuid() != getuid())
		printf(" euid=%u", geteuid());
	if (getegid() != getgid())
		printf(" egid=%u", getegid());
	for (int i = 0; i < count; i++)
		printf("%s%u", i ? "," : " groups=", groups[i]);
	putchar('\n');
	return 0;
}
