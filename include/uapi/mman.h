/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arguments of mmap, mmap2, mprotect, mremap, madvise and msync. Mirrors Linux's
 * <asm-generic/mman-common.h>, <asm-generic/mman.h> and <linux/mman.h>.
 */
#ifndef _UAPI_MMAN_H
#define _UAPI_MMAN_H

#include <uapi/types.h>

#define PROT_NONE	0x0
#define PROT_READ	0x1
#define PROT_WRITE	0x2
#define PROT_EXEC	0x4
#define PROT_GROWSDOWN	0x01000000	/* mprotect: down to the area's start */
#define PROT_GROWSUP	0x02000000

#define MAP_SHARED	0x01
#define MAP_PRIVATE	0x02
#define MAP_SHARED_VALIDATE 0x03	/* MAP_SHARED, but refuse unknown flags */
#define MAP_TYPE	0x0f		/* mask for the two above */
#define MAP_FIXED	0x10		/* exactly at addr, replacing other mappings */
#define MAP_ANONYMOUS	0x20		/* no file: zeroed pages */
#define MAP_ANON	MAP_ANONYMOUS
#define MAP_GROWSDOWN	0x00100		/* a stack */
#define MAP_DENYWRITE	0x00800
#define MAP_EXECUTABLE	0x01000
#define MAP_LOCKED	0x02000
#define MAP_NORESERVE	0x04000
#define MAP_POPULATE	0x08000
#define MAP_NONBLOCK	0x10000
#define MAP_STACK	0x20000
#define MAP_HUGETLB	0x40000
#define MAP_FIXED_NOREPLACE 0x100000	/* exactly at addr, or EEXIST */

#define MREMAP_MAYMOVE	1
#define MREMAP_FIXED	2

#define MS_ASYNC	1
#define MS_INVALIDATE	2
#define MS_SYNC		4

#define MCL_CURRENT	1
#define MCL_FUTURE	2

#define MADV_NORMAL	0
#define MADV_RANDOM	1
#define MADV_SEQUENTIAL	2
#define MADV_WILLNEED	3
#define MADV_DONTNEED	4

/* The original mmap call (90) takes a pointer to its six arguments. */
struct mmap_arg_struct {
	unsigned long	addr;
	unsigned long	len;
	unsigned long	prot;
	unsigned long	flags;
	unsigned long	fd;
	unsigned long	offset;		/* in bytes; mmap2's is in pages */
};

#endif
