/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 9: message queues. Messages keep their order and their limits, and sleepers are woken. */
#include "kit.h"

#define LEVEL 9
#define LARGEST 8192		/* bytes: MSGMAX of Linux */

struct message {
	long	type;
	char	text[LARGEST];
};

static struct message buffer;

static void send(int id, long type, const char *text)
{
	struct message *message = &buffer;

	message->type = type;
	memcpy(message->text, text, strlen(text) + 1);
	works(msgsnd(id, message, strlen(text) + 1, 0), "msgsnd");
}

/* Receives a message, which must have this text. */
static void expect(int id, long type, int flags, const char *text)
{
	memset(buffer.text, 0, 16);
	works(msgrcv(id, &buffer, LARGEST, type, flags), "msgrcv");
	must(same(buffer.text, text), "the text that arrives is \"%s\" (it is \"%s\")", text, buffer.text);
}

static long receive_now(int id, long type)
{
	return msgrcv(id, &buffer, LARGEST, type, IPC_NOWAIT);
}

static void nap(void)
{
	sleep_ms(30);		/* let a child begin to sleep; the result does not depend on it */
}

CLAIM(send_and_receive,
      "A child sends a message of type 7, and the parent receives it.",
      "Type, text and length arrive.",
      "A message is copied into the kernel and out again, so no memory needs to be shared.")
{
	int id = queue(0600);

	in_child({ send(id, 7, "Hello World"); });
	is(msgrcv(id, &buffer, LARGEST, 0, 0), 12, "what msgrcv returns");
	is(buffer.type, 7, "the type");
	must(same(buffer.text, "Hello World"), "the text arrives");
}

CLAIM(keep_order,
      "A process sends three messages and receives three, with type 0.",
      "They arrive in the order in which they were sent.",
      "It is a queue.")
{
	int id = queue(0600);

	send(id, 3, "one");
	send(id, 1, "two");
	send(id, 2, "three");
	expect(id, 0, 0, "one");
	expect(id, 0, 0, "two");
	expect(id, 0, 0, "three");
	fails(receive_now(id, 0), ENOMSG, "msgrcv of an empty queue");
}

CLAIM(by_type,
      "Messages of types 5, 3, 4 and 3 are received with type 3, and then with type -4.",
      "Type 3 gives the older one of type 3. -4 gives the lowest type up to 4, which is the other 3.",
      "A server can so receive urgent requests first, and a client its own answers only.")
{
	int id = queue(0600);

	send(id, 5, "five");
	send(id, 3, "three");
	send(id, 4, "four");
	send(id, 3, "another");
	expect(id, 3, 0, "three");
	expect(id, -4, 0, "another");
	expect(id, -4, 0, "four");
	fails(receive_now(id, -4), ENOMSG, "msgrcv with type -4 when only type 5 is there");
	expect(id, -5, 0, "five");
}

CLAIM(too_long,
      "A message of 12 bytes is received into 5, without and with MSG_NOERROR.",
      "Without it msgrcv fails with E2BIG, and the message stays. With it, the message is cut.",
      "What does not fit must not overflow the buffer, and must not be lost by mistake.")
{
	int id = queue(0600);

	send(id, 1, "Hello World");
	fails(msgrcv(id, &buffer, 5, 0, 0), E2BIG, "msgrcv");
	is(state_of(QUEUE, id).qnum, 1, "msg_qnum after that");
	memset(buffer.text, '-', 16);
	is(msgrcv(id, &buffer, 5, 0, MSG_NOERROR), 5, "what msgrcv with MSG_NOERROR returns");
	is(buffer.text[4], 'o', "the last byte that fits");
	is(buffer.text[5], '-', "the byte after it");
	is(state_of(QUEUE, id).qnum, 0, "msg_qnum at the end");
}

CLAIM(empty_text,
      "A process sends a message without text.",
      "It arrives; msgrcv returns 0.",
      "A type alone can be the message.")
{
	int id = queue(0600);

	buffer.type = 9;
	works(msgsnd(id, &buffer, 0, 0), "msgsnd of 0 bytes");
	is(msgrcv(id, &buffer, LARGEST, 0, 0), 0, "what msgrcv returns");
	is(buffer.type, 9, "the type");
}

