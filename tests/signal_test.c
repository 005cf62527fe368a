/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals that a program catches: the handler runs and then everything is as before, masks block
 * signals, waiting calls are interrupted, SIGCHLD reports children, and processes stop and continue.
 */
#include "tap.h"

#include <sys/resource.h>
#include <ucontext.h>

static volatile sig_atomic_t count, last, in_order[8];
static volatile uintptr_t fault_address, fault_code;

static void note(int sig)
{
	if (count < 8)
		in_order[count] = sig;
	count++;
	last = sig;
}

static void catch(int sig, void (*handler)(int), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	action.sa_flags = flags;
	expect(sigaction(sig, &action, NULL) == 0);
}

static sigset_t set_of(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	if (sig)
		sigaddset(&set, sig);
	return set;
}

static void handlers(void)
{
	struct sigaction old;

	catch(SIGUSR1, note, 0);
	count = 0;
	is(kill(getpid(), SIGUSR1), 0, "a process can signal itself");
	is(count, 1, "the handler runs before kill returns");
	is(last, SIGUSR1, "the handler gets the signal's number");
	kill(getpid(), SIGUSR1);
	is(count, 2, "a second signal runs the handler again");
	expect(sigaction(SIGUSR1, NULL, &old) == 0);
	ok(old.sa_handler == note, "sigaction returns the handler");
	catch(SIGUSR1, note, SA_RESETHAND);
	kill(getpid(), SIGUSR1);
	expect(sigaction(SIGUSR1, NULL, &old) == 0);
	ok(count == 3 && old.sa_handler == SIG_DFL,
	   "SA_RESETHAND: the handler runs once, then the default is restored");
	catch(SIGUSR1, SIG_IGN, 0);
	kill(getpid(), SIGUSR1);
	is(count, 3, "an ignored signal has no effect");
	is_errno(sigaction(SIGKILL, NULL, NULL) == 0 && signal(SIGKILL, note) == SIG_ERR ? -1 : 0,
		 EINVAL, "SIGKILL cannot be caught: EINVAL");
	is_errno(signal(SIGSTOP, SIG_IGN) == SIG_ERR ? -1 : 0, EINVAL, "SIGSTOP cannot be ignored: EINVAL");
	is_errno(signal(65, note) == SIG_ERR ? -1 : 0, EINVAL, "a handler for signal 65: EINVAL");
	is(sys(__NR_signal, SIGUSR1, note), SIG_IGN, "the old call signal (48) returns the former action");
	kill(getpid(), SIGUSR1);
	expect(sigaction(SIGUSR1, NULL, &old) == 0);
	ok(count == 4 && old.sa_handler == SIG_DFL, "a handler set by the old call runs once");
	catch(SIGUSR1, SIG_DFL, 0);
}

