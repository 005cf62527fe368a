/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V message queues: messages with a type, which processes leave for each other in the kernel.
 *
 *	msgget -> newque		a key, an id and an empty queue
 *	msgsnd	copies the message from the sender. Then, if the queue has room for it:
 *	  a receiver sleeps that wants it -> pipelined_send	it gets the message directly
 *	  else				the message joins the queue
 *	msgrcv				takes the first message that it wants, or sleeps
 *
 * A receiver sleeps until it is handed a message. A sender sleeps until there is room, and then tries
 * again: another may have been faster. Both sleep in the order in which they came.
 *
 * Called from the system call table and from ipc() in util.c. msgctl.c has the control commands.
 * One spinlock, msg_lock, guards all queues; code that may sleep drops it first and looks the queue up
 * again afterwards. Copies from and to the user are made without it.
 *
 * Left out compared with Linux: MSG_COPY, which serves checkpoints of processes; and messages in
 * several pieces, so that a large one needs contiguous memory.
 */
#include "ipc/msg.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/msg_proc.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

struct msg_queue *msg_que[MSGMNI] = { [0 ... MSGMNI - 1] = IPC_UNUSED };
spinlock_t msg_lock = SPIN_LOCK_UNLOCKED;
struct ipc_ids msg_ids = IPC_IDS_INIT(msg_ids, msg_que, &msg_lock);

/* Which messages a receiver wants. */
enum search {
	SEARCH_ANY,			/* typ is 0: the first */
	SEARCH_EQUAL,			/* typ > 0: the first of this type */
	SEARCH_NOTEQUAL,		/* the same with MSG_EXCEPT: the first of another type */
	SEARCH_LESSEQUAL,		/* typ < 0: the first of the lowest type, at most -typ */
};

/* A call of msgrcv that sleeps. */
struct msg_receiver {
	struct list_head	list;
	struct task_struct	*sleeper;
	enum search		mode;
	long			type;
	size_t			maxsize;	/* bytes that it takes; more only with MSG_NOERROR */
	struct msg_msg		*msg;		/* NULL while it sleeps; a message, or ERR_PTR(an error) */
};

/* --- queues --- */

/*
 * Create a queue and return its id. msg_lock is held, and dropped while memory is allocated; the slot
 * is reserved before that, as in newseg(). Errors: ENOSPC (slots), ENOMEM.
 */
static int newque(key_t key, int msgflg)
{
	struct msg_queue *msq;
	int slot;

	if (msg_ids.in_use >= msgmni)
		return -ENOSPC;
	slot = ipc_reserve(&msg_ids);
	spin_unlock(&msg_lock);
	msq = kzalloc(sizeof(*msq), GFP_LASTING);
	spin_lock(&msg_lock);
	if (!msq) {
		ipc_free_slot(&msg_ids, slot);
		return -ENOMEM;
	}
	ipc_init_perm(&msg_ids, &msq->q_perm, key, msgflg);
	msq->q_ctime = current_seconds();
	msq->q_qbytes = msgmnb;
	INIT_LIST_HEAD(&msq->q_messages);
	INIT_LIST_HEAD(&msq->q_receivers);
	INIT_LIST_HEAD(&msq->q_senders);
	msq->q_id = ipc_publish(&msg_ids, slot, msq);
	trace_msq(EV_MSG_MAKE, msq);
	return msq->q_id;
}

/*
 * Return the id of the queue with this key. With IPC_CREAT, create it if there is none. Errors: ENOENT
 * (no such key and no IPC_CREAT), those of newque(); for a queue that exists: EEXIST (IPC_CREAT
 * and IPC_EXCL), EACCES.
 */
long sys_msgget(key_t key, int msgflg)
{
	int slot = -1;
	long err;

	spin_lock(&msg_lock);
	if (key != IPC_PRIVATE)
		slot = ipc_findkey(&msg_ids, key);
	if (slot == -1)
		err = key == IPC_PRIVATE || (msgflg & IPC_CREAT) ? newque(key, msgflg) : -ENOENT;
	else if ((msgflg & IPC_CREAT) && (msgflg & IPC_EXCL))
		err = -EEXIST;
	else if (ipcperms(&msg_que[slot]->q_perm, msgflg))
		err = -EACCES;
	else
		err = msg_que[slot]->q_id;
	spin_unlock(&msg_lock);
	return err;
}

