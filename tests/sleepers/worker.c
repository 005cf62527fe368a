/* SPDX-License-Identifier: GPL-2.0-only */
/* The processes of a scenario, and the pipes to them. */
#include "sleepers.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>

/* Calls of Linux that Samepage does not have. */
#define NR_SCHED_SETSCHEDULER	156
#define NR_SCHED_SETAFFINITY	241
#define SCHED_FIFO_		1

struct worker worker[WORKERS];
pid_t pid_of[NAMES];
int names;
static int priorities;

static int set_priority(int priority)
{
	return syscall(NR_SCHED_SETSCHEDULER, 0, SCHED_FIFO_, &priority);
}

int be_in_background(void)
{
	unsigned long first_processor = 1;
	struct utsname name;

	uname(&name);
	if (strcmp(name.sysname, "Samepage") == 0)
		return 0;
	priorities = 1;
	if (syscall(NR_SCHED_SETAFFINITY, 0, sizeof(first_processor), &first_processor) < 0)
		return -1;
	return set_priority(5);
}

/* --- in a worker --- */

static void handler(int sig)
{
	(void)sig;
}

/* Makes the call. Returns its result, or -errno. */
long perform(const struct request *r)
{
	static const struct timespec none = { 0, 0 };
	struct { long type; char text[16]; } m = { r->type, "0123456789abcde" };
	unsigned short values[3] = { r->value, r->value / 2, r->value / 3 };
	struct sembuf ops[3];
	struct semid_ds sem = { .sem_perm = { .mode = r->flags } };
	struct msqid_ds msg = { .msg_perm = { .mode = r->flags }, .msg_qbytes = r->n };
	static void *at;
	long result = -1;

	memcpy(ops, r->ops, sizeof(ops));
	errno = 0;
	switch (r->call) {
	case GET_SET:		result = semget(r->type, r->n, r->flags); break;
	case OPERATE:		result = r->timed ? semtimedop(r->id, ops, r->n, &none) : semop(r->id, ops, r->n); break;
	case SET_VALUE:		result = semctl(r->id, r->n, SETVAL, r->value); break;
	case SET_ALL:		result = semctl(r->id, 0, SETALL, values); break;
	case SET_MODE:		result = semctl(r->id, 0, IPC_SET, &sem); break;
	case REMOVE_SET:	result = semctl(r->id, 0, IPC_RMID); break;
	case GET_QUEUE:		result = msgget(r->type, r->flags); break;
	case SEND:		result = msgsnd(r->id, &m, r->n, r->flags); break;
	case RECEIVE:
		result = msgrcv(r->id, &m, r->n, r->type, r->flags);
		if (result >= 0)
			result += 1000 * m.type;	/* both are in the log */
		break;
	case SET_QUEUE:		result = msgctl(r->id, IPC_SET, &msg); break;
	case REMOVE_QUEUE:	result = msgctl(r->id, IPC_RMID, NULL); break;
	case ATTACH:
		if (at)
			return -1000;
		at = shmat(r->id, NULL, 0);
		result = at == (void *)-1 ? -1 : 0;
		if (result)
			at = NULL;
		break;
	case DETACH:
		result = shmdt(at);
		at = NULL;
		break;
	case REMOVE_SEGMENT:	result = shmctl(r->id, IPC_RMID, NULL); break;
	case LEAVE:		_exit(0);
	}
	return result == -1 ? -errno : result;
}

static void serve(int from, int to, int uid)
{
	struct sigaction sa = { .sa_handler = handler };
	struct request r;

	sigaction(SIGUSR1, &sa, NULL);
	if (priorities && set_priority(10))
		_exit(1);
	if (uid && (setgid(uid) || setuid(uid)))
		_exit(1);
	for (;;) {
		long result, n = read(from, &r, sizeof(r));

		if (n < 0 && errno == EINTR)
			continue;
		if (n != sizeof(r))
			_exit(0);
		result = perform(&r);
		if (write(to, &result, sizeof(result)) != sizeof(result))
			_exit(0);
	}
}

/* --- in the coordinator --- */

void start_worker(int i, int uid)
{
	int to[2], from[2];

	if (pipe(to) || pipe(from))
		exit(3);
	worker[i] = (struct worker){ .uid = uid, .name = ++names };
	worker[i].pid = fork();
	if (worker[i].pid == 0) {
		for (int k = 0; k < WORKERS; k++)
			if (k != i && worker[k].pid) {
				close(worker[k].to);
				close(worker[k].from);
			}
		close(to[1]);
		close(from[0]);
		serve(to[0], from[1], uid);
	}
	if (worker[i].pid < 0)
		exit(3);
	pid_of[names] = worker[i].pid;
	close(to[0]);
	close(from[1]);
	worker[i].to = to[1];
	worker[i].from = from[0];
	settle();
}

void give(int i, const struct request *r)
{
	worker[i].request = *r;
	worker[i].busy = 1;
	if (write(worker[i].to, r, sizeof(*r)) != sizeof(*r))
		exit(3);
	settle();
}

void settle(void)
{
	for (int n = 0; n < 2 * WORKERS; n++)
		sched_yield();
}

int collect(int i, long *result)
{
	struct pollfd p = { worker[i].from, POLLIN, 0 };

	if (!worker[i].busy || poll(&p, 1, 0) <= 0 || !(p.revents & POLLIN))
		return 0;
	if (read(worker[i].from, result, sizeof(*result)) != sizeof(*result))
		return 0;
	worker[i].busy = 0;
	return 1;
}

/* Ends a worker by a signal, or (0) after it was told to exit. */
void end_worker(int i, int sig)
{
	if (sig)
		kill(worker[i].pid, sig);
	waitpid(worker[i].pid, NULL, 0);
	close(worker[i].to);
	close(worker[i].from);
	worker[i].pid = 0;
	worker[i].busy = 0;
	settle();
}

void end_all(void)
{
	for (int i = 0; i < WORKERS; i++)
		if (worker[i].pid)
			end_worker(i, SIGKILL);
}