static void masks(void)
{
	sigset_t usr1 = set_of(SIGUSR1), old, pending;

	catch(SIGUSR1, note, 0);
	catch(SIGUSR2, note, 0);
	count = 0;
	expect(sigprocmask(SIG_BLOCK, &usr1, &old) == 0);
	ok(!sigismember(&old, SIGUSR1), "SIGUSR1 is not blocked at first");
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	is(count, 0, "a blocked signal does not run its handler");
	expect(sigpending(&pending) == 0);
	ok(sigismember(&pending, SIGUSR1) && !sigismember(&pending, SIGUSR2),
	   "a blocked signal is pending");
	kill(getpid(), SIGUSR2);
	is(last, SIGUSR2, "a signal that is not blocked arrives");
	is_end(in_child({
		expect(sigpending(&pending) == 0 && !sigismember(&pending, SIGUSR1));
		expect(sigprocmask(SIG_BLOCK, NULL, &old) == 0 && sigismember(&old, SIGUSR1));
	}), 0, "a child inherits the mask, but no pending signals");
	expect(sigprocmask(SIG_UNBLOCK, &usr1, NULL) == 0);
	is(count, 2, "two blocked signals arrive as one when they are unblocked");
	sigfillset(&old);
	expect(sigprocmask(SIG_SETMASK, &old, NULL) == 0);
	expect(sigprocmask(SIG_BLOCK, NULL, &old) == 0);
	ok(!sigismember(&old, SIGKILL) && !sigismember(&old, SIGSTOP) && sigismember(&old, SIGHUP),
	   "SIGKILL and SIGSTOP are never blocked");
	sigemptyset(&old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	is_errno(sigprocmask(99, &usr1, NULL), EINVAL, "sigprocmask with an unknown operation: EINVAL");
	is(sys(__NR_rt_sigprocmask, 0, &usr1, 0, 4), -EINVAL,
	   "rt_sigprocmask with a set of 4 bytes: EINVAL");
	is(sys(__NR_rt_sigprocmask, 0, 0x70000000, 0, 8), -EFAULT,
	   "rt_sigprocmask with a set at an unmapped address: EFAULT");
}

static void nested(int sig)
{
	note(sig);
	if (sig == SIGUSR1 && count == 1) {
		kill(getpid(), SIGUSR1);	/* blocked while it is handled */
		kill(getpid(), SIGUSR2);
		note(SIGHUP);
	}
}

static void while_handling(void)
{
	struct sigaction action;

	count = 0;
	catch(SIGUSR1, nested, 0);
	catch(SIGUSR2, nested, 0);
	kill(getpid(), SIGUSR1);
	ok(count == 4 && in_order[0] == SIGUSR1 && in_order[1] == SIGUSR2 &&
	   in_order[2] == SIGHUP && in_order[3] == SIGUSR1,
	   "during its handler a signal is blocked, and another signal is not");
	memset(&action, 0, sizeof(action));
	action.sa_handler = nested;
	sigaddset(&action.sa_mask, SIGUSR2);
	expect(sigaction(SIGUSR1, &action, NULL) == 0);
	count = 0;
	kill(getpid(), SIGUSR1);
	ok(count == 4 && in_order[1] == SIGHUP, "a signal in sa_mask is blocked during the handler");
	count = 0;
	catch(SIGUSR1, nested, SA_NODEFER);
	kill(getpid(), SIGUSR1);
	ok(count == 4 && in_order[1] == SIGUSR1, "SA_NODEFER: a signal may interrupt its own handler");
}

/* After a handler all registers, the flags and the stack are as before. */
static void registers_restored(void)
{
	uint32_t seen[8];

	catch(SIGUSR1, note, 0);
	count = 0;
	asm volatile("push %%ebp\n\t"
		     "push %%ebx\n\t"
		     "push %[out]\n\t"
		     "mov %[pid], %%ebx\n\t"
		     "mov $10, %%ecx\n\t"			/* SIGUSR1 */
		     "mov $0x33333333, %%edx\n\t"
		     "mov $0x44444444, %%esi\n\t"
		     "mov $0x66666666, %%ebp\n\t"
		     "mov $37, %%eax\n\t"			/* kill */
		     "stc\n\t"
		     "int $0x80\n\t"
		     "pushf\n\t"
		     "mov 4(%%esp), %%edi\n\t"
		     "mov %%eax, (%%edi)\n\t"
		     "mov %%ecx, 4(%%edi)\n\t"
		     "mov %%edx, 8(%%edi)\n\t"
		     "mov %%esi, 12(%%edi)\n\t"
		     "mov %%ebp, 16(%%edi)\n\t"
		     "pop 20(%%edi)\n\t"
		     "add $4, %%esp\n\t"
		     "mov %%ebx, 24(%%edi)\n\t"
		     "pop %%ebx\n\t"
		     "pop %%ebp"
		     : : [out] "a" (seen), [pid] "d" (getpid()) : "ecx", "esi", "edi", "memory", "cc");
	is(count, 1, "the signal arrives before kill returns");
	is(seen[0], 0, "eax is the result of kill");
	is(seen[1], SIGUSR1, "ecx is unchanged");
	is(seen[2], 0x33333333, "edx is unchanged");
	is(seen[3], 0x44444444, "esi is unchanged");
	is(seen[4], 0x66666666, "ebp is unchanged");
	ok(seen[5] & 1, "the carry flag is unchanged");
	is(seen[6], getpid(), "ebx is unchanged");
}

static void mend(int sig UNUSED, siginfo_t *info, void *context)
{
	ucontext_t *where = context;

	fault_address = (uintptr_t)info->si_addr;
	fault_code = info->si_code;
	count++;
	if (count > 3)
		_exit(88);
	mprotect((void *)(fault_address & -PAGE), PAGE, PROT_READ | PROT_WRITE);
	if (fault_address == 0x70000000)	/* nothing is mapped: skip the 2-byte read */
		where->uc_mcontext.gregs[REG_EIP] += 2;
}

static void faults(void)
{
	volatile char *page = mmap(NULL, PAGE, PROT_READ, ANON, -1, 0);
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = mend;
	action.sa_flags = SA_SIGINFO;
	expect(sigaction(SIGSEGV, &action, NULL) == 0);
	count = 0;
	page[123] = 'm';
	is(count, 1, "a write to a read-only page calls the handler");
	is(fault_address, &page[123], "si_addr is the address of the write");
	is(fault_code, 2, "si_code is SEGV_ACCERR");
	is(page[123], 'm', "when the handler makes the page writable, the write succeeds after its return");
	count = 0;
	asm volatile("movb (%0), %%al" : : "r" (0x70000000) : "eax");
	is(count, 1, "a read of an unmapped address calls the handler");
	is(fault_address, 0x70000000, "si_addr is the address of the read");
	is(fault_code, 1, "si_code is SEGV_MAPERR");
	ok(1, "when the handler changes eip in the signal frame, the program continues there");
	catch(SIGSEGV, SIG_DFL, 0);
	munmap((void *)page, PAGE);
	is_end(in_child({ catch(SIGSEGV, SIG_IGN, 0); *(volatile char *)0 = 1; }), KILLED(SIGSEGV),
	       "SIGSEGV of a fault cannot be ignored");
	is_end(in_child({
		sigset_t segv = set_of(SIGSEGV);

		catch(SIGSEGV, note, 0);
		sigprocmask(SIG_BLOCK, &segv, NULL);
		*(volatile char *)0 = 1;
	}), KILLED(SIGSEGV), "SIGSEGV of a fault cannot be blocked");
	is_end(in_child({
		catch(SIGSEGV, note, 0);
		asm volatile("mov $0x70000000, %%esp\n\tpush %%eax" : : : "memory");
	}), KILLED(SIGSEGV), "a handler without a stack for its frame: killed");
	is_end(in_child({
		catch(SIGFPE, note, SA_RESETHAND);
		asm volatile("xor %%ecx, %%ecx\n\tdiv %%ecx" : : "a" (1), "d" (0) : "ecx");
	}), KILLED(SIGFPE), "a division by zero, repeated after its handler with SA_RESETHAND: killed");
}

static void interrupted_calls(void)
{
	struct gate gate = make_gate();
	sigset_t none = set_of(0), usr1 = set_of(SIGUSR1);
	pid_t me = getpid(), pid;
	char byte;

	catch(SIGUSR1, note, 0);
	count = 0;
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	pid = start_child({ kill(me, SIGUSR1); pause(); });
	is_errno(sigsuspend(&none), EINTR, "sigsuspend returns after a signal: EINTR");
	is(count, 1, "the handler has run during sigsuspend");
	kill(me, SIGUSR1);
	is(count, 1, "after sigsuspend the signal is blocked again");
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
	is(count, 2, "the signal arrives when it is unblocked");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "a process in pause can be killed");

	/* The child signals until it is killed, so each of the calls below is interrupted. */
	pid = start_child({
		for (;;) {
			kill(me, SIGUSR1);
			sched_yield();
		}
	});
	is_errno(read(gate.fd[0], &byte, 1), EINTR, "a signal interrupts read of an empty pipe: EINTR");
	is_errno(waitpid(pid, NULL, 0), EINTR, "a signal interrupts waitpid: EINTR");
	is_errno(nanosleep(&(struct timespec){ 1000, 0 }, NULL), EINTR,
	         "a signal interrupts nanosleep: EINTR");
	is_errno(pause(), EINTR, "a signal interrupts pause: EINTR");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "the child that sends signals is killed");
	drop_gate(&gate);

	gate = make_gate();
	catch(SIGUSR1, note, SA_RESTART);
	pid = start_child({
		int i;

		for (i = 0; i < 20; i++) {
			kill(me, SIGUSR1);
			sched_yield();
		}
		open_gate(&gate);
	});
	is(read(gate.fd[0], &byte, 1), 1, "with SA_RESTART read continues to wait after a signal");
	is_end(wait_for(pid), 0, "the child that sent the signals and the byte exits");
	drop_gate(&gate);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Sets alarm(1) at different points of a tick. Returns how often SIGALRM came within less than a second. */
