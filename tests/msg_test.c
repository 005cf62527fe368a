/* SPDX-License-Identifier: GPL-2.0-only */
/* Message queues without sleepers: which message is received, room, and every check in its order. */
#include "sem_util.h"

static void *const nowhere = (void *)8;
static int queue;

static void one(void)
{
	time_t before = time(NULL);
	struct msqid_ds ds;

	is(send(queue, 7, "seven", 0), 0, "msgsnd puts a message into the queue");
	ds = queue_state(queue);
	ok(ds.msg_qnum == 1 && ds.__msg_cbytes == 5 && ds.msg_lspid == getpid() && ds.msg_stime >= before,
	   "number, bytes, process and time are recorded");
	ok(ds.msg_rtime == 0 && ds.msg_lrpid == 0, "nobody has received");
	is(receive(queue, 0, 0), 7, "msgrcv gets it, with its type");
	ok(strcmp(received, "seven") == 0, "and its text");
	ds = queue_state(queue);
	ok(ds.msg_qnum == 0 && ds.__msg_cbytes == 0 && ds.msg_lrpid == getpid() && ds.msg_rtime >= before,
	   "the queue is empty again, and the receiver recorded");
	is_errno(receive(queue, 0, IPC_NOWAIT), ENOMSG, "an empty queue with IPC_NOWAIT: ENOMSG");
	is(send(queue, 1, "", 0), 0, "a message may be empty");
	is(msgrcv(queue, &(struct message){ 0 }, 0, 0, 0), 0, "and be received without a buffer for text");
	is(send(queue, 0x7fffffff, "x", 0), 0, "the type may be as large as a long");
	is(receive(queue, 0, 0), 0x7fffffff, "and is returned whole");
}

static void selection(void)
{
	static const long types[] = { 5, 3, 4, 3, 1, 9 };

	for (int i = 0; i < 6; i++)
		send(queue, types[i], (char[]){ 'a' + i, 0 }, 0);
	is(receive(queue, 3, 0), 3, "a type selects the first message of this type");
	ok(received[0] == 'b', "the first");
	is_errno(receive(queue, 8, IPC_NOWAIT), ENOMSG, "there is none of type 8");
	is(receive(queue, 5, MSG_EXCEPT), 4, "MSG_EXCEPT selects the first of another type");
	is(receive(queue, -4, 0), 1, "a negative type selects the lowest, at most its amount");
	is(receive(queue, -4, 0), 3, "then the next lowest");
	is_errno(receive(queue, -4, IPC_NOWAIT), ENOMSG, "5 is more than 4");
	is_errno(receive(queue, -4, IPC_NOWAIT | MSG_EXCEPT), ENOMSG, "MSG_EXCEPT means nothing then");
	is(receive(queue, 0, MSG_EXCEPT), 5, "nor with type 0, which selects the first of all");
	is(receive(queue, -0x7fffffff - 1, 0), 9, "the most negative type allows any");
	send(queue, 2, "p", 0);
	send(queue, 2, "q", 0);
	is(receive(queue, -9, 0), 2, "of several messages of the lowest type ...");
	ok(received[0] == 'p', "... the first");
	receive(queue, 0, 0);
}

static void sizes(void)
{
	struct message m = { 0 };

	send(queue, 4, "twelve bytes", 0);
	is_errno(msgrcv(queue, &m, 5, 0, 0), E2BIG, "a buffer that is too small: E2BIG");
	is(queue_state(queue).msg_qnum, 1, "the message stays");
	is(msgrcv(queue, &m, 6, 0, MSG_NOERROR), 6, "MSG_NOERROR cuts it off");
	ok(memcmp(m.text, "twelve\0", 7) == 0, "at the size of the buffer");
	is_errno(receive(queue, 0, IPC_NOWAIT), ENOMSG, "the rest is lost");
	send(queue, 4, "text", 0);
	is(msgrcv(queue, &m, 0, 0, MSG_NOERROR), 0, "even all of it");
	send(queue, 4, "text", 0);
	is_errno(msgrcv(queue, nowhere, 10, 0, 0), EFAULT, "a bad buffer: EFAULT");
	is(queue_state(queue).msg_qnum, 0, "the message is lost");
	is_errno(msgrcv(queue, nowhere, 10, 0, IPC_NOWAIT), ENOMSG, "the buffer is not looked at without a message");
}

