/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes of a scenario, and the pipes between the coordinator and them.
 *
 * Each slot has two pipes from the start of the program. The process in the slot (a fork of the
 * coordinator or of another worker, or the program after execve) finds them at the same descriptors.
 * All processes hold all ends, so a pipe does not show that a worker has died. Workers die only in
 * steps that are meant for it; otherwise the alarm ends the waiting.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "oracle.h"

struct process process[SLOTS];
const char *program;

/* The four descriptors of a slot begin here. */
#define FIRST_FD	8
#define REQUEST_IN	0
#define REQUEST_OUT	1
#define REPLY_IN	2
#define REPLY_OUT	3
#define FD(slot, end)	(FIRST_FD + 4 * (slot) + (end))

void open_pipes(void)
{
	int ends[2];

	for (int fd = 3; fd < FD(SLOTS, 0); fd++)
		close(fd);
	for (int i = 0; i < SLOTS * 2; i++) {
		if (pipe(ends) < 0)	/* 3 and 4, each time */
			exit(2);
		dup2(ends[0], FIRST_FD + 2 * i);
		dup2(ends[1], FIRST_FD + 2 * i + 1);
		close(ends[0]);
		close(ends[1]);
	}
}

/* --- requests and replies --- */

static void send(int fd, const void *data, size_t size)
{
	if (write(fd, data, size) != (ssize_t)size)
		exit(2);
}

static void receive(int fd, void *data, size_t size)
{
	char *to = data;

	while (size > 0) {
		ssize_t n = read(fd, to, size);

		if (n <= 0) {
			say(" (no answer: errno %d)\n", errno);
			flush();
			kill_all();
			_exit(3);
		}
		to += n;
		size -= n;
	}
}

void send_request(int slot, const struct request *request)
{
	send(FD(slot, REQUEST_OUT), request, sizeof(*request));
}

void receive_request(int slot, struct request *request)
{
	receive(FD(slot, REQUEST_IN), request, sizeof(*request));
}

void send_reply(int slot, const struct reply *reply)
{
	send(FD(slot, REPLY_OUT), reply, offsetof(struct reply, data) + reply->size);
}

void receive_reply(int slot, struct reply *reply)
{
	receive(FD(slot, REPLY_IN), reply, offsetof(struct reply, data));
	receive(FD(slot, REPLY_IN), reply->data, reply->size);
}

void ask(int slot, const struct request *request, struct reply *reply)
{
	send_request(slot, request);
	receive_reply(slot, reply);
}

long ask_call(int slot, int number, long a, long b, long c, long d, long e, long f)
{
	struct request request = { .op = CALL, .a = { number, a, b, c, d, e, f } };
	struct reply reply;

	ask(slot, &request, &reply);
	return reply.result;
}

/* --- start and end --- */

int live_workers(int *slots)
{
	int n = 0;

	for (int i = 1; i < SLOTS; i++)
		if (process[i].pid)
			slots[n++] = i;
	return n;
}

int free_slot(void)
{
	for (int i = 1; i < SLOTS; i++)
		if (!process[i].pid)
			return i;
	return -1;
}

void adopt(int slot, pid_t pid, int parent)
{
	process[slot].pid = pid;
	process[slot].name = next_name();
	process[slot].parent = parent;
	name_pid(pid, process[slot].name);
}

int spawn(void)
{
	int slot = free_slot();
	pid_t pid = fork();

	if (pid == 0)
		worker_loop(slot);
	if (pid < 0)
		exit(2);
	memset(&process[slot], 0, sizeof(process[slot]));
	process[slot].group[0] = process[slot].group[1] = -1;
	adopt(slot, pid, 0);
	return slot;
}

/* Waits until an orphan is gone: init waits for it, or this process does where it is init. */
static void await_orphan(pid_t pid)
{
	while (waitpid(pid, NULL, WNOHANG) != pid && kill(pid, 0) == 0)
		raw(__NR_sched_yield);
}

int await_death(int slot)
{
	static int status;		/* in the parent at the same address as here */
	struct process *p = &process[slot];
	int parent = p->parent;
	struct request wait = {
		.op = CALL, .a = { __NR_waitpid, p->pid, (long)&status, 0 },
		.get_at = (address)&status, .get_size = sizeof(status),
	};
	struct reply reply = { .result = -1 };

	if (parent == 0) {
		waitpid(p->pid, &status, 0);
	} else if (parent > 0) {
		ask(parent, &wait, &reply);
		memcpy(&status, reply.data, sizeof(status));
	} else {
		await_orphan(p->pid);
		status = -1;
	}
	p->pid = 0;
	for (int i = 1; i < SLOTS; i++)
		if (process[i].parent == slot)
			process[i].parent = -1;
	return status;
}

void kill_all(void)
{
	for (int i = 1; i < SLOTS; i++)
		if (process[i].pid)
			kill(process[i].pid, SIGKILL);
	for (int i = 1; i < SLOTS; i++) {
		if (!process[i].pid)
			continue;
		if (process[i].parent == 0)
			waitpid(process[i].pid, NULL, 0);
		else
			await_orphan(process[i].pid);
		process[i].pid = 0;
	}
}
