/* SPDX-License-Identifier: GPL-2.0-only */
/* Jumps out of functions. */
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

/* The same, but with SAVE_MASK the blocked signals are restored as well. */
int sigsetjmp(sigjmp_buf env, int save_mask) __attribute__((returns_twice));
_Noreturn void siglongjmp(sigjmp_buf env, int value);

#define _setjmp(env)		setjmp(env)
#define _longjmp(env, value)	longjmp(env, value)

#endif
