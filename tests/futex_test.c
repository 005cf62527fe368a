/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * futex: sleeping until a word changes. The sleeper and the waker find each other by the frame, so
 * they may be two processes that see the word at different addresses.
 */
#include "shm_util.h"

#include <sys/time.h>

#define WAIT 0
#define WAKE 1
#define WAIT_BITSET 9
#define WAKE_BITSET 10
#define PRIVATE 128
#define REALTIME 256

static int *word;		/* in an attached segment: every child sees it */
static struct timespec soon = { 0, 30000000 };

static long futex(int *at, int op, int val, const void *timeout, int val3)
{
	return sys(__NR_futex, at, op, val, timeout, 0, val3);
}

/* Wakes sleepers of a word until it has woken one; a sleeper may not sleep yet. Returns how many. */
static long wake_some(int *at, int op, int n, int bits)
{
	long woken;

	while ((woken = futex(at, op, n, NULL, bits)) == 0)
		sched_yield();
	return woken;
}

static void waking(void)
{
	int id = new_segment(PAGE, 0600), woken;
	int *again;
	pid_t first, second;

	word = attach(id, NULL, 0);
	again = attach(id, NULL, 0);
	shmctl(id, IPC_RMID, NULL);

	is(futex(word, WAKE, 1, NULL, 0), 0, "WAKE without sleepers wakes nobody");
	*word = 7;
	is(futex(word, WAIT, 8, NULL, 0), -EAGAIN, "WAIT for another value returns at once: EAGAIN");
	first = start_child({ expect(futex(word, WAIT, 7, NULL, 0) == 0); });
	is(wake_some(again, WAKE, 1, 0), 1, "WAKE by another address of the segment wakes the sleeper");
	is_end(wait_for(first), 0, "WAIT returns 0");

	first = start_child({ expect(futex(word, WAIT, 7, NULL, 0) == 0); });
	second = start_child({ expect(futex(again, WAIT, 7, NULL, 0) == 0); });
	for (woken = 0; woken < 2; )
		woken += wake_some(word, WAKE, 100, 0);
	is(woken, 2, "two sleepers at two addresses of the word are woken");
	is(wait_for(first) | wait_for(second), 0, "and both return 0");

	first = start_child({ expect(futex(word, WAIT_BITSET, 7, NULL, 1) == 0); });
	usleep(20000);
	is(futex(word, WAKE_BITSET, 1, NULL, 2), 0, "WAKE_BITSET with other bits wakes nobody");
	is(wake_some(word, WAKE_BITSET, 1, 3), 1, "with a common bit it wakes the sleeper");
	is_end(wait_for(first), 0, "WAIT_BITSET returns 0");
	is(futex(word + 1, WAKE, 1, NULL, 0), 0, "another word of the page is another futex");
	shmdt(again);
}

/* A word in each kind of memory: do a parent and its child meet? */
static void kinds(void)
{
	int fd = open("/tmp/futex_test", O_CREAT | O_RDWR | O_TRUNC, 0600), *at;
	pid_t child;

	ftruncate(fd, PAGE);
	at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	unlink("/tmp/futex_test");
	child = start_child({
		int *other = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

		expect(other != at && futex(other, WAIT, 0, NULL, 0) == 0);
	});
	is(wake_some(at, WAKE, 1, 0), 1, "two mappings of a file meet");
	is_end(wait_for(child), 0, "and the sleeper returns 0");
	munmap(at, PAGE);
	close(fd);

	at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	child = start_child({ expect(futex(at, WAIT, 0, NULL, 0) == 0); });
	is(wake_some(at, WAKE, 1, 0), 1, "parent and child meet in shared anonymous memory");
	is_end(wait_for(child), 0, "and the sleeper returns 0");
	child = start_child({ expect(futex(at, WAIT | PRIVATE, 0, &soon, 0) == -ETIMEDOUT); });
	while (futex(at, WAKE | PRIVATE, 1, NULL, 0) == 0 && waitpid(child, NULL, WNOHANG) == 0)
		sched_yield();
	ok(1, "a private futex is not found by another address space");
	munmap(at, PAGE);

	at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	child = start_child({ expect(futex(at, WAIT, 0, &soon, 0) == -ETIMEDOUT); });
	while (futex(at, WAKE, 1, NULL, 0) == 0 && waitpid(child, NULL, WNOHANG) == 0)
		sched_yield();
	ok(1, "private memory is another word in each process");
	munmap(at, PAGE);
}

