/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes and their relations: waiting, orphans, zombies, who may send signals, process groups,
 * limits, time, and the scheduler that lets them all run.
 */
#include "tap.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>

static volatile int *shared;	/* in a page that all processes of the test share */

static void waiting(void)
{
	int status = -1, i;
	pid_t pid, a, b;
	struct rusage usage;

	is_errno(waitpid(-1, &status, 0), ECHILD, "waitpid without children: ECHILD");
	is_errno(waitpid(getppid(), &status, 0), ECHILD, "waitpid for another process's child: ECHILD");
	for (i = 0; i < 256; i += 51)
		is_end(in_child({ _exit(i); }), i, "the parent gets exit status %d", i);
	is_end(in_child({ _exit(0x1234); }), 0x34,
	       "of a larger exit status the parent gets the low eight bits");
	pid = start_child({ kill(getpid(), SIGKILL); });
	is(waitpid(pid, &status, 0), pid, "waitpid returns the pid of a killed child");
	is(status, SIGKILL, "its status has the signal in the low seven bits");
	pid = start_child({ _exit(5); });
	is(waitpid(pid, &status, 0), pid, "waitpid returns the pid of a child that exited");
	is(status, 5 << 8, "its status has the exit code in bits 8 to 15");
	is_errno(waitpid(pid, &status, 0), ECHILD,
	         "waitpid for a child that was waited for already: ECHILD");

	struct gate go = make_gate();

	pid = start_child({ pass_gate(&go); _exit(6); });
	status = 0x5555;
	is(waitpid(pid, &status, WNOHANG), 0, "WNOHANG while the child runs: 0");
	is(status, 0x5555, "with WNOHANG the status is not written");
	open_gate(&go);
	is(waitpid(-1, NULL, 0), pid, "waitpid(-1) with NULL for the status");
	a = start_child({ pass_gate(&go); _exit(7); });
	b = start_child({ _exit(8); });
	is(waitpid(b, &status, 0), b, "waitpid finds the second child by its pid");
	open_gate(&go);
	is(wait(&status), a, "wait() finds the other child");
	is(status, 7 << 8, "wait() stores its status");
	pid = start_child({ _exit(9); });
	is(wait4(pid, &status, 0, &usage), pid, "wait4 fills a struct rusage, too");
	is(sys(__NR_wait4, -1, 0x70000000, WNOHANG, 0), -ECHILD,
	   "wait4 without a matching child: ECHILD before EFAULT");
	is(sys(__NR_waitpid, -1, 0, 0x1000), -EINVAL, "waitpid with unknown options: EINVAL");
	pid = start_child({ _exit(10); });
	is(sys(__NR_waitpid, pid, 0x70000000, 0), -EFAULT,
	   "waitpid with a status at an unmapped address: EFAULT");
	drop_gate(&go);
}

static void orphans(void)
{
	struct gate there = make_gate(), go = make_gate(), done = make_gate();
	pid_t parent;

	parent = start_child({
		start_child({
			pid_t before = getppid();

			open_gate(&there);
			pass_gate(&go);
			while (getppid() == before)
				sched_yield();
			shared[0] = getppid();
			open_gate(&done);
		});
		pass_gate(&there);
	});
	is_end(wait_for(parent), 0, "a parent exits before its child");
	open_gate(&go);
	pass_gate(&done);
	is(shared[0], 1, "the orphan's parent is process 1");
	is_errno(waitpid(-1, NULL, 0), ECHILD, "the grandparent cannot wait for the orphan: ECHILD");
	drop_gate(&there);
	drop_gate(&go);
	drop_gate(&done);
}

static void zombies(void)
{
	struct gate gone = make_gate();
	pid_t pid = start_child({ close(gone.fd[0]); });
	char byte;
	int i;

	close(gone.fd[1]);
	is(read(gone.fd[0], &byte, 1), 0, "when a child exits, its end of the pipe is closed");
	is(kill(pid, 0), 0, "kill(pid, 0) still finds a zombie");
	is(kill(pid, SIGKILL), 0, "SIGKILL to a zombie succeeds");
	is_end(wait_for(pid), 0, "the zombie keeps its exit status for its parent");
	is_errno(kill(pid, 0), ESRCH, "after it was waited for, kill(pid, 0): ESRCH");
	close(gone.fd[0]);
	for (i = 0; i < 30; i++)
		start_child({ _exit(0); });
	for (i = 0; waitpid(-1, NULL, 0) > 0; i++)
		;
	is(i, 30, "waitpid(-1) finds thirty zombies, one after the other");
}

