/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeping in msgsnd and msgrcv: who is served, in which order, and every way in which the sleep ends. */
#include "sem_util.h"

#include <sys/time.h>

static int queue;

static void handler(int sig) { (void)sig; }

static void set_queue(int mode, unsigned long qbytes)
{
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = mode }, .msg_qbytes = qbytes });
}

/* Receives a message. 0 when it has this text; otherwise -1, with errno 77 if it has another. */
static int expect_text(long type, size_t size, int flags, const char *expected)
{
	struct message m = { 0 };

	if (msgrcv(queue, &m, size, type, flags) == -1)
		return -1;
	if (strcmp(m.text, expected) == 0)
		return 0;
	errno = 77;
	return -1;
}

/* A child that does so. It ends with errno. */
#define receiver(type, size, flags, text) sleeper(expect_text(type, size, flags, text))

static void receivers(void)
{
	struct msqid_ds ds;
	pid_t a, b, c;

	a = receiver(0, 64, 0, "hello");
	send(queue, 3, "hello", 0);
	ds = queue_state(queue);
	ok(ds.msg_qnum == 0 && ds.__msg_cbytes == 0, "a sleeping receiver is handed the message: it is never in the queue");
	ok(ds.msg_lrpid == a && ds.msg_lspid == getpid() && ds.msg_rtime && ds.msg_stime, "both processes and times are recorded");
	is_errno(receive(queue, 0, IPC_NOWAIT), ENOMSG, "so nobody can take it away");
	is_end(wait_for(a), 0, "and it arrives");
	a = receiver(5, 64, 0, "five");
	b = receiver(-4, 64, 0, "four");
	c = receiver(5, 64, MSG_EXCEPT, "six");
	send(queue, 6, "six", 0);
	send(queue, 5, "five", 0);
	send(queue, 4, "four", 0);
	is_end(wait_for(a), 0, "each receiver gets the first message that it wants: by type");
	is_end(wait_for(b), 0, "by the largest type");
	is_end(wait_for(c), 0, "by another type");
	a = receiver(0, 64, 0, "first");
	b = receiver(0, 64, 0, "second");
	send(queue, 1, "first", 0);
	send(queue, 1, "second", 0);
	is_end(wait_for(a), 0, "of those that want it, the oldest gets the first");
	is_end(wait_for(b), 0, "the next the second");
	a = receiver(0, 3, 0, "");
	b = receiver(0, 3, MSG_NOERROR, "lon");
	c = receiver(0, 64, 0, "longer");
	send(queue, 1, "longer", 0);
	is_end(wait_for(a), E2BIG, "a receiver whose buffer is too small ends with E2BIG");
	is_end(wait_for(b), 0, "the next takes a part with MSG_NOERROR");
	send(queue, 1, "longer", 0);
	is_end(wait_for(c), 0, "another gets the next one whole");
	a = receiver(0, 2, 0, "");
	send(queue, 1, "abc", 0);
	is_end(wait_for(a), E2BIG, "if nobody takes the message ...");
	is(queue_state(queue).msg_qnum, 1, "... it is in the queue");
	receive(queue, 0, 0);
}

static void senders(void)
{
	pid_t a, b, c;

	set_queue(0600, 10);
	send(queue, 1, "12345678", 0);
	a = sleeper(send(queue, 2, "large", 0));
	b = sleeper(send(queue, 3, "ab", 0));
	ok(state_of(a) == 'S' && state_of(b) == 'Z', "a sender sleeps while its message does not fit; a smaller one may");
	wait_for(b);
	c = sleeper(send(queue, 4, "c", 0));
	is(receive(queue, 3, 0), 3, "a small message is received");
	is_end(wait_for(c), 0, "its room is enough for one sender");
	ok(still_asleep(a), "but not for the other");
	is(receive(queue, 1, 0), 1, "a large one is received");
	is_end(wait_for(a), 0, "now the other goes");
	is(receive(queue, 0, 0), 4, "the messages are in the order ...");
	is(receive(queue, 0, 0), 2, "... in which they came into the queue");
	send(queue, 1, "1234567890", 0);
	a = sleeper(send(queue, 2, "12", 0));
	b = sleeper(send(queue, 3, "12345678901234567890", 0));
	set_queue(0600, 14);
	is_end(wait_for(a), 0, "a larger queue has room for a sender");
	ok(still_asleep(b), "not for one whose message is larger than the queue");
	kill(b, SIGKILL);
	wait_for(b);
	set_queue(0600, 1);
	a = receiver(9, 64, 0, "");
	send(queue, 9, "", IPC_NOWAIT);
	ok(still_asleep(a), "a full queue takes no message, even if a receiver waits for it");
	receive(queue, 0, 0);
	receive(queue, 0, 0);
	send(queue, 9, "", 0);
	is_end(wait_for(a), 0, "with room it does");
	set_queue(0600, 16384);
}

