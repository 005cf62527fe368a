/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor state of a process beside its general registers survives switches: x87 and SSE
 * registers, and the thread-local segment of set_thread_area.  (Segment limits and SSE exceptions are
 * not tested, because QEMU does not emulate them.)
 */
#include "tap.h"

struct user_area {		/* struct user_desc */
	unsigned entry_number, base_addr, limit;
	unsigned flags;		/* seg_32bit 1, contents 2-3, read_exec_only 4, limit_in_pages 5, ... */
};

#define AREA_32BIT 0x01
#define AREA_PAGES 0x10
#define AREA_USEABLE 0x40

static int has_sse2(void)
{
	unsigned edx;

	asm("push %%ebx\n\tcpuid\n\tpop %%ebx" : "=d" (edx) : "a" (1) : "ecx");
	return edx >> 26 & 1;
}

/* Fills the x87 stack and the xmm registers, yields, and returns how many values have changed. */
static int keeps_state(int seed, int rounds, int sse)
{
	uint32_t in[8][4] __attribute__((aligned(16)));
	uint32_t out[8][4] __attribute__((aligned(16)));
	int values[4], got[4], i, wrong = 0;

	for (i = 0; i < 8; i++)
		in[i][0] = seed * 100 + i, in[i][1] = ~seed, in[i][2] = i, in[i][3] = seed << i;
	for (i = 0; i < 4; i++)
		values[i] = seed * 1000 + i;
	asm volatile("fninit\n\tfildl (%0)\n\tfildl 4(%0)\n\tfildl 8(%0)\n\tfildl 12(%0)"
		     : : "r" (values) : "memory");
	if (sse)
		asm volatile("movdqa (%0), %%xmm0\n\tmovdqa 16(%0), %%xmm1\n\t"
			     "movdqa 32(%0), %%xmm2\n\tmovdqa 48(%0), %%xmm3\n\t"
			     "movdqa 64(%0), %%xmm4\n\tmovdqa 80(%0), %%xmm5\n\t"
			     "movdqa 96(%0), %%xmm6\n\tmovdqa 112(%0), %%xmm7"
			     : : "r" (in) : "memory");
	while (rounds--)
		tap_syscall(__NR_sched_yield, 0, 0, 0, 0, 0, 0);
	if (sse)
		asm volatile("movdqa %%xmm0, (%0)\n\tmovdqa %%xmm1, 16(%0)\n\t"
			     "movdqa %%xmm2, 32(%0)\n\tmovdqa %%xmm3, 48(%0)\n\t"
			     "movdqa %%xmm4, 64(%0)\n\tmovdqa %%xmm5, 80(%0)\n\t"
			     "movdqa %%xmm6, 96(%0)\n\tmovdqa %%xmm7, 112(%0)"
			     : : "r" (out) : "memory");
	asm volatile("fistpl 12(%0)\n\tfistpl 8(%0)\n\tfistpl 4(%0)\n\tfistpl (%0)"
		     : : "r" (got) : "memory");
	for (i = 0; i < 4; i++)
		wrong += got[i] != values[i];
	return wrong + (sse ? memcmp(in, out, sizeof(in)) != 0 : 0);
}

static void over_switches(void)
{
	struct gate go = make_gate();
	pid_t pids[4];
	int i, sse = has_sse2();

	for (i = 0; i < 4; i++)
		pids[i] = start_child({ pass_gate(&go); _exit(keeps_state(i + 1, 2000, sse)); });
	for (i = 0; i < 4; i++)
		open_gate(&go);
	is(keeps_state(99, 2000, sse), 0, "x87%s registers survive 2000 switches to other processes",
	   sse ? " and SSE" : "");
	for (i = 0; i < 4; i++)
		is_end(wait_for(pids[i]), 0, "the registers survive in process %d, too", i);
	drop_gate(&go);
}

static unsigned short control_word(void)
{
	unsigned short word;

	asm volatile("fnstcw %0" : "=m" (word));
	return word;
}

static unsigned control_of_sse(void)
{
	unsigned word;

	asm volatile("stmxcsr %0" : "=m" (word));
	return word;
}

static void over_fork_and_exec(char *self)
{
	unsigned short odd = 0x0f7f;
	unsigned odd_sse = 0x7f80;
	int sse = has_sse2();

	is(control_word(), 0x37f, "a program starts with the x87 control word 0x37f");
	if (sse)
		is(control_of_sse(), 0x1f80, "a program starts with MXCSR 0x1f80");
	is_end(in_child({
		asm volatile("fldcw %0" : : "m" (odd));
		if (sse)
			asm volatile("ldmxcsr %0" : : "m" (odd_sse));
		expect(control_word() == odd);
		_exit(wait_for(start_child({
			expect(control_word() == odd);
			expect(!sse || control_of_sse() == odd_sse);
		})));
	}), 0, "a child inherits the x87 control word and MXCSR");
	is(control_word(), 0x37f, "a child that changes the control word does not change its parent's");
	is_end(in_child({
		char *argv[] = { self, "fresh", NULL };

		asm volatile("fldcw %0" : : "m" (odd));
		if (sse)
			asm volatile("ldmxcsr %0" : : "m" (odd_sse));
		execv(self, argv);
	}), 0, "exec resets the control word and MXCSR");
}

