/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What segments share with the semaphores and message queues to come: who owns
 * an object, who may use it, how its permissions are shown, and ipc() itself.
 */
#ifndef IPC_UTIL_H
#define IPC_UTIL_H

#include <uapi/ipc.h>
#include "kernel/lib/types.h"

/*
 * The kernel's own copy of an object's permissions. The era kept the user's
 * struct ipc_perm here, with ids of 16 bits; taken over, uid 65536 would pass
 * for root. The user's layouts are made from this one when copying out.
 */
struct kern_ipc_perm {
	key_t key;		/* IPC_PRIVATE: not to be found by shmget */
	uid_t uid;		/* owner */
	gid_t gid;
	uid_t cuid;		/* creator, for ever */
	gid_t cgid;
	unsigned short mode;	/* nine permission bits, and SHM_DEST, SHM_LOCKED */
	unsigned short seq;	/* upper part of the id */
};

/* 0 when current may do what the permission bits in flag ask for, else -1. */
int ipcperms(const struct kern_ipc_perm *ipcp, int flag);

/* May current change or remove the object: its owner, its creator, root? 0 or -1. */
int ipc_owner(const struct kern_ipc_perm *ipcp);

/* Take IPC_64 out of *cmd; returns IPC_64 or IPC_OLD: the layout that the caller speaks. */
int ipc_parse_version(int *cmd);

void kernel_to_ipc64_perm(const struct kern_ipc_perm *in, struct ipc64_perm *out);
/* Ids that do not fit into 16 bits show as 65534. */
void ipc64_perm_to_ipc_perm(const struct ipc64_perm *in, struct ipc_perm *out);

/* System call 117. */
long sys_ipc(unsigned int call, int first, unsigned long second, unsigned long third, void *ptr);

#endif
