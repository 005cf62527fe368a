/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attempts to enter the kernel other than by system calls: descriptors of the program's own, every
 * `int n`, every selector, signal frames with forbidden registers, flags, stack pointers, single steps
 * into system calls.  At worst the program is killed; it never gets a privilege or reads kernel memory.
 * (fault_test tests plain faults and privileged instructions.)
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

/* ------------------------------------------------------------ a local descriptor table */

/* The target of a call gate, which would run in ring 0. */
static void __attribute__((naked, used)) gate_target(void)
{
	asm("mov %cs, %eax; lret");
}

/*
 * A selector with bit 2 set is looked up in the local descriptor table (LDT).  The kernel gives no
 * process one.  But unless the kernel loads an empty LDT, the CPU assumes one of 64 KiB at address 0
 * after a reset: memory that a program may map, except for the first page, and fill with descriptors.
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

	ok((uintptr_t)table == PAGE, "the memory after page 0 can be mapped");
	for (i = 0; i < 15 * PAGE / 8; i++) {
		table[i][0] = 0x60 << 16 | (target & 0xffff);		/* in each entry a call gate */
		table[i][1] = (target & 0xffff0000) | 0xec00;
	}
	is_end(in_child({
		int cs;

		asm volatile("lcall *%1" : "=a" (cs) : "m" (gate) : "memory");
		_exit((cs & 3) == 0 ? 3 : 4);
	}), KILLED(SIGSEGV), "a call through a gate in a self-made LDT kills by SIGSEGV");
	for (i = 0; i < 15 * PAGE / 8; i++) {
		table[i][0] = 0x0000ffff;		/* flat data */
		table[i][1] = 0x00cff300;
	}
	is_end(in_child({ asm volatile("mov %0, %%gs" : : "r" (PAGE | 7)); }), KILLED(SIGSEGV),
	       "loading a data segment from a self-made LDT kills by SIGSEGV");
	is(in_child({
		unsigned char readable;

		asm("verr %w1; setz %0" : "=q" (readable) : "r" (PAGE | 7) : "cc");
		_exit(readable);
	}), 0, "verr says that a segment in a self-made LDT is not readable");
	munmap(table, 15 * PAGE);
}

/* ------------------------------------------------------------ interrupts and selectors */

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
	is(bad, 0, "int n: 0x80 is a system call, 3 a trap, and every other n kills by SIGSEGV");
	is_end(in_child({ asm volatile("sysenter" : : "a" (20)); }), KILLED(SIGSEGV), "sysenter kills by SIGSEGV");
	is_end(in_child({ asm volatile("syscall" : : "a" (20) : "ecx"); }), KILLED(SIGILL), "syscall kills by SIGILL");
	n = in_child({ asm volatile(".byte 0xf1"); });
	ok(n == KILLED(SIGTRAP) || n == KILLED(SIGILL), "icebp kills by SIGTRAP (or SIGILL in some emulators)");
	munmap(code, PAGE);
}

static volatile int faults;
static volatile unsigned last_trap;

/* `mov %ax, %sreg` has two bytes: continue after it. */
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
		/* The null selectors, and the program's own code and data, with any privilege level. */
		if ((faults == before) != (selector < 4 || (selector & ~3u) == 0x70 ||
					   (selector & ~3u) == 0x78))
			odd++;
		asm volatile("mov %0, %%gs" : : "r" (0));
	}
	signal(SIGSEGV, SIG_DFL);
	is(odd, 0, "of all 65536 selectors only null ones and the program's own can be loaded");
}

/* ------------------------------------------------------------ signal frames */

static int changed_register;
static unsigned changed_value;

static void change(int sig UNUSED, siginfo_t *info UNUSED, void *context)
{
	ucontext_t *uc = context;

	uc->uc_mcontext.gregs[changed_register] = changed_value;
}

