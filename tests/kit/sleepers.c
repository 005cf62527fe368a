/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 8: processes that sleep at a semaphore. Each is woken when it can go on, and no other. */
#include "sem.h"

#define LEVEL 8

static int waiting;		/* for how many sleepers somebody_waits() waits */

static int somebody_waits(int id)
{
	return semctl(id, 0, GETNCNT, 0) == waiting;
}

static int somebody_waits_for_zero(int id)
{
	return semctl(id, 0, GETZCNT, 0) == waiting;
}

static void wait_for_sleepers(int id, int count)
{
	waiting = count;
	must(wait_until(somebody_waits, id), "GETNCNT says %d for as many sleepers", count);
}

/* All sleepers at semaphore 0 go on. Without this check, a kernel that forgets one would be slow to fail. */
static void all_go_on(int id)
{
	waiting = 0;
	must(wait_until(somebody_waits, id), "GETNCNT falls to 0, because all sleepers can go on");
}

CLAIM(sleeper_wakes,
      "A child subtracts 1 from a semaphore of value 0 and sleeps. Then the parent adds 1.",
      "The child goes on, and the value is 0.",
      "Waiting without using the processor is what the kernel's part in a semaphore is.")
{
	int id = semaphores(1, 0600), pid;

	pid = start_child({ down(id); });
	wait_for_sleepers(id, 1);
	up(id);
	all_go_on(id);
	child_is_well(pid);
	is(value(id, 0), 0, "the value");
	is(semctl(id, 0, GETNCNT, 0), 0, "GETNCNT");
}

CLAIM(one_each,
      "Three children sleep at a semaphore, and the parent adds 1.",
      "One of them goes on, and two still sleep. After two more, all have gone on.",
      "One unit for two processes breaks every lock; a sleeper that is forgotten waits for ever.")
{
	int id = semaphores(1, 0600), pids[3], i;
	struct gate passed = make_gate();

	for (i = 0; i < 3; i++)
		pids[i] = start_child({ down(id); open_gate(&passed); });
	wait_for_sleepers(id, 3);
	up(id);
	pass_gate(&passed);
	is(semctl(id, 0, GETNCNT, 0), 2, "GETNCNT after one addition");
	is(value(id, 0), 0, "the value after one addition");
	up(id);
	up(id);
	all_go_on(id);
	for (i = 0; i < 3; i++)
		child_is_well(pids[i]);
	is(value(id, 0), 0, "the value at the end");
}

CLAIM(all_at_once,
      "Five children sleep at a semaphore, and the parent adds 5 in one operation.",
      "All five go on.",
      "A kernel that wakes one sleeper for each call loses four wake-ups.")
{
	int id = semaphores(1, 0600), pids[5], i;

	for (i = 0; i < 5; i++)
		pids[i] = start_child({ down(id); });
	wait_for_sleepers(id, 5);
	works(one(id, 0, 5, 0), "semop +5");
	all_go_on(id);
	for (i = 0; i < 5; i++)
		child_is_well(pids[i]);
	is(value(id, 0), 0, "the value");
}

CLAIM(first_come_first_served,
      "Two children begin to sleep one after the other. The parent adds 1, and later another 1.",
      "The first sleeper goes on first.",
      "Otherwise a process can wait for ever while others pass it.")
{
	int id = semaphores(1, 0600), pids[2];
	struct gate first = make_gate(), second = make_gate();

	pids[0] = start_child({ down(id); open_gate(&first); });
	wait_for_sleepers(id, 1);
	pids[1] = start_child({ down(id); open_gate(&second); });
	wait_for_sleepers(id, 2);
	up(id);
	pass_gate(&first);
	is(semctl(id, 0, GETNCNT, 0), 1, "GETNCNT after one addition");
	up(id);
	pass_gate(&second);
	child_is_well(pids[0]);
	child_is_well(pids[1]);
}

