// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the trace says of system calls: their names, arguments and results in words.
 * kernel/cpu/entry.asm calls syscall_trace() before and after a call of a task whose `ptrace`
 * word is not 0; with the trace on it is not, for every task (kernel/proc/fork.c).
 */
#include <uapi/ipc.h>
#include <uapi/shm.h>
#include <uapi/unistd.h>
#include "kernel/debug/trace_line.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/pagetable.h"

#define MAX_PEEK	48		/* of a string argument */

struct call {
	const char *name;
	const char *arguments;		/* letters of include/uapi/syscall_table.h */
};

static const struct call calls[] = {
#define SYSCALL(name, function, types, arguments) [__NR_##name] = { #name, arguments },
#include <uapi/syscall_table.h>
#undef SYSCALL
};

/* What goes through ipc (117), and which of first, second, third, ptr it takes, in the call's own order. */
static const struct {
	struct call call;
	const char *order;
} ipc_calls[] = {
	[SHMAT] = { { "shmat", "dxo" }, "142" },
	[SHMDT] = { { "shmdt", "x" }, "4" },
	[SHMGET] = { { "shmget", "kdo" }, "123" },
	[SHMCTL] = { { "shmctl", "dcx" }, "124" },
};

static const char *const errors[] = {
#define E(name) [name] = #name
	E(EPERM), E(ENOENT), E(ESRCH), E(EINTR), E(EIO), E(ENXIO), E(E2BIG), E(ENOEXEC), E(EBADF),
	E(ECHILD), E(EAGAIN), E(ENOMEM), E(EACCES), E(EFAULT), E(ENOTBLK), E(EBUSY), E(EEXIST),
	E(EXDEV), E(ENODEV), E(ENOTDIR), E(EISDIR), E(EINVAL), E(ENFILE), E(EMFILE), E(ENOTTY),
	E(ETXTBSY), E(EFBIG), E(ENOSPC), E(ESPIPE), E(EROFS), E(EMLINK), E(EPIPE), E(EDOM),
	E(ERANGE), E(EDEADLK), E(ENAMETOOLONG), E(ENOLCK), E(ENOSYS), E(ENOTEMPTY), E(ELOOP),
	E(ENOMSG), E(EIDRM), E(EOVERFLOW), E(EILSEQ), E(EOPNOTSUPP), E(ETIMEDOUT), E(EALREADY),
	E(EINPROGRESS), E(ERESTARTSYS), E(ERESTARTNOINTR), E(ERESTARTNOHAND),
	E(ERESTART_RESTARTBLOCK),
#undef E
};

/*
 * The user's string at addr as far as its pages are there, through the direct map: what
 * is looked at must not change by it, so nothing may be faulted in. False when none of it is.
 */
static bool peek_string(unsigned long addr, char *to, size_t size)
{
	size_t len;

	for (len = 0; len < size - 1 && addr < TASK_SIZE; len++, addr++) {
		pte_t *pte = walk_page(current->mm, addr);

		if (!pte || !(pte_val(*pte) & _PAGE_PRESENT))
			break;
		to[len] = ((char *)page_address(pte_page(*pte)))[addr & ~PAGE_MASK];
		if (!to[len])
			return true;
	}
	to[len] = '\0';
	return len;
}

static const char *shm_command(unsigned long cmd)
{
	switch (cmd & ~(unsigned long)IPC_64) {
	case IPC_RMID:		return "IPC_RMID";
	case IPC_SET:		return "IPC_SET";
	case IPC_STAT:		return "IPC_STAT";
	case IPC_INFO:		return "IPC_INFO";
	case SHM_LOCK:		return "SHM_LOCK";
	case SHM_UNLOCK:	return "SHM_UNLOCK";
	case SHM_STAT:		return "SHM_STAT";
	case SHM_INFO:		return "SHM_INFO";
	case SHM_STAT_ANY:	return "SHM_STAT_ANY";
	default:		return NULL;
	}
}

static void tell_argument(char letter, unsigned long value)
{
	char string[MAX_PEEK];

	if (letter == 's' && peek_string(value, string, sizeof(string)))
		trace_quoted(string);
	else if (letter == 'c' && shm_command(value))
		trace_quoted(shm_command(value));
	else if (letter == 'd')
		trace_text("\"%ld\"", value);
	else if (letter == 'o')
		trace_text(value ? "\"0%lo\"" : "\"%lo\"", value);
	else if (letter == 'k')
		trace_text("\"0x%08lx\"", value);
	else
		trace_text(value ? "\"0x%lx\"" : "\"%lx\"", value);
}

/* The call in these registers; *order is set when it came through ipc. NULL: there is no such call. */
static const struct call *find_call(int nr, const struct pt_regs *regs, const char **order)
{
	unsigned int sub = regs->ebx & 0xffff;

	*order = NULL;
	if (nr == __NR_ipc && sub < ARRAY_SIZE(ipc_calls) && ipc_calls[sub].order) {
		*order = ipc_calls[sub].order;
		return &ipc_calls[sub].call;
	}
	return nr >= 0 && (size_t)nr < ARRAY_SIZE(calls) && calls[nr].name ? &calls[nr] : NULL;
}

static void tell_arguments(const struct call *call, const char *order, const struct pt_regs *regs)
{
	const unsigned long values[] = {
		regs->ebx, regs->ecx, regs->edx, regs->esi, regs->edi, regs->ebp,
	};

	trace_add("args", "[");
	for (int i = 0; call && call->arguments[i]; i++) {
		if (i)
			trace_text(",");
		tell_argument(call->arguments[i], values[order ? order[i] - '0' : i]);
	}
	trace_text("]");
}

static void tell_result(long result)
{
	if (IS_ERR_VALUE(result) && (size_t)-result < ARRAY_SIZE(errors) && errors[-result])
		trace_add("result", "\"-%s\"", errors[-result]);
	else if ((unsigned long)result >= 0x08000000 && (unsigned long)result < TASK_SIZE)
		trace_add_hex("result", result);	/* an address, by the look of it */
	else
		trace_add("result", "\"%ld\"", result);
}

void do_trace_call(int leaving)
{
	const struct pt_regs *regs = task_pt_regs(current);
	const struct call *call;
	const char *order;

	/* Behind execve and sigreturn the registers are those of another program or moment. */
	if (!leaving)
		current->traced_call = regs->orig_eax;
	call = find_call(current->traced_call, regs, &order);
	trace_begin(leaving ? "ret" : "call");
	trace_add("nr", "%d", current->traced_call);
	trace_add_string("name", call ? call->name : "?");
	if (leaving)
		tell_result(regs->eax);
	else
		tell_arguments(call, order, regs);
	trace_end(regs->eip);
}
