/* SPDX-License-Identifier: GPL-2.0-only */
/* What the sysinfo call reports. */
#ifndef _UAPI_SYSINFO_H
#define _UAPI_SYSINFO_H

struct sysinfo {
	long		uptime;		/* seconds since boot */
	unsigned long	loads[3];	/* 0: Samepage keeps no averages */
	unsigned long	totalram;	/* in units of mem_unit, as are those that follow */
	unsigned long	freeram;
	unsigned long	sharedram;
	unsigned long	bufferram;
	unsigned long	totalswap;
	unsigned long	freeswap;
	unsigned short	procs;
	unsigned short	pad;
	unsigned long	totalhigh;
	unsigned long	freehigh;
	unsigned int	mem_unit;	/* bytes */
	char		_f[8];
};

_Static_assert(sizeof(struct sysinfo) == 64, "sysinfo: i386 ABI");

#endif