static int early_alarms(void)
{
	int early = 0;

	catch(SIGALRM, note, 0);
	for (int i = 0; i < 5; i++) {
		double start = seconds(), set;

		while (seconds() - start < 0.0021 * i)
			;
		set = seconds();
		alarm(1);
		pause();
		early += seconds() - set < 1.0;
	}
	signal(SIGALRM, SIG_DFL);
	return early;
}

static void alarms(void)
{
	catch(SIGALRM, note, 0);
	count = 0;
	is(alarm(100), 0, "alarm returns 0 when no alarm was set");
	ok(alarm(1) >= 99, "alarm returns the seconds that were left of the former alarm");
	pause();
	is(count, 1, "SIGALRM arrives after alarm(1)");
	alarm(100);
	ok(alarm(0) >= 99, "alarm(0) returns the seconds that were left");
	is(alarm(0), 0, "alarm(0) has cancelled the alarm");
	alarm(50);
	is_end(in_child({ expect(alarm(0) == 0); }), 0, "a child does not inherit the alarm");
	alarm(0);
	is(alarm(0x7fffffff), 0, "alarm(INT_MAX) is accepted");
	is(alarm(0), 0x7fffffff, "alarm(0) after alarm(INT_MAX) returns all its seconds");
	is(early_alarms(), 0,
	   "SIGALRM of alarm(1) never comes early, at whatever point of a tick it is set");
}

