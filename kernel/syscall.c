// SPDX-License-Identifier: GPL-2.0-only
/*
 * sys_call_table: from the number in eax to the function. kernel/cpu/entry.asm calls
 * through it with the six argument registers on the stack; a function takes as
 * many of them as it needs. Which calls exist stands in include/uapi/syscall_table.h.
 */
#include <uapi/unistd.h>
#include "kernel/sched/sched.h"

typedef long (*syscall_t)(void);

/* The functions take arguments of many types; the table only needs their addresses. */
#define SYSCALL(name, function, arguments) long function(void);
#include <uapi/syscall_table.h>
#undef SYSCALL

#define NR_SYSCALLS	(__NR_clock_gettime64 + 1)	/* the highest there is, and one */

static long sys_ni_syscall(void)
{
	return -ENOSYS;
}

/* An entry without a call of its own: the initialiser below fills all, then names override. */
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

const syscall_t sys_call_table[NR_SYSCALLS] = {
	[0 ... NR_SYSCALLS - 1] = sys_ni_syscall,
#define SYSCALL(name, function, arguments) [__NR_##name] = function,
#include <uapi/syscall_table.h>
#undef SYSCALL
};
const unsigned long nr_system_calls = NR_SYSCALLS;

/* kernel/cpu/entry.asm reads these fields by number. */
_Static_assert(offsetof(struct task_struct, need_resched) == 4, "NEED_RESCHED in entry.asm");
_Static_assert(offsetof(struct task_struct, sigpending) == 8, "SIGPENDING in entry.asm");
_Static_assert(offsetof(struct task_struct, ptrace) == 12, "PTRACE in entry.asm");
_Static_assert(offsetof(struct cpu_info, task) == 0, "cpu0 in entry.asm");
_Static_assert(offsetof(struct pt_regs, orig_eax) == 36, "pt_regs in entry.asm");