/* --- sleepers --- */

/* End the sleep of a receiver with a message, or an error. Its entry is on its stack: not touched after msg. */
static void wake_receiver(struct msg_queue *msq, struct msg_receiver *msr, struct msg_msg *msg)
{
	struct task_struct *sleeper = msr->sleeper;

	list_del_init(&msr->list);
	trace_msgwake(msq, sleeper, IS_ERR(msg) ? PTR_ERR(msg) : 0L);
	msr->msg = msg;
	wake_up_process(sleeper);
}

/* EAGAIN: the receiver starts again, and looks at its permission, too. */
void wake_receivers(struct msg_queue *msq, long result)
{
	struct msg_receiver *msr, *next;

	list_for_each_entry_safe(msr, next, &msq->q_receivers, list)
		wake_receiver(msq, msr, ERR_PTR(result));
}

/*
 * Is there room for another message of this size? The number of messages is limited as well, because an
 * empty one needs memory, too.
 */
static bool fits(const struct msg_queue *msq, size_t size)
{
	return size <= msq->q_qbytes && msq->q_cbytes <= msq->q_qbytes - size && msq->q_qnum < msq->q_qbytes;
}

/* Wake the senders whose message would fit now. Each judges for itself again when it runs. */
void wake_senders(struct msg_queue *msq)
{
	struct msg_sender *mss;

	list_for_each_entry(mss, &msq->q_senders, list)
		if (fits(msq, mss->msg->m_ts))
			wake_up_process(mss->sleeper);
}

void freeque(struct msg_queue *msq)
{
	struct msg_sender *mss, *next_mss;
	struct msg_msg *msg, *next;

	msg_ids.seq++;			/* every queue created from now on has a new id */
	ipc_free_slot(&msg_ids, IPC_SLOT(msq->q_id));
	wake_receivers(msq, -EIDRM);
	list_for_each_entry_safe(mss, next_mss, &msq->q_senders, list) {
		list_del_init(&mss->list);
		trace_msgwake(msq, mss->sleeper, -EIDRM);
		mss->removed = true;
		wake_up_process(mss->sleeper);
	}
	trace_msq(EV_MSG_REMOVE, msq);
	/* No process can find the queue any more, and its messages may be many. */
	spin_unlock(&msg_lock);
	list_for_each_entry_safe(msg, next, &msq->q_messages, m_list) {
		kfree(msg);
		cond_resched();
	}
	kfree(msq);
	spin_lock(&msg_lock);
}

/* --- msgsnd --- */

/* Copy a message from the user. It outlives its process. ERR_PTR(-ENOMEM, -EFAULT). */
static struct msg_msg *load_msg(long type, const char *user_text, size_t size)
{
	struct msg_msg *msg = kmalloc(sizeof(*msg) + size, GFP_LASTING);

	if (!msg)
		return ERR_PTR(-ENOMEM);
	msg->m_type = type;
	msg->m_ts = size;
	if (copy_from_user(msg->m_text, user_text, size)) {
		kfree(msg);
		return ERR_PTR(-EFAULT);
	}
	return msg;
}

/* Does a receiver in this mode want a message of this type? */
static bool testmsg(const struct msg_msg *msg, long type, enum search mode)
{
	switch (mode) {
	case SEARCH_ANY:
		return true;
	case SEARCH_EQUAL:
		return msg->m_type == type;
	case SEARCH_NOTEQUAL:
		return msg->m_type != type;
	default:
		return msg->m_type <= type;
	}
}

/*
 * Hand the message to the first sleeping receiver that wants it and has room for it. A receiver that
 * wants it and has no room returns E2BIG. Returns whether the message is gone.
 */
static bool pipelined_send(struct msg_queue *msq, struct msg_msg *msg)
{
	struct msg_receiver *msr, *next;

	list_for_each_entry_safe(msr, next, &msq->q_receivers, list) {
		if (!testmsg(msg, msr->type, msr->mode))
			continue;
		if (msr->maxsize < msg->m_ts) {
			wake_receiver(msq, msr, ERR_PTR(-E2BIG));
			continue;
		}
		msq->q_lrpid = msr->sleeper->pid;
		msq->q_rtime = current_seconds();
		trace_msgsend(msq, msg, msr->sleeper->pid);
		wake_receiver(msq, msr, msg);
		return true;
	}
	return false;
}

