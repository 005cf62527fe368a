/* SPDX-License-Identifier: GPL-2.0-only */
/* shmctl() as ipc() calls it. */
#ifndef IPC_SHMCTL_H
#define IPC_SHMCTL_H

long sys_shmctl(int shmid, int cmd, void *buf);

#endif
