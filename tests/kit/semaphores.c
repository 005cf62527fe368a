/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 7: sets of semaphores. Operations are atomic, and those of a dead process are undone. */
#include "sem.h"

#define LEVEL 7

static struct sembuf group[] = { { 0, -1, IPC_NOWAIT }, { 1, -2, IPC_NOWAIT }, { 2, 3, 0 } };

CLAIM(new_set,
      "A process creates a set of three semaphores.",
      "Their values are 0, and IPC_STAT says that there are three.",
      "A semaphore that begins with an old value lets too many processes pass.")
{
	int id = semaphores(3, 0600), i;

	for (i = 0; i < 3; i++)
		is(value(id, i), 0, "the value of a new semaphore");
	is(state_of(SEMAPHORES, id).nsems, 3, "sem_nsems");
	is(state_of(SEMAPHORES, id).otime, 0, "sem_otime");
}

CLAIM(values,
      "SETVAL sets a value, and SETALL and GETALL those of a whole set.",
      "GETVAL and GETALL return what was set.",
      "A set must be given its first values by its creator.")
{
	unsigned short all[3] = { 5, 0, 32767 }, got[3];
	int id = semaphores(3, 0600);

	set(id, 1, 7);
	is(value(id, 1), 7, "the value after SETVAL");
	works(semctl(id, 0, SETALL, (long)all), "SETALL");
	works(semctl(id, 0, GETALL, (long)got), "GETALL");
	must(got[0] == 5 && got[1] == 0 && got[2] == 32767, "GETALL returns 5, 0 and 32767");
	fails(semctl(id, 0, SETVAL, -1), ERANGE, "SETVAL of -1");
	fails(semctl(id, 0, SETVAL, 32768), ERANGE, "SETVAL of 32768");
	fails(semctl(id, 3, GETVAL, 0), EINVAL, "GETVAL of the fourth semaphore");
}

CLAIM(up_and_down,
      "A process adds 2 to a semaphore, and subtracts 1 three times with IPC_NOWAIT.",
      "The third subtraction fails with EAGAIN, and the value is 0.",
      "A value never falls below 0: that is the whole idea.")
{
	int id = semaphores(1, 0600);

	works(one(id, 0, 2, 0), "semop +2");
	works(one(id, 0, -1, IPC_NOWAIT), "the first semop -1");
	works(one(id, 0, -1, IPC_NOWAIT), "the second semop -1");
	fails(one(id, 0, -1, IPC_NOWAIT), EAGAIN, "the third semop -1");
	is(value(id, 0), 0, "the value");
}

CLAIM(all_or_nothing,
      "One semop has three operations, of which the second is not possible.",
      "It fails with EAGAIN, and no value has changed; when the second is possible, all three happen.",
      "A program that takes two resources at a time must not hold one while it lacks the other.")
{
	int id = semaphores(3, 0600);

	set(id, 0, 1);
	set(id, 1, 1);
	fails(semop(id, group, 3), EAGAIN, "the semop");
	must(value(id, 0) == 1 && value(id, 1) == 1 && value(id, 2) == 0, "the values are still 1, 1 and 0");
	set(id, 1, 2);
	works(semop(id, group, 3), "the semop with enough");
	must(value(id, 0) == 0 && value(id, 1) == 0 && value(id, 2) == 3, "the values are 0, 0 and 3");
}

CLAIM(in_order,
      "One semop adds 1 to a semaphore and then subtracts 1; another does it in the other order.",
      "With the value 0 the first succeeds, and the second fails with EAGAIN.",
      "The operations are tried one after the other, as if each saw the result of the one before.")
{
	struct sembuf plus_minus[] = { { 0, 1, 0 }, { 0, -1, IPC_NOWAIT } };
	struct sembuf minus_plus[] = { { 0, -1, IPC_NOWAIT }, { 0, 1, 0 } };
	int id = semaphores(1, 0600);

	works(semop(id, plus_minus, 2), "+1, -1");
	fails(semop(id, minus_plus, 2), EAGAIN, "-1, +1");
	is(value(id, 0), 0, "the value");
}

CLAIM(undo,
      "A child takes 2 units of 5 with SEM_UNDO and exits without giving them back; another one is killed.",
      "The value is 5 again each time.",
      "A program that crashes in a critical section would lock out all others for ever.")
{
	int id = semaphores(1, 0600), pid;
	struct gate there = make_gate(), never = make_gate();

	set(id, 0, 5);
	in_child({ works(one(id, 0, -2, SEM_UNDO), "semop -2 with SEM_UNDO"); is(value(id, 0), 3, "the value"); });
	is(value(id, 0), 5, "the value after the exit");
	pid = start_child({
		works(one(id, 0, -2, SEM_UNDO), "semop -2 with SEM_UNDO");
		open_gate(&there);
		pass_gate(&never);
	});
	pass_gate(&there);
	is(value(id, 0), 3, "the value while the child lives");
	send_signal(pid, SIGKILL);
	wait_for(pid);
	is(value(id, 0), 5, "the value after SIGKILL");
}

