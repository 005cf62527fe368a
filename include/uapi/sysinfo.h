/* SPDX-License-Identifier: GPL-2.0-only */
/* How the machine is doing: the sysinfo call. */
#ifndef _UAPI_SYSINFO_H
#define _UAPI_SYSINFO_H

struct sysinfo {
	long		uptime;		/* seconds since boot */
	unsigned long	loads[3];
	unsigned long	totalram;	/* in units of mem_unit bytes */
	unsigned long	freeram;
	unsigned long	sharedram;
	unsigned long	bufferram;
	unsigned long	totalswap;
	unsigned long	freeswap;
	unsigned short	procs;
	unsigned short	pad;
	unsigned long	totalhigh;
	unsigned long	freehigh;
	unsigned int	mem_unit;
	char		_f[8];
};

_Static_assert(sizeof(struct sysinfo) == 64, "sysinfo: i386 ABI");

#endif
