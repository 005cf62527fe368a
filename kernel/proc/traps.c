// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions of the CPU. Each is handled in one of three ways:
 *
 *	resolve		a page fault that mm/ can serve; the first use of the FPU
 *	signal		the program caused it: send SIGSEGV or a similar signal, and print a
 *			report (fault_report.c) if the program has no handler for it
 *	panic		the kernel caused it
 *
 * kernel/cpu/entry.asm calls page_fault() for page faults, and do_trap(), with interrupts off,
 * for every other vector. Left out compared with Linux: virtual-8086 mode, debug registers of
 * programs.
 */
#include "kernel/cpu/entry.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/oops.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/proc/exit.h"
#include "kernel/proc/fault_report.h"
#include "kernel/proc/oom.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/signal.h"
#include "kernel/sched/softirq.h"
#include "mm/fault.h"

/* The exceptions, and the signal that Linux sends when a program causes one. 0: not a program's fault. */
static const struct {
	const char *name;
	int sig, code;
} exceptions[32] = {
	[0] = { "divide error", SIGFPE, FPE_INTDIV },
	[1] = { "debug", SIGTRAP, TRAP_TRACE },
	[2] = { "non-maskable interrupt", 0, 0 },
	[3] = { "breakpoint", SIGTRAP, SI_KERNEL },
	[4] = { "overflow", SIGSEGV, SI_KERNEL },
	[5] = { "bounds", SIGSEGV, SI_KERNEL },
	[6] = { "invalid opcode", SIGILL, ILL_ILLOPN },
	[8] = { "double fault", 0, 0 },
	[9] = { "coprocessor segment overrun", SIGFPE, SI_KERNEL },
	[10] = { "invalid TSS", SIGSEGV, SI_KERNEL },
	[11] = { "segment not present", SIGBUS, SI_KERNEL },
	[12] = { "stack segment", SIGBUS, SI_KERNEL },
	[13] = { "general protection", SIGSEGV, SI_KERNEL },
	[16] = { "x87 floating point", SIGFPE, FPE_FLTINV },
	[17] = { "alignment check", SIGBUS, BUS_ADRALN },
	[18] = { "machine check", 0, 0 },
	[19] = { "SIMD floating point", SIGFPE, FPE_FLTINV },
};

struct exception_entry {
	unsigned long insn, fixup;
};
extern const struct exception_entry __start___ex_table[], __stop___ex_table[];

/*
 * Is the instruction at eip one of the kernel's that may fault, because it uses an address of the
 * user? Returns the address at which the kernel continues after the fault, or 0.
 */
static unsigned long search_exception_table(unsigned long eip)
{
	for (const struct exception_entry *e = __start___ex_table; e < __stop___ex_table; e++)
		if (e->insn == eip)
			return e->fixup;
	return 0;
}

/*
 * Send the signal of an exception other than a page fault, and print a report if it ends the
 * program. As in Linux, si_addr is the address of the instruction, or 0 when si_code is SI_KERNEL.
 */
static void fault_signal(const struct pt_regs *regs, int vector)
{
	int sig = exceptions[vector].sig, code = exceptions[vector].code;

	current->thread.trap_no = vector;
	current->thread.error_code = regs->orig_eax;
	if (signal_is_fatal(sig)) {
		printk("%s[%d]: %s\n", current->comm, current->pid, exceptions[vector].name);
		show_fault(regs, regs->eip);
	}
	force_sig_fault(sig, code, code == SI_KERNEL ? 0 : regs->eip);
}

/* Name the attempted access. Without a no-execute bit, a fault is an execute fault if its address is eip. */
static const char *access_kind(const struct pt_regs *regs, unsigned long address)
{
	if (regs->orig_eax & PF_WRITE)
		return "write";
	return address == regs->eip ? "execute" : "read";
}

