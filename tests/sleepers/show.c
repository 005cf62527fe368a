/* SPDX-License-Identifier: GPL-2.0-only */
/* The log: results, and the state of sets and queues. Only its digest is printed, unless it is asked for. */
#include "sleepers.h"

#include <stdarg.h>
#include <stdint.h>

static uint64_t digest;
static int loud;

void begin_log(int aloud)
{
	digest = 14695981039346656037ULL;	/* FNV-1a */
	loud = aloud;
}

void end_log(unsigned seed)
{
	printf("%u %08x%08x\n", seed, (unsigned)(digest >> 32), (unsigned)digest);
}

void say(const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (char *c = text; *c; c++)
		digest = (digest ^ (unsigned char)*c) * 1099511628211ULL;
	if (loud)
		fputs(text, stdout);
}

static const char *const call_names[] = {
	"semget", "semop", "SETVAL", "SETALL", "mode", "RMID", "msgget", "msgsnd", "msgrcv", "IPC_SET", "RMID",
	"shmat", "shmdt", "RMID", "exit",
};

void show_call(const struct request *r)
{
	char kind = r->call <= REMOVE_SET ? 's' : r->call <= REMOVE_QUEUE ? 'q' : 'm';

	say("%s(%c%d%s", call_names[r->call], kind, r->object, r->stale ? "!" : "");
	if (r->call == OPERATE)
		for (int i = 0; i < r->n; i++)
			say(" %d%+d%s%s", r->ops[i].sem_num, r->ops[i].sem_op, r->ops[i].sem_flg & IPC_NOWAIT ? "n" : "",
			    r->ops[i].sem_flg & SEM_UNDO ? "u" : "");
	else
		say(" n=%d type=%ld flags=%lo value=%d", r->n, r->type, r->flags, r->value);
	say("%s)", r->timed ? " 0s" : "");
}

/*
 * A stale id is EINVAL in Linux; in Samepage also EIDRM, if the slot is in use again: rows stale-id, setall-stale
 * and msgrcv-stale of docs/fidelity.md. Both are "gone".
 */
void show_result(const struct request *r, long result)
{
	if (r->stale && (result == -EINVAL || result == -EIDRM))
		say("gone");
	else if (result < 0)
		say("%s", strerror(-result));
	else if (r->call == GET_SET || r->call == GET_QUEUE)
		say("an id");
	else
		say("%ld", result);
}

/* A process by its name, or - for 0. */
static void say_pid(int pid)
{
	for (int n = 0; n <= names; n++)
		if (pid_of[n] == pid) {
			say(" w%d", n);
			return;
		}
	say(pid ? " ?" : " -");
}

/* The state of every set and queue, without times, of which only says whether they are 0. */
void show_state(void)
{
	struct semid_ds s;
	struct msqid_ds q;

	for (int i = 0; i < sets; i++) {
		if (!set[i].alive)
			continue;
		say(" s%d:", i);
		for (int n = 0; n < set[i].nsems; n++) {
			say(" %d/%d/%d", semctl(set[i].id, n, GETVAL), semctl(set[i].id, n, GETNCNT),
			    semctl(set[i].id, n, GETZCNT));
			say_pid(semctl(set[i].id, n, GETPID));
		}
		if (semctl(set[i].id, 0, IPC_STAT, &s) == 0)
			say(" %o%s", s.sem_perm.mode, s.sem_otime ? " used" : "");
	}
	for (int i = 0; i < queues; i++) {
		if (!queue[i].alive || msgctl(queue[i].id, IPC_STAT, &q))
			continue;
		say(" q%d: %lu/%lu/%lu", i, q.msg_qnum, q.__msg_cbytes, q.msg_qbytes);
		say_pid(q.msg_lspid);
		say_pid(q.msg_lrpid);
		say(" %o%s%s", q.msg_perm.mode, q.msg_stime ? " sent" : "", q.msg_rtime ? " received" : "");
	}
	if (segment >= 0) {
		struct shmid_ds m;

		if (shmctl(segment, IPC_STAT, &m) == 0) {
			say(" m0: %lu", (unsigned long)m.shm_nattch);
			say_pid(m.shm_lpid);
		}
	}
}
