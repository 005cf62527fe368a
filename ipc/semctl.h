/* SPDX-License-Identifier: GPL-2.0-only */
/* semctl() as ipc() calls it: the command says which layout the caller uses. */
#ifndef IPC_SEMCTL_H
#define IPC_SEMCTL_H

long sys_semctl(int semid, int semnum, int cmd, unsigned long arg);

#endif