static void room(void)
{
	char big[8200];
	int i;
	struct { long type; char text[8192]; } m = { .type = 1 };

	memset(big, 'b', sizeof(big));
	memset(m.text, 'm', sizeof(m.text));
	is(msgsnd(queue, &m, 8192, 0), 0, "a message has at most msgmax bytes");
	is_errno(msgsnd(queue, &m, 8193, 0), EINVAL, "more is EINVAL");
	is(msgsnd(queue, &m, 8192, 0), 0, "a queue has room for msgmnb bytes");
	is_errno(msgsnd(queue, &m, 1, IPC_NOWAIT), EAGAIN, "more with IPC_NOWAIT: EAGAIN");
	is(msgsnd(queue, &m, 0, 0), 0, "an empty message needs no room");
	for (i = 0; i < 3; i++)
		msgrcv(queue, &m, 8192, 0, 0);
	ok(m.text[0] == 'm' && m.text[8191] == 'm', "a large message arrives whole");
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0600 }, .msg_qbytes = 3 });
	for (i = 0; i < 5; i++)
		if (send(queue, 1, "", IPC_NOWAIT))
			break;
	is(i, 3, "a queue of 3 bytes has room for 3 empty messages");
	is(errno, EAGAIN, "the fourth is EAGAIN");
	is_errno(send(queue, 1, "four", IPC_NOWAIT), EAGAIN, "a message larger than the queue is EAGAIN, not EINVAL");
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0600 }, .msg_qbytes = 0 });
	is(queue_state(queue).msg_qnum, 3, "a smaller queue keeps its messages");
	is_errno(send(queue, 1, "", IPC_NOWAIT), EAGAIN, "but takes no more");
	for (i = 0; i < 3; i++)
		receive(queue, 0, 0);
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0600 }, .msg_qbytes = 16384 });
}

/* In the order of the checks: each call has all the later mistakes as well. */
static void refusals(void)
{
	int removed = new_queue(0600);
	struct { long type; char text[4]; } zero = { 0, "" }, good = { 1, "abc" };
	char *edge = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	remove_queue(removed);
	munmap(edge + PAGE, PAGE);
	*(long *)(edge + PAGE - 4) = 1;
	is_errno(libc_result(sys(__NR_msgsnd, -1, nowhere, -1, 0)), EFAULT, "msgsnd: a bad address of the type: EFAULT");
	is_errno(msgsnd(removed, &good, 9000, 0), EINVAL, "a message too large: EINVAL");
	is_errno(msgsnd(queue, &good, -1, 0), EINVAL, "a size of -1: EINVAL");
	is_errno(msgsnd(-1, &good, 3, 0), EINVAL, "a negative id: EINVAL");
	is_errno(msgsnd(queue, &zero, 3, 0), EINVAL, "type 0: EINVAL");
	zero.type = -1;
	is_errno(msgsnd(queue, &zero, 3, 0), EINVAL, "a negative type: EINVAL");
	is_errno(msgsnd(removed, edge + PAGE - 4, 3, 0), EFAULT, "a bad address of the text: EFAULT, before the id");
	is_errno(msgsnd(removed, &good, 3, 0), EINVAL, "no such queue: EINVAL");
	is(queue_state(queue).msg_qnum, 0, "nothing was sent");
	is_errno(msgrcv(-1, nowhere, 3, 0, 0), EINVAL, "msgrcv: a negative id: EINVAL");
	is_errno(msgrcv(queue, nowhere, -1, 0, IPC_NOWAIT), EINVAL, "a size of -1: EINVAL");
	is_errno(msgrcv(removed, nowhere, 3, 0, IPC_NOWAIT), EINVAL, "no such queue: EINVAL");
	is_errno(msgrcv(queue, &good, 3, 0, MSG_COPY), EINVAL, "MSG_COPY without IPC_NOWAIT: EINVAL");
	is_errno(msgrcv(queue, &good, 3, 0, MSG_COPY | IPC_NOWAIT | MSG_EXCEPT), EINVAL, "with MSG_EXCEPT: EINVAL");
	is_errno(msgrcv(queue, &good, 3, 0, MSG_COPY | IPC_NOWAIT), differs(ENOSYS, ENOMSG), "MSG_COPY is for checkpoints");
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0602 }, .msg_qbytes = 16384 });
	is_end(in_child({
		become(65534, 65534);
		expect(send(queue, 1, "x", IPC_NOWAIT) == 0);
		expect_errno(receive(queue, 0, IPC_NOWAIT), EACCES);
	}), 0, "who may only write cannot receive");
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0604 }, .msg_qbytes = 16384 });
	is_end(in_child({
		become(65534, 65534);
		expect_errno(send(queue, 1, "x", IPC_NOWAIT), EACCES);
		expect(receive(queue, 0, IPC_NOWAIT) == 1);
	}), 0, "who may only read cannot send");
	munmap(edge, PAGE);
}

