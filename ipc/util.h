/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the three members of System V IPC share: the slots, ids and keys of objects, their owners
 * and permissions, and the system call ipc().
 *
 *	shm_ids, sem_ids, msg_ids	each kind of object has its own slots and its own lock
 *	    slots --> [ object ][ IPC_UNUSED ][ IPC_NOID ] ...
 *	                 |
 *	                 +-> begins with its struct kern_ipc_perm
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

/* All objects of one kind. */
struct ipc_ids {
	spinlock_t *const lock;		/* guards everything here, and every object in a slot */
	void **const slots;		/* IPC_SLOTS of them */
	int max_id;			/* highest slot that is not IPC_UNUSED; 0 when there is none */
	int in_use;			/* slots that are not IPC_UNUSED */
	unsigned short seq;		/* objects destroyed so far; wraps */
	wait_queue_head_t wait;		/* for slots to stop being IPC_NOID */
};

#define IPC_IDS_INIT(name, array, guard) \
	{ .lock = (guard), .slots = (void **)(array), .wait = WAIT_QUEUE_HEAD_INIT((name).wait) }

/*
 * Find the slot of the object with this key, or return -1. The lock is held. It is dropped while
 * another process creates an object, which may turn out to have the key. (Linux: ipc_findkey)
 */
int ipc_findkey(struct ipc_ids *ids, key_t key);
/*
 * Reserve the lowest unused slot, for a caller that must sleep before its object is ready: count
 * the slot and mark it IPC_NOID. The caller has checked that a slot is unused. The lock is held.
 */
int ipc_reserve(struct ipc_ids *ids);
/* Put an object into its reserved slot and return its id. The lock is held. (Linux: ipc_addid) */
int ipc_publish(struct ipc_ids *ids, int slot, void *object);
/* Mark a slot as unused, and wake those who wait for it in ipc_findkey(). The lock is held. */
void ipc_free_slot(struct ipc_ids *ids, int slot);

/* The object with this id, or ERR_PTR(-EINVAL: the slot is empty, -EIDRM: the id is old). Lock held. */
static inline void *ipc_lookup(const struct ipc_ids *ids, int id)
{
	struct kern_ipc_perm *perm = ids->slots[IPC_SLOT(id)];

	if (likely(ipc_object(perm) && perm->seq == IPC_SEQ(id)))	/* never for an id below 0 */
		return perm;
	return ERR_PTR(id < 0 || !ipc_object(perm) ? -EINVAL : -EIDRM);
}
/* The object in this slot; a whole id means its slot. Or ERR_PTR(-EINVAL). The lock is held. */
void *ipc_lookup_slot(const struct ipc_ids *ids, int id);

/* Fill in the permissions of a new object: current owns it, the mode is the low bits of flag. */
void ipc_init_perm(const struct ipc_ids *ids, struct kern_ipc_perm *ipcp, key_t key, int flag);

/* May current do what the permission bits in flag ask for? 0 or -1. (Linux: ipcperms) */
int ipcperms(const struct kern_ipc_perm *ipcp, int flag);

/* May current change or remove the object: its owner, its creator, root? 0 or -1. */
int ipc_owner(const struct kern_ipc_perm *ipcp);

/* Remove IPC_64 from *cmd. Returns the layout that the caller uses: IPC_64 or IPC_OLD. */
int ipc_parse_version(int *cmd);

/*
 * IPC_SET: read owner and mode from a copy of the user's structure, which begins with its
 * permissions; set those of an object. -EINVAL: -1 is no user or group. (Linux: ipc_update_perm)
 */
void ipc_perm_of(const void *ds, int version, struct kern_ipc_perm *out);
int ipc_update_perm(const struct kern_ipc_perm *in, struct kern_ipc_perm *out);

/* Convert permissions for the user. An id that does not fit into 16 bits becomes 65534. */
void kernel_to_ipc64_perm(const struct kern_ipc_perm *in, struct ipc64_perm *out);
void ipc64_perm_to_ipc_perm(const struct ipc64_perm *in, struct ipc_perm *out);

/* /proc/invariants: report slots whose number or highest index is counted wrongly. Lock held. */
struct report;
void ipc_check_slots(struct report *report, const struct ipc_ids *ids, const char *name);

#endif