static void children_announced(void)
{
	sigset_t chld = set_of(SIGCHLD), none = set_of(0);
	pid_t pid;

	catch(SIGCHLD, note, 0);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	count = 0;
	pid = start_child({ _exit(3); });
	sigsuspend(&none);
	ok(count == 1 && last == SIGCHLD, "the end of a child sends SIGCHLD");
	is_end(wait_for(pid), 3, "the child can be waited for after SIGCHLD");
	sigprocmask(SIG_UNBLOCK, &chld, NULL);
	catch(SIGCHLD, SIG_IGN, 0);
	pid = start_child({ _exit(3); });
	is_errno(waitpid(pid, NULL, 0), ECHILD, "when SIGCHLD is ignored, children leave no zombies");
	catch(SIGCHLD, SIG_DFL, 0);
}

static void stopping(void)
{
	volatile long *turns = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
				    -1, 0);
	pid_t pid = start_child({ for (;;) { ++*turns; sched_yield(); } });
	int status = 0, i;
	long before;

	kill(pid, SIGSTOP);
	is(waitpid(pid, &status, WUNTRACED), pid, "waitpid with WUNTRACED reports a stopped child");
	is(status, SIGSTOP << 8 | 0x7f, "its status says stopped, with the signal");
	before = *turns;
	for (i = 0; i < 50; i++)
		sched_yield();
	is(*turns, before, "a stopped process does not run");
	is(waitpid(pid, &status, WUNTRACED | WNOHANG), 0, "a stopped child is reported only once");
	kill(pid, SIGTERM);
	is(waitpid(pid, &status, WNOHANG), 0, "SIGTERM does not end a stopped process");
	kill(pid, SIGCONT);
	is_end(wait_for(pid), KILLED(SIGTERM), "after SIGCONT the process dies of SIGTERM");
	pid = start_child({ for (;;) { ++*turns; sched_yield(); } });
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	before = *turns;
	kill(pid, SIGCONT);
	for (i = 0; i < 100000 && *turns == before; i++)
		sched_yield();
	ok(*turns > before, "SIGCONT continues a stopped process");
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "SIGKILL ends a stopped process");
	munmap((void *)turns, PAGE);
}

int main(void)
{
	handlers();
	masks();
	while_handling();
	registers_restored();
	faults();
	interrupted_calls();
	alarms();
	children_announced();
	stopping();
	return done_testing();
}
