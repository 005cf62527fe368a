/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message queues as text: /proc/sysvipc/msg, one line for each in the order of the slots; and the
 * check of their numbers and lists for /proc/invariants. All of it is read under msg_lock and
 * without sleeping, so it belongs to one moment.
 */
#include "ipc/msg_proc.h"
#include "ipc/msg.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/report.h"
#include "mm/census.h"

static int msg_show(char *buf, size_t size)
{
	struct proc_text text = { .buf = buf, .size = size };

	text_add(&text, "%10s %10s %5s %11s %10s %5s %5s %5s %5s %5s %5s %10s %10s %10s\n", "key", "msqid",
		 "perms", "cbytes", "qnum", "lspid", "lrpid", "uid", "gid", "cuid", "cgid", "stime",
		 "rtime", "ctime");
	spin_lock(&msg_lock);
	for (int slot = 0; slot <= msg_ids.max_id; slot++) {
		const struct msg_queue *msq = msg_que[slot];
		const struct kern_ipc_perm *perm = &msq->q_perm;

		if (ipc_object(msq))
			text_add(&text, "%10d %10d  %4o  %10lu %10lu %5d %5d %5u %5u %5u %5u %10lu %10lu %10lu\n",
				 perm->key, msq->q_id, (unsigned int)perm->mode, msq->q_cbytes, msq->q_qnum,
				 msq->q_lspid, msq->q_lrpid, perm->uid, perm->gid, perm->cuid, perm->cgid,
				 (unsigned long)msq->q_stime, (unsigned long)msq->q_rtime,
				 (unsigned long)msq->q_ctime);
	}
	spin_unlock(&msg_lock);
	return text.len;
}

void msg_proc_init(void)
{
	proc_register("sysvipc/msg", 0444, msg_show, NULL);
}

/* The messages on the list must be as many, and as large, as the queue counts. */
static void check_messages(struct report *r, const struct msg_queue *msq)
{
	const struct msg_msg *msg;
	unsigned long number = 0, bytes = 0;

	list_for_each_entry(msg, &msq->q_messages, m_list) {
		if (++number > msq->q_qnum)
			break;
		bytes += msg->m_ts;
		if (msg->m_type < 1)
			complain(r, "queue %d: a message has the type %ld\n", msq->q_id, msg->m_type);
	}
	if (number != msq->q_qnum || bytes != msq->q_cbytes)
		complain(r, "queue %d: %lu messages with %lu bytes, counted as %lu with %lu\n", msq->q_id,
			 number, bytes, msq->q_qnum, msq->q_cbytes);
}

void msg_check(struct report *r)
{
	spin_lock(&msg_lock);
	for (int slot = 0; slot <= msg_ids.max_id; slot++) {
		const struct msg_queue *msq = msg_que[slot];
		const struct msg_sender *mss;

		if (!ipc_object(msq))
			continue;
		check_messages(r, msq);
		if (msq->q_id != IPC_ID(msq->q_perm.seq, slot))
			complain(r, "slot %d: the queue has the id %d\n", slot, msq->q_id);
		list_for_each_entry(mss, &msq->q_senders, list)
			if (mss->removed || (r->quiet && msq->q_qnum < msq->q_qbytes &&
					     msq->q_cbytes + mss->msg->m_ts <= msq->q_qbytes))
				complain(r, "queue %d: pid %d sleeps in msgsnd, but there is room\n",
					 msq->q_id, mss->sleeper->pid);
	}
	ipc_check_slots(r, &msg_ids, "msg_ids");
	spin_unlock(&msg_lock);
}

void msg_census(void)
{
	const struct msg_sender *mss;
	const struct msg_msg *msg;

	spin_lock(&msg_lock);
	for (int slot = 0; slot <= msg_ids.max_id; slot++) {
		const struct msg_queue *msq = msg_que[slot];

		if (!ipc_object(msq))
			continue;
		census_object(msq);
		list_for_each_entry(msg, &msq->q_messages, m_list)
			census_object(msg);
		list_for_each_entry(mss, &msq->q_senders, list)
			census_object(mss->msg);
	}
	spin_unlock(&msg_lock);
}
