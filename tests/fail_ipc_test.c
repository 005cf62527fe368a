/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphores and message queues while memory runs out: every allocation is made to fail once
 * (fail_nth.h). The call reports ENOMEM, and nothing is lost.
 */
#include "fail_nth.h"

static int sets(void)
{
	unsigned short all[250] = { 1, 2, 3 }, copy[250] = { 0 };
	int id = semget(0x5e3a, 250, IPC_CREAT | 0600), small = semget(IPC_PRIVATE, 1, 0600);

	MUST_OR_END(id >= 0 && small >= 0);
	MUST_OR_END(semctl(id, 0, SETALL, all) == 0);
	MUST_OR_END(semctl(id, 0, GETALL, copy) == 0);
	if (memcmp(all, copy, sizeof(all)))
		return 100;
	MUST(semget(0x5e3a, 0, 0) == id);
	MUST(semget(0x5e3b, 100, IPC_CREAT | 0600) >= 0);
	return 0;
}

static int undoing(void)
{
	int id = semget(IPC_PRIVATE, 250, 0600), other = semget(IPC_PRIVATE, 3, 0600), i;
	struct sembuf ops[2] = { { 249, 1, SEM_UNDO }, { 0, 2, SEM_UNDO } };

	MUST_OR_END(id >= 0 && other >= 0);
	for (i = 0; i < 2; i++)
		MUST(semop(id, ops, 2) == 0);
	MUST(semop(other, ops + 1, 1) == 0);
	pid_t child = fork();
	if (child == 0)
		_exit(semop(id, ops, 2) && errno != ENOMEM);
	MUST_OR_END(child > 0);
	if (wait_for(child))
		return 100;
	return semctl(id, 249, GETVAL) == semctl(id, 0, GETVAL) / 2 ? 0 : 101;
}

static int messages(void)
{
	struct { long type; char text[5000]; } m = { 1, "text" };
	int id = msgget(0x5e3a, IPC_CREAT | 0600);

	MUST_OR_END(id >= 0);
	MUST_OR_END(msgsnd(id, &m, 5000, 0) == 0);
	MUST_OR_END(msgsnd(id, &m, 0, 0) == 0);
	MUST_OR_END(msgsnd(id, &m, 100, 0) == 0);
	if (msgrcv(id, &m, 5000, 0, 0) != 5000 || msgrcv(id, &m, 5000, 0, 0) != 0)
		return 100;
	return 0;
}

int main(void)
{
	if (!can_fail_allocations())
		return 0;
	fail_each("semaphore sets", sets);
	fail_each("undo at exit", undoing);
	fail_each("messages", messages);
	expect(rmdir(DIRECTORY) == 0);
	return done_testing();
}