static void killing(void)
{
	static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGABRT, SIGFPE, SIGKILL,
				     SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM };
	static const int harmless[] = { SIGCHLD, SIGCONT, SIGURG, SIGWINCH };
	struct gate go = make_gate();
	unsigned i;
	pid_t pid;

	for (i = 0; i < sizeof(fatal) / sizeof(*fatal); i++) {
		pid = start_child({ pass_gate(&go); });
		is(kill(pid, fatal[i]), 0, "signal %d can be sent to a waiting process", fatal[i]);
		is_end(wait_for(pid), KILLED(fatal[i]), "signal %d kills it", fatal[i]);
	}
	for (i = 0; i < sizeof(harmless) / sizeof(*harmless); i++) {
		pid = start_child({ kill(getpid(), harmless[i]); });
		is_end(wait_for(pid), 0, "signal %d does not end the process", harmless[i]);
	}
	pid = start_child({ for (;;) ; });
	kill(pid, SIGTERM);
	is_end(wait_for(pid), KILLED(SIGTERM), "SIGTERM kills a process that only computes");
	is_errno(kill(999999, 0), ESRCH, "kill of a process that does not exist: ESRCH");
	is_errno(kill(getpid(), -1), EINVAL, "kill with signal -1: EINVAL");
	is_errno(kill(getpid(), 65), EINVAL, "kill with signal 65: EINVAL");
	is(kill(getpid(), 0), 0, "kill with signal 0 only checks for the process");

	pid = start_child({ pass_gate(&go); });
	is_end(in_child({
		expect(setresuid(1000, 1000, 1000) == 0);
		expect_errno(kill(pid, SIGKILL), EPERM);
		expect_errno(kill(1, SIGKILL), EPERM);
		expect_errno(kill(1, 0), EPERM);
		_exit(wait_for(start_child({ kill(getpid(), SIGUSR1); })));
	}), KILLED(SIGUSR1), "a user other than root can signal only its own processes: EPERM");
	is(kill(1, SIGKILL), 0, "process 1 does not die of SIGKILL");
	open_gate(&go);
	is_end(wait_for(pid), 0, "the process that the other user tried to kill still runs");
	drop_gate(&go);
}

static void groups_of_processes(void)
{
	struct gate go = make_gate(), there = make_gate();
	pid_t leader, member, other;

	leader = start_child({
		expect(setpgid(0, 0) == 0 && getpgrp() == getpid());
		open_gate(&there);
		pass_gate(&go);
	});
	pass_gate(&there);
	member = start_child({
		expect(setpgid(0, leader) == 0 && getpgrp() == leader);
		open_gate(&there);
		pass_gate(&go);
	});
	pass_gate(&there);
	other = start_child({ pass_gate(&go); });
	is(getpgid(member), leader, "a process can join a group");
	is(kill(-leader, SIGTERM), 0, "a signal can be sent to the group");
	is_end(wait_for(leader), KILLED(SIGTERM), "the signal kills the leader of the group");
	is_end(wait_for(member), KILLED(SIGTERM), "the signal kills the other member");
	open_gate(&go);
	is_end(wait_for(other), 0, "the signal does not reach a process outside the group");
	is_errno(kill(-leader, 0), ESRCH, "kill of a group without members: ESRCH");
	is_errno(setpgid(1, 0), ESRCH, "setpgid of a process that is not a child: ESRCH");
	is_errno(setpgid(0, -1), EINVAL, "setpgid with group -1: EINVAL");
	is_end(in_child({
		expect(setsid() == getpid() && getpgrp() == getpid() && getsid(0) == getpid());
		expect_errno(setsid(), EPERM);
		expect_errno(setpgid(0, 0), EPERM);
	}), 0, "setsid makes the process leader of a session and a group; again: EPERM");
	drop_gate(&go);
	drop_gate(&there);
}

static void limits(void)
{
	struct rlimit limit;
	struct rusage usage;

	is(getrlimit(RLIMIT_AS, &limit), 0, "RLIMIT_AS can be read");
	is(limit.rlim_max, -1, "RLIMIT_AS is unlimited at first");
	is_end(in_child({
		struct rlimit small = { 1 << 20, 2 << 20 };

		expect(setrlimit(RLIMIT_AS, &small) == 0 && getrlimit(RLIMIT_AS, &limit) == 0);
		expect(limit.rlim_cur == 1 << 20 && limit.rlim_max == 2 << 20);
		expect(setresuid(1000, 1000, 1000) == 0);
		small.rlim_cur = 2 << 20;
		expect(setrlimit(RLIMIT_AS, &small) == 0);
		small.rlim_max = 3 << 20;
		expect_errno(setrlimit(RLIMIT_AS, &small), EPERM);
		small.rlim_cur = 4 << 20;
		expect_errno(setrlimit(RLIMIT_AS, &small), EINVAL);
	}), 0, "any user can lower a limit; only root can raise the hard limit");
	is_errno(getrlimit(99, &limit), EINVAL, "getrlimit of limit 99: EINVAL");
	is(sys(__NR_prlimit64, 0, 99, 0x70000000, 0), -EFAULT,
	   "prlimit checks the pointer to the new limit first: EFAULT");
	is(sys(__NR_prlimit64, 30000, 99, 0, 0), -ESRCH, "prlimit then looks for the process: ESRCH");
	is(sys(__NR_prlimit64, 0, 99, 0, 0), -EINVAL,
	   "prlimit then checks the number of the limit: EINVAL");
	is(sys(__NR_setrlimit, 99, 0x70000000), differs(-EINVAL, -EFAULT),	/* row rlimit-order */
	   "setrlimit checks the number of the limit before the pointer");
	is(sys(__NR_getrusage, 1, &usage) == -EINVAL, on_samepage(),
	   "getrusage(RUSAGE_THREAD): EINVAL"); /* row threads */
	is_end(in_child({
		struct rlimit four = { 4, 4 };
		int made = 0;

		expect(setrlimit(RLIMIT_NPROC, &four) == 0 && setresuid(1234, 1234, 1234) == 0);
		for (;;) {
			pid_t pid = fork();

			if (pid == 0) {
				for (;;)
					pause();
			}
			if (pid == -1)
				break;
			shared[made++] = pid;
		}
		expect(errno == EAGAIN);
		for (int i = 0; i < made; i++) {
			expect(kill(shared[i], SIGKILL) == 0);
			wait_for(shared[i]);
		}
		_exit(made);
	}), 3, "RLIMIT_NPROC 4: a process can start three children of its user, then EAGAIN");
}

