/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message queues: limits, flags, commands, and the structures of msgctl. Mirrors Linux's
 * <linux/msg.h> and <asm-generic/msgbuf.h>.
 *
 * `struct msqid_ds` is the old layout; `struct msqid64_ds` is that of today's C libraries. (In the C
 * library's <sys/msg.h> the name msqid_ds means the new one.)
 */
#ifndef _UAPI_MSG_H
#define _UAPI_MSG_H

#include <uapi/ipc.h>

/* The limits at boot. They can be changed in /proc/sys/kernel. */
#define MSGMNI	128			/* queues, at most: slots in msg_que[] */
#define MSGMAX	8192			/* bytes in one message, at most */
#define MSGMNB	16384			/* bytes in a new queue, at most */
/* These are only reported. */
#define MSGPOOL	(MSGMNI * MSGMNB / 1024)
#define MSGMAP	MSGMNB
#define MSGTQL	MSGMNB
#define MSGSSZ	16
#define MSGSEG	65535

#define MSG_NOERROR	010000		/* cut off a message that is too long */
#define MSG_EXCEPT	020000		/* any type except this one */
#define MSG_COPY	040000		/* copy the message and leave it: ENOSYS here */

/* Commands of msgctl, beside those of <uapi/ipc.h>. */
#define MSG_STAT	11		/* IPC_STAT by slot; returns the id */
#define MSG_INFO	12		/* usage of all queues together */
#define MSG_STAT_ANY	13		/* MSG_STAT without read permission */

/* What msgsnd and msgrcv transfer begins with the type; the text follows. */
struct msgbuf {
	long	mtype;
	char	mtext[1];
};

/*
 *	old, 56 bytes				new, 88 bytes
 *	 0  msg_perm (16)			 0  msg_perm (36)
 *	16  two pointers: 0			36  msg_stime | high half
 *	24  msg_stime				44  msg_rtime | high half
 *	28  msg_rtime				52  msg_ctime | high half
 *	32  msg_ctime				60  msg_cbytes
 *	36  msg_lcbytes				64  msg_qnum
 *	40  msg_lqbytes				68  msg_qbytes
 *	44  msg_cbytes  |  msg_qnum		72  msg_lspid
 *	48  msg_qbytes  |  msg_lspid		76  msg_lrpid
 *	52  msg_lrpid   |  -			80  -, -
 */
struct msqid_ds {
	struct ipc_perm		msg_perm;	/* owner and permissions */
	void			*msg_first;
	void			*msg_last;
	__kernel_time_t		msg_stime;	/* last msgsnd */
	__kernel_time_t		msg_rtime;	/* last msgrcv */
	__kernel_time_t		msg_ctime;	/* creation or last change by msgctl */
	unsigned long		msg_lcbytes;	/* the next but one, in full width */
	unsigned long		msg_lqbytes;
	unsigned short		msg_cbytes;	/* bytes in the queue now */
	unsigned short		msg_qnum;	/* messages in the queue now */
	unsigned short		msg_qbytes;	/* bytes in the queue, at most */
	__kernel_ipc_pid_t	msg_lspid;	/* process of the last msgsnd */
	__kernel_ipc_pid_t	msg_lrpid;	/* and of the last msgrcv */
};

struct msqid64_ds {
	struct ipc64_perm	msg_perm;
	__kernel_time_t		msg_stime;
	unsigned long		msg_stime_high;
	__kernel_time_t		msg_rtime;
	unsigned long		msg_rtime_high;
	__kernel_time_t		msg_ctime;
	unsigned long		msg_ctime_high;
	unsigned long		msg_cbytes;
	unsigned long		msg_qnum;
	unsigned long		msg_qbytes;
	__kernel_pid_t		msg_lspid;
	__kernel_pid_t		msg_lrpid;
	unsigned long		__unused4;
	unsigned long		__unused5;
};

/* The limits, from IPC_INFO. MSG_INFO puts queues, messages and bytes in use into pool, map and tql. */
struct msginfo {
	int		msgpool;
	int		msgmap;
	int		msgmax;
	int		msgmnb;
	int		msgmni;
	int		msgssz;
	int		msgtql;
	unsigned short	msgseg;
};

/* What ipc() reads for MSGRCV with version 0, which has too few registers. */
struct ipc_kludge {
	struct msgbuf	*msgp;
	long		msgtyp;
};

_Static_assert(sizeof(struct msqid_ds) == 56, "msqid_ds: i386 ABI");
_Static_assert(offsetof(struct msqid_ds, msg_cbytes) == 44, "msqid_ds.msg_cbytes");
_Static_assert(sizeof(struct msqid64_ds) == 88, "msqid64_ds: i386 ABI");
_Static_assert(offsetof(struct msqid64_ds, msg_cbytes) == 60, "msqid64_ds.msg_cbytes");
_Static_assert(sizeof(struct msginfo) == 32, "msginfo: i386 ABI");

#endif
