/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The third argument of a SA_SIGINFO handler points to this: the kernel's struct ucontext, with the
 * general registers as an array.
 */
#ifndef _UCONTEXT_H
#define _UCONTEXT_H

#include <signal.h>
#include <uapi/sigcontext.h>

enum {
	REG_GS, REG_FS, REG_ES, REG_DS, REG_EDI, REG_ESI, REG_EBP, REG_ESP,
	REG_EBX, REG_EDX, REG_ECX, REG_EAX, REG_TRAPNO, REG_ERR, REG_EIP,
	REG_CS, REG_EFL, REG_UESP, REG_SS, NGREG
};

typedef struct {
	int		gregs[NGREG];
	struct _fpstate	*fpregs;
	unsigned long	oldmask;
	unsigned long	cr2;
} mcontext_t;

typedef struct ucontext_t {
	unsigned long	uc_flags;
	struct ucontext_t *uc_link;
	stack_t		uc_stack;
	mcontext_t	uc_mcontext;
	sigset_t	uc_sigmask;
} ucontext_t;

_Static_assert(sizeof(mcontext_t) == sizeof(struct sigcontext), "mcontext_t");

#endif
