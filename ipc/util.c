/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V IPC: slots, ids and keys, permissions, their two user layouts, and ipc (117), the
 * system call through which C libraries reach all of System V IPC.
 *
 * Called from the system call table and from the other files of ipc/. Nothing here takes
 * a lock: the caller holds the lock of the objects that it passes.
 *
 * Left out compared with Linux: the private entry of the iBCS2 emulator (SHMAT with version 1).
 */
#include "ipc/util.h"
#include "ipc/msgctl.h"
#include <uapi/msg.h>
#include "ipc/sem.h"
#include "ipc/semctl.h"
#include "ipc/shm.h"
#include "ipc/shmctl.h"
#include "kernel/lib/report.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/sched.h"
#include "mm/uaccess.h"

/* --- slots --- */

/* Sleep until the object that is being created for this slot is ready, or is not. */
static noinline void wait_for_slot(struct ipc_ids *ids, int slot)
{
	spin_unlock(ids->lock);
	wait_event(ids->wait, ids->slots[slot] != IPC_NOID);
	spin_lock(ids->lock);
}

int ipc_findkey(struct ipc_ids *ids, key_t key)
{
	void *const *slots = ids->slots;
	int slot;

	for (slot = 0; slot <= ids->max_id; slot++) {
		const struct kern_ipc_perm *perm = slots[slot];

		if (ipc_object(perm)) {
			if (perm->key == key)
				return slot;
		} else if (perm == IPC_NOID) {
			wait_for_slot(ids, slot);
			slot = -1;	/* earlier slots may have changed as well: start again */
		}
	}
	return -1;
}

int ipc_reserve(struct ipc_ids *ids)
{
	int slot;

	assert_spin_locked(ids->lock);
	for (slot = 0; ids->slots[slot] != IPC_UNUSED; slot++)
		;
	ids->slots[slot] = IPC_NOID;
	ids->max_id = max(ids->max_id, slot);
	ids->in_use++;
	return slot;
}

int ipc_publish(struct ipc_ids *ids, int slot, void *object)
{
	const struct kern_ipc_perm *perm = object;

	assert_spin_locked(ids->lock);
	ids->slots[slot] = object;
	wake_up(&ids->wait);
	return IPC_ID(perm->seq, slot);
}

void ipc_free_slot(struct ipc_ids *ids, int slot)
{
	assert_spin_locked(ids->lock);
	ids->slots[slot] = IPC_UNUSED;
	ids->in_use--;
	while (ids->max_id > 0 && ids->slots[ids->max_id] == IPC_UNUSED)
		ids->max_id--;
	wake_up(&ids->wait);
}

void *ipc_lookup_slot(const struct ipc_ids *ids, int id)
{
	void *object = ids->slots[IPC_SLOT(id)];

	return ipc_object(object) ? object : ERR_PTR(-EINVAL);
}

void ipc_check_slots(struct report *r, const struct ipc_ids *ids, const char *name)
{
	int used = 0, top = 0;

	for (int slot = 0; slot < IPC_SLOTS; slot++) {
		if (ids->slots[slot] == IPC_UNUSED)
			continue;
		used++;
		top = slot;
	}
	if (used != ids->in_use)
		complain(r, "%s.in_use is %d, but %d slots are in use\n", name, ids->in_use, used);
	if (top != ids->max_id)
		complain(r, "%s.max_id is %d, but the highest slot in use is %d\n", name, ids->max_id, top);
}

/* --- permissions --- */

void ipc_init_perm(const struct ipc_ids *ids, struct kern_ipc_perm *ipcp, key_t key, int flag)
{
	ipcp->key = key;
	ipcp->uid = ipcp->cuid = current->euid;
	ipcp->gid = ipcp->cgid = current->egid;
	ipcp->mode = flag & 0777;
	ipcp->seq = ids->seq;
}

/*
 * The mode is three groups of rwx: for the owner, the group, and others. Exactly one of
 * them decides, the first to which the caller belongs: a member of the group whom the
 * group bits deny is denied, even if others are allowed.
 *
 * The request may stand in any group of flag: 0400, 0040 and 0004 all mean "read". A
 * request for nothing succeeds.
 */
int ipcperms(const struct kern_ipc_perm *ipcp, int flag)
{
	int requested = (flag >> 6) | (flag >> 3) | flag;
	int granted = ipcp->mode;

	if (current->euid == ipcp->cuid || current->euid == ipcp->uid)
		granted >>= 6;
	else if (in_group_p(ipcp->cgid) || in_group_p(ipcp->gid))
		granted >>= 3;
	if ((requested & ~granted & 07) && !capable(CAP_IPC_OWNER))
		return -1;
	return 0;
}

int ipc_owner(const struct kern_ipc_perm *ipcp)
{
	if (current->euid == ipcp->uid || current->euid == ipcp->cuid || capable(CAP_SYS_ADMIN))
		return 0;
	return -1;
}

int ipc_update_perm(const struct kern_ipc_perm *in, struct kern_ipc_perm *out)
{
	if (in->uid == (uid_t)-1 || in->gid == (gid_t)-1)
		return -EINVAL;
	out->uid = in->uid;
	out->gid = in->gid;
	out->mode = (out->mode & ~0777) | (in->mode & 0777);
	return 0;
}

/* --- the user's layouts --- */

int ipc_parse_version(int *cmd)
{
	if (!(*cmd & IPC_64))
		return IPC_OLD;
	*cmd &= ~IPC_64;
	return IPC_64;
}

