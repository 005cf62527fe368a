/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting, and what came of it, in one instruction: so nothing comes between, and no lock
 * is needed for it. (On more than one processor they would need the prefix `lock`.)
 */
#ifndef KERNEL_ATOMIC_H
#define KERNEL_ATOMIC_H

#include "kernel/lib/types.h"

/* One less: is it below 0 now? */
static __always_inline bool dec_negative(int *count)
{
	bool negative;

	__asm__ volatile("decl %0" : "+m"(*count), "=@ccs"(negative));
	return negative;
}

/* One less: is nothing left? */
static __always_inline bool dec_none_left(int *count)
{
	bool none_left;

	__asm__ volatile("decl %0" : "+m"(*count), "=@ccle"(none_left));
	return none_left;
}

/* One more: is it still 0 or below? */
static __always_inline bool inc_not_positive(int *count)
{
	bool not_positive;

	__asm__ volatile("incl %0" : "+m"(*count), "=@ccle"(not_positive));
	return not_positive;
}

#endif
