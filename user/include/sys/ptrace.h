/* SPDX-License-Identifier: GPL-2.0-only */
/* Watching another process. */
#ifndef _SYS_PTRACE_H
#define _SYS_PTRACE_H

#include <sys/types.h>
#include <uapi/ptrace.h>

#define PTRACE_PEEKUSR	PTRACE_PEEKUSER

/* ptrace(request, pid, address, data); PEEK... return the word, errno 0. */
long ptrace(int request, ...);

#endif
