/* SPDX-License-Identifier: GPL-2.0-only */
/* Division of 64-bit numbers. The compiler would call a library that is not here. */
#ifndef KERNEL_DIV64_H
#define KERNEL_DIV64_H

#include "kernel/lib/types.h"

/*
 * n = n / base; returns the remainder. The CPU divides 64 by 32 bits if the quotient
 * has 32: so, in two steps, as on paper.
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