/* Send the signal of a page fault that could not be resolved, and print a report if it ends the program. */
static void bad_area(const struct pt_regs *regs, unsigned long address, enum fault_result why)
{
	static const struct {
		int sig, code;
		const char *words;
	} ends[] = {
		[FAULT_MAPERR] = { SIGSEGV, SEGV_MAPERR, "nothing is mapped there" },
		[FAULT_ACCERR] = { SIGSEGV, SEGV_ACCERR, "the area does not allow it" },
		[FAULT_SIGBUS] = { SIGBUS, BUS_ADRERR, "beyond the end of the mapped object" },
		[FAULT_OOM] = { SIGKILL, 0, "out of memory" },
	};
	const char *words = ends[why].words;
	int sig = ends[why].sig;

	if (address >= TASK_SIZE)
		words = "that is kernel memory";
	current->thread.cr2 = address;
	current->thread.trap_no = TRAP_PAGE_FAULT;
	/* As in Linux, the program does not learn whether a kernel address is mapped. */
	current->thread.error_code = regs->orig_eax | (address >= TASK_SIZE ? PF_PROT : 0);
	if (signal_is_fatal(sig)) {
		printk("%s[%d]: %s of address %08lx: %s\n", current->comm, current->pid,
		       access_kind(regs, address), address, words);
		if (sig != SIGKILL)
			show_fault(regs, address);
	}
	if (sig == SIGKILL)
		send_sig(SIGKILL, current);
	else
		force_sig_fault(sig, ends[why].code, address);
}

/* A page fault in the kernel is a bug unless a copy_*_user function caused it with a user address. */
static void check_kernel_access(const struct pt_regs *regs, unsigned long address)
{
	if (!search_exception_table(regs->eip) || in_interrupt() || !current->mm || address >= TASK_SIZE)
		die(regs, stack_pointer(regs), "%s of bad address %08lx in the kernel",
		    access_kind(regs, address), address);
}

static void unresolved_fault(struct pt_regs *regs, unsigned long address, enum fault_result why)
{
	if (why == FAULT_OOM && out_of_memory())
		return;			/* memory was freed: the instruction is repeated, and faults again */
	if (user_mode(regs) || why == FAULT_OOM)
		bad_area(regs, address, why);
	if (!user_mode(regs))		/* the copy function returns how much it could not copy */
		regs->eip = search_exception_table(regs->eip);
}

/* Called by entry.asm; regs->orig_eax is the error code, of PF_ bits. */
void page_fault(struct pt_regs *regs)
{
	unsigned long address = read_cr2();	/* the next fault overwrites cr2 */
	enum fault_result result;

	if (!user_mode(regs))
		check_kernel_access(regs, address);
	result = do_page_fault(address, regs->orig_eax);
	trace_fault(regs, address, result);
	if (result != FAULT_HANDLED)
		unresolved_fault(regs, address, result);
}

/* Called by entry.asm for all other vectors; regs->orig_eax is the error code. */
void do_trap(struct pt_regs *regs, unsigned int vector)
{
	unsigned long fixup;

	if (vector >= FIRST_IRQ_VECTOR && vector < FIRST_IRQ_VECTOR + 16) {
		do_IRQ(regs, vector - FIRST_IRQ_VECTOR);
		deferred_work_after_irq(regs);
		return;
	}
	if (vector == TRAP_DEVICE_NOT_AVAILABLE && user_mode(regs)) {
		fpu_load(&current->thread.fpu);
		return;
	}
	if (vector >= ARRAY_SIZE(exceptions)) {
		printk("unexpected interrupt %u ignored\n", vector);
		return;
	}
	if (user_mode(regs) && exceptions[vector].sig) {
		local_irq_enable();
		fault_signal(regs, vector);
		return;
	}
	if (vector == TRAP_DEBUG && check_guards())
		return;
	fixup = user_mode(regs) ? 0 : search_exception_table(regs->eip);
	if (fixup) {
		regs->eip = fixup;
		return;
	}
	die(regs, stack_pointer(regs), "%s (vector %u, error code %lx)",
	    exceptions[vector].name ? exceptions[vector].name : "unknown exception",
	    vector, regs->orig_eax);
}

/* Called by entry.asm when the CPU refuses to load the segment registers of the program. */
void bad_user_return(void)
{
	printk("%s[%d]: cannot return to the program, because its segment registers are invalid\n",
	       current->comm, current->pid);
	do_exit(SIGSEGV);
}
