/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msgctl: reading the state of message queues, changing their owner, mode and size, removing
 * them; and the two layouts that programs use for it.
 *
 * Called from the system call table and from ipc() in util.c. It works on the data of msg.c, under
 * msg_lock. What goes to the user is first collected on the stack and then copied without the lock,
 * because the copy may sleep.
 */
#include "ipc/msgctl.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/msg.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/timer.h"
#include "mm/uaccess.h"

/* --- the user's layouts --- */

static void fill_msqid64(const struct msg_queue *msq, struct msqid64_ds *out)
{
	memset(out, 0, sizeof(*out));	/* high halves of times, padding */
	kernel_to_ipc64_perm(&msq->q_perm, &out->msg_perm);
	out->msg_stime = msq->q_stime;
	out->msg_rtime = msq->q_rtime;
	out->msg_ctime = msq->q_ctime;
	out->msg_cbytes = msq->q_cbytes;
	out->msg_qnum = msq->q_qnum;
	out->msg_qbytes = msq->q_qbytes;
	out->msg_lspid = msq->q_lspid;
	out->msg_lrpid = msq->q_lrpid;
}

/* The old layout has 16 bits for what may be larger. 0 or -EFAULT. */
static int copy_msqid_to_user(void *buf, const struct msqid64_ds *in, int version)
{
	struct msqid_ds old;

	if (version == IPC_64)
		return copy_to_user(buf, in, sizeof(*in)) ? -EFAULT : 0;
	memset(&old, 0, sizeof(old));
	ipc64_perm_to_ipc_perm(&in->msg_perm, &old.msg_perm);
	old.msg_stime = in->msg_stime;
	old.msg_rtime = in->msg_rtime;
	old.msg_ctime = in->msg_ctime;
	old.msg_lcbytes = in->msg_cbytes;
	old.msg_lqbytes = in->msg_qbytes;
	old.msg_cbytes = min(in->msg_cbytes, 0xffffUL);
	old.msg_qnum = min(in->msg_qnum, 0xffffUL);
	old.msg_qbytes = min(in->msg_qbytes, 0xffffUL);
	old.msg_lspid = in->msg_lspid;
	old.msg_lrpid = in->msg_lrpid;
	return copy_to_user(buf, &old, sizeof(old)) ? -EFAULT : 0;
}

/* Read what IPC_SET may change. In the old layout, a size that exceeds 16 bits is in msg_lqbytes. 0 or -EFAULT. */
static int copy_msqid_from_user(struct kern_ipc_perm *perm, unsigned long *qbytes, const void *buf, int version)
{
	union { struct msqid64_ds new; struct msqid_ds old; } ds;

	if (copy_from_user(&ds, buf, version == IPC_64 ? sizeof(ds.new) : sizeof(ds.old)))
		return -EFAULT;
	ipc_perm_of(&ds, version, perm);
	if (version == IPC_64)
		*qbytes = ds.new.msg_qbytes;
	else
		*qbytes = ds.old.msg_qbytes ? ds.old.msg_qbytes : ds.old.msg_lqbytes;
	return 0;
}

/* --- the commands --- */

/*
 * IPC_INFO reports the limits. MSG_INFO has instead the numbers of queues, messages and bytes in use.
 * Both return the highest slot in use. Errors: EFAULT.
 */
static long msgctl_info(int cmd, void *buf)
{
	struct msginfo info;
	int max_id;

	memset(&info, 0, sizeof(info));	/* the padding goes to user space, too */
	info.msgpool = MSGPOOL;
	info.msgmap = MSGMAP;
	info.msgmax = msgmax;
	info.msgmnb = msgmnb;
	info.msgmni = msgmni;
	info.msgssz = MSGSSZ;
	info.msgtql = MSGTQL;
	info.msgseg = MSGSEG;
	spin_lock(&msg_lock);
	if (cmd == MSG_INFO) {
		info.msgpool = msg_ids.in_use;
		info.msgmap = info.msgtql = 0;
		for (int slot = 0; slot <= msg_ids.max_id; slot++) {
			if (!ipc_object(msg_que[slot]))
				continue;
			info.msgmap += msg_que[slot]->q_qnum;
			info.msgtql += msg_que[slot]->q_cbytes;
		}
	}
	max_id = msg_ids.max_id;
	spin_unlock(&msg_lock);
	return copy_to_user(buf, &info, sizeof(info)) ? -EFAULT : max_id;
}

