/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V IPC: permissions, their two user layouts, and ipc (117), the system call through
 * which C libraries reach all of System V IPC.
 *
 * Called from the system call table and from the other files of ipc/. Nothing here takes
 * a lock: the caller holds the lock of the object whose permissions it passes.
 *
 * Left out compared with Linux: semaphores and message queues (their operations return
 * -ENOSYS), and the private entry of the iBCS2 emulator (SHMAT with version 1).
 */
#include "ipc/util.h"
#include "ipc/shm.h"
#include "ipc/shmctl.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "mm/uaccess.h"

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

int ipc_parse_version(int *cmd)
{
	if (!(*cmd & IPC_64))
		return IPC_OLD;
	*cmd &= ~IPC_64;
	return IPC_64;
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

/*
 * ipc(call, first, second, third, ptr): one system call for all twelve operations of
 * System V IPC, from the time when call numbers were few.
 *
 *	call	31        16 15         0
 *		+-----------+-----------+
 *		|  version  | operation |
 *		+-----------+-----------+
 *
 *	SHMAT	first = id, ptr = address, second = flags; the address goes to *third
 *	SHMDT	ptr = address
 *	SHMGET	first = key, second = size, third = flags
 *	SHMCTL	first = id, second = command, ptr = buffer
 *
 * Errors: ENOSYS for an operation that does not exist (yet); those of the calls.
 */
long sys_ipc(unsigned int call, int first, unsigned long second, unsigned long third, void *ptr)
{
	unsigned int version = call >> 16;
	unsigned long raddr;
	long err;

	switch (call & 0xffff) {
	case SHMAT:
		if (version == 1)
			return -EINVAL;
		err = sys_shmat(first, ptr, second, &raddr);
		if (err)
			return err;
		/* If third is a bad address, the attach stays, as in Linux. */
		return put_user(raddr, (unsigned long *)third);
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