/* ipc (117) and the calls of their own. */
static void doors(void)
{
	struct message m = { 3, "door" };
	struct { void *msgp; long type; } pair = { &m, 3 };
	struct sembuf down = { 1, -5, 0 }, zero = { 1, 0, 0 };
	int id;

	is(sys(__NR_ipc, 11, queue, 4, 0, &m), 0, "MSGSND through ipc");
	memset(&m, 0, sizeof(m));
	is(sys(__NR_ipc, 12, queue, 64, 0, &pair), 4, "MSGRCV of version 0 has address and type in memory");
	ok(m.type == 3 && strcmp(m.text, "door") == 0, "the message is there");
	is(sys(__NR_msgsnd, queue, &m, 4, 0), 0, "msgsnd (400)");
	memset(&m, 0, sizeof(m));
	is(sys(__NR_ipc, 12 | 1 << 16, queue, 64, 0, &m, 3), 4, "MSGRCV of version 1 has them in registers");
	is(m.type, 3, "the message is there");
	is(sys(__NR_msgsnd, queue, &m, 4, 0), 0, "another");
	is(sys(__NR_msgrcv, queue, &m, 64, 3, 0), 4, "msgrcv (401)");
	is(sys(__NR_ipc, 12, -1, 64, 0, NULL), -EINVAL, "MSGRCV of version 0 without a pointer: EINVAL");
	is(sys(__NR_ipc, 12, -1, 64, 0, nowhere), translated() ? -EINVAL : -EFAULT, "a bad pointer: EFAULT, before the id");
	id = sys(__NR_msgget, IPC_PRIVATE, 0600);
	ok(id >= 0, "msgget (399)");
	ok(translated() || sys(__NR_msgctl, id, IPC_STAT | 0x100, &m) == -EINVAL, "msgctl (402) refuses IPC_64");
	is(sys(__NR_msgctl, id, IPC_RMID, NULL), 0, "and removes");
	id = sys(__NR_ipc, 13, IPC_PRIVATE, 0600);
	is(sys(__NR_ipc, 14, id, IPC_RMID, 0, NULL), 0, "the same through ipc");
	id = sys(__NR_semget, IPC_PRIVATE, 2, 0600);
	ok(id >= 0, "semget (393)");
	is(sys(__NR_semctl, id, 1, SETVAL, 5), 0, "semctl (394) has the value in a register");
	is(sys(__NR_semctl, id, 1, GETVAL, 0), 5, "it is set");
	is(sys(__NR_ipc, 1, id, 1, 0, &down, nowhere), 0, "SEMOP ignores the fifth argument");
	is(sys(__NR_ipc, 4, id, 1, 0, &zero, NULL), 0, "SEMTIMEDOP without a time is semop");
	is(sys(__NR_semctl, id, 0, IPC_RMID, 0), 0, "and removes");
	is(sys(__NR_ipc, 5, 0, 0, 0, 0), -ENOSYS, "ipc has no operation 5");
}

int main(void)
{
	sweep_sets_and_queues();
	queue = new_queue(0600);
	one();
	selection();
	sizes();
	room();
	refusals();
	doors();
	sweep_sets_and_queues();
	if (on_samepage())
		ok(strcmp(invariants(), "ok") == 0, "all is consistent: %s", invariants());
	return done_testing();
}
