/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every kind of fault that a program can cause: it kills that program by the same signal as on Linux,
 * and no other process is affected.
 */
#include "tap.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

static const char constant[PAGE] = "read-only data";
static const uintptr_t kernel_places[] = { 0xc0000000, 0xc0100000, 0xc0200000, 0xd0000000,
					   0xfffff000, 0xffffffff };

/* Calls through a variable: the behaviour of a call of NULL that the compiler can see is undefined. */
#define CALL(address) do {							\
	void (*volatile there)(void) = (void (*)(void))(address);		\
	there();								\
} while (0)

static void __attribute__((noinline, used)) bad_addresses(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	unsigned i;

	is_end(in_child({ (void)*(volatile char *)0; }), KILLED(SIGSEGV), "reading NULL kills by SIGSEGV");
	is_end(in_child({ *(volatile char *)0 = 1; }), KILLED(SIGSEGV), "writing NULL kills by SIGSEGV");
	is_end(in_child({ CALL(0); }), KILLED(SIGSEGV), "calling NULL kills by SIGSEGV");
	for (i = 0; i < sizeof(kernel_places) / sizeof(*kernel_places); i++) {
		uintptr_t at = kernel_places[i];

		is_end(in_child({ (void)*(volatile char *)at; }), KILLED(SIGSEGV),
		       "reading the kernel's 0x%lx kills by SIGSEGV", (long)at);
		is_end(in_child({ *(volatile char *)at = 1; }), KILLED(SIGSEGV),
		       "writing the kernel's 0x%lx kills by SIGSEGV", (long)at);
		is_end(in_child({ CALL(at); }), KILLED(SIGSEGV),
		       "calling the kernel's 0x%lx kills by SIGSEGV", (long)at);
	}
	is_end(in_child({ *(volatile char *)&bad_addresses = 0; }), KILLED(SIGSEGV),
	       "writing the program's code kills by SIGSEGV");
	is_end(in_child({ *(volatile char *)constant = 0; }), KILLED(SIGSEGV),
	       "writing the program's constants kills by SIGSEGV");
	is(constant[0], 'r', "the constants are unchanged");
	is_end(in_child({ *(volatile int *)0xbffffffe; }), KILLED(SIGSEGV),
	       "reading across the border to the kernel kills by SIGSEGV");
	is_end(in_child({ (void)*(volatile char *)0x70000000; }), KILLED(SIGSEGV),
	       "reading where nothing is mapped kills by SIGSEGV");
	is_end(in_child({ CALL(0x70000000); }), KILLED(SIGSEGV), "calling where nothing is mapped kills by SIGSEGV");
	page[0] = 'p';
	is_end(in_child({ munmap(page, PAGE); (void)*(volatile char *)page; }), KILLED(SIGSEGV),
	       "reading what was unmapped kills by SIGSEGV");
	is_end(in_child({ mprotect(page, PAGE, PROT_READ); *(volatile char *)page = 1; }),
	       KILLED(SIGSEGV), "writing what was made read-only kills by SIGSEGV");
	is(page[0], 'p', "the parent's page is unchanged");
	munmap(page, PAGE);
}

