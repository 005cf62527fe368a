/* SPDX-License-Identifier: GPL-2.0-only */
/* What statfs64 and fstatfs64 report about the file system of a file. */
#ifndef _UAPI_STATFS_H
#define _UAPI_STATFS_H

#include <uapi/types.h>

#define TMPFS_MAGIC		0x01021994	/* f_type: files in memory */
#define PROC_SUPER_MAGIC	0x9fa0
#define PIPEFS_MAGIC		0x50495045

struct statfs64 {
	unsigned long		f_type;
	unsigned long		f_bsize;
	unsigned long long	f_blocks;	/* in units of f_bsize, as are the next two */
	unsigned long long	f_bfree;
	unsigned long long	f_bavail;	/* free for users other than root */
	unsigned long long	f_files;	/* inodes; 0: not limited */
	unsigned long long	f_ffree;
	int			f_fsid[2];
	unsigned long		f_namelen;
	unsigned long		f_frsize;
	unsigned long		f_flags;
	unsigned long		f_spare[4];
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct statfs64) == 84, "statfs64: i386 ABI");

#endif
