/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways into the kernel that are not system calls: descriptors of one's own, every `int n`, every
 * selector, signal frames with registers that no program can have, flags, stack pointers, single
 * steps across the border.  Each costs the program at most its life; none gets it a privilege or
 * a look at the kernel.  (Plain faults and privileged instructions are fault_test's.)
 */
#include "tap.h"

#include <sys/user.h>
#include <ucontext.h>
#include <uapi/ldt.h>

#define KERNEL_TEXT 0xc0100000u
#define FLAG_TF 0x100
#define FLAG_IOPL 0x3000
#define FLAG_NT 0x4000
#define FLAG_VM 0x20000
#define FLAG_AC 0x40000

/* ------------------------------------------------------------ a table of our own */

/* Where a call gate would lead: in ring 0, if there were one. */
static void __attribute__((naked, used)) gate_target(void)
{
	asm("mov %cs, %eax; lret");
}

/*
 * A selector with bit 2 set is looked up in the local table (LDT).  The kernel gives nobody one;
 * but a CPU that was not told so thinks, after a reset, that there is one at address 0, 64 KiB
 * long: memory that a program may map, all but its first page, and fill with descriptors.
 */
static void local_table(void)
{
	const uintptr_t target = (uintptr_t)gate_target;
	uint32_t (*table)[2] = mmap((void *)PAGE, 15 * PAGE, PROT_READ | PROT_WRITE,
				    ANON | MAP_FIXED, -1, 0);
	struct {
		uint32_t offset;
		uint16_t selector;
	} __attribute__((packed)) gate = { 0, PAGE | 4 | 3 };
	unsigned i;

	ok((uintptr_t)table == PAGE, "memory right behind page 0 can be mapped");
	for (i = 0; i < 15 * PAGE / 8; i++) {
		table[i][0] = 0x60 << 16 | (target & 0xffff);		/* a call gate, for all */
		table[i][1] = (target & 0xffff0000) | 0xec00;
	}
	is_end(in_child({
		int cs;

		asm volatile("lcall *%1" : "=a" (cs) : "m" (gate) : "memory");
		_exit((cs & 3) == 0 ? 3 : 4);
	}), KILLED(SIGSEGV), "a call gate in a local table of one's own leads nowhere");
	for (i = 0; i < 15 * PAGE / 8; i++) {
		table[i][0] = 0x0000ffff;		/* flat data */
		table[i][1] = 0x00cff300;
	}
	is_end(in_child({ asm volatile("mov %0, %%gs" : : "r" (PAGE | 7)); }), KILLED(SIGSEGV),
	       "nor is there a data segment");
	is(in_child({
		unsigned char readable;

		asm("verr %w1; setz %0" : "=q" (readable) : "r" (PAGE | 7) : "cc");
		_exit(readable);
	}), 0, "and the CPU says so when asked");
	munmap(table, 15 * PAGE);
}

/* ------------------------------------------------------------ every door */

static void every_interrupt(void)
{
	unsigned char *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, ANON, -1, 0);
	int n, bad = 0;

	for (n = 0; n < 256; n++) {
		int want = n == 3 ? KILLED(SIGTRAP) : n == 0x80 ? 7 : KILLED(SIGSEGV), end;

		memcpy(code, "\xcd\x00\xc3", 3);	/* int n; ret */
		code[1] = n;
		end = in_child({
			int result = __NR_getpid;

			asm volatile("call *%1" : "+a" (result) : "r" (code) : "memory");
			_exit(result == getpid() ? 7 : 8);
		});
		if (end != want) {
			tap_say("#   int 0x%02x: ended with %d, not %d", n, end, want);
			bad++;
		}
	}
	is(bad, 0, "int n, for every n: only 0x80 is a call, 3 a trap, the others are forbidden");
	is_end(in_child({ asm volatile("sysenter" : : "a" (20)); }), KILLED(SIGSEGV), "sysenter");
	is_end(in_child({ asm volatile("syscall" : : "a" (20) : "ecx"); }), KILLED(SIGILL), "syscall");
	n = in_child({ asm volatile(".byte 0xf1"); });
	ok(n == KILLED(SIGTRAP) || n == KILLED(SIGILL), "icebp (not every emulator knows it)");
	munmap(code, PAGE);
}

static volatile int faults;
static volatile unsigned last_trap;

