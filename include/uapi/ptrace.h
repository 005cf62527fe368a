/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracing another process: requests of ptrace, as in Linux's <linux/ptrace.h>, and the registers, as
 * in its <asm/user_32.h>.
 */
#ifndef _UAPI_PTRACE_H
#define _UAPI_PTRACE_H

#define PTRACE_TRACEME		0	/* let the parent trace this process */
#define PTRACE_PEEKTEXT		1
#define PTRACE_PEEKDATA		2	/* read a word of its memory */
#define PTRACE_PEEKUSER		3	/* read one register */
#define PTRACE_POKETEXT		4
#define PTRACE_POKEDATA		5
#define PTRACE_POKEUSER		6
#define PTRACE_CONT		7	/* let it run */
#define PTRACE_KILL		8
#define PTRACE_SINGLESTEP	9
#define PTRACE_GETREGS		12	/* read all registers */
#define PTRACE_SETREGS		13
#define PTRACE_ATTACH		16
#define PTRACE_DETACH		17
#define PTRACE_SYSCALL		24	/* let it run up to its next system call */
#define PTRACE_SETOPTIONS	0x4200

#define PTRACE_O_TRACESYSGOOD	0x00000001	/* stops at calls are marked: SIGTRAP | 0x80 */

/* PTRACE_GETREGS fills this; PTRACE_PEEKUSER takes an offset into it. */
struct user_regs_struct {
	unsigned long	ebx;
	unsigned long	ecx;
	unsigned long	edx;
	unsigned long	esi;
	unsigned long	edi;
	unsigned long	ebp;
	unsigned long	eax;
	unsigned long	xds;
	unsigned long	xes;
	unsigned long	xfs;
	unsigned long	xgs;
	unsigned long	orig_eax;	/* the system call's number */
	unsigned long	eip;
	unsigned long	xcs;
	unsigned long	eflags;
	unsigned long	esp;
	unsigned long	xss;
};

_Static_assert(sizeof(struct user_regs_struct) == 68, "user_regs_struct: i386 ABI");

#endif
