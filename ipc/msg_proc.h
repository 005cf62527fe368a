/* SPDX-License-Identifier: GPL-2.0-only */
/* Message queues under /proc, and their consistency, for /proc/invariants (kernel/debug/check.c). */
#ifndef IPC_MSG_PROC_H
#define IPC_MSG_PROC_H

struct report;

/* Make /proc/sysvipc/msg. At boot. */
void msg_proc_init(void);
/* Report every number or list of a queue that is wrong. */
void msg_check(struct report *report);
/* Name every object that queues, and calls that sleep in msgsnd, hold (mm/census.h). */
void msg_census(void);

#endif