/* `mov %ax, %sreg` has two bytes: go on behind it. */
static void step_over(int sig UNUSED, siginfo_t *info UNUSED, void *context)
{
	ucontext_t *uc = context;

	faults++;
	last_trap = uc->uc_mcontext.gregs[REG_TRAPNO];
	uc->uc_mcontext.gregs[REG_EIP] += 2;
}

static void handle(int sig, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = handler;
	sigaction(sig, &action, NULL);
}

static void every_selector(void)
{
	unsigned selector, loaded, odd = 0;

	handle(SIGSEGV, step_over);
	for (selector = 0; selector < 0x10000; selector++) {
		int before = faults;

		asm volatile("mov %1, %%gs; mov %%gs, %0" : "=r" (loaded) : "r" (selector));
		/* The null selectors, and the program's own code and data, by any name. */
		if ((faults == before) != (selector < 4 || (selector & ~3u) == 0x70 ||
					   (selector & ~3u) == 0x78))
			odd++;
		asm volatile("mov %0, %%gs" : : "r" (0));
	}
	signal(SIGSEGV, SIG_DFL);
	is(odd, 0, "of 65536 selectors only the program's own can be loaded");
}

/* ------------------------------------------------------------ signal frames */

static int changed_register;
static unsigned changed_value;

static void change(int sig UNUSED, siginfo_t *info UNUSED, void *context)
{
	ucontext_t *uc = context;

	uc->uc_mcontext.gregs[changed_register] = changed_value;
}

/* Returns from a handler that has put a value into one register of its frame; how that ended. */
static int return_with(int reg, unsigned value)
{
	return in_child({
		handle(SIGUSR1, change);
		changed_register = reg;
		changed_value = value;
		kill(getpid(), SIGUSR1);
	});
}

static void frames(void)
{
	static const unsigned selectors[] = { 0, 3, 0x08, 0x33, 0x60, 0x63, 0x68, 0x6b, 0x80, 0x83,
					      0xf8, 0xfb, 0x1007, 0xfffc, 0xffff };
	static const unsigned places[] = { 0, 1, 0xc0000000, KERNEL_TEXT, 0xf8002000, 0xffffffff };
	unsigned i, flags;
	int bad = 0;

	for (i = 0; i < sizeof(selectors) / sizeof(*selectors); i++) {
		bad += return_with(REG_CS, selectors[i]) != KILLED(SIGSEGV);
		bad += return_with(REG_SS, selectors[i]) != KILLED(SIGSEGV);
		bad += return_with(REG_GS, selectors[i]) != 0;
		bad += return_with(REG_FS, selectors[i]) != 0;
		bad += return_with(REG_DS, selectors[i]) == KILLED(SIGKILL);
	}
	is(bad, 0, "a frame with a selector that is not the program's: no return, or no segment");
	is_end(return_with(REG_CS, 0x7b), KILLED(SIGSEGV), "a frame with data for cs");
	is_end(return_with(REG_SS, 0x73), KILLED(SIGSEGV), "a frame with code for ss");
	for (bad = i = 0; i < sizeof(places) / sizeof(*places); i++) {
		bad += return_with(REG_EIP, places[i]) != KILLED(SIGSEGV);
		bad += return_with(REG_UESP, places[i]) != 0;	/* the one that counts is REG_ESP */
		bad += return_with(REG_ESP, places[i]) != KILLED(SIGSEGV);
	}
	is(bad, 0, "a frame with eip or esp where the program has nothing");
	handle(SIGUSR1, change);
	changed_register = REG_EFL;
	changed_value = ~(unsigned)FLAG_TF;
	kill(getpid(), SIGUSR1);
	asm volatile("pushf; pop %0; push $0x202; popf" : "=r" (flags) : : "memory", "cc");
	is(flags & (FLAG_IOPL | FLAG_VM | FLAG_NT), 0, "a frame with all flags: not those of the kernel");
	ok(flags & 0x200, "and interrupts stay on");
	changed_value = 0;
	kill(getpid(), SIGUSR1);
	asm volatile("pushf; pop %0" : "=r" (flags));
	ok(flags & 0x200, "with none: they stay on");
	signal(SIGUSR1, SIG_DFL);
	is_end(return_with(REG_EFL, FLAG_TF | 2), KILLED(SIGTRAP), "with TF: the program is stepped");
}

