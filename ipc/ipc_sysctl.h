/* SPDX-License-Identifier: GPL-2.0-only */
/* The limits of System V IPC, as set in /proc/sys/kernel/. A single word each: a reader needs no lock. */
#ifndef IPC_IPC_SYSCTL_H
#define IPC_IPC_SYSCTL_H

extern unsigned long shmmax;		/* bytes in a segment */
extern unsigned long shmall;		/* pages in all of them */
extern int shmmni;			/* segments, at most SHMMNI */

extern int semmsl;			/* semaphores in a set; may be negative: then there can be none */
extern int semmns;			/* semaphores in all sets */
extern int semopm;			/* operations in one call */
extern int semmni;			/* sets, at most SEMMNI */

extern int msgmax;			/* bytes in a message */
extern int msgmnb;			/* bytes in a new queue */
extern int msgmni;			/* queues, at most MSGMNI */

/* Make the files. At boot. */
void ipc_sysctl_init(void);

#endif