CLAIM(queue_counts,
      "A process sends 12 and 4 bytes, and receives one message.",
      "msg_qnum is 2, then 1; msg_cbytes 16, then 4; msg_lspid and msg_lrpid are the process.",
      "The limits depend on these counts, and ipcs shows them.")
{
	int id = queue(0600);

	send(id, 1, "Hello World");
	send(id, 1, "abc");
	is(state_of(QUEUE, id).qnum, 2, "msg_qnum");
	is(state_of(QUEUE, id).cbytes, 16, "msg_cbytes");
	is(state_of(QUEUE, id).lspid, getpid(), "msg_lspid");
	expect(id, 0, 0, "Hello World");
	is(state_of(QUEUE, id).qnum, 1, "msg_qnum after msgrcv");
	is(state_of(QUEUE, id).cbytes, 4, "msg_cbytes after msgrcv");
	is(state_of(QUEUE, id).lrpid, getpid(), "msg_lrpid");
}

CLAIM(receiver_sleeps,
      "A child waits for a message, and then the parent sends one.",
      "The child gets it.",
      "A server waits most of the time.")
{
	int id = queue(0600), pid;

	pid = start_child({ expect(id, 0, 0, "wake up"); });
	nap();
	send(id, 1, "wake up");
	child_is_well(pid);
	is(state_of(QUEUE, id).qnum, 0, "msg_qnum");
}

CLAIM(right_receiver,
      "One child waits for type 1 and another for type 2. The parent sends type 2, and then type 1.",
      "Each gets its own message.",
      "A message that wakes the wrong sleeper, or the first one only, is lost.")
{
	int id = queue(0600), one, two;

	one = start_child({ expect(id, 1, 0, "for one"); });
	nap();
	two = start_child({ expect(id, 2, 0, "for two"); });
	nap();
	send(id, 2, "for two");
	child_is_well(two);
	send(id, 1, "for one");
	child_is_well(one);
}

CLAIM(one_message_one_receiver,
      "Three children wait, and the parent sends three messages.",
      "Each child gets exactly one, and the queue is empty.",
      "A message must not be received twice.")
{
	int id = queue(0600), pids[3], i;

	for (i = 0; i < 3; i++)
		pids[i] = start_child({ works(msgrcv(id, &buffer, LARGEST, 0, 0), "msgrcv"); });
	nap();
	for (i = 0; i < 3; i++)
		send(id, 1, "one of three");
	for (i = 0; i < 3; i++)
		child_is_well(pids[i]);
	is(state_of(QUEUE, id).qnum, 0, "msg_qnum");
}

/* Sends messages of 1000 bytes until the queue is full. Returns how many fit. */
static int fill(int id)
{
	int sent;

	buffer.type = 1;
	for (sent = 0; sent < 1000; sent++) {
		long result = msgsnd(id, &buffer, 1000, IPC_NOWAIT);

		if (result == -EAGAIN)
			return sent;
		works(result, "msgsnd");
	}
	must(0, "a queue is full after 1000 messages of 1000 bytes");
	return 0;
}

CLAIM(full_queue,
      "A process sends with IPC_NOWAIT until it fails, and receives one message.",
      "It fails with EAGAIN when msg_qbytes would be exceeded; then there is room for one message again.",
      "A queue without a limit lets any program take all of the kernel's memory.")
{
	int id = queue(0600), sent = fill(id);
	struct state state = state_of(QUEUE, id);

	is(sent, state.qbytes / 1000, "how many messages of 1000 bytes fit");
	is(state.qnum, sent, "msg_qnum");
	works(receive_now(id, 0), "msgrcv");
	buffer.type = 1;
	works(msgsnd(id, &buffer, 1000, IPC_NOWAIT), "msgsnd after that");
	fails(msgsnd(id, &buffer, 1000, IPC_NOWAIT), EAGAIN, "one more msgsnd");
}

CLAIM(sender_sleeps,
      "A queue is full, and a child sends. Then the parent receives a message.",
      "The child's message is in the queue.",
      "The sender waits for room as the receiver for messages.")
{
	int id = queue(0600), sent = fill(id), pid;

	pid = start_child({ buffer.type = 2; works(msgsnd(id, &buffer, 1000, 0), "msgsnd"); });
	nap();
	works(msgrcv(id, &buffer, LARGEST, 1, 0), "msgrcv");
	child_is_well(pid);
	is(state_of(QUEUE, id).qnum, sent, "msg_qnum");
	works(receive_now(id, 2), "msgrcv of the child's message");
}

CLAIM(removal_of_a_queue,
      "One child waits to receive from a queue, another one to send to a full one. Both are removed.",
      "Both children wake up with EIDRM.",
      "What they wait for can never happen any more.")
{
	int id = queue(0600), full = queue(0600), pids[2];

	fill(full);
	pids[0] = start_child({ fails(msgrcv(id, &buffer, LARGEST, 0, 0), EIDRM, "msgrcv"); });
	pids[1] = start_child({ fails(msgsnd(full, &buffer, 1000, 0), EIDRM, "msgsnd"); });
	sleep_ms(300);		/* both must sleep now, or the error is EINVAL */
	works(ipc_remove(QUEUE, id), "IPC_RMID");
	works(ipc_remove(QUEUE, full), "IPC_RMID of the full queue");
	child_is_well(pids[0]);
	child_is_well(pids[1]);
	fails(receive_now(id, 0), EINVAL, "msgrcv from the removed queue");
}

