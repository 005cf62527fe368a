/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 7: the counter program with the student's functions, and the lock, one instruction at a time. */
#include <lab.h>
#include <lock.h>
#include <sched.h>
#include <time.h>
#include <ucontext.h>

struct shared {				/* as in user/counter.c */
	int lock, counter, turns, last;
};

/* Run counter, which must succeed, and return its segment. */
static volatile struct shared *run_counter(char *how, int processes, int times)
{
	char words[3][16], *argv[] = { "counter", how, words[0], words[1], words[2], NULL };
	key_t key = pick(0x1000, 0xfffffff);
	pid_t pid;
	int id;

	sprintf(words[0], "%d", processes);
	sprintf(words[1], "%d", times);
	sprintf(words[2], "%#x", key);
	pid = fork();
	if (pid == 0) {
		execv("/bin/counter", argv);
		_exit(127);
	}
	equal(end_of(pid), 0, "counter's exit status");
	id = shmget(key, 0, 0);
	check(id >= 0, "counter leaves its segment behind", strerror(errno));
	return (volatile struct shared *)attach_at(id, 0, 0);
}

static void sum(char *how)
{
	int processes = pick(2, 4), times = pick(30, 70);
	volatile struct shared *s = run_counter(how, processes, times);

	equal(s->counter, processes * times, "the counter");
}

TEST(token_sum)
{
	sum("token");
}

TEST(token_turns)
{
	volatile struct shared *s = run_counter("token", 3, 40);

	equal(s->counter, 120, "the counter");
	check(s->turns > 12, "three processes that add 40 times each take more than 12 turns",
	      "they took fewer: one process kept the token for many additions");
}

TEST(token_stays)
{
	/* A single process: each time it needs the token that it gave back before. */
	volatile struct shared *s = run_counter("token", 1, pick(80, 120));

	check(s->counter >= 80, "a single process finishes, too", "it did not");
	sum("token");
}

/* The lock of steps 2 and 3 is held by the test all the time, so it cannot help. */
TEST(token_only)
{
	key_t key = pick(0x1000, 0xfffffff);
	char word[16], *argv[] = { "counter", "token", "3", "30", word, NULL };
	volatile struct shared *shared;
	pid_t pid;

	shared = (volatile struct shared *)attach_at(shmget(key, sizeof(*shared), IPC_CREAT | 0600), 0, 0);
	shared->lock = 1;
	sprintf(word, "%#x", key);
	pid = fork();
	if (pid == 0) {
		execv("/bin/counter", argv);
		_exit(127);
	}
	equal(end_of(pid), 0, "the exit status of counter while another process holds the lock");
	equal(shared->counter, 90, "the counter");
	equal(shared->lock, 1, "the lock's word, which the token does not need");
}

/* ---- the lock ---- */

static volatile int words[3];

TEST(takes)
{
	for (int i = 0; i < 3; i++)
		words[i] = 0;
	lock_acquire((int *)&words[1]);
	check(words[1] != 0, "after lock_acquire the lock's word is not 0", "it is 0");
	equal(words[0], 0, "the word before it");
	equal(words[2], 0, "the word after it");
}

static volatile struct shared *s;

static void take_and_say(void)
{
	lock_acquire((int *)&s->lock);
	s->counter = 1;
}

static void moment(void)
{
	struct timespec a_tenth = { 0, 100 * 1000 * 1000 };

	nanosleep(&a_tenth, NULL);
}

TEST(waits)
{
	pid_t pid;

	s = (volatile struct shared *)attach_at(new_segment(PAGE, 0600), 0x50000000, 0);
	s->lock = 1;
	pid = start(take_and_say);
	moment();
	equal(s->counter, 0, "the progress of the other process while the test holds the lock");
	equal(s->lock, 1, "the lock's word meanwhile");
	s->lock = 0;
	equal(end_of(pid), 0, "the other's end when the lock is free");
	equal(s->counter, 1, "the progress of the other process after the release");
}

/*
 * The adversary: the CPU raises a debug exception after each instruction of lock_acquire, and the
 * signal handler plays another process, which takes the lock as soon as it is free and releases it
 * some instructions later. lock_acquire must not return while the adversary holds the lock.
 */
#define TRAP_FLAG 0x100

static volatile int target, adversary_has, steps, strike;