CLAIM(undo_is_not_inherited,
      "A process takes a unit with SEM_UNDO and forks. The child exits.",
      "The value does not change: what is to be undone belongs to the parent alone.",
      "Otherwise one unit is given back twice.")
{
	int id = semaphores(1, 0600);

	set(id, 0, 1);
	in_child({
		works(one(id, 0, -1, SEM_UNDO), "semop -1 with SEM_UNDO");
		in_child({ is(value(id, 0), 0, "the value"); });
		is(value(id, 0), 0, "the value after the exit of the grandchild");
	});
	is(value(id, 0), 1, "the value after the exit of the child");
}

CLAIM(setval_clears_undo,
      "A child takes a unit with SEM_UNDO. Then the parent sets the value by SETVAL, and the child exits.",
      "The value stays what SETVAL has made it.",
      "SETVAL begins anew, and what was done before no longer counts.")
{
	int id = semaphores(1, 0600), pid;
	struct gate there = make_gate(), go = make_gate();

	set(id, 0, 5);
	pid = start_child({
		works(one(id, 0, -2, SEM_UNDO), "semop -2 with SEM_UNDO");
		open_gate(&there);
		pass_gate(&go);
	});
	pass_gate(&there);
	set(id, 0, 7);
	open_gate(&go);
	child_is_well(pid);
	is(value(id, 0), 7, "the value after the exit");
}

CLAIM(last_pid,
      "A child changes a semaphore, and the parent asks for GETPID.",
      "It is the pid of the child; sem_otime is set.",
      "ipcs shows who used a semaphore last.")
{
	int id = semaphores(1, 0600), pid;

	pid = start_child({ up(id); });
	child_is_well(pid);
	is(semctl(id, 0, GETPID, 0), pid, "GETPID");
	must(state_of(SEMAPHORES, id).otime != 0, "sem_otime is set");
}

CLAIM(too_much,
      "semop adds 1 to 32767, names a semaphore beyond the set, and has no or 100000 operations.",
      "The errors are ERANGE, EFBIG, EINVAL and E2BIG.",
      "All four numbers come from the program, and each is an index or a size in the kernel.")
{
	static struct sembuf many[1];
	int id = semaphores(1, 0600);

	set(id, 0, 32767);
	fails(one(id, 0, 1, 0), ERANGE, "semop +1");
	is(value(id, 0), 32767, "the value");
	fails(one(id, 1, 1, 0), EFBIG, "semop of semaphore 1");
	fails(semop(id, many, 0), EINVAL, "semop without operations");
	fails(semop(id, many, 100000), E2BIG, "semop with 100000 operations");
	fails(semop(-1, many, 1), EINVAL, "semop of id -1");
}

CLAIM(sizes_of_sets,
      "semget asks for sets of 0, -1 and 3 semaphores.",
      "0 and -1 are EINVAL for a new set; an existing set of 3 is found with 0 to 3, and with 4 is EINVAL.",
      "As for segments, the size must fit what is there.")
{
	int id;

	fails(semget(IPC_PRIVATE, 0, 0600), EINVAL, "semget of 0 semaphores");
	fails(semget(IPC_PRIVATE, -1, 0600), EINVAL, "semget of -1 semaphores");
	id = works(remember(SEMAPHORES, semget(KEY, 3, IPC_CREAT | IPC_EXCL | 0600)), "semget");
	is(semget(KEY, 0, 0), id, "the id from semget with 0");
	is(semget(KEY, 3, 0), id, "the id from semget with 3");
	fails(semget(KEY, 4, 0), EINVAL, "semget with 4");
	fails(semget(KEY, 3, IPC_CREAT | IPC_EXCL | 0600), EEXIST, "semget with IPC_CREAT and IPC_EXCL");
	fails(semget(KEY + 1, 3, 0600), ENOENT, "semget of an absent key");
}

CLAIM(rights_to_sets,
      "A stranger uses a set of mode 0604: reads a value, waits for zero, adds 1, sets a value, removes it.",
      "Reading and waiting for zero succeed; the others fail with EACCES, EACCES and EPERM.",
      "To wait until a value is 0 is to read it; every other operation changes it.",
      .needs = "root")
{
	int id = semaphores(1, 0600);

	give(SEMAPHORES, id, 0604);
	in_child({
		become(STRANGER, STRANGERS_GROUP);
		is(value(id, 0), 0, "the value");
		works(one(id, 0, 0, 0), "semop 0");
		fails(one(id, 0, 1, 0), EACCES, "semop +1");
		fails(semctl(id, 0, SETVAL, 1), EACCES, "SETVAL");
		fails(ipc_remove(SEMAPHORES, id), EPERM, "IPC_RMID");
	});
}
