/* SPDX-License-Identifier: GPL-2.0-only */
/* Arithmetic with large natural numbers: see big.h. */
#include "big.h"

#define BILLION		1000000000

void __big_multiply_add(struct big *b, uint32_t factor, uint32_t addend)
{
	uint32_t carry = addend;
	int i;

	for (i = 0; i < b->n; i++) {
		uint64_t product = (uint64_t)b->word[i] * factor + carry;

		carry = product / BILLION;
		b->word[i] = product - (uint64_t)carry * BILLION;
	}
	for (; carry > 0; carry /= BILLION)
		b->word[b->n++] = carry % BILLION;
}

void __big_multiply_power(struct big *b, uint32_t base, int power)
{
	while (power > 0) {
		uint32_t factor = 1;

		for (; power > 0 && factor <= BILLION / base; power--)
			factor *= base;
		__big_multiply_add(b, factor, 0);
	}
}

int __big_compare(const struct big *a, const struct big *b)
{
	int i;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (i = a->n; i-- > 0; )
		if (a->word[i] != b->word[i])
			return a->word[i] < b->word[i] ? -1 : 1;
	return 0;
}

void __big_subtract(struct big *a, const struct big *b)
{
	int i, borrow = 0;

	for (i = 0; i < a->n; i++) {
		int32_t rest = a->word[i] - (i < b->n ? b->word[i] : 0) - borrow;

		borrow = rest < 0;
		a->word[i] = borrow ? rest + BILLION : rest;
	}
	while (a->n > 0 && a->word[a->n - 1] == 0)
		a->n--;
}
