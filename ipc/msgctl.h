/* SPDX-License-Identifier: GPL-2.0-only */
/* msgctl() as ipc() calls it: the command says which layout the caller uses. */
#ifndef IPC_MSGCTL_H
#define IPC_MSGCTL_H

long sys_msgctl(int msqid, int cmd, void *buf);

#endif
