/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message queues.
 *
 * `struct msqid_ds` is the kernel's msqid64_ds, as in every C library of today (see <sys/ipc.h>).
 */
#ifndef _SYS_MSG_H
#define _SYS_MSG_H

#include <sys/ipc.h>

#undef ipc_perm
#define ipc_perm	old_ipc_perm
#define msqid_ds	old_msqid_ds
#include <uapi/msg.h>
#undef ipc_perm
#undef msqid_ds
#define ipc_perm	ipc64_perm
#define msqid_ds	msqid64_ds

#define __msg_cbytes	msg_cbytes	/* as another C library calls it */

typedef unsigned long msgqnum_t;
typedef unsigned long msglen_t;

int msgget(key_t key, int msgflg);
int msgsnd(int msqid, const void *msgp, size_t size, int msgflg);
ssize_t msgrcv(int msqid, void *msgp, size_t size, long type, int msgflg);
int msgctl(int msqid, int cmd, struct msqid_ds *buf);

#endif
