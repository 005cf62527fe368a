/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals a program catches: the handler runs, everything is as before after it, masks hold
 * signals back, waiting calls wake, children are announced, and processes stop and go on.
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
	is(kill(getpid(), SIGUSR1), 0, "a signal to oneself");
	is(count, 1, "runs the handler before kill returns");
	is(last, SIGUSR1, "with its number");
	kill(getpid(), SIGUSR1);
	is(count, 2, "and again: the handler stays");
	expect(sigaction(SIGUSR1, NULL, &old) == 0);
	ok(old.sa_handler == note, "sigaction tells the handler");
	catch(SIGUSR1, note, SA_RESETHAND);
	kill(getpid(), SIGUSR1);
	expect(sigaction(SIGUSR1, NULL, &old) == 0);
	ok(count == 3 && old.sa_handler == SIG_DFL, "SA_RESETHAND: once, then the default");
	catch(SIGUSR1, SIG_IGN, 0);
	kill(getpid(), SIGUSR1);
	is(count, 3, "ignored, it does nothing");
	is_errno(sigaction(SIGKILL, NULL, NULL) == 0 && signal(SIGKILL, note) == SIG_ERR ? -1 : 0,
		 EINVAL, "SIGKILL cannot be caught: EINVAL");
	is_errno(signal(SIGSTOP, SIG_IGN) == SIG_ERR ? -1 : 0, EINVAL, "nor SIGSTOP ignored");
	is_errno(signal(65, note) == SIG_ERR ? -1 : 0, EINVAL, "signal 65: EINVAL");
	is(sys(__NR_signal, SIGUSR1, note), SIG_IGN, "the old signal (48) returns what was set");
	kill(getpid(), SIGUSR1);
	expect(sigaction(SIGUSR1, NULL, &old) == 0);
	ok(count == 4 && old.sa_handler == SIG_DFL, "and its handlers run once");
	catch(SIGUSR1, SIG_DFL, 0);
}

static void masks(void)
{
	sigset_t usr1 = set_of(SIGUSR1), old, pending;

	catch(SIGUSR1, note, 0);
	catch(SIGUSR2, note, 0);
	count = 0;
	expect(sigprocmask(SIG_BLOCK, &usr1, &old) == 0);
	ok(!sigismember(&old, SIGUSR1), "nothing is blocked at first");
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	is(count, 0, "a blocked signal waits");
	expect(sigpending(&pending) == 0);
	ok(sigismember(&pending, SIGUSR1) && !sigismember(&pending, SIGUSR2), "and is pending");
	kill(getpid(), SIGUSR2);
	is(last, SIGUSR2, "others are not held back");
	is_end(in_child({
		expect(sigpending(&pending) == 0 && !sigismember(&pending, SIGUSR1));
		expect(sigprocmask(SIG_BLOCK, NULL, &old) == 0 && sigismember(&old, SIGUSR1));
	}), 0, "a child inherits the mask, not what is pending");
	expect(sigprocmask(SIG_UNBLOCK, &usr1, NULL) == 0);
	is(count, 2, "unblocked, it arrives, once for two");
	sigfillset(&old);
	expect(sigprocmask(SIG_SETMASK, &old, NULL) == 0);
	expect(sigprocmask(SIG_BLOCK, NULL, &old) == 0);
	ok(!sigismember(&old, SIGKILL) && !sigismember(&old, SIGSTOP) && sigismember(&old, SIGHUP),
	   "SIGKILL and SIGSTOP are never blocked");
	sigemptyset(&old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	is_errno(sigprocmask(99, &usr1, NULL), EINVAL, "an unknown way to change a mask: EINVAL");
	is(sys(__NR_rt_sigprocmask, 0, &usr1, 0, 4), -EINVAL, "a set of 4 bytes: EINVAL");
	is(sys(__NR_rt_sigprocmask, 0, 0x70000000, 0, 8), -EFAULT, "a set at nowhere: EFAULT");
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
	   "a handled signal waits for its handler's end, another one does not");
	memset(&action, 0, sizeof(action));
	action.sa_handler = nested;
	sigaddset(&action.sa_mask, SIGUSR2);
	expect(sigaction(SIGUSR1, &action, NULL) == 0);
	count = 0;
	kill(getpid(), SIGUSR1);
	ok(count == 4 && in_order[1] == SIGHUP, "unless sa_mask says so");
	count = 0;
	catch(SIGUSR1, nested, SA_NODEFER);
	kill(getpid(), SIGUSR1);
	ok(count == 4 && in_order[1] == SIGUSR1, "SA_NODEFER: it may interrupt itself");
}

