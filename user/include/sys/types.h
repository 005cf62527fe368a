/* SPDX-License-Identifier: GPL-2.0-only */
/* The types of the system's interface. */
#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H

#include <uapi/types.h>

/* Files: 64 bits, also on a 32-bit machine. */
typedef long long		off_t;
typedef off_t			off64_t;
typedef unsigned long long	ino_t;
typedef unsigned long long	dev_t;
typedef long long		blkcnt_t;
typedef long			blksize_t;
typedef unsigned int		nlink_t;

typedef unsigned int		id_t;

typedef unsigned char		u_char;
typedef unsigned short		u_short;
typedef unsigned int		u_int;
typedef unsigned long		u_long;

#endif
