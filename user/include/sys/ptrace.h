/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracing another process. */
#ifndef _SYS_PTRACE_H
#define _SYS_PTRACE_H

#include <sys/types.h>
#include <uapi/ptrace.h>

/* ptrace(request, pid, address, data). PTRACE_PEEK... return the word and set errno to 0. */
long ptrace(int request, ...);

#endif