/* sigreturn without a signal: whatever lies on the stack is taken for a frame. */
static void no_frame(void)
{
	static const unsigned stacks[] = { 0, 4, 8, 0xfff, 0xbfffffff, 0xbfffffc0, 0xc0000000,
					   0xc0000008, KERNEL_TEXT, 0xf8002000, 0xfffffffc };
	static uint32_t junk[512];
	unsigned i, n, bad = 0, seed = 1;

	for (i = 0; i < sizeof(stacks) / sizeof(*stacks); i++)
		for (n = 0; n < 2; n++)
			bad += in_child({
				asm volatile("mov %0, %%esp; int $0x80"
					     : : "r" (stacks[i]), "a" (n ? __NR_sigreturn : __NR_rt_sigreturn));
			}) != KILLED(SIGSEGV);
	is(bad, 0, "sigreturn with the stack pointer anywhere kills");
	for (i = bad = 0; i < 400; i++) {
		int end;

		for (n = 0; n < 512; n++) {
			seed = seed * 1664525 + 1013904223;
			junk[n] = seed >> 16 & 1 ? (uintptr_t)junk : seed ^ seed << 15;
		}
		end = in_child({
			asm volatile("mov %0, %%esp; int $0x80"
				     : : "r" (junk + 16), "a" (i & 1 ? __NR_sigreturn : __NR_rt_sigreturn));
		});
		bad += end < 128;
	}
	is(bad, 0, "400 frames of random words: no program goes on");
}

/* ------------------------------------------------------------ segments */

static int thread_area(unsigned base, unsigned limit, unsigned bits)
{
	struct user_desc u = { .entry_number = 6, .base_addr = base, .limit = limit };

	*((unsigned *)&u + 3) = bits;
	return sys(__NR_set_thread_area, &u);
}

/* Through a segment that begins anywhere, the page tables still decide. */
static void segments(void)
{
	static const unsigned bases[] = { 0, 0xbffff000, 0xc0000000, 0xfffff000, 0xffffffff };
	unsigned bits, i, accepted = 0, bad = 0;

	for (bits = 0; bits < 256; bits++) {
		if (thread_area(0, 0xfffff, bits) != 0)
			continue;
		accepted++;
		if (bits & 4 || bits & 0x20)		/* code, or not present: only as "no segment" */
			bad += in_child({ asm volatile("mov %0, %%gs" : : "r" (0x33)); }) != KILLED(SIGSEGV);
		for (i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
			thread_area(bases[i], 0xfffff, bits);
			bad += in_child({
				(void)*(volatile char *)0xbffffff0;
				asm volatile("mov %0, %%gs; mov %%gs:(%1), %%al"
					     : : "r" (0x33), "r" (KERNEL_TEXT - bases[i]) : "eax");
			}) != KILLED(SIGSEGV);
			bad += in_child({ asm volatile("ljmp $0x33, $0"); }) != KILLED(SIGSEGV);
		}
	}
	ok(accepted, "of 256 kinds of thread segments %u are accepted", accepted);
	is(bad, 0, "through none of them the kernel can be read, none is code");
	is(in_child({
		thread_area(0, 0xfffff, 0x51);
		asm volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%ss; mov %0, %%fs" : : "r" (0x33));
		expect(thread_area(0, 0, 0x28) == 0);	/* it vanishes under all of them */
		expect(getpid() > 0);
	}), 0, "a segment may vanish while registers hold it");
	is(in_child({
		thread_area(0, 0xfffff, 0x51);
		asm volatile("mov %0, %%ss; mov %1, %%eax; int $0x80" : : "r" (0x33), "i" (__NR_getppid) : "eax");
		in_child({ });
		sched_yield();
	}), 0, "a stack in such a segment survives calls, fork and switches");
}

/* ------------------------------------------------------------ flags and stacks */

static volatile int steps;

static void step(int sig UNUSED, siginfo_t *info UNUSED, void *context)
{
	ucontext_t *uc = context;

	if (++steps > 1000)
		uc->uc_mcontext.gregs[REG_EFL] &= ~FLAG_TF;
}