static volatile double in_handler;

static void calculate(int sig UNUSED)
{
	volatile double a = 7;

	in_handler = a / 2;
	asm volatile("fninit");
}

static void over_signals(void)
{
	int value = 123456, got = 0;

	signal(SIGUSR1, calculate);
	asm volatile("fninit\n\tfildl %0" : : "m" (value));
	tap_syscall(__NR_kill, getpid(), SIGUSR1, 0, 0, 0, 0);
	asm volatile("fistpl %0" : "=m" (got));
	is(got, value, "a signal handler that uses the FPU does not disturb the interrupted calculation");
	ok(in_handler == 3.5, "a signal handler calculates correctly");
	signal(SIGUSR1, SIG_DFL);
}

static void exceptions(void)
{
	is_end(in_child({
		unsigned short unmasked = 0x0360;

		asm volatile("fninit\n\tfldcw %0\n\tfldz\n\tfld1\n\tfdivp\n\tfwait"
			     : : "m" (unmasked));
	}), KILLED(SIGFPE), "an unmasked x87 exception kills by SIGFPE");
}

static unsigned read_gs(void)
{
	unsigned value;

	asm volatile("movl %%gs:0, %0" : "=r" (value));
	return value;
}

static void load_gs(unsigned entry)
{
	asm volatile("mov %w0, %%gs" : : "r" (entry * 8 + 3));
}

/* Only children replace their thread area, and make no library calls afterwards: glibc needs it. */
static void thread_areas(void)
{
	static unsigned first = 0x11111111, second = 0x22222222;
	struct user_area bad = { 99, 0, 0xfffff, AREA_32BIT | AREA_PAGES | AREA_USEABLE };

	is_end(in_child({
		struct user_area area = { -1u, (uintptr_t)&first, 0xfffff,
					  AREA_32BIT | AREA_PAGES | AREA_USEABLE };
		struct user_area reported = { 0, 0, 0, 0 };
		unsigned i;

		if (sys(__NR_set_thread_area, &area) != 0 || area.entry_number == -1u)
			sys(__NR_exit, 1);
		load_gs(area.entry_number);
		if (read_gs() != 0x11111111)
			sys(__NR_exit, 2);
		reported.entry_number = area.entry_number;
		if (sys(__NR_get_thread_area, &reported) != 0 || reported.base_addr != (uintptr_t)&first)
			sys(__NR_exit, 3);
		if (sys(__NR_fork) == 0) {	/* it inherits the area, then has its own */
			if (read_gs() != 0x11111111)
				sys(__NR_exit, 4);
			area.base_addr = (uintptr_t)&second;
			if (sys(__NR_set_thread_area, &area) != 0)
				sys(__NR_exit, 5);
			load_gs(area.entry_number);
			for (i = 0; i < 1000; i++) {
				if (read_gs() != 0x22222222)
					sys(__NR_exit, 6);
				sys(__NR_sched_yield);
			}
			sys(__NR_exit, 0);
		}
		for (i = 0; i < 1000; i++) {
			if (read_gs() != 0x11111111)
				sys(__NR_exit, 7);
			sys(__NR_sched_yield);
		}
		sys(__NR_waitpid, -1, &i, 0);
		sys(__NR_exit, i >> 8 | i);
	}), 0, "set_thread_area: each process reads its own segment through gs after every switch");
	is(sys(__NR_set_thread_area, &bad), -EINVAL, "set_thread_area of entry 99: EINVAL");
	is(sys(__NR_get_thread_area, &bad), -EINVAL, "get_thread_area of entry 99: EINVAL");
	is_end(in_child({
		struct user_area area = { -1u, USER_TOP, 0xfffff, AREA_32BIT | AREA_PAGES };

		if (sys(__NR_set_thread_area, &area) == 0) {
			load_gs(area.entry_number);
			read_gs();
		}
		sys(__NR_kill, sys(__NR_getpid), SIGSEGV);
	}), KILLED(SIGSEGV), "a thread segment with its base in the kernel gives no access to the kernel");
	is_end(in_child({
		struct user_area area = { -1u, 1, 1, AREA_32BIT | AREA_USEABLE };
		int set = 0;

		while (set < 4 && sys(__NR_set_thread_area, &area) == 0) {
			area.entry_number = -1u;
			set++;
		}
		sys(__NR_exit, set < 4 ? 0 : 1);
	}), 0, "a process has at most three thread segments");
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		expect(control_word() == 0x37f);
		expect(!has_sse2() || control_of_sse() == 0x1f80);
		return 0;
	}
	over_fork_and_exec(argv[0]);
	over_switches();
	over_signals();
	exceptions();
	thread_areas();
	return done_testing();
}