void ipc_perm_of(const void *ds, int version, struct kern_ipc_perm *out)
{
	const struct ipc64_perm *new = ds;
	const struct ipc_perm *old = ds;

	out->uid = version == IPC_64 ? new->uid : old->uid;
	out->gid = version == IPC_64 ? new->gid : old->gid;
	out->mode = version == IPC_64 ? new->mode : old->mode;
}

void kernel_to_ipc64_perm(const struct kern_ipc_perm *in, struct ipc64_perm *out)
{
	memset(out, 0, sizeof(*out));	/* the padding goes to user space, too */
	out->key = in->key;
	out->uid = in->uid;
	out->gid = in->gid;
	out->cuid = in->cuid;
	out->cgid = in->cgid;
	out->mode = in->mode;
	out->seq = in->seq;
}

static unsigned short high2lowid(unsigned int id)
{
	return id > 0xffff ? 65534 : id;
}

void ipc64_perm_to_ipc_perm(const struct ipc64_perm *in, struct ipc_perm *out)
{
	out->key = in->key;
	out->uid = high2lowid(in->uid);
	out->gid = high2lowid(in->gid);
	out->cuid = high2lowid(in->cuid);
	out->cgid = high2lowid(in->cgid);
	out->mode = in->mode;
	out->seq = in->seq;
}

/* The value of the semctl union is in memory. Errors: EINVAL (NULL), EFAULT, both before the id; those of semctl. */
static noinline long ipc_semctl(int semid, int semnum, int cmd, unsigned long *ptr)
{
	unsigned long arg;

	if (!ptr)
		return -EINVAL;
	if (get_user(arg, ptr))
		return -EFAULT;
	return sys_semctl(semid, semnum, cmd, arg);
}

/* Version 0 has address and type in memory. Errors: EINVAL (NULL), EFAULT, both before the id; those of msgrcv. */
static noinline long ipc_msgrcv(unsigned int version, int msqid, size_t size, int flags, void *ptr, long type)
{
	struct ipc_kludge kludge = { ptr, type };

	if (version == 0) {
		if (!ptr)
			return -EINVAL;
		if (copy_from_user(&kludge, ptr, sizeof(kludge)))
			return -EFAULT;
	}
	return sys_msgrcv(msqid, kludge.msgp, size, kludge.msgtyp, flags);
}

/* Version 1 is the iBCS2 emulator's. The address goes to *to; if that is bad, the attach stays, as in Linux. */
static noinline long ipc_shmat(unsigned int version, int shmid, int flags, void *addr, unsigned long *to)
{
	unsigned long raddr;
	long err = version == 1 ? -EINVAL : sys_shmat(shmid, addr, flags, &raddr);

	return err ? err : put_user(raddr, to);
}

/*
 * ipc(call, first, second, third, ptr, fifth): one system call for all twelve operations of
 * System V IPC, from the time when call numbers were few.
 *
 *	call	31        16 15         0
 *		+-----------+-----------+
 *		|  version  | operation |
 *		+-----------+-----------+
 *
 *	SEMOP	first = id, second = number of operations, ptr = operations
 *	SEMTIMEDOP	the same, fifth = time limit (NULL: none)
 *	SEMGET	first = key, second = semaphores, third = flags
 *	SEMCTL	first = id, second = semaphore, third = command, ptr = address of the union
 *	MSGSND	first = id, second = size, third = flags, ptr = message
 *	MSGRCV	the same, and the type: see ipc_msgrcv()
 *	MSGGET	first = key, second = flags
 *	MSGCTL	first = id, second = command, ptr = buffer
 *	SHMAT	first = id, ptr = address, second = flags; the address goes to *third
 *	SHMDT	ptr = address
 *	SHMGET	first = key, second = size, third = flags
 *	SHMCTL	first = id, second = command, ptr = buffer
 *
 * Errors: ENOSYS for an operation that does not exist; those of the calls.
 */
long sys_ipc(unsigned int call, int first, unsigned long second, unsigned long third, void *ptr, long fifth)
{
	switch (call & 0xffff) {
	case SEMOP:
		return sys_semop(first, ptr, second);
	case SEMTIMEDOP:
		return sys_semtimedop(first, ptr, second, (const struct timespec *)fifth);
	case SEMGET:
		return sys_semget(first, second, third);
	case SEMCTL:
		return ipc_semctl(first, second, third, ptr);
	case MSGSND:
		return sys_msgsnd(first, ptr, second, third);
	case MSGRCV:
		return ipc_msgrcv(call >> 16, first, second, third, ptr, fifth);
	case MSGGET:
		return sys_msgget(first, second);
	case MSGCTL:
		return sys_msgctl(first, second, ptr);
	case SHMAT:
		return ipc_shmat(call >> 16, first, second, ptr, (unsigned long *)third);
	case SHMDT:
		return sys_shmdt(ptr);
	case SHMGET:
		return sys_shmget(first, second, third);
	case SHMCTL:
		return sys_shmctl(first, second, ptr);
	default:
		return -ENOSYS;
	}
}

/* shmat (397): the result is the address itself. */
long sys_shmat_direct(int shmid, char *shmaddr, int shmflg)
{
	unsigned long addr;
	long err = sys_shmat(shmid, shmaddr, shmflg, &addr);

	return err ? err : (long)addr;
}