CLAIM(larger_wish,
      "One child wants 3 units and sleeps, then another wants 1. The parent adds 1, and then 3.",
      "The small wish is served first, and the large one when there is enough.",
      "A sleeper that cannot go on yet must not hold up the others, nor be forgotten.")
{
	int id = semaphores(1, 0600), large, small;

	large = start_child({ works(one(id, 0, -3, 0), "semop -3"); });
	wait_for_sleepers(id, 1);
	small = start_child({ down(id); });
	wait_for_sleepers(id, 2);
	up(id);
	child_is_well(small);
	is(semctl(id, 0, GETNCNT, 0), 1, "GETNCNT");
	works(one(id, 0, 3, 0), "semop +3");
	all_go_on(id);
	child_is_well(large);
	is(value(id, 0), 0, "the value");
}

CLAIM(wait_for_zero,
      "A child waits with operation 0 until a semaphore of value 2 is 0. The parent subtracts 1 twice.",
      "The child goes on after the second subtraction, and GETZCNT counts it until then.",
      "It is how processes wait until all others are ready.")
{
	int id = semaphores(1, 0600), pid;

	set(id, 0, 2);
	pid = start_child({ works(one(id, 0, 0, 0), "semop 0"); });
	waiting = 1;
	must(wait_until(somebody_waits_for_zero, id), "GETZCNT says 1");
	down(id);
	is(semctl(id, 0, GETZCNT, 0), 1, "GETZCNT with the value 1");
	down(id);
	child_is_well(pid);
	is(semctl(id, 0, GETZCNT, 0), 0, "GETZCNT at the end");
}

CLAIM(group_sleeps,
      "A child wants a unit of each of two semaphores, of which one is there.",
      "It takes neither while it sleeps, and both when the other is there.",
      "This is how the dining philosophers avoid their deadlock.")
{
	struct sembuf both[] = { { 1, -1, 0 }, { 0, -1, 0 } };
	int id = semaphores(2, 0600), pid;

	set(id, 1, 1);
	pid = start_child({ works(semop(id, both, 2), "semop of two semaphores"); });
	wait_for_sleepers(id, 1);
	is(value(id, 1), 1, "the value of the free semaphore while the child sleeps");
	up(id);
	child_is_well(pid);
	is(value(id, 0), 0, "the value of the first");
	is(value(id, 1), 0, "the value of the second");
}

CLAIM(setval_wakes,
      "A child sleeps, and the parent sets the value to 1 by SETVAL; another child likewise with SETALL.",
      "Both go on.",
      "Whatever changes a value must look at the sleepers.")
{
	unsigned short all[1] = { 1 };
	int id = semaphores(1, 0600), pid;

	pid = start_child({ down(id); });
	wait_for_sleepers(id, 1);
	set(id, 0, 1);
	all_go_on(id);
	child_is_well(pid);
	pid = start_child({ down(id); });
	wait_for_sleepers(id, 1);
	works(semctl(id, 0, SETALL, (long)all), "SETALL");
	all_go_on(id);
	child_is_well(pid);
	is(value(id, 0), 0, "the value");
}

CLAIM(removal_wakes,
      "Two children sleep at a set, one for a unit and one for zero, and the parent removes the set.",
      "Both wake up with EIDRM.",
      "What they wait for can never happen any more.")
{
	int id = semaphores(2, 0600), pids[2];

	set(id, 1, 1);
	pids[0] = start_child({ fails(one(id, 0, -1, 0), EIDRM, "semop -1"); });
	wait_for_sleepers(id, 1);
	pids[1] = start_child({ fails(one(id, 1, 0, 0), EIDRM, "semop 0"); });
	waiting = 1;
	while (semctl(id, 1, GETZCNT, 0) == 0)
		sleep_ms(1);
	works(ipc_remove(SEMAPHORES, id), "IPC_RMID");
	child_is_well(pids[0]);
	child_is_well(pids[1]);
	fails(one(id, 0, 1, 0), EINVAL, "semop of the removed set");
}

static void handler(int signal)
{
	(void)signal;
}

CLAIM(signal_wakes,
      "A child sleeps at a semaphore and catches a signal.",
      "semop fails with EINTR, nothing was taken, and GETNCNT is 0.",
      "A process must be able to give up; and one that has gone must not be given a unit.")
{
	int id = semaphores(1, 0600), pid;

	pid = start_child({
		handle(SIGUSR1, handler);
		fails(one(id, 0, -1, 0), EINTR, "semop -1");
	});
	wait_for_sleepers(id, 1);
	send_signal(pid, SIGUSR1);
	child_is_well(pid);
	is(semctl(id, 0, GETNCNT, 0), 0, "GETNCNT");
	up(id);
	is(value(id, 0), 1, "the value after an addition");
}

