/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracing a child. */
#ifndef KERNEL_PROC_PTRACE_H
#define KERNEL_PROC_PTRACE_H

/* Called by entry.asm before (leaving = 0) and after each system call while current->ptrace is set. */
void syscall_trace(int leaving);
/* Stop current for its tracer with this code. Returns the signal with which the tracer continues it. */
int ptrace_stop(int code);

#endif
