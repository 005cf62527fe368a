/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The system calls that the kit needs. Each is tried, and what is missing is said in words before the
 * first claim: a claim that fails then says something about IPC, and not about fork.
 */
#include "needs.h"

#include "run.h"

#define EVERY 0x3fe			/* a bit for each level, 1 to 9 */
#define MEMORY 0x7e			/* the levels about segments */
#define LEVEL(n) (1 << (n))

/* The checks return NULL, or a sentence that says what is wrong. */

static const char *exists(long result)
{
	return result == -ENOSYS ? "the call does not exist (ENOSYS)" : NULL;
}

static const char *pipes(void)
{
	char text[4] = "";
	int ends[2];

	if (pipe(ends) < 0)
		return "a pipe cannot be made";
	if (write(ends[1], "abc", 3) != 3 || read(ends[0], text, 3) != 3 || !same(text, "abc"))
		return "what is written to a pipe cannot be read from it";
	return NULL;
}

static const char *processes(void)
{
	int pid = fork();

	if (pid == 0)
		leave(getpid() > 0 ? 7 : 8);
	if (pid < 0)
		return "fork fails";
	return wait_for(pid) == 7 ? NULL : "wait4 and waitpid do not report a child that exits with 7";
}

/* Starts a child that waits for ever. */
static int start_sleeper(unsigned seconds)
{
	int ends[2], pid;
	char byte;

	if (pipe(ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		alarm(seconds);
		read(ends[0], &byte, 1);
		leave(0);
	}
	return pid;
}

static const char *kills(void)
{
	int pid = start_sleeper(5);

	if (kill(pid, SIGKILL) < 0)
		return "kill fails";
	return wait_for(pid) == 128 + SIGKILL ? NULL : "a process killed by SIGKILL is not reported as killed";
}

static const char *alarms(void)
{
	const char *lack = exists(alarm(0));

	if (lack)
		return lack;
	return wait_for(start_sleeper(1)) == 128 + SIGALRM ? NULL : "it does not end a process that waits";
}

static const char *segments(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0600);
	struct state state;
	const char *lack = exists(id);

	if (lack)
		return "neither the ipc call nor the direct call exists (ENOSYS)";
	if (id < 0)
		return "shmget of a private segment of one page fails";
	lack = ipc_stat(SEGMENT, id, &state) < 0 ? "IPC_STAT fails in both layouts of shmid_ds" : NULL;
	if (ipc_remove(SEGMENT, id) < 0 && !lack)
		lack = "IPC_RMID fails";
	return lack;
}

static const char *sets(void)
{
	int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
	const char *lack = exists(id);

	if (id >= 0)
		ipc_remove(SEMAPHORES, id);
	return lack;
}

static const char *queues(void)
{
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	const char *lack = exists(id);

	if (id >= 0)
		ipc_remove(QUEUE, id);
	return lack;
}

static void nothing(int signal)
{
	(void)signal;
}

static const char *handlers(void)
{
	int pid = fork();

	if (pid == 0) {
		if (catch_signal(SIGUSR1, nothing) < 0)
			leave(1);
		leave(kill(getpid(), SIGUSR1) < 0 ? 1 : 0);
	}
	return wait_for(pid) == 0 ? NULL : "a handler of a signal cannot be set, or does not return";
}

static const char *users(void)
{
	int pid;

	if (geteuid() != 0)
		return NULL;		/* the claims that need them say so */
	pid = fork();
	if (pid == 0)
		leave(setgid(STRANGERS_GROUP) == 0 && setuid(STRANGER) == 0 && geteuid() == STRANGER ? 0 : 1);
	return wait_for(pid) == 0 ? NULL : "root cannot become another user";
}

static const char *unmaps(void)		{ return exists(munmap((void *)1, PAGE)); }
static const char *protects(void)	{ return exists(mprotect((void *)1, PAGE, PROT_READ)); }
static const char *sleeps(void)		{ return exists(sleep_ms(1)); }

static const struct need {
	const char *calls;
	int levels;		/* that cannot be tried without; 0: single claims are skipped, or slower */
	const char *(*look)(void);
} needs[] = {
	{ "pipe, read and write", EVERY, pipes },
	{ "fork, exit, getpid and wait4 (or waitpid)", EVERY, processes },
	{ "kill", 0, kills },
	{ "alarm", 0, alarms },
	{ "shmget, shmat, shmdt and shmctl", MEMORY, segments },
	{ "geteuid, setuid and setgid", LEVEL(3), users },
	{ "munmap", LEVEL(5), unmaps },
	{ "mprotect", LEVEL(5), protects },
	{ "nanosleep (or select)", 0, sleeps },
	{ "rt_sigaction and rt_sigreturn (or sigaction and sigreturn)", 0, handlers },
	{ "semget, semop and semctl", LEVEL(7) | LEVEL(8), sets },
	{ "msgget, msgsnd, msgrcv and msgctl", LEVEL(9), queues },
	{ NULL, 0, NULL },
};
#define NEEDS (sizeof(needs) / sizeof(*needs) - 1)

static const char *lacks[NEEDS];

int look_for_needs(void)
{
	int possible = EVERY;
	size_t i;

	say("# The system calls that the kit needs:\n");
	for (i = 0; i < NEEDS && possible; i++) {
		say("#   %s ... ", needs[i].calls);
		lacks[i] = needs[i].look();
		say("%s\n", lacks[i] ? lacks[i] : "here");
		if (lacks[i])
			possible &= ~needs[i].levels;
	}
	if (!possible || prepare() < 0) {
		say("Bail out! Without these, no claim can be tried.\n");
		return 0;
	}
	if (lacks[3])
		say("# Without alarm, nothing ends a claim that waits for ever.\n");
	if (leave_ipc_namespace() == 0)
		say("# The kit has a name space of its own: other programs' objects are out of its reach.\n");
	return 1;
}

const char *missing_for(int level)
{
	size_t i;

	for (i = 0; i < NEEDS; i++)
		if (lacks[i] && needs[i].levels >> level & 1)
			return needs[i].calls;
	return NULL;
}