#define KILLS(signal, name, ...) \
	is_end(in_child({ asm volatile(__VA_ARGS__); }), KILLED(signal), name " kills by " #signal)

/* wbinvd is not among them: it changes nothing that a program can see, and QEMU 10 executes it in ring 3. */
static void privileged(void)
{
	KILLS(SIGSEGV, "cli", "cli" : : : "memory");
	KILLS(SIGSEGV, "sti", "sti" : : : "memory");
	KILLS(SIGSEGV, "hlt", "hlt" : : : "memory");
	KILLS(SIGSEGV, "reading a byte from an I/O port", "in $0x60, %%al" : : : "eax");
	KILLS(SIGSEGV, "writing a byte to an I/O port", "out %%al, $0x64" : : "a" (0xfe));
	KILLS(SIGSEGV, "reading a byte from the I/O port in dx", "in %%dx, %%al" : : "d" (0x3f8) : "eax");
	KILLS(SIGSEGV, "writing a long to an I/O port", "out %%eax, %%dx" : : "a" (0), "d" (0xcf8));
	KILLS(SIGSEGV, "writing a string to an I/O port", "outsb" : : "S" (constant), "d" (0x3f8));
	KILLS(SIGSEGV, "reading cr0", "mov %%cr0, %%eax" : : : "eax");
	KILLS(SIGSEGV, "writing cr3", "mov %%eax, %%cr3" : : "a" (0));
	KILLS(SIGSEGV, "writing cr4", "mov %%eax, %%cr4" : : "a" (0));
	KILLS(SIGSEGV, "reading dr7", "mov %%dr7, %%eax" : : : "eax");
	KILLS(SIGSEGV, "clts", "clts" : : : "memory");
	KILLS(SIGSEGV, "invlpg", "invlpg (%0)" : : "r" (constant));
	KILLS(SIGSEGV, "rdmsr", "rdmsr" : : "c" (0x1b) : "eax", "edx");
	KILLS(SIGSEGV, "wrmsr", "wrmsr" : : "c" (0x174), "a" (0), "d" (0));
	KILLS(SIGSEGV, "lgdt", "lgdt (%0)" : : "r" (constant));
	KILLS(SIGSEGV, "lidt", "lidt (%0)" : : "r" (constant));
	KILLS(SIGSEGV, "lldt", "lldt %%ax" : : "a" (8));
	KILLS(SIGSEGV, "ltr", "ltr %%ax" : : "a" (8));
	KILLS(SIGSEGV, "lmsw", "lmsw %%ax" : : "a" (0));
}

static void segments(void)
{
	KILLS(SIGSEGV, "loading a kernel selector into ds", "mov %%ax, %%ds" : : "a" (0x10));
	KILLS(SIGSEGV, "loading a selector beyond the table into es", "mov %%ax, %%es" : : "a" (0xfffb));
	KILLS(SIGSEGV, "loading a kernel selector into ss", "mov %%ax, %%ss" : : "a" (0x10));
	KILLS(SIGSEGV, "a far jump into kernel code", "ljmp $0x8, $0");
	KILLS(SIGSEGV, "a far jump with a null selector", "ljmp $0x0, $0");
	KILLS(SIGSEGV, "iret to ring 0", "push $0x202; push $0x8; push $0xc0100000; iret");
	KILLS(SIGSEGV, "int 0x20, the timer's gate", "int $0x20");
	KILLS(SIGSEGV, "int 0x21, the keyboard's gate", "int $0x21");
	KILLS(SIGSEGV, "int 8, the double fault's gate", "int $8");
	KILLS(SIGSEGV, "int 14, the page fault's gate", "int $14");
	KILLS(SIGSEGV, "int 255", "int $255");
}

static void arithmetic_and_traps(void)
{
	KILLS(SIGFPE, "dividing by zero",
	      "xor %%edx, %%edx; mov $1, %%eax; xor %%ecx, %%ecx; div %%ecx"
	      : : : "eax", "ecx", "edx");
	KILLS(SIGFPE, "a division whose quotient does not fit",
	      "mov $-1, %%edx; xor %%eax, %%eax; mov $1, %%ecx; div %%ecx"
	      : : : "eax", "ecx", "edx");
	KILLS(SIGFPE, "dividing INT_MIN by -1",
	      "mov $0x80000000, %%eax; cdq; mov $-1, %%ecx; idiv %%ecx" : : : "eax", "ecx", "edx");
	KILLS(SIGILL, "ud2", "ud2");
	KILLS(SIGTRAP, "int3", "int3");
	KILLS(SIGTRAP, "int 3 in two bytes", ".byte 0xcd, 0x03");
	KILLS(SIGSEGV, "into after an overflow", "mov $0x7fffffff, %%eax; inc %%eax; into"
	      : : : "eax");
	KILLS(SIGTRAP, "a single step", "pushf; orl $0x100, (%%esp); popf; nop; nop" : : : "memory");
	KILLS(SIGSEGV, "bound with an index outside", "mov $5, %%eax; bound %%eax, (%0)"
	      : : "r" (constant) : "eax");
}

/* Ends the process: 1 if si_addr names the instruction, 0 if it is 0, 2 otherwise; plus 4 for SI_KERNEL. */
static void exit_with_address(int sig UNUSED, siginfo_t *info, void *context)
{
	uintptr_t eip = ((ucontext_t *)context)->uc_mcontext.gregs[REG_EIP];
	uintptr_t address = (uintptr_t)info->si_addr;

	_exit((address == eip ? 1 : address ? 2 : 0) + (info->si_code == 0x80 ? 4 : 0));
}

#define REPORTS(signal, status, name, ...) \
	is_end(in_child({							\
		struct sigaction action;					\
										\
		memset(&action, 0, sizeof(action));				\
		action.sa_sigaction = exit_with_address;			\
		action.sa_flags = SA_SIGINFO;					\
		sigaction(signal, &action, NULL);				\
		asm volatile(__VA_ARGS__);					\
	}), status, name)

static void addresses(void)
{
	REPORTS(SIGTRAP, 4, "int3: SI_KERNEL, and si_addr is 0", "int3");
	REPORTS(SIGSEGV, 4, "hlt: SI_KERNEL, and si_addr is 0", "hlt" : : : "memory");
	REPORTS(SIGSEGV, 4, "a bad selector: SI_KERNEL, and si_addr is 0",
		"mov %%ax, %%ds" : : "a" (0x10));
	REPORTS(SIGSEGV, 4, "into: SI_KERNEL, and si_addr is 0",
		"mov $0x7fffffff, %%eax; inc %%eax; into" : : : "eax");
	REPORTS(SIGFPE, 1, "a division by zero: si_addr is the address of the instruction",
		"xor %%ecx, %%ecx; div %%ecx" : : "a" (1), "d" (0) : "ecx");
	REPORTS(SIGILL, 1, "ud2: si_addr is the address of the instruction", "ud2");
}

/* popf does not set the flags that a program may not set; the others survive a system call. */
static void flags(void)
{
	unsigned before, after;

	asm volatile("pushf; pop %0; mov %0, %1; xor $0x7200, %1; push %1; popf; pushf; pop %1"
		     : "=&r" (before), "=&r" (after));
	is(after & 0x3000, before & 0x3000, "popf does not change the I/O privilege level");
	ok(after & 0x200, "popf does not mask interrupts");
	asm volatile("pushf; orl $0x40000, (%%esp); popf" : : : "memory");
	getppid();
	asm volatile("pushf; pop %0; pushf; andl $~0x40000, (%%esp); popf" : "=r" (after));
	ok(after & 0x40000, "the AC flag survives a system call");
	asm volatile("std" : : : "memory");
	asm volatile("mov $20, %%eax; int $0x80; pushf; pop %0; cld" : "=r" (after) : : "eax");
	ok(after & 0x400, "the direction flag survives a system call");
	is(getpid() > 0, 1, "the direction flag does not disturb the kernel");
}

/* A second process exists during all tests and must be unchanged at the end. */
int main(void)
{
	struct gate go = make_gate();
	pid_t witness = start_child({
		int registers = 1234;

		pass_gate(&go);
		expect(registers == 1234 && constant[0] == 'r');
	});

	bad_addresses();
	privileged();
	segments();
	arithmetic_and_traps();
	addresses();
	flags();
	open_gate(&go);
	is_end(wait_for(witness), 0, "a process that was alive all the time is unchanged");
	return done_testing();
}