/*
 * Sleep until there may be room. msg_lock is held, and dropped meanwhile. 0: try again; EIDRM: the
 * queue is gone; ERESTARTNOHAND: a signal.
 */
static long wait_for_room(struct msg_queue *msq, struct msg_msg *msg)
{
	struct msg_sender mss = { .sleeper = current, .msg = msg };

	list_add_tail(&mss.list, &msq->q_senders);
	trace_msgsleep(msq, true, msg->m_type, msg->m_ts);
	current->state = TASK_INTERRUPTIBLE;
	spin_unlock(&msg_lock);
	schedule();
	spin_lock(&msg_lock);
	if (mss.removed)
		return -EIDRM;
	list_del(&mss.list);
	trace_msgwake(msq, current, signal_pending(current) ? -EINTR : 0);
	return signal_pending(current) ? -ERESTARTNOHAND : 0;
}

/*
 * Put a message into its queue, or into the hands of a receiver; sleep while it does not fit. Returns 0:
 * the message is no longer the caller's. msg_lock is held. Errors: those of the id, EACCES, EAGAIN
 * (IPC_NOWAIT), those of wait_for_room().
 */
static long send_msg(int msqid, struct msg_msg *msg, int msgflg)
{
	struct msg_queue *msq = ipc_lookup(&msg_ids, msqid);
	long err;

	if (IS_ERR(msq))
		return PTR_ERR(msq);
	for (;;) {
		if (ipcperms(&msq->q_perm, 0222))
			return -EACCES;
		if (fits(msq, msg->m_ts))
			break;
		if (msgflg & IPC_NOWAIT)
			return -EAGAIN;
		err = wait_for_room(msq, msg);
		if (err)
			return err;
	}
	msq->q_lspid = current->pid;
	msq->q_stime = current_seconds();
	if (pipelined_send(msq, msg))
		return 0;
	list_add_tail(&msg->m_list, &msq->q_messages);
	msq->q_cbytes += msg->m_ts;
	msq->q_qnum++;
	trace_msgsend(msq, msg, 0);
	return 0;
}

/*
 * Send a message: a type, then `size` bytes of text. Errors: EFAULT (type), EINVAL (size, id, type),
 * ENOMEM, EFAULT (text), those of send_msg().
 */
long sys_msgsnd(int msqid, const struct msgbuf *msgp, size_t size, int msgflg)
{
	struct msg_msg *msg;
	long type, err;

	if (copy_from_user(&type, &msgp->mtype, sizeof(type)))
		return -EFAULT;
	if (size > (size_t)msgmax || (ssize_t)size < 0 || msqid < 0 || type < 1)
		return -EINVAL;
	msg = load_msg(type, msgp->mtext, size);
	if (IS_ERR(msg))
		return PTR_ERR(msg);
	spin_lock(&msg_lock);
	err = send_msg(msqid, msg, msgflg);
	spin_unlock(&msg_lock);
	if (err)
		kfree(msg);
	return err;
}

/* --- msgrcv --- */

/* Turn typ and the flags into a mode and a type. */
static enum search search_mode(long *type, int msgflg)
{
	if (*type == 0)
		return SEARCH_ANY;
	if (*type < 0) {
		/* The lowest long has no positive counterpart; it allows any type. */
		*type = min(-(unsigned long)*type, ~0UL >> 1);
		return SEARCH_LESSEQUAL;
	}
	return msgflg & MSG_EXCEPT ? SEARCH_NOTEQUAL : SEARCH_EQUAL;
}

/* The message in the queue that this receiver wants, or NULL. */
static struct msg_msg *find_msg(const struct msg_queue *msq, long type, enum search mode)
{
	struct msg_msg *msg, *found = NULL;

	list_for_each_entry(msg, &msq->q_messages, m_list) {
		if (!testmsg(msg, type, mode))
			continue;
		found = msg;
		if (mode != SEARCH_LESSEQUAL || msg->m_type == 1)
			break;
		type = msg->m_type - 1;		/* only a lower type is better */
	}
	return found;
}

