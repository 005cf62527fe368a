// SPDX-License-Identifier: GPL-2.0-only
/*
 * sys_call_table: from the number in eax to the function. kernel/cpu/entry.asm calls
 * through it. The list of the calls is include/uapi/syscall_table.h.
 */
#include <uapi/unistd.h>
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"

/* entry.asm passes six words to every function, which takes as many as it declares. */
typedef void (*syscall_t)(void);

#define NR_SYSCALLS	(__NR_faccessat2 + 1)	/* the highest there is, and one */

/* The entry of every number that has no system call. */
static long sys_ni_syscall(void)
{
	return -ENOSYS;
}

/* The initialiser fills the whole table first, and the entries of the list then override it. */
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

const syscall_t sys_call_table[NR_SYSCALLS] = {
	[0 ... NR_SYSCALLS - 1] = (syscall_t)sys_ni_syscall,
#define SYSCALL(name, function, types, letters) [__NR_##name] = (syscall_t)function,
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
