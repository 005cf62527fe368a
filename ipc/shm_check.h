/* SPDX-License-Identifier: GPL-2.0-only */
/* The consistency of segments, for /proc/invariants (kernel/debug/check.c). */
#ifndef IPC_SHM_CHECK_H
#define IPC_SHM_CHECK_H

struct report;

/* Report every number or list of a segment that is wrong. */
void shm_check(struct report *report);
/* Name every frame and object that segments hold (mm/census.h). */
void shm_census(void);

#endif
