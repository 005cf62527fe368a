// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptrace lets a parent observe its child. The child asks for it (TRACEME). It then stops at
 * every signal and, if the parent continues it by SYSCALL, before and after every system call.
 * The parent waits for this with wait4(), reads the child's registers and memory, and continues it.
 *
 *	child					parent
 *	ptrace_stop(): TASK_STOPPED  ------->	wait4() returns (code << 8) | 0x7f
 *						PEEKDATA, GETREGS ...
 *	continues, signal in exit_code <-----	CONT, SYSCALL (signal)
 *
 * user/strace.c and user/proof.c use it. Left out compared with Linux: ATTACH, writing the
 * registers, single steps.
 */
#include <uapi/ptrace.h>
#include "kernel/proc/ptrace.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/memory.h"
#include "mm/uaccess.h"

/* sizeof(struct user) of the i386: PEEKUSER may ask for any word of it. */
#define SIZEOF_USER	284

int ptrace_stop(int code)
{
	if (sigismember(&current->pending, SIGKILL))	/* nothing would wake it */
		return 0;
	current->exit_code = code;
	current->state = TASK_STOPPED;
	notify_parent(current, SIGCHLD);
	schedule();
	code = current->exit_code;
	current->exit_code = 0;
	return code;
}

void syscall_trace(int leaving)
{
	const unsigned long both = PT_PTRACED | PT_TRACESYS;
	int sig;

	trace_call(leaving);		/* the kernel's trace uses the same flag, and needs no stop */
	if ((current->ptrace & both) != both)
		return;
	sig = ptrace_stop(SIGTRAP | (current->ptrace & PT_TRACESYSGOOD ? 0x80 : 0));
	if (sig)
		send_sig(sig, current);
}

/* Collect the registers with which the child will return to its program. */
static void get_user_regs(const struct task_struct *child, struct user_regs_struct *u)
{
	const struct pt_regs *regs = (const struct pt_regs *)child->thread.esp0 - 1;

	*u = (struct user_regs_struct){
		.ebx = regs->ebx, .ecx = regs->ecx, .edx = regs->edx, .esi = regs->esi,
		.edi = regs->edi, .ebp = regs->ebp, .eax = regs->eax,
		.xds = regs->ds & 0xffff, .xes = regs->es & 0xffff,
		.xfs = child->thread.fs, .xgs = child->thread.gs,
		.orig_eax = regs->orig_eax, .eip = regs->eip, .xcs = regs->cs & 0xffff,
		.eflags = regs->eflags, .esp = regs->esp, .xss = regs->ss & 0xffff,
	};
}

/* Read a word of the child's struct user. Those after the registers are 0, because nothing uses them here. */
static long peek_user(const struct task_struct *child, unsigned long addr, unsigned long *data)
{
	struct user_regs_struct regs;
	unsigned long word = 0;

	if (addr & 3 || addr > SIZEOF_USER - 4)
		return -EIO;
	get_user_regs(child, &regs);
	if (addr < sizeof(regs))
		word = ((unsigned long *)&regs)[addr / 4];
	return put_user(word, data);
}

static long peek_data(struct task_struct *child, unsigned long addr, unsigned long *data)
{
	unsigned long word;

	if (access_process_vm(child, addr, &word, sizeof(word), false) != sizeof(word))
		return -EIO;
	return put_user(word, data);
}

static long poke_data(struct task_struct *child, unsigned long addr, unsigned long word)
{
	return access_process_vm(child, addr, &word, sizeof(word), true) == sizeof(word) ? 0 : -EIO;
}

static long get_regs(const struct task_struct *child, void *data)
{
	struct user_regs_struct regs;

	get_user_regs(child, &regs);
	return copy_to_user(data, &regs, sizeof(regs)) ? -EFAULT : 0;
}

/* Continue the child, and deliver `sig` to it unless that is 0. */
static long resume(struct task_struct *child, unsigned long sig, bool trace_calls)
{
	if (sig > _NSIG)
		return -EIO;
	child->ptrace &= ~(unsigned long)PT_TRACESYS;
	if (trace_calls)
		child->ptrace |= PT_TRACESYS;
	child->exit_code = sig;
	wake_up_process(child);
	return 0;
}

static long set_options(struct task_struct *child, unsigned long options)
{
	if (options & ~(unsigned long)PTRACE_O_TRACESYSGOOD)
		return -EINVAL;
	child->ptrace &= ~(unsigned long)PT_TRACESYSGOOD;
	if (options & PTRACE_O_TRACESYSGOOD)
		child->ptrace |= PT_TRACESYSGOOD;
	return 0;
}

static long trace_me(void)
{
	if (current->ptrace & PT_PTRACED)
		return -EPERM;
	current->ptrace |= PT_PTRACED;
	return 0;
}

/*
 * Errors: ESRCH (no such process), EPERM (TRACEME twice; pid 1), ESRCH (not traced by current, or
 * not stopped), EIO (request, address or signal), EINVAL (options), EFAULT.
 */
long sys_ptrace(long request, pid_t pid, unsigned long addr, unsigned long data)
{
	struct task_struct *child;

	if (request == PTRACE_TRACEME)
		return trace_me();
	child = find_task_by_pid(pid);
	if (!child)
		return -ESRCH;
	if (pid == 1)
		return -EPERM;
	if (!(child->ptrace & PT_PTRACED) || child->parent != current)
		return -ESRCH;
	if (request == PTRACE_KILL)
		return send_sig(SIGKILL, child);
	if (child->state != TASK_STOPPED)
		return -ESRCH;

	switch (request) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
		return peek_data(child, addr, (unsigned long *)data);
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
		return poke_data(child, addr, data);
	case PTRACE_PEEKUSER:
		return peek_user(child, addr, (unsigned long *)data);
	case PTRACE_GETREGS:
		return get_regs(child, (void *)data);
	case PTRACE_CONT:
		return resume(child, data, false);
	case PTRACE_SYSCALL:
		return resume(child, data, true);
	case PTRACE_SETOPTIONS:
		return set_options(child, data);
	default:
		return -EIO;
	}
}
