/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the members of System V IPC share: the slots and ids of objects, their owners and
 * permissions, and the system call ipc(). Segments use all of it; semaphores and message
 * queues will.
 */
#ifndef IPC_UTIL_H
#define IPC_UTIL_H

#include <uapi/ipc.h>
#include "kernel/sched/task.h"

/*
 * Objects of one kind are in an array of slots, which are pointers. A slot without an object
 * holds one of two marks. IPC_NOID: a process is creating an object for this slot and sleeps
 * meanwhile. The slot must not be given to another object, and a search for a key must wait
 * until the object has its key.
 */
#define IPC_UNUSED	((void *)-1)
#define IPC_NOID	((void *)-2)

/* Is this the content of a slot with an object, and neither of the marks? */
static inline bool ipc_object(const void *content)
{
	return (unsigned long)content < (unsigned long)IPC_NOID;
}

/*
 * An id consists of the slot and a sequence number, which counts the objects destroyed so
 * far. So the id of an object that is gone does not name the next object in its slot:
 *
 *	id = seq * IPC_SLOTS + slot
 */
#define IPC_SLOTS		128
#define IPC_ID(seq, slot)	((int)((seq) * IPC_SLOTS + (slot)))
#define IPC_SLOT(id)		((unsigned int)(id) % IPC_SLOTS)
#define IPC_SEQ(id)		((unsigned int)(id) / IPC_SLOTS)

/*
 * The kernel's own copy of an object's permissions. Linux 2.2 kept the user's struct ipc_perm
 * here, with ids of 16 bits, so that uid 65536 passed for root. The layouts of the
 * user are filled from this one.
 */
struct kern_ipc_perm {
	key_t key;		/* IPC_PRIVATE: no key finds it */
	uid_t uid;		/* owner */
	gid_t gid;
	uid_t cuid;		/* creator; never changes */
	gid_t cgid;
	unsigned short mode;	/* nine permission bits, and SHM_DEST, SHM_LOCKED */
	unsigned short seq;	/* upper part of the id */
};

/* Fill in the permissions of a new object: current owns it, the mode is the low bits of flag. */
static inline void ipc_init_perm(struct kern_ipc_perm *ipcp, key_t key, int flag, unsigned short seq)
{
	ipcp->key = key;
	ipcp->uid = ipcp->cuid = current->euid;
	ipcp->gid = ipcp->cgid = current->egid;
	ipcp->mode = flag & 0777;
	ipcp->seq = seq;
}

/* May current do what the permission bits in flag ask for? 0 or -1. (Linux: ipcperms) */
int ipcperms(const struct kern_ipc_perm *ipcp, int flag);

/* May current change or remove the object: its owner, its creator, root? 0 or -1. */
int ipc_owner(const struct kern_ipc_perm *ipcp);

/* Remove IPC_64 from *cmd. Returns the layout that the caller uses: IPC_64 or IPC_OLD. */
int ipc_parse_version(int *cmd);

/* Convert permissions for the user. An id that does not fit into 16 bits becomes 65534. */
void kernel_to_ipc64_perm(const struct kern_ipc_perm *in, struct ipc64_perm *out);
void ipc64_perm_to_ipc_perm(const struct ipc64_perm *in, struct ipc_perm *out);

#endif
