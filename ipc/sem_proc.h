/* SPDX-License-Identifier: GPL-2.0-only */
/* Semaphore sets under /proc, and their consistency, for /proc/invariants (kernel/debug/check.c). */
#ifndef IPC_SEM_PROC_H
#define IPC_SEM_PROC_H

struct report;

/* Make /proc/sysvipc/sem. At boot. */
void sem_proc_init(void);
/* Report every number or list of a set that is wrong. */
void sem_check(struct report *report);
/* Name every object that sets, and calls that sleep in semop, hold (mm/census.h). */
void sem_census(void);

#endif
