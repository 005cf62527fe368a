/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The types of the interface between kernel and programs, as in Linux's <asm/posix_types_32.h> and
 * <asm-generic/posix_types.h>. All other headers of this directory use them. include/uapi contains
 * only names, numbers and layouts of the i386 ABI, and no code.
 *
 * A type __kernel_... appears only inside structures, where its width is fixed (16-bit user ids,
 * 32-bit file offsets). The other names mean the same type in kernel and programs. off_t, ino_t and
 * dev_t are missing, because a program's have 64 bits (see the C library's <sys/types.h>).
 */
#ifndef _UAPI_TYPES_H
#define _UAPI_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int			__kernel_pid_t;
typedef unsigned short		__kernel_uid_t;		/* 16 bits: the "old" calls */
typedef unsigned short		__kernel_gid_t;
typedef unsigned int		__kernel_uid32_t;
typedef unsigned int		__kernel_gid32_t;
typedef unsigned short		__kernel_mode_t;
typedef long			__kernel_off_t;
typedef long long		__kernel_loff_t;
typedef long			__kernel_time_t;
typedef long			__kernel_suseconds_t;
typedef long			__kernel_clock_t;
typedef int			__kernel_key_t;
typedef unsigned short		__kernel_ipc_pid_t;

typedef int			ssize_t;
typedef __kernel_pid_t		pid_t;
typedef __kernel_uid32_t	uid_t;
typedef __kernel_gid32_t	gid_t;
typedef unsigned int		mode_t;
typedef __kernel_loff_t		loff_t;
typedef __kernel_time_t		time_t;			/* 32 bits: ends in 2038 */
typedef __kernel_suseconds_t	suseconds_t;
typedef __kernel_clock_t	clock_t;
typedef int			clockid_t;
typedef __kernel_key_t		key_t;

#endif
