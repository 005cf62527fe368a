/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracing a child. */
#ifndef KERNEL_PROC_PTRACE_H
#define KERNEL_PROC_PTRACE_H

/* entry.asm calls this before (leaving = 0) and after each system call, if current->ptrace is not 0. */
void syscall_trace(int leaving);
/*
 * Stop current, and let its tracer's wait4() return `code` as the signal that stopped it. Sleeps
 * until the tracer continues current; returns the signal that it passes, or 0.
 */
int ptrace_stop(int code);

#endif
