/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oracle: random but reproducible scenarios of shared memory, to compare kernels.
 *
 *	oracle SEED [COUNT [STEPS]]
 *
 * plays the scenarios of the seeds SEED, SEED + 1 ... (COUNT of them, default 1), each with STEPS steps
 * (default 50), and prints a log. Kernels that behave alike print the same log. tools/oracle runs the
 * same static program on the host's Linux and on Samepage, and compares. Run it as root, without any
 * segments, and in an IPC namespace of its own where the kernel has them.
 *
 * This file prepares the address space of an old 32-bit machine, plays one scenario after the other, and
 * removes what they leave. oracle.h lists the other files.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include "oracle.h"

#ifndef ADDR_COMPAT_LAYOUT
#define ADDR_COMPAT_LAYOUT	0x0200000	/* mappings from the bottom up */
#define ADDR_LIMIT_3GB		0x8000000	/* the stack ends at 3 GiB */
#endif
#define OLD_MACHINE	(ADDR_NO_RANDOMIZE | ADDR_COMPAT_LAYOUT | ADDR_LIMIT_3GB)

#define USUAL_STEPS	50
#define TICKING		256		/* every 256th scenario waits for the clock */
#define TIME_LIMIT	60		/* seconds for a scenario */

static unsigned first_seed, count = 1, steps = USUAL_STEPS;
static int worker_slot = -1;

static _Noreturn void fail(const char *why)
{
	fprintf(stderr, "oracle: %s\n", why);
	exit(2);
}

/* Interrupts the read that waits for an answer (process.c). */
static void too_late(int sig)
{
	(void)sig;
}

static void watch(void)
{
	struct sigaction action = { .sa_handler = too_late };

	sigaction(SIGALRM, &action, NULL);
}

/* --- the address space --- */

/*
 * Starts the program again in the old layout and with an empty environment, so that the stack begins
 * in the same page on all kernels. The word --again says that this is done. On a kernel with only the
 * old layout, the personality has no effect.
 */
static void start_again(char **argv)
{
	char first[12], many[12], each[12];
	char *again[] = { argv[0], "--again", first, many, each, NULL };
	char *environment[] = { NULL };

	snprintf(first, sizeof(first), "%u", first_seed);
	snprintf(many, sizeof(many), "%u", count);
	snprintf(each, sizeof(each), "%u", steps);
	raw(__NR_personality, OLD_MACHINE);
	execve(argv[0], again, environment);
	fail("cannot start itself again: call it by its path");
}

/*
 * Linux maps its vdso at the address of the first attach. The oracle does not use it: it makes calls
 * by int 0x80, and its signal handlers return through the library.
 */
static void clear_arena(void)
{
	munmap((void *)0x40000000, 0x100000);
	arena = (address)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap((void *)arena, PAGE);
	if (arena < 0x40000000 || arena > 0x40100000)
		fail("mappings do not start at 0x40000000: this kernel cannot provide the old layout");
	if (stack_page < 0xbff00000 || stack_page >= TASK_SIZE)
		fail("the stack does not end at 3 GiB: this kernel cannot provide the old layout");
}

static _Noreturn void run(void);

/* Switches to a static stack, because steps attach segments at the place of the first one. */
static _Noreturn void leave_stack(void)
{
	static char stack[32768] __attribute__((aligned(16)));

	__asm__ volatile("movl %0, %%esp\n\t"
			 "xorl %%ebp, %%ebp\n\t"
			 "call *%1"
			 : : "r"(stack + sizeof(stack)), "r"(run) : "memory");
	__builtin_unreachable();
}

/* --- scenarios --- */

static void remove_all(void)
{
	static struct shmid64_ds ds;

	for (int i = 0; i < 4096; i++) {
		long id = raw(__NR_shmctl, i, SHM_STAT_ANY, &ds);

		if (id >= 0)
			raw(__NR_shmctl, id, IPC_RMID, 0);
	}
}

static void clean_up(void)
{
	static struct shm_info use;

	kill_all();
	for (int i = 0; i < segments; i++)
		if (segment[i].alive)
			raw(__NR_shmctl, segment[i].id, IPC_RMID, 0);
	raw(__NR_shmctl, 0, SHM_INFO, &use);
	say("end used=%d tot=%lu rss=%lu\n", use.used_ids, use.shm_tot, use.shm_rss);
	if (use.used_ids)
		remove_all();
	flush();
}

static void play(unsigned seed)
{
	alarm(TIME_LIMIT);
	seed_draw(seed);
	ticking = seed % TICKING == 0;
	segments = 0;
	forget_names();
	start_clock();
	say("scenario %u", seed);
	set_limits();
	say("\n");
	for (step = 1; step <= (int)steps; step++) {
		a_step();
		if (count == 1)
			flush();
	}
	clean_up();
}

/*
 * Logs what may differ between kernels from the start: the limits, and how many segments can be created
 * (at most 129 are tried).
 */
static void say_kernel(void)
{
	static struct shminfo64 info;
	long id;
	int n = 0;

	remove_all();
	raw(__NR_shmctl, 0, IPC_INFO, &info);
	say("kernel arena=%lx stack=%lx shmmax=%lu shmall=%lu", arena, stack_page, info.shmmax,
	    info.shmall);
	while (n < 129 && (id = raw(__NR_shmget, 0, 1, 0600)) >= 0)
		n++;
	say(" made=%d huge=%d\n", n, access("/proc/sys/vm/nr_hugepages", F_OK) == 0);
	remove_all();
}

static _Noreturn void run(void)
{
	struct reply ready = { .result = 0 };

	prepare_process();
	if (worker_slot >= 0) {
		send_reply(worker_slot, &ready);
		worker_loop(worker_slot);
	}
	open_pipes();
	watch();
	keep_limits();
	say_kernel();
	for (unsigned i = 0; i < count; i++)
		play(first_seed + i);
	give_limits_back();
	exit(0);
}

int main(int argc, char **argv)
{
	static char path[256];		/* argv lies on the stack */
	int again = argc > 1 && !strcmp(argv[1], "--again");

	snprintf(path, sizeof(path), "%s", argv[0]);
	program = path;
	stack_page = (address)&argv[-1] & -PAGE;
	if (argc == 3 && !strcmp(argv[1], "--worker")) {
		worker_slot = atoi(argv[2]);
	} else {
		if (argc < 2 + again || argc > 4 + again)
			fail("usage: oracle SEED [COUNT [STEPS]]");
		first_seed = strtoul(argv[1 + again], NULL, 0);
		if (argc > 2 + again)
			count = strtoul(argv[2 + again], NULL, 0);
		if (argc > 3 + again)
			steps = strtoul(argv[3 + again], NULL, 0);
		if (!again)
			start_again(argv);
	}
	clear_arena();
	leave_stack();
}