static long milliseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (now.tv_sec % 1000000) * 1000 + now.tv_nsec / 1000000;
}

static void no_op(int sig)
{
	(void)sig;
}

static void limits(void)
{
	struct timespec at, bad = { 0, 1000000000 }, negative = { -1, 0 };
	long start = milliseconds(CLOCK_MONOTONIC);
	struct sigaction sa = { .sa_handler = no_op };
	struct itimerval timer = { { 0, 0 }, { 0, 20000 } };

	*word = 7;
	is(futex(word, WAIT, 7, &soon, 0), -ETIMEDOUT, "WAIT with a time limit: ETIMEDOUT");
	ok(milliseconds(CLOCK_MONOTONIC) - start >= 30, "not before the limit");
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec++;
	start = milliseconds(CLOCK_MONOTONIC);
	is(futex(word, WAIT_BITSET, 7, &at, -1), -ETIMEDOUT, "the limit of WAIT_BITSET is a point in time");
	ok(milliseconds(CLOCK_MONOTONIC) - start >= 950, "of the monotonic clock");
	clock_gettime(CLOCK_REALTIME, &at);
	is(futex(word, WAIT_BITSET | REALTIME, 7, &at, -1), -ETIMEDOUT, "or of the time of day");
	at.tv_sec = 1;
	is(futex(word, WAIT_BITSET | REALTIME, 7, &at, -1), -ETIMEDOUT, "a point in the past is over at once");
	is(futex(word, WAIT, 7, &bad, 0), -EINVAL, "a limit with too many nanoseconds: EINVAL");
	is(futex(word, WAIT, 7, &negative, 0), -EINVAL, "a negative limit: EINVAL");
	is(futex(word, WAIT, 7, (void *)0xc0000000, 0), -EFAULT, "a limit in the kernel: EFAULT");

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	at.tv_sec = 100;
	is(futex(word, WAIT, 7, &at, 0), -EINTR, "a handler interrupts a sleep with a limit: EINTR");
	setitimer(ITIMER_REAL, &timer, NULL);
	is(futex(word, WAIT, 7, NULL, 0), -EINTR, "and one without");
}

static void errors(void)
{
	int local = 0;

	is(futex((int *)((char *)word + 1), WAIT, 0, NULL, 0), -EINVAL, "a word that is not aligned: EINVAL");
	is(futex((int *)0xc0000000, WAKE, 1, NULL, 0), -EFAULT, "a word in the kernel: EFAULT");
	is(futex((int *)8, WAKE, 1, NULL, 0), -EFAULT, "WAKE of a word that is not mapped: EFAULT");
	is(futex((int *)8, WAKE | PRIVATE, 1, NULL, 0), 0, "a private one is only an address");
	is(futex((int *)8, WAIT | PRIVATE, 1, NULL, 0), -EFAULT, "which WAIT must read: EFAULT");
	is(futex(&local, WAIT_BITSET, 0, NULL, 0), -EINVAL, "WAIT_BITSET without bits: EINVAL");
	is(futex(&local, WAKE_BITSET, 1, NULL, 0), -EINVAL, "WAKE_BITSET without bits: EINVAL");
	is(futex(&local, 77, 0, NULL, 0), -ENOSYS, "an unknown operation: ENOSYS");
	is(futex(&local, WAIT | REALTIME, 1, NULL, 0), -ENOSYS, "WAIT has no clock to choose: ENOSYS");
}

/* Sleepers that are killed leave nothing behind. */
static void killed(void)
{
	pid_t child = start_child({ futex(word, WAIT, 7, NULL, 0); });

	usleep(20000);
	if (on_samepage())
		is(strncmp(invariants(), "ok", 2), 0, "the reference of a sleeper is counted");
	kill(child, SIGKILL);
	is_end(wait_for(child), KILLED(SIGKILL), "a sleeper can be killed");
	is(futex(word, WAKE, 1, NULL, 0), 0, "and is not woken afterwards");
}

static void everything(void)
{
	waking();
	kinds();
	limits();
	errors();
	killed();
	shmdt(word);
}

int main(void)
{
	long before;

	everything();
	if (on_samepage()) {
		free_frames();
		before = settled_frames(free_frames());
		everything();
		is(settled_frames(before), before, "no frame is lost");
		is(strncmp(invariants(), "ok", 2), 0, "the kernel's counts are right");
	}
	return done_testing();
}