static void ends(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	pid_t a, b;
	int old;

	a = receiver(0, 64, 0, "");
	msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .uid = 1, .mode = 0600 }, .msg_qbytes = 4 });
	ok(still_asleep(a), "IPC_SET does not end the sleep of who may still receive");
	kill(a, SIGKILL);
	wait_for(a);
	set_queue(0606, 4);
	a = sleeper((become(65534, 65534), receive(queue, 0, 0)));
	set_queue(0600, 4);
	is_end(wait_for(a), EACCES, "who may not any more ends with EACCES");

	sigaction(SIGUSR1, &sa, NULL);
	a = receiver(0, 64, 0, "");
	kill(a, SIGUSR1);
	is_end(wait_for(a), EINTR, "a handled signal ends msgrcv with EINTR, SA_RESTART or not");
	send(queue, 1, "full", 0);
	b = sleeper(send(queue, 1, "x", 0));
	kill(b, SIGUSR1);
	is_end(wait_for(b), EINTR, "and msgsnd");
	a = receiver(5, 64, 0, "late");
	kill(a, SIGSTOP);
	waitpid(a, NULL, WUNTRACED);
	kill(a, SIGCONT);
	ok(still_asleep(a), "a process that was stopped goes on waiting");
	b = sleeper(send(queue, 2, "xy", 0));
	kill(b, SIGSTOP);
	waitpid(b, NULL, WUNTRACED);
	kill(b, SIGCONT);
	ok(still_asleep(b), "a sender, too");
	receive(queue, 1, 0);
	is_end(wait_for(b), 0, "it can send");
	receive(queue, 2, 0);
	send(queue, 5, "late", 0);
	is_end(wait_for(a), 0, "and receive");

	send(queue, 1, "full", 0);
	a = receiver(3, 64, 0, "");
	b = sleeper(send(queue, 1, "x", 0));
	old = queue;
	remove_queue(queue);
	is_end(wait_for(a), EIDRM, "removal ends msgrcv with EIDRM");
	is_end(wait_for(b), EIDRM, "and msgsnd");
	is_errno(send(old, 1, "x", 0), EINVAL, "the queue is gone");
	queue = new_queue(0600);
	a = receiver(0, 64, 0, "");
	set_queue(0600, 8192);
	remove_queue(queue);
	is_end(wait_for(a), EIDRM, "also when IPC_SET has just told the receiver to look again");
	queue = new_queue(0600);
}

/* Producers and consumers with signals: every message arrives once. */
static void storm(void)
{
	enum { PAIRS = 4, MESSAGES = 200 };
	int sum = 0, p;
	pid_t pid[2 * PAIRS];

	set_queue(0600, 12);
	for (p = 0; p < PAIRS; p++) {
		pid[2 * p] = start_child({
			struct sigaction sa = { .sa_handler = handler };
			struct itimerval often = { { 0, 3000 }, { 0, 3000 } };

			sigaction(SIGALRM, &sa, NULL);
			setitimer(ITIMER_REAL, &often, NULL);
			for (int n = 0; n < MESSAGES; n++) {
				char text[8];

				sprintf(text, "%d", n);
				while (send(queue, p + 1, text, 0))
					expect(errno == EINTR);
			}
		});
		pid[2 * p + 1] = start_child({
			struct sigaction sa = { .sa_handler = handler };
			struct itimerval often = { { 0, 7000 }, { 0, 7000 } };

			sigaction(SIGALRM, &sa, NULL);
			setitimer(ITIMER_REAL, &often, NULL);
			for (int n = 0; n < MESSAGES; n++) {
				while (receive(queue, p + 1, 0) < 0)
					expect(errno == EINTR);
				expect(atoi(received) == n);
			}
		});
	}
	for (p = 0; p < 2 * PAIRS; p++)
		sum += wait_for(pid[p]);
	is(sum, 0, "%d pairs exchange messages through a queue of 12 bytes, in order, with signals", PAIRS);
	is(queue_state(queue).msg_qnum, 0, "no message is left");
	set_queue(0600, 16384);
}

static void crowd(void)
{
	enum { MANY = 100 };
	int i, wrong = 0;
	pid_t pid[MANY];

	set_queue(0600, 1);
	send(queue, 1, "x", 0);
	for (i = 0; i < MANY; i++)
		pid[i] = i % 2 ? sleeper(send(queue, 1, "y", 0)) : receiver(7, 64, 0, "");
	remove_queue(queue);
	for (i = 0; i < MANY; i++)
		wrong += wait_for(pid[i]) != EIDRM;
	is(wrong, 0, "a removal wakes %d senders and receivers", MANY);
	queue = new_queue(0600);
}

int main(void)
{
	long before;

	sweep_sets_and_queues();
	queue = new_queue(0600);
	before = on_samepage() ? free_frames() : 0;
	receivers();
	senders();
	ends();
	storm();
	crowd();
	if (on_samepage()) {
		is(settled_frames(before), before, "all frames are back");
		ok(strcmp(invariants(), "ok") == 0, "all is consistent: %s", invariants());
	}
	remove_queue(queue);
	return done_testing();
}
