/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * id: prints who one is, as the numbers by which the kernel judges permissions.
 *
 * Try `id`, then `runas 1000 id`. (There is no list of users: any number will do. 0 is root.)
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