/* Changes one register in a signal frame and returns from the handler. Returns how that ends. */
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
	is(bad, 0, "a signal frame with a foreign selector: SIGSEGV for cs and ss, a null selector for the others");
	is_end(return_with(REG_CS, 0x7b), KILLED(SIGSEGV), "a signal frame with a data segment for cs kills by SIGSEGV");
	is_end(return_with(REG_SS, 0x73), KILLED(SIGSEGV), "a signal frame with a code segment for ss kills by SIGSEGV");
	for (bad = i = 0; i < sizeof(places) / sizeof(*places); i++) {
		bad += return_with(REG_EIP, places[i]) != KILLED(SIGSEGV);
		bad += return_with(REG_UESP, places[i]) != 0;	/* sigreturn loads REG_ESP, not this one */
		bad += return_with(REG_ESP, places[i]) != KILLED(SIGSEGV);
	}
	is(bad, 0, "a signal frame with eip or esp outside of the program's memory kills by SIGSEGV");
	handle(SIGUSR1, change);
	changed_register = REG_EFL;
	changed_value = ~(unsigned)FLAG_TF;
	kill(getpid(), SIGUSR1);
	asm volatile("pushf; pop %0; push $0x202; popf" : "=r" (flags) : : "memory", "cc");
	is(flags & (FLAG_IOPL | FLAG_VM | FLAG_NT), 0, "a signal frame with all flags does not set IOPL, VM or NT");
	ok(flags & 0x200, "a signal frame with all flags leaves interrupts enabled");
	changed_value = 0;
	kill(getpid(), SIGUSR1);
	asm volatile("pushf; pop %0" : "=r" (flags));
	ok(flags & 0x200, "a signal frame without flags leaves interrupts enabled");
	signal(SIGUSR1, SIG_DFL);
	is_end(return_with(REG_EFL, FLAG_TF | 2), KILLED(SIGTRAP), "a signal frame with TF single-steps the program");
}

/* sigreturn without a signal: the kernel takes what lies on the stack for a frame. */
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
	is(bad, 0, "sigreturn with a stack pointer outside of the program's memory kills by SIGSEGV");
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
	is(bad, 0, "sigreturn with a frame of random words kills, 400 times");
}

/* ------------------------------------------------------------ segments */

static int thread_area(unsigned base, unsigned limit, unsigned bits)
{
	struct user_desc u = { .entry_number = 6, .base_addr = base, .limit = limit };

	*((unsigned *)&u + 3) = bits;
	return sys(__NR_set_thread_area, &u);
}

