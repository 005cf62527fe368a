/* SPDX-License-Identifier: GPL-2.0-only */
/* ipcs -q: message queues. */
#define _GNU_SOURCE	/* glibc declares IPC_INFO and MSG_STAT_ANY only then */
#include <err.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#include "ipcs.h"

static void print_queue(int view, int id, const struct msqid_ds *q)
{
	const struct ipc_perm *perm = &q->msg_perm;

	switch (view) {
	case 'm':
		printf("0x%08x %-10d %-10u %-10o %-12lu %-12lu\n", (unsigned int)perm->__key, id, perm->uid,
		       perm->mode & 0777, (unsigned long)q->__msg_cbytes, (unsigned long)q->msg_qnum);
		break;
	case 't':
		printf("%-8d %-10u %-20s", id, perm->uid, when(q->msg_stime, 0));
		printf(" %-20s", when(q->msg_rtime, 0));
		printf(" %-20s\n", when(q->msg_ctime, 0));
		break;
	case 'p':
		printf("%-10d %-10u %5d     %5d\n", id, perm->uid, q->msg_lspid, q->msg_lrpid);
		break;
	case 'c':
		printf("%-10d %-10o %-10u %-10u %-10u %-10u\n", id, perm->mode & 0777, perm->cuid,
		       perm->cgid, perm->uid, perm->gid);
	}
}

static void print_heading(int view)
{
	switch (view) {
	case 'm':
		puts("------ Message Queues --------");
		printf("%-10s %-10s %-10s %-10s %-12s %-12s\n", "key", "msqid", "owner", "perms",
		       "used-bytes", "messages");
		break;
	case 't':
		puts("------ Message Queues Send/Recv/Change Times --------");
		printf("%-8s %-10s %-20s %-20s %-20s\n", "msqid", "owner", "send", "recv", "change");
		break;
	case 'p':
		puts("------ Message Queues PIDs --------");
		printf("%-10s %-10s %-10s %-10s\n", "msqid", "owner", "lspid", "lrpid");
		break;
	case 'c':
		puts("------ Message Queues Creators/Owners --------");
		printf("%-10s %-10s %-10s %-10s %-10s %-10s\n", "msqid", "perms", "cuid", "cgid", "uid",
		       "gid");
	}
}

/* Asks the kernel for the queue in each slot. MSG_INFO returns the highest slot in use. */
static void print_queues(int view)
{
	struct msginfo info;
	struct msqid_ds queue;
	int last = msgctl(0, MSG_INFO, (struct msqid_ds *)&info);

	if (last < 0)
		err(1, "msgctl");
	print_heading(view);
	for (int slot = 0; slot <= last; slot++) {
		int id = msgctl(slot, MSG_STAT_ANY, &queue);

		if (id >= 0)		/* else: an empty slot */
			print_queue(view, id, &queue);
	}
}

static void print_limits(void)
{
	struct msginfo limits;

	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&limits) < 0)
		err(1, "msgctl");
	puts("------ Messages Limits --------");
	printf("max queues system wide = %d\n", limits.msgmni);
	printf("max size of message (bytes) = %d\n", limits.msgmax);
	printf("default max size of queue (bytes) = %d\n", limits.msgmnb);
}

static void print_use(void)
{
	struct msginfo info;

	if (msgctl(0, MSG_INFO, (struct msqid_ds *)&info) < 0)
		err(1, "msgctl");
	puts("------ Messages Status --------");
	printf("allocated queues = %d\n", info.msgpool);
	printf("used headers = %d\n", info.msgmap);
	printf("used space = %d bytes\n", info.msgtql);
}

static void print_one(int id)
{
	struct msqid_ds q;

	if (msgctl(id, IPC_STAT, &q))
		err(1, "id %d", id);
	printf("Message Queue msqid=%d\n", id);
	printf("uid=%u\tgid=%u\tcuid=%u\tcgid=%u\tmode=%#o\n", q.msg_perm.uid, q.msg_perm.gid,
	       q.msg_perm.cuid, q.msg_perm.cgid, q.msg_perm.mode);
	printf("cbytes=%lu\tqbytes=%lu\tqnum=%lu\tlspid=%d\tlrpid=%d\n", (unsigned long)q.__msg_cbytes,
	       (unsigned long)q.msg_qbytes, (unsigned long)q.msg_qnum, q.msg_lspid, q.msg_lrpid);
	printf("send_time=%-26s\n", when(q.msg_stime, 1));
	printf("rcv_time=%-26s\n", when(q.msg_rtime, 1));
	printf("change_time=%-26s\n", when(q.msg_ctime, 1));
}

const struct ipc_kind ipc_queues = { 'q', print_queues, print_limits, print_use, print_one };