/* All registers, the flags and the stack are as before: a signal at any instruction is unseen. */
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
	is(count, 1, "a signal arrives as kill returns");
	is(seen[0], 0, "eax is the call's result");
	is(seen[1], SIGUSR1, "ecx is unchanged");
	is(seen[2], 0x33333333, "edx is");
	is(seen[3], 0x44444444, "esi is");
	is(seen[4], 0x66666666, "ebp is");
	ok(seen[5] & 1, "the carry flag is");
	is(seen[6], getpid(), "ebx is");
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
	if (fault_address == 0x70000000)	/* cannot be mended: step over the 2-byte read */
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
	is(fault_address, &page[123], "with its address");
	is(fault_code, 2, "and SEGV_ACCERR");
	is(page[123], 'm', "made writable by it, the write succeeds on return");
	count = 0;
	asm volatile("movb (%0), %%al" : : "r" (0x70000000) : "eax");
	is(count, 1, "a read where nothing is calls the handler");
	is(fault_address, 0x70000000, "with its address");
	is(fault_code, 1, "and SEGV_MAPERR");
	ok(1, "changed in the frame, eip is obeyed");
	catch(SIGSEGV, SIG_DFL, 0);
	munmap((void *)page, PAGE);
	is_end(in_child({ catch(SIGSEGV, SIG_IGN, 0); *(volatile char *)0 = 1; }), KILLED(SIGSEGV),
	       "a fault cannot be ignored");
	is_end(in_child({
		sigset_t segv = set_of(SIGSEGV);

		catch(SIGSEGV, note, 0);
		sigprocmask(SIG_BLOCK, &segv, NULL);
		*(volatile char *)0 = 1;
	}), KILLED(SIGSEGV), "nor held back");
	is_end(in_child({
		catch(SIGSEGV, note, 0);
		asm volatile("mov $0x70000000, %%esp\n\tpush %%eax" : : : "memory");
	}), KILLED(SIGSEGV), "a handler without a stack to run on: killed");
	is_end(in_child({
		catch(SIGFPE, note, SA_RESETHAND);
		asm volatile("xor %%ecx, %%ecx\n\tdiv %%ecx" : : "a" (1), "d" (0) : "ecx");
	}), KILLED(SIGFPE), "a division repeated after its handler: killed the second time");
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
	is_errno(sigsuspend(&none), EINTR, "sigsuspend waits for a signal: EINTR");
	is(count, 1, "the handler ran");
	kill(me, SIGUSR1);
	is(count, 1, "and the mask is as before");
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
	is(count, 2, "until it is changed");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "pause waits, too, until killed");

	/* The child signals again and again until told to stop: no moment can be missed. */
	pid = start_child({
		for (;;) {
			kill(me, SIGUSR1);
			sched_yield();
		}
	});
	is_errno(read(gate.fd[0], &byte, 1), EINTR, "read of an empty pipe, interrupted: EINTR");
	is_errno(waitpid(pid, NULL, 0), EINTR, "waitpid, interrupted: EINTR");
	is_errno(nanosleep(&(struct timespec){ 1000, 0 }, NULL), EINTR, "nanosleep: EINTR");
	is_errno(pause(), EINTR, "pause: EINTR");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "the nuisance is gone");
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
	is(read(gate.fd[0], &byte, 1), 1, "with SA_RESTART read goes on waiting");
	is_end(wait_for(pid), 0, "until the byte is there");
	drop_gate(&gate);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Set alarm(1) at different points of the tick. How often does it ring after less than a second? */
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
	is(alarm(100), 0, "alarm without one running: 0");
	ok(alarm(1) >= 99, "alarm tells what was left of the former one");
	pause();
	is(count, 1, "and SIGALRM arrives");
	alarm(100);
	ok(alarm(0) >= 99, "alarm(0) takes it back");
	is(alarm(0), 0, "then none is running");
	alarm(50);
	is_end(in_child({ expect(alarm(0) == 0); }), 0, "a child does not inherit it");
	alarm(0);
	is(alarm(0x7fffffff), 0, "alarm(INT_MAX) is accepted");
	is(alarm(0), 0x7fffffff, "alarm(0) after alarm(INT_MAX) returns all its seconds");
	is(early_alarms(), 0, "alarm(1) never rings early, wherever in the tick it is set");
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
	ok(count == 1 && last == SIGCHLD, "a child's end is announced by SIGCHLD");
	is_end(wait_for(pid), 3, "and it can be waited for");
	sigprocmask(SIG_UNBLOCK, &chld, NULL);
	catch(SIGCHLD, SIG_IGN, 0);
	pid = start_child({ _exit(3); });
	is_errno(waitpid(pid, NULL, 0), ECHILD, "with SIGCHLD ignored children leave no zombie");
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
	is(waitpid(pid, &status, WUNTRACED), pid, "a stopped child is reported to WUNTRACED");
	is(status, SIGSTOP << 8 | 0x7f, "as stopped, with the signal");
	before = *turns;
	for (i = 0; i < 50; i++)
		sched_yield();
	is(*turns, before, "it does not run");
	is(waitpid(pid, &status, WUNTRACED | WNOHANG), 0, "and is reported once");
	kill(pid, SIGTERM);
	is(waitpid(pid, &status, WNOHANG), 0, "a stopped process does not even die of SIGTERM");
	kill(pid, SIGCONT);
	is_end(wait_for(pid), KILLED(SIGTERM), "until SIGCONT");
	pid = start_child({ for (;;) { ++*turns; sched_yield(); } });
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	before = *turns;
	kill(pid, SIGCONT);
	for (i = 0; i < 100000 && *turns == before; i++)
		sched_yield();
	ok(*turns > before, "SIGCONT lets one go on");
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "SIGKILL ends a stopped one");
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