/* Whatever the base of a segment is, the page tables decide about the access. */
static void segments(void)
{
	static const unsigned bases[] = { 0, 0xbffff000, 0xc0000000, 0xfffff000, 0xffffffff };
	unsigned bits, i, accepted = 0, bad = 0;

	for (bits = 0; bits < 256; bits++) {
		if (thread_area(0, 0xfffff, bits) != 0)
			continue;
		accepted++;
		if (bits & 4 || bits & 0x20)		/* code or not present: cannot be loaded */
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
	ok(accepted, "some of the 256 kinds of thread segments are accepted (%u)", accepted);
	is(bad, 0, "no accepted thread segment can be executed or gives access to the kernel");
	is(in_child({
		thread_area(0, 0xfffff, 0x51);
		asm volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%ss; mov %0, %%fs" : : "r" (0x33));
		expect(thread_area(0, 0, 0x28) == 0);	/* deletes the segment that they hold */
		expect(getpid() > 0);
	}), 0, "a thread segment can be deleted while segment registers hold it");
	is(in_child({
		thread_area(0, 0xfffff, 0x51);
		asm volatile("mov %0, %%ss; mov %1, %%eax; int $0x80" : : "r" (0x33), "i" (__NR_getppid) : "eax");
		in_child({ });
		sched_yield();
	}), 0, "a stack in a thread segment survives calls, fork and switches");
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
	is(result, pid, "a system call works while the program is single-stepped");
	ok(steps >= 3 && steps < 20, "single-stepping stops at the program's instructions (%d), not at the kernel's", steps);
	steps = 0;
	asm volatile("pushf; orl $0x100, (%%esp); popf\n\t"
		     "mov %%ss, %%ecx; mov %%ecx, %%ss; int $0x80\n\t"	/* the CPU does not trap directly after mov ss */
		     "pushf; andl $~0x100, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "ecx", "memory", "cc");
	is(result, pid, "a single-stepped system call directly after loading ss works");
	signal(SIGTRAP, SIG_DFL);
}

static void flags(void)
{
	int result;

	is_end(in_child({ asm volatile("pushf; orl $0x4000, (%esp); popf; iret"); }), KILLED(SIGSEGV),
	       "iret with NT set kills by SIGSEGV");
	asm volatile("pushf; orl $0x4000, (%%esp); popf\n\t"
		     "int $0x80\n\t"
		     "pushf; andl $~0x4000, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "memory", "cc");
	is(result, getpid(), "a system call with NT set works");
	asm volatile("pushf; orl $0x40400, (%%esp); popf\n\t"
		     "int $0x80\n\t"
		     "pushf; andl $~0x40400, (%%esp); popf"
		     : "=a" (result) : "0" (__NR_getpid) : "memory", "cc");
	is(result, getpid(), "a system call with AC and the direction flag set works");
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
		bad += in_child({	/* system calls do not need the program's stack */
			asm volatile("mov %0, %%esp; mov %1, %%eax; int $0x80; mov %2, %%eax; xor %%ebx, %%ebx; int $0x80"
				     : : "r" (places[i]), "i" (__NR_getpid), "i" (__NR_exit) : "eax");
		}) != 0;
		end = in_child({	/* a signal handler needs it */
			signal(SIGUSR1, nothing);
			asm volatile("mov %0, %%esp; int $0x80"
				     : : "r" (places[i]), "a" (__NR_kill), "b" (getpid()), "c" (SIGUSR1));
		});
		/* Just below 3 GiB lies the program's own stack. */
		bad += end != KILLED(SIGSEGV) && (places[i] < USER_TOP - 1 || places[i] > USER_TOP + 4);
		bad += in_child({
			struct sigaction once = { .sa_handler = nothing, .sa_flags = SA_RESETHAND };

			sigaction(SIGSEGV, &once, NULL);
			asm volatile("mov %0, %%esp; push $1; hlt" : : "r" (places[i]));
		}) != KILLED(SIGSEGV);
	}
	is(bad, 0, "with any stack pointer system calls work, and a signal handler without a stack kills by SIGSEGV");
}

/* ------------------------------------------------------------ what calls return */

/* A system call changes no register but eax, so it returns no other value of the kernel. */
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
	sys(__NR_msgctl, sys(__NR_msgget, -1, 0), 0 /* IPC_RMID */);		/* one of them was msgget */
	is(bad, 0, "system calls change no register but eax");
}

static volatile int pointers_found;

static void look_at_frame(int sig UNUSED, siginfo_t *info, void *context)
{
	const uint32_t *word = (const uint32_t *)info;

	for (; (uintptr_t)word < (uintptr_t)context + sizeof(ucontext_t) + 640; word++)
		pointers_found += *word >= USER_TOP && *word < 0xfa000000;
}

/*
 * The results of calls contain no bytes of the kernel's stack or memory.  Kernel addresses are the
 * easiest of such bytes to recognise.
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
	is(bad, 0, "the results of %d calls contain no kernel address", i);
	sys(__NR_shmctl, id, 0, 0);

	handle(SIGUSR1, look_at_frame);
	kill(getpid(), SIGUSR1);
	signal(SIGUSR1, SIG_DFL);
	is(pointers_found, 0, "a signal frame contains no kernel address");

	pid = start_child({ pause(); });
	memset(out, 0, sizeof(out));
	kill(pid, SIGKILL);
	sys(__NR_wait4, pid, &status, 0, out);
	for (bad = i = 0; i < 18; i++)
		bad += out[i] >= USER_TOP;
	is(bad, 0, "the rusage of wait4 contains no kernel address");

	fresh = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	for (bad = i = 0; i < 64 * PAGE; i += 4)
		bad += *(uint32_t *)(fresh + i) != 0;
	is(bad, 0, "new memory is zero");
}

int main(void)
{
	if (!on_samepage())
		return skip_all("it tests entries into this kernel");
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
	is_end(in_child({ }), 0, "a process can be started after all these attempts");
	return done_testing();
}
