/* SPDX-License-Identifier: GPL-2.0-only */
/* Large natural numbers, for real.c and strtod.c only. */
#ifndef BIG_H
#define BIG_H

#include <stdint.h>

/* Enough for 1260 decimal digits; strtod needs up to about 1150, printf 767. */
#define BIG_WORDS	140

/* word[0] + word[1] * 10^9 + word[2] * 10^18 ... The number 0 has no words. */
struct big {
	int		n;
	uint32_t	word[BIG_WORDS];
};

/* b = b * factor + addend */
void __big_multiply_add(struct big *b, uint32_t factor, uint32_t addend);
/* b = b * base^power, for a base of at most 10^9 */
void __big_multiply_power(struct big *b, uint32_t base, int power);
/* Returns a number below 0, 0 or above 0, as strcmp does. */
int __big_compare(const struct big *a, const struct big *b);
/* a = a - b; b must not be greater than a. */
void __big_subtract(struct big *a, const struct big *b);

#endif
