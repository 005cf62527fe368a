/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor's state when a signal was delivered. The kernel stores it on the user's stack, and
 * sigreturn or rt_sigreturn loads it after the handler. Mirrors Linux's <asm/sigcontext.h> and
 * <asm-generic/ucontext.h>.
 *
 *	old handler's stack			SA_SIGINFO handler's stack
 *	esp ->	return address			esp ->	return address
 *		signal number				signal number
 *		struct sigcontext			address of the siginfo_t
 *		...					address of the ucontext
 *							siginfo_t, struct ucontext, ...
 */
#ifndef _UAPI_SIGCONTEXT_H
#define _UAPI_SIGCONTEXT_H

#include <uapi/signal.h>

/* The x87 and SSE registers: FSAVE's 112 bytes, then FXSAVE's 512. */
struct _fpreg {
	unsigned short	significand[4];
	unsigned short	exponent;
};

struct _fpstate {
	unsigned long	cw;
	unsigned long	sw;
	unsigned long	tag;
	unsigned long	ipoff;
	unsigned long	cssel;
	unsigned long	dataoff;
	unsigned long	datasel;
	struct _fpreg	_st[8];
	unsigned short	status;
	unsigned short	magic;		/* 0: the next 512 bytes are valid, too */
	unsigned char	_fxsr[512];
};

#define X86_FXSR_MAGIC	0x0000

struct sigcontext {
	unsigned short	gs, __gsh;
	unsigned short	fs, __fsh;
	unsigned short	es, __esh;
	unsigned short	ds, __dsh;
	unsigned long	edi;
	unsigned long	esi;
	unsigned long	ebp;
	unsigned long	esp;
	unsigned long	ebx;
	unsigned long	edx;
	unsigned long	ecx;
	unsigned long	eax;
	unsigned long	trapno;
	unsigned long	err;
	unsigned long	eip;
	unsigned short	cs, __csh;
	unsigned long	eflags;
	unsigned long	esp_at_signal;
	unsigned short	ss, __ssh;
	struct _fpstate	*fpstate;	/* NULL: not saved */
	unsigned long	oldmask;	/* blocked signals 1 to 32 before */
	unsigned long	cr2;
};

struct ucontext {
	unsigned long	  uc_flags;
	struct ucontext	  *uc_link;
	stack_t		  uc_stack;
	struct sigcontext uc_mcontext;
	sigset_t	  uc_sigmask;	/* last, so that it can grow */
};

_Static_assert(sizeof(struct _fpstate) == 624, "_fpstate: i386 ABI");
_Static_assert(sizeof(struct sigcontext) == 88, "sigcontext: i386 ABI");
_Static_assert(offsetof(struct sigcontext, eip) == 56, "sigcontext.eip");
_Static_assert(sizeof(struct ucontext) == 116, "ucontext: i386 ABI");

#endif