/* Take a message out of the queue. There is room for another, perhaps. */
static void take_msg(struct msg_queue *msq, struct msg_msg *msg)
{
	list_del(&msg->m_list);
	msq->q_cbytes -= msg->m_ts;
	msq->q_qnum--;
	msq->q_rtime = current_seconds();
	msq->q_lrpid = current->pid;
	trace_msgreceive(msq, msg);
	wake_senders(msq);
}

/*
 * Sleep until a sender hands over a message. msg_lock is held, and dropped meanwhile. Returns the message;
 * ERR_PTR(-EAGAIN: look again, -E2BIG, -EIDRM, -ERESTARTNOHAND: a signal). A message that was handed over
 * is returned even if a signal came, too.
 */
static struct msg_msg *wait_for_msg(struct msg_queue *msq, struct msg_receiver *msr)
{
	msr->sleeper = current;
	msr->msg = NULL;
	list_add_tail(&msr->list, &msq->q_receivers);
	trace_msgsleep(msq, false, msr->type, msr->maxsize);
	current->state = TASK_INTERRUPTIBLE;
	spin_unlock(&msg_lock);
	schedule();
	spin_lock(&msg_lock);
	if (msr->msg)
		return msr->msg;		/* the waker has removed msr; even the queue may be gone */
	list_del(&msr->list);
	trace_msgwake(msq, current, signal_pending(current) ? -EINTR : 0);
	return ERR_PTR(signal_pending(current) ? -ERESTARTNOHAND : -EAGAIN);
}

/*
 * Find the message for a receiver and take it; sleep while there is none. msg_lock is held. Errors: those
 * of the id, EACCES, E2BIG, ENOMSG (IPC_NOWAIT), those of wait_for_msg().
 */
static struct msg_msg *receive_msg(int msqid, struct msg_receiver *msr, int msgflg)
{
	struct msg_queue *msq = ipc_lookup(&msg_ids, msqid);
	struct msg_msg *msg = (struct msg_msg *)msq;

	if (IS_ERR(msq))
		return msg;
	do {
		if (ipcperms(&msq->q_perm, 0444))
			return ERR_PTR(-EACCES);
		msg = find_msg(msq, msr->type, msr->mode);
		if (msg) {
			if (msr->maxsize < msg->m_ts)
				return ERR_PTR(-E2BIG);
			take_msg(msq, msg);
			return msg;
		}
		if (msgflg & IPC_NOWAIT)
			return ERR_PTR(-ENOMSG);
		msg = wait_for_msg(msq, msr);
		if (msg != ERR_PTR(-EAGAIN))
			return msg;
		/* IPC_SET has taken this receiver off the queue. Nobody told it if IPC_RMID came next. */
	} while (ipc_lookup(&msg_ids, msqid) == msq);
	return ERR_PTR(-EIDRM);
}

/*
 * Receive a message whose text has at most `size` bytes; with MSG_NOERROR, the first `size` bytes of any.
 * Returns their number. Errors: EINVAL (id, size), EINVAL and ENOSYS (MSG_COPY), those of
 * receive_msg(), EFAULT (the message is lost).
 */
long sys_msgrcv(int msqid, struct msgbuf *msgp, size_t size, long type, int msgflg)
{
	struct msg_receiver msr = { .type = type, .maxsize = msgflg & MSG_NOERROR ? ~(size_t)0 : size };
	struct msg_msg *msg;
	long result;

	if (msqid < 0 || (ssize_t)size < 0)
		return -EINVAL;
	if (msgflg & MSG_COPY)
		return msgflg & MSG_EXCEPT || !(msgflg & IPC_NOWAIT) ? -EINVAL : -ENOSYS;
	msr.mode = search_mode(&msr.type, msgflg);
	spin_lock(&msg_lock);
	msg = receive_msg(msqid, &msr, msgflg);
	spin_unlock(&msg_lock);
	if (IS_ERR(msg))
		return PTR_ERR(msg);
	result = min(size, msg->m_ts);
	if (put_user(msg->m_type, &msgp->mtype) || copy_to_user(msgp->mtext, msg->m_text, result))
		result = -EFAULT;
	kfree(msg);
	return result;
}

void msg_init(void)
{
	msg_proc_init();
}
