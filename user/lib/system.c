/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine as a whole: names, memory, switching off. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/sysinfo.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

int uname(struct utsname *names)
{
	return syscall(SYS_uname, names);
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

int sethostname(const char *name, size_t size)
{
	return syscall(SYS_sethostname, name, size);
}

int reboot(int command)
{
	return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, 0);
}

void sync(void)
{
	syscall(SYS_sync);
}

int sysinfo(struct sysinfo *info)
{
	return syscall(SYS_sysinfo, info);
}

int getpagesize(void)
{
	return PAGESIZE;
}

long sysconf(int name)
{
	struct sysinfo info;

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
	case _SC_PHYS_PAGES:
	case _SC_AVPHYS_PAGES:
		if (sysinfo(&info) < 0)
			return -1;
		return (unsigned long long)(name == _SC_PHYS_PAGES ? info.totalram : info.freeram) *
			info.mem_unit / PAGESIZE;
	}
	errno = EINVAL;
	return -1;
}