/*
 * IPC_STAT takes an id and returns 0. MSG_STAT and MSG_STAT_ANY take a slot, so that a
 * program can read all queues in turn, and return the id.
 *
 * Errors: EINVAL, EIDRM (IPC_STAT), EACCES (not MSG_STAT_ANY), EFAULT.
 */
static long msgctl_stat(int msqid, int cmd, void *buf, int version)
{
	struct msg_queue *msq;
	struct msqid64_ds ds;
	long result = 0;

	spin_lock(&msg_lock);
	msq = cmd == IPC_STAT ? ipc_lookup(&msg_ids, msqid) : ipc_lookup_slot(&msg_ids, msqid);
	if (IS_ERR(msq)) {
		result = PTR_ERR(msq);
	} else if (cmd != MSG_STAT_ANY && ipcperms(&msq->q_perm, 0444)) {
		result = -EACCES;
	} else {
		fill_msqid64(msq, &ds);
		if (cmd != IPC_STAT)
			result = msq->q_id;
	}
	spin_unlock(&msg_lock);
	if (result >= 0 && copy_msqid_to_user(buf, &ds, version))
		result = -EFAULT;
	return result;
}

/* Change owner, mode and size. Messages stay, even if the queue is too small for them now. Lock held. */
static long set_queue(struct msg_queue *msq, const struct kern_ipc_perm *perm, unsigned long qbytes)
{
	long err;

	if (ipc_owner(&msq->q_perm))
		return -EPERM;
	if (qbytes > (unsigned long)msgmnb && !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	err = ipc_update_perm(perm, &msq->q_perm);
	if (err)
		return err;
	msq->q_qbytes = qbytes;
	msq->q_ctime = current_seconds();
	trace_msq(EV_MSG_SET, msq);
	wake_receivers(msq, -EAGAIN);
	wake_senders(msq);
	return 0;
}

/*
 * IPC_SET. Sleepers are asked for permission again. Errors: EFAULT (before the id), id, EPERM (owner), EPERM
 * (more than msgmnb), EINVAL (uid, gid).
 */
static long msgctl_set(int msqid, const void *buf, int version)
{
	struct kern_ipc_perm perm;
	struct msg_queue *msq;
	unsigned long qbytes;
	long err;

	if (copy_msqid_from_user(&perm, &qbytes, buf, version))
		return -EFAULT;
	spin_lock(&msg_lock);
	msq = ipc_lookup(&msg_ids, msqid);
	err = IS_ERR(msq) ? PTR_ERR(msq) : set_queue(msq, &perm, qbytes);
	spin_unlock(&msg_lock);
	return err;
}

static long msgctl_rmid(int msqid)
{
	struct msg_queue *msq;
	long err = 0;

	spin_lock(&msg_lock);
	msq = ipc_lookup(&msg_ids, msqid);
	if (IS_ERR(msq))
		err = PTR_ERR(msq);
	else if (ipc_owner(&msq->q_perm))
		err = -EPERM;
	else
		freeque(msq);
	spin_unlock(&msg_lock);
	return err;
}

/* Errors: EINVAL (a negative id, an unknown command), those of the functions above. */
static long do_msgctl(int msqid, int cmd, void *buf, int version)
{
	if (msqid < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case MSG_INFO:
		return msgctl_info(cmd, buf);
	case IPC_STAT:
	case MSG_STAT:
	case MSG_STAT_ANY:
		return msgctl_stat(msqid, cmd, buf, version);
	case IPC_SET:
		return msgctl_set(msqid, buf, version);
	case IPC_RMID:
		return msgctl_rmid(msqid);
	default:
		return -EINVAL;
	}
}

long sys_msgctl(int msqid, int cmd, void *buf)
{
	int version = ipc_parse_version(&cmd);

	return do_msgctl(msqid, cmd, buf, version);
}

/* msgctl (402): always the new layout. A command with IPC_64 in it is unknown. */
long sys_msgctl_direct(int msqid, int cmd, void *buf)
{
	return do_msgctl(msqid, cmd, buf, IPC_64);
}
