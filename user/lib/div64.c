/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Division of 64-bit numbers. The i386 has no instruction for it, so the compiler calls these
 * functions where a program divides long longs. They usually come with the compiler's libgcc or
 * compiler-rt; having our own, a program needs neither.
 */
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t n, uint64_t d, uint64_t *remainder);
uint64_t __udivdi3(uint64_t n, uint64_t d);
uint64_t __umoddi3(uint64_t n, uint64_t d);
int64_t __divmoddi4(int64_t n, int64_t d, int64_t *remainder);
int64_t __divdi3(int64_t n, int64_t d);
int64_t __moddi3(int64_t n, int64_t d);

/*
 * Divides by a number of 32 bits, as on paper, with two digits of 32 bits each. `div` divides 64
 * bits by 32 if the quotient fits into 32 bits. It does: the upper half of the dividend is the
 * remainder of the first step, and so is less than the divisor.
 */
static uint64_t divide_by_32(uint64_t n, uint32_t d, uint64_t *remainder)
{
	uint32_t high = n >> 32, low = n, rest;
	uint32_t high_quotient = high / d;

	rest = high % d;
	__asm__ ("divl %2" : "+a"(low), "+d"(rest) : "rm"(d) : "cc");
	*remainder = rest;
	return (uint64_t)high_quotient << 32 | low;
}

/* A divisor of more than 32 bits is subtracted bit by bit. A divisor of 0 traps, as in 32 bits. */
uint64_t __udivmoddi4(uint64_t n, uint64_t d, uint64_t *remainder)
{
	uint64_t quotient = 0, rest = 0;
	int bit;

	if (d >> 32 == 0)
		return divide_by_32(n, d, remainder);
	for (bit = 63; bit >= 0; bit--) {
		int carry = rest >> 63;

		rest = rest << 1 | (n >> bit & 1);
		if (carry || rest >= d) {
			rest -= d;
			quotient |= (uint64_t)1 << bit;
		}
	}
	*remainder = rest;
	return quotient;
}

uint64_t __udivdi3(uint64_t n, uint64_t d)
{
	uint64_t remainder;

	return __udivmoddi4(n, d, &remainder);
}

uint64_t __umoddi3(uint64_t n, uint64_t d)
{
	uint64_t remainder;

	__udivmoddi4(n, d, &remainder);
	return remainder;
}

static uint64_t magnitude(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

/* The remainder has the sign of the dividend. */
int64_t __divmoddi4(int64_t n, int64_t d, int64_t *remainder)
{
	uint64_t rest;
	uint64_t quotient = __udivmoddi4(magnitude(n), magnitude(d), &rest);

	*remainder = n < 0 ? -rest : rest;
	return (n < 0) != (d < 0) ? -quotient : quotient;
}

int64_t __divdi3(int64_t n, int64_t d)
{
	int64_t remainder;

	return __divmoddi4(n, d, &remainder);
}

int64_t __moddi3(int64_t n, int64_t d)
{
	int64_t remainder;

	__divmoddi4(n, d, &remainder);
	return remainder;
}
