/* SPDX-License-Identifier: GPL-2.0-only */
/* The numbers of the system calls, __NR_...; syscall() itself is in <unistd.h>. */
#ifndef _SYS_SYSCALL_H
#define _SYS_SYSCALL_H

#include <uapi/unistd.h>

#endif
