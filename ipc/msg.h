/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message queues: their structures, and what the files of ipc/ share about them.
 *
 *	msg_que[]            struct msg_queue
 *	+---+               +------------------------+
 *	| 0 |-------------->| q_perm, times, counts  |
 *	+---+               | q_messages ------------|--> msg_msg <--> msg_msg	oldest first
 *	| 1 | IPC_UNUSED    | q_receivers -----------|--> msg_receiver ...	on kernel stacks
 *	 ...                | q_senders -------------|--> msg_sender ...	of sleepers
 *	+---+               +------------------------+
 */
#ifndef IPC_MSG_H
#define IPC_MSG_H

#include <uapi/msg.h>
#include "ipc/util.h"
#include "kernel/lib/list.h"
#include "kernel/sched/spinlock.h"

struct msg_msg {
	struct list_head	m_list;		/* msg_queue.q_messages */
	long			m_type;		/* 1 or more */
	size_t			m_ts;		/* bytes of text */
	char			m_text[];
};

struct msg_queue {
	struct kern_ipc_perm	q_perm;
	int			q_id;
	time_t			q_stime;	/* last msgsnd; 0: none */
	time_t			q_rtime;	/* last msgrcv; 0: none */
	time_t			q_ctime;	/* creation or last change by msgctl */
	unsigned long		q_cbytes;	/* bytes of text in the queue */
	unsigned long		q_qnum;		/* messages in the queue */
	unsigned long		q_qbytes;	/* of either, at most */
	pid_t			q_lspid;	/* process of the last msgsnd */
	pid_t			q_lrpid;	/* and of the last msgrcv */
	struct list_head	q_messages;	/* oldest first, as the other two */
	struct list_head	q_receivers;	/* calls of msgrcv that sleep */
	struct list_head	q_senders;	/* calls of msgsnd that sleep */
};

/* Guards everything below, and every msg_queue with all that is on its lists. */
extern spinlock_t msg_lock;
_Static_assert(MSGMNI == IPC_SLOTS, "ids of message queues");
extern struct msg_queue *msg_que[MSGMNI];
extern struct ipc_ids msg_ids;		/* its slots are msg_que[] */

/* A call of msgsnd that sleeps until the queue has room. */
struct msg_sender {
	struct list_head	list;
	struct task_struct	*sleeper;
	struct msg_msg		*msg;		/* not in the queue yet */
	bool			removed;	/* the queue is gone */
};

/* At boot: make /proc/sysvipc/msg. */
void msg_init(void);
/* Permissions or size have changed: let sleepers look again. msg_lock is held. */
void wake_receivers(struct msg_queue *msq, long result);
void wake_senders(struct msg_queue *msq);
/* Remove and free a queue: its sleepers return EIDRM. msg_lock is held, dropped for a while. */
void freeque(struct msg_queue *msq);

#endif
