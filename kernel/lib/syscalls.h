/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prototypes of all system calls, made from the list in syscall_table.h. Every file that defines
 * a system call includes this header, so that the compiler compares the two.
 */
#ifndef KERNEL_LIB_SYSCALLS_H
#define KERNEL_LIB_SYSCALLS_H

#include <uapi/signal.h>
#include <uapi/time.h>
#include "kernel/lib/types.h"

struct __kernel_timespec;
struct iovec;
struct itimerval;
struct mmap_arg_struct;
struct msgbuf;
struct new_utsname;
struct old_sigaction;
struct pollfd;
struct rlimit;
struct rlimit64;
struct rusage;
struct sembuf;
struct sigaction;
struct stat64;
struct statfs64;
struct sysinfo;
struct timespec;
struct timeval;
struct timezone;
struct tms;
struct user_desc;

#define SYSCALL(name, function, types, letters) long function types;
#include <uapi/syscall_table.h>
#undef SYSCALL

#endif
