/* SPDX-License-Identifier: GPL-2.0-only */
/* The system as a whole: its names, its limits, and switching it off. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

int uname(struct utsname *names)
{
	return syscall(__NR_uname, names);
}

int gethostname(char *name, size_t size)
{
	struct utsname names;

	if (uname(&names) < 0)
		return -1;
	if (strlen(names.nodename) >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(name, names.nodename);
	return 0;
}

int reboot(int command)
{
	return syscall(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, 0);
}

long sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE:
		return PAGESIZE;
	case _SC_CLK_TCK:
		return 100;
	case _SC_ARG_MAX:
		return ARG_MAX;
	case _SC_NGROUPS_MAX:
		return NGROUPS_MAX;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return 1;
	}
	errno = EINVAL;
	return -1;
}