CLAIM(killed_sleeper,
      "Two children sleep at a semaphore. The first is killed, and the parent adds 1.",
      "The second one goes on.",
      "A unit given to a dead process is lost, and whoever waits for it waits for ever.")
{
	int id = semaphores(1, 0600), pids[2];

	pids[0] = start_child({ down(id); });
	wait_for_sleepers(id, 1);
	pids[1] = start_child({ down(id); });
	wait_for_sleepers(id, 2);
	send_signal(pids[0], SIGKILL);
	is(wait_for(pids[0]), 128 + SIGKILL, "how the first child ended (128 + signal)");
	is(semctl(id, 0, GETNCNT, 0), 1, "GETNCNT");
	up(id);
	all_go_on(id);
	child_is_well(pids[1]);
}

CLAIM(undo_wakes,
      "A child holds the only unit with SEM_UNDO. Another one sleeps for it, and the first exits.",
      "The sleeper goes on.",
      "An undone operation changes a value like any other.")
{
	int id = semaphores(1, 0600), holder, sleeper;
	struct gate there = make_gate(), go = make_gate();

	set(id, 0, 1);
	holder = start_child({
		works(one(id, 0, -1, SEM_UNDO), "semop -1 with SEM_UNDO");
		open_gate(&there);
		pass_gate(&go);
	});
	pass_gate(&there);
	sleeper = start_child({ down(id); });
	wait_for_sleepers(id, 1);
	open_gate(&go);
	child_is_well(holder);
	all_go_on(id);
	child_is_well(sleeper);
}

CLAIM(mutual_exclusion,
      "Four processes add 1 to a number in a segment 300 times each, between a down and an up.",
      "The number is 1200.",
      "Without the semaphore, additions are lost. This is what it is for.")
{
	int id = semaphores(1, 0600), pids[4], i, j;
	volatile int *number = attach(segment(PAGE, 0600), NULL, 0);

	set(id, 0, 1);
	for (i = 0; i < 4; i++) {
		pids[i] = start_child({
			for (j = 0; j < 300; j++) {
				int seen;

				down(id);
				seen = number[0];
				if (j % 16 == 0)
					sleep_ms(1);		/* let the others run here */
				number[0] = seen + 1;
				up(id);
			}
		});
	}
	for (i = 0; i < 4; i++)
		child_is_well(pids[i]);
	is(number[0], 1200, "the number");
	is(value(id, 0), 1, "the value");
}

CLAIM(producer_and_consumer,
      "A producer passes 500 numbers to a consumer through a ring of 8 places, with two semaphores.",
      "The consumer gets each number once, in order.",
      "One lost wake-up stops both for ever.")
{
	enum { FREE, FULL };
	volatile int *ring = attach(segment(PAGE, 0600), NULL, 0);
	int id = semaphores(2, 0600), consumer, i;

	set(id, FREE, 8);
	consumer = start_child({
		for (i = 0; i < 500; i++) {
			works(one(id, FULL, -1, 0), "semop -1 of FULL");
			is(ring[i % 8], i, "the number that the consumer gets");
			works(one(id, FREE, 1, 0), "semop +1 of FREE");
		}
	});
	for (i = 0; i < 500; i++) {
		works(one(id, FREE, -1, 0), "semop -1 of FREE");
		ring[i % 8] = i;
		works(one(id, FULL, 1, 0), "semop +1 of FULL");
	}
	child_is_well(consumer);
}

CLAIM(time_limit,
      "semtimedop waits 20 milliseconds for a unit that does not come.",
      "It fails with EAGAIN, and the process no longer waits.",
      "A process that waits for another one can so find out that the other one is gone.")
{
	struct sembuf minus = { 0, -1, 0 };
	int id = semaphores(1, 0600), result;

	result = semtimedop(id, &minus, 1, 20);
	if (result == -ENOSYS)
		skip("there is no semtimedop");
	fails(result, EAGAIN, "semtimedop");
	is(semctl(id, 0, GETNCNT, 0), 0, "GETNCNT");
}