static void step(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	steps++;
	if (!adversary_has && steps == strike && target == 0) {
		target = 1;
		adversary_has = 1;
	}
	if (adversary_has && steps == strike + 400) {
		adversary_has = 0;
		target = 0;
	}
	if (steps > 5000)
		uc->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

TEST(atomic)
{
	struct sigaction action = { .sa_sigaction = step, .sa_flags = SA_SIGINFO };
	int both = 0;

	sigaction(SIGTRAP, &action, NULL);
	for (strike = 1; strike < 25; strike++) {
		target = adversary_has = steps = 0;
		asm volatile("pushf; orl $0x100, (%%esp); popf" ::: "memory", "cc");
		lock_acquire((int *)&target);
		both = adversary_has;
		asm volatile("pushf; andl $~0x100, (%%esp); popf" ::: "memory", "cc");
		if (both)
			failed("a process that returns from lock_acquire is the only one that holds the lock",
			       "another process that took it at the wrong instruction has it, too");
		check(target != 0, "the lock's word is not 0 after lock_acquire", "it is 0");
	}
	check(steps > 2, "the lock is taken instruction by instruction", "no instruction was seen");
}

TEST(registers)
{
	int lock = 0, ebx = 0x11111111, esi = 0x22222222, edi = 0x33333333, moved;

	asm volatile("mov %%esp, %%ecx\n\t"
		     "push %%ebp\n\t"
		     "push %%ecx\n\t"
		     "push %4\n\t"
		     "call lock_acquire\n\t"
		     "add $4, %%esp\n\t"
		     "pop %%ecx\n\t"
		     "pop %%ebp\n\t"
		     "sub %%esp, %%ecx\n\t"
		     "mov %%ecx, %3"
		     : "+b"(ebx), "+S"(esi), "+D"(edi), "=a"(moved) : "a"(&lock)
		     : "ecx", "edx", "memory", "cc");
	check(lock != 0, "the lock is taken", "its word is 0");
	equal(ebx, 0x11111111, "ebx after the call");
	equal(esi, 0x22222222, "esi after the call");
	equal(edi, 0x33333333, "edi after the call");
	equal(moved, 0, "the distance the stack pointer has moved");
}

static void yield_and_release(void)
{
	moment();
	s->turns = 1;
	s->lock = 0;
}

TEST(yields)
{
	struct rusage before, after;
	long used;
	pid_t pid;

	s = (volatile struct shared *)attach_at(new_segment(PAGE, 0600), 0x50000000, 0);
	s->lock = 1;
	pid = start(yield_and_release);
	getrusage(RUSAGE_SELF, &before);
	lock_acquire((int *)&s->lock);
	getrusage(RUSAGE_SELF, &after);
	end_of(pid);
	used = after.ru_stime.tv_usec - before.ru_stime.tv_usec + 1000000 * (after.ru_stime.tv_sec - before.ru_stime.tv_sec);
	equal(s->turns, 1, "whether another process could run during the wait (1: yes)");
	/* Time spent in sched_yield is system time; a busy loop would be user time only. */
	check(used > 0, "a waiting process calls sched_yield again and again", "it never called the kernel");
}

TEST(frees)
{
	words[0] = words[2] = 0;
	words[1] = 1;
	lock_release((int *)&words[1]);
	equal(words[1], 0, "the lock's word after lock_release");
}

TEST(only_it)
{
	for (int i = 0; i < 3; i++)
		words[i] = 0x01010101 * (i + 1);
	lock_release((int *)&words[1]);
	equal(words[0], 0x01010101, "the word before the lock");
	equal(words[1], 0, "the lock's word, all four bytes");
	equal(words[2], 0x03030303, "the word after the lock");
}

TEST(lock_sum)
{
	sum("lock");
}

TESTS(
	{ "7.1-sum", token_sum },
	{ "7.1-turns", token_turns },
	{ "7.1-token", token_stays },
	{ "7.1-alone", token_only },
	{ "7.2-takes", takes },
	{ "7.2-waits", waits },
	{ "7.2-atomic", atomic },
	{ "7.2-registers", registers },
	{ "7.2-yields", yields },
	{ "7.3-frees", frees },
	{ "7.3-only-it", only_it },
	{ "7.3-sum", lock_sum }
)