/* The nanoseconds of a clock. */
static long long clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* poll() of no file for this time, begun late in a tick of 10 ms, where rounding shows. Its time in us. */
static long late_poll(int ms)
{
	long long start;

	do
		start = clock_ns(CLOCK_MONOTONIC);
	while (start - clock_ns(6 /* CLOCK_MONOTONIC_COARSE */) < 8000000 && on_samepage());
	is(poll(NULL, 0, ms), 0, "poll of no file for %d ms returns 0", ms);
	return (clock_ns(CLOCK_MONOTONIC) - start) / 1000;
}

static void time_passes(void)
{
	struct timespec nap = { 0, 50 * 1000 * 1000 }, before, after, rest;
	struct timeval now;
	struct tms used;
	time_t stored = 0;
	long ms;

	ok(time(&stored) == stored && stored > 1000000000, "time returns the seconds and stores them");
	clock_gettime(5 /* CLOCK_REALTIME_COARSE */, &before);
	ok(time(NULL) - before.tv_sec <= 1 && time(NULL) >= before.tv_sec,
	   "CLOCK_REALTIME_COARSE agrees with time()");
	is(gettimeofday(&now, NULL), 0, "gettimeofday returns 0");
	ok(now.tv_sec - stored <= 1 && now.tv_usec < 1000000, "gettimeofday agrees with time()");
	clock_gettime(CLOCK_MONOTONIC, &before);
	is(nanosleep(&nap, NULL), 0, "nanosleep of 50 ms returns 0");
	clock_gettime(CLOCK_MONOTONIC, &after);
	ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	ok(ms >= 50, "nanosleep of 50 ms takes at least 50 ms");
	ok(late_poll(5) >= 5000, "poll of 5 ms takes at least 5 ms");
	ok(late_poll(15) >= 15000, "poll of 15 ms takes at least 15 ms");
	nap.tv_nsec = 1000000000;
	is_errno(nanosleep(&nap, &rest), EINVAL, "nanosleep with 1000000000 in tv_nsec: EINVAL");
	nap.tv_nsec = 0;
	nap.tv_sec = -1;
	is_errno(nanosleep(&nap, &rest), EINVAL, "nanosleep of -1 second: EINVAL");
	nap.tv_sec = 0;
	is(nanosleep(&nap, NULL), 0, "nanosleep of 0 seconds returns 0");
	is(sys(__NR_nanosleep, 0x70000000, 0), -EFAULT,
	   "nanosleep with a time at an unmapped address: EFAULT");
	is(sys(__NR_time, 0x70000000), -EFAULT, "time with an unmapped address: EFAULT");
	ok(times(&used) != (clock_t)-1, "times does not return -1");
	is(clock_gettime(12345, &before), -1, "clock_gettime of an unknown clock returns -1");
}

/* Every process gets processor time, even beside programs that never give the processor up. */
static void scheduling(void)
{
	pid_t hogs[3];
	int i, rounds;

	for (i = 0; i < 3; i++) {
		shared[i] = 0;
		hogs[i] = start_child({ for (;;) shared[i]++; });
	}
	for (rounds = 0; rounds < 100000; rounds++) {
		if (shared[0] > 1000 && shared[1] > 1000 && shared[2] > 1000)
			break;
		sched_yield();
	}
	ok(rounds < 100000, "three processes that only compute all advance, and so does this one");
	for (i = 0; i < 3; i++) {
		kill(hogs[i], SIGKILL);
		is_end(wait_for(hogs[i]), KILLED(SIGKILL), "computing process %d can be killed", i);
	}
	is(sched_yield(), 0, "sched_yield returns 0");
}

static void many(void)
{
	struct gate go = make_gate();
	pid_t pids[100];
	int i, good = 0;

	for (i = 0; i < 100; i++)
		pids[i] = start_child({ pass_gate(&go); _exit(i); });
	for (i = 0; i < 100; i++)
		open_gate(&go);
	for (i = 0; i < 100; i++)
		good += wait_for(pids[i]) == i;
	is(good, 100, "a hundred processes at the same time each return their own exit status");
	drop_gate(&go);
}

int main(void)
{
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	waiting();
	orphans();
	zombies();
	killing();
	groups_of_processes();
	limits();
	time_passes();
	scheduling();
	many();
	return done_testing();
}