static void handler(int signal)
{
	(void)signal;
}

CLAIM(signal_wakes_receiver,
      "A child waits for a message and catches a signal. Then a message is sent.",
      "msgrcv fails with EINTR, and the message stays in the queue.",
      "A message given to a process that no longer waits is lost.")
{
	int id = queue(0600), pid, ready;
	struct gate caught = make_gate();

	pid = start_child({
		handle(SIGUSR1, handler);
		open_gate(&caught);
		fails(msgrcv(id, &buffer, LARGEST, 0, 0), EINTR, "msgrcv");
	});
	pass_gate(&caught);
	/* A signal that comes before the child sleeps does not end its wait: send it again. */
	for (ready = 0; ready < 50; ready++) {
		send_signal(pid, SIGUSR1);
		sleep_ms(10);
	}
	child_is_well(pid);
	send(id, 1, "stays");
	expect(id, 0, IPC_NOWAIT, "stays");
}

CLAIM(wrong_messages,
      "A process sends messages of type 0 and -1, and one that is larger than MSGMAX.",
      "msgsnd fails with EINVAL; nothing is in the queue.",
      "Type 0 means every type when receiving. The size decides how much the kernel allocates.")
{
	int id = queue(0600);

	buffer.type = 0;
	fails(msgsnd(id, &buffer, 4, 0), EINVAL, "msgsnd of type 0");
	buffer.type = -1;
	fails(msgsnd(id, &buffer, 4, 0), EINVAL, "msgsnd of type -1");
	buffer.type = 1;
	fails(msgsnd(id, &buffer, -1, 0), EINVAL, "msgsnd of -1 bytes");
	fails(msgsnd(id, &buffer, 1 << 20, 0), EINVAL, "msgsnd of 1 MiB");
	fails(msgsnd(-1, &buffer, 4, 0), EINVAL, "msgsnd to id -1");
	fails(msgrcv(id, &buffer, -1, 0, IPC_NOWAIT), EINVAL, "msgrcv of -1 bytes");
	is(state_of(QUEUE, id).qnum, 0, "msg_qnum");
}

CLAIM(rights_to_queues,
      "A stranger uses a queue of mode 0604: receives, sends and removes.",
      "Receiving succeeds; sending fails with EACCES, removing with EPERM.",
      "To receive is to read, although the message is gone afterwards.",
      .needs = "root")
{
	int id = queue(0600);

	send(id, 1, "for all");
	give(QUEUE, id, 0604);
	in_child({
		become(STRANGER, STRANGERS_GROUP);
		expect(id, 0, IPC_NOWAIT, "for all");
		buffer.type = 1;
		fails(msgsnd(id, &buffer, 4, 0), EACCES, "msgsnd");
		fails(ipc_remove(QUEUE, id), EPERM, "IPC_RMID");
	});
}

CLAIM(keys_of_queues,
      "msgget is called for a key twice with IPC_CREAT, with IPC_EXCL, and for an absent key.",
      "It returns the same id, EEXIST and ENOENT.",
      "As for segments.")
{
	int id = works(remember(QUEUE, msgget(KEY, IPC_CREAT | IPC_EXCL | 0600)), "msgget");

	is(msgget(KEY, IPC_CREAT | 0600), id, "the id from the second call");
	fails(msgget(KEY, IPC_CREAT | IPC_EXCL | 0600), EEXIST, "msgget with IPC_CREAT and IPC_EXCL");
	fails(msgget(KEY + 1, 0600), ENOENT, "msgget of an absent key");
}

CLAIM(a_thousand_messages,
      "A child sends 1000 numbered messages, and the parent receives them at the same time.",
      "Each arrives once, in order, although the queue becomes full and empty many times.",
      "One lost wake-up stops both for ever.")
{
	int id = queue(0600), pid, i, number;

	pid = start_child({
		for (i = 0; i < 1000; i++) {
			buffer.type = 1;
			memcpy(buffer.text, &i, sizeof(i));
			works(msgsnd(id, &buffer, 400, 0), "msgsnd");
		}
	});
	for (i = 0; i < 1000; i++) {
		works(msgrcv(id, &buffer, LARGEST, 0, 0), "msgrcv");
		memcpy(&number, buffer.text, sizeof(number));
		is(number, i, "the number of a message");
	}
	child_is_well(pid);
}