static void single_steps(void)
{
	int pid = getpid(), result;

	handle(SIGTRAP, step);
	asm volatile("pushf; orl $0x100, (%%esp); popf\n\t"
		     "int $0x80\n\t"
		     "pushf; andl $~0x100, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "memory", "cc");
	is(result, pid, "a system call under single step");
	ok(steps >= 3 && steps < 20, "the steps (%d) are the program's, none the kernel's", steps);
	steps = 0;
	asm volatile("pushf; orl $0x100, (%%esp); popf\n\t"
		     "mov %%ss, %%ecx; mov %%ecx, %%ss; int $0x80\n\t"	/* no trap right behind mov ss */
		     "pushf; andl $~0x100, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "ecx", "memory", "cc");
	is(result, pid, "and right behind a new stack segment");
	signal(SIGTRAP, SIG_DFL);
}

static void flags(void)
{
	int result;

	is_end(in_child({ asm volatile("pushf; orl $0x4000, (%esp); popf; iret"); }), KILLED(SIGSEGV),
	       "iret with NT: there is no task to go back to");
	asm volatile("pushf; orl $0x4000, (%%esp); popf\n\t"
		     "int $0x80\n\t"
		     "pushf; andl $~0x4000, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "memory", "cc");
	is(result, getpid(), "a system call with NT set");
	asm volatile("pushf; orl $0x40400, (%%esp); popf\n\t"
		     "int $0x80\n\t"
		     "pushf; andl $~0x40400, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "memory", "cc");
	is(result, getpid(), "and with AC and the direction flag");
}

static void nothing(int sig UNUSED)
{
}

static void stacks(void)
{
	static const unsigned places[] = { 0, 1, 2, 0x1000, 0x70000001, 0xbfffffff, 0xc0000000,
					   0xc0000004, KERNEL_TEXT, 0xf8002000, 0xfffffffc, 0xffffffff };
	unsigned i, bad = 0;
	int end;

	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		bad += in_child({	/* the calls are made, and nothing of the stack is needed */
			asm volatile("mov %0, %%esp; mov %1, %%eax; int $0x80; mov %2, %%eax; xor %%ebx, %%ebx; int $0x80"
				     : : "r" (places[i]), "i" (__NR_getpid), "i" (__NR_exit) : "eax");
		}) != 0;
		end = in_child({	/* a handler, and no stack to call it on */
			signal(SIGUSR1, nothing);
			asm volatile("mov %0, %%esp; int $0x80"
				     : : "r" (places[i]), "a" (__NR_kill), "b" (getpid()), "c" (SIGUSR1));
		});
		/* Just below the kernel there is a stack: the program's own, from its other end. */
		bad += end != KILLED(SIGSEGV) && (places[i] < USER_TOP - 1 || places[i] > USER_TOP + 4);
		bad += in_child({
			struct sigaction once = { .sa_handler = nothing, .sa_flags = SA_RESETHAND };

			sigaction(SIGSEGV, &once, NULL);
			asm volatile("mov %0, %%esp; push $1; hlt" : : "r" (places[i]));
		}) != KILLED(SIGSEGV);
	}
	is(bad, 0, "stack pointers anywhere: calls work, handlers cannot be called");
}

/* ------------------------------------------------------------ what comes back */

/* All registers but eax come back from a call as they were: none with a value of the kernel's. */
static void registers(void)
{
	struct user_regs_struct u;
	int number, bad = 0;

	for (number = 0; number < 500; number++) {
		if (number == __NR_exit || number == __NR_fork || number == __NR_vfork || number == __NR_pause ||
		    number == __NR_clone || number == __NR_exit_group || number == __NR_sigreturn ||
		    number == __NR_rt_sigreturn || number == __NR_sigsuspend || number == __NR_setsid)
			continue;
		memset(&u, 0, sizeof(u));
		asm volatile("push %%ebp; mov $-1, %%ebp; int $0x80\n\t"
			     "mov %%ebp, %%eax; pop %%ebp"
			     : "=a" (u.eax), "=b" (u.ebx), "=c" (u.ecx), "=d" (u.edx), "=S" (u.esi), "=D" (u.edi)
			     : "a" (number), "b" (-1), "c" (-2), "d" (-3), "S" (-4), "D" (-5) : "memory");
		bad += (int)u.eax != -1 || (int)u.ebx != -1 || (int)u.ecx != -2 || (int)u.edx != -3 ||
		       (int)u.esi != -4 || (int)u.edi != -5;
	}
	is(bad, 0, "calls change no register but eax");
}

static volatile int pointers_found;

static void look_at_frame(int sig UNUSED, siginfo_t *info, void *context)
{
	const uint32_t *word = (const uint32_t *)info;

	for (; (uintptr_t)word < (uintptr_t)context + sizeof(ucontext_t) + 640; word++)
		pointers_found += *word >= USER_TOP && *word < 0xfa000000;
}

/*
 * What calls answer holds nothing of the kernel's stack or memory.  An address of the kernel's
 * is what would be found there first.
 */
static void answers(void)
{
	static uint32_t out[2048];
	struct user_desc *desc = (struct user_desc *)out;
	int i, bad = 0, id, pid, status, fds[2];
	char *fresh;

	expect(pipe(fds) == 0);
	id = sys(__NR_shmget, 0, PAGE, 0600);
	const struct {
		int number;
		long a, b, c, d, e;
	} list[] = {
		{ __NR_uname, (long)out, 0, 0, 0, 0 },
		{ __NR_stat64, (long)"/", (long)out, 0, 0, 0 },
		{ __NR_stat64, (long)"/proc/self/maps", (long)out, 0, 0, 0 },
		{ __NR_fstat64, fds[0], (long)out, 0, 0, 0 },
		{ __NR_statx, AT_FDCWD, (long)"/dev/null", 0, 0x7ff, (long)out },
		{ __NR_getdents64, open("/", O_RDONLY), (long)out, sizeof(out), 0, 0 },
		{ __NR_getdents64, open("/proc", O_RDONLY), (long)out, sizeof(out), 0, 0 },
		{ __NR_getrusage, 0, (long)out, 0, 0, 0 },
		{ __NR_times, (long)out, 0, 0, 0, 0 },
		{ __NR_sigaction, SIGUSR1, 0, (long)out, 0, 0 },
		{ __NR_rt_sigaction, SIGUSR2, 0, (long)out, 8, 0 },
		{ __NR_rt_sigprocmask, 0, 0, (long)out, 8, 0 },
		{ __NR_sigaltstack, 0, (long)out, 0, 0, 0 },
		{ __NR_clock_gettime, 1, (long)out, 0, 0, 0 },
		{ __NR_clock_gettime64, 1, (long)out, 0, 0, 0 },
		{ __NR_gettimeofday, (long)out, (long)out + 64, 0, 0, 0 },
		{ __NR_getitimer, 0, (long)out, 0, 0, 0 },
		{ __NR_getcwd, (long)out, sizeof(out), 0, 0, 0 },
		{ __NR_ioctl, 0, 0x5401, (long)out, 0, 0 },
		{ __NR_ioctl, 0, 0x5413, (long)out, 0, 0 },
		{ __NR_ipc, 24, id, 2, 0, (long)out },
		{ __NR_ipc, 24, id, 0x102, 0, (long)out },
		{ __NR_ipc, 24, 0, 3, 0, (long)out },
		{ __NR_ipc, 24, 0, 0x103, 0, (long)out },
		{ __NR_ipc, 24, 0, 14, 0, (long)out },
		{ __NR_shmctl, id, 13, (long)out, 0, 0 },
		{ __NR_get_thread_area, (long)out, 0, 0, 0, 0 },
	};

	for (i = 0; i < (int)(sizeof(list) / sizeof(*list)); i++) {
		unsigned w;

		memset(out, 0, sizeof(out));
		desc->entry_number = list[i].number == __NR_get_thread_area ? 6 : 0;
		sys(list[i].number, list[i].a, list[i].b, list[i].c, list[i].d, list[i].e);
		for (w = 0; w < sizeof(out) / 4; w++)
			if (out[w] >= USER_TOP && out[w] < 0xfa000000) {
				tap_say("#   call %d, word %u: 0x%08x", list[i].number, w, out[w]);
				bad++;
			}
	}
	is(bad, 0, "no answer of %d calls has an address of the kernel in it", i);
	sys(__NR_shmctl, id, 0, 0);

	handle(SIGUSR1, look_at_frame);
	kill(getpid(), SIGUSR1);
	signal(SIGUSR1, SIG_DFL);
	is(pointers_found, 0, "nor has the frame of a signal");

	pid = start_child({ pause(); });
	memset(out, 0, sizeof(out));
	kill(pid, SIGKILL);
	sys(__NR_wait4, pid, &status, 0, out);
	for (bad = i = 0; i < 18; i++)
		bad += out[i] >= USER_TOP;
	is(bad, 0, "nor what wait4 tells of a child");

	fresh = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	for (bad = i = 0; i < 64 * PAGE; i += 4)
		bad += *(uint32_t *)(fresh + i) != 0;
	is(bad, 0, "new memory is empty");
}

int main(void)
{
	if (!on_samepage())
		return skip_all("it is about this kernel's doors");
	local_table();
	every_interrupt();
	every_selector();
	frames();
	no_frame();
	segments();
	single_steps();
	flags();
	stacks();
	registers();
	answers();
	is_end(in_child({ }), 0, "and the next program starts as ever");
	return done_testing();
}
