/* SPDX-License-Identifier: GPL-2.0-only */
/* Division of 64-bit numbers. For the operator / the compiler would call its own library. */
#ifndef KERNEL_LIB_DIV64_H
#define KERNEL_LIB_DIV64_H

#include "kernel/lib/types.h"

/*
 * Divide *n by base and return the remainder, as in Linux. The CPU divides 64 by 32 bits only if
 * the quotient fits into 32 bits, so this takes two steps, as on paper: first the high half, then
 * its remainder together with the low half.
 */
static inline uint32_t do_div(uint64_t *n, uint32_t base)
{
	uint32_t high = *n >> 32, low = *n, rest = high % base;

	high /= base;
	__asm__("divl %4" : "=a"(low), "=d"(rest) : "0"(low), "1"(rest), "rm"(base) : "cc");
	*n = (uint64_t)high << 32 | low;
	return rest;
}

#endif
