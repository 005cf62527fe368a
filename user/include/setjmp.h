/* SPDX-License-Identifier: GPL-2.0-only */
/* Jumps from one function back into another that has not returned yet. */
#ifndef _SETJMP_H
#define _SETJMP_H

#include <uapi/signal.h>

/* setjmp.asm knows this layout. */
typedef struct {
	unsigned long	ebx, esi, edi, ebp, esp, eip;
	int		mask_was_saved;
	sigset_t	mask;
} jmp_buf[1];

typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf env) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf env, int value);

/* The same, and with a SAVE_MASK other than 0 the set of blocked signals is restored, too. */
int sigsetjmp(sigjmp_buf env, int save_mask) __attribute__((returns_twice));
_Noreturn void siglongjmp(sigjmp_buf env, int value);

#endif
