/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters that are changed and tested in one instruction. An interrupt cannot come between the
 * two, so no lock is needed. (With several CPUs the instructions would need the prefix `lock`.)
 */
#ifndef KERNEL_LIB_ATOMIC_H
#define KERNEL_LIB_ATOMIC_H

#include "kernel/lib/types.h"

/* Decrement *count. Is it negative now? */
static inline bool dec_negative(int *count)
{
	bool negative;

	__asm__ volatile("decl %0" : "+m"(*count), "=@ccs"(negative));
	return negative;
}

/* Decrement *count. Is it 0 or negative now? */
static inline bool dec_none_left(int *count)
{
	bool none_left;

	__asm__ volatile("decl %0" : "+m"(*count), "=@ccle"(none_left));
	return none_left;
}

/* Increment *count. Is it still 0 or negative? */
static inline bool inc_not_positive(int *count)
{
	bool not_positive;

	__asm__ volatile("incl %0" : "+m"(*count), "=@ccle"(not_positive));
	return not_positive;
}

#endif
