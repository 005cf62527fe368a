/* SPDX-License-Identifier: GPL-2.0-only */
/* Small arithmetic, random numbers, sorting and searching. */
#include <stdlib.h>

int abs(int n)			{ return n < 0 ? -n : n; }
long labs(long n)		{ return n < 0 ? -n : n; }
long long llabs(long long n)	{ return n < 0 ? -n : n; }

div_t div(int a, int b)
{
	return (div_t){ a / b, a % b };
}

ldiv_t ldiv(long a, long b)
{
	return (ldiv_t){ a / b, a % b };
}

lldiv_t lldiv(long long a, long long b)
{
	return (lldiv_t){ a / b, a % b };
}

static unsigned int rand_state = 1;

/* A linear congruential generator. Its low bits repeat soon: use the high halves of two steps. */
int rand(void)
{
	unsigned int high;

	rand_state = rand_state * 1103515245 + 12345;
	high = rand_state >> 16;
	rand_state = rand_state * 1103515245 + 12345;
	return (high << 15 ^ rand_state >> 16) & RAND_MAX;
}

void srand(unsigned int seed)	{ rand_state = seed; }
long random(void)		{ return rand(); }
void srandom(unsigned int seed)	{ srand(seed); }

static void swap(char *a, char *b, size_t size)
{
	while (size-- > 0) {
		char c = *a;

		*a++ = *b;
		*b++ = c;
	}
}

/*
 * Heap sort: it takes the same time for every order of the elements, and a small stack is enough
 * because it does not recurse. The children of element i are elements 2i+1 and 2i+2; in a heap no
 * child is greater than its parent. This moves element i down until that holds.
 */
static void sift_down(char *base, size_t i, size_t count, size_t size,
		      int (*compare)(const void *, const void *))
{
	size_t child;

	while ((child = 2 * i + 1) < count) {
		if (child + 1 < count &&
		    compare(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (compare(base + i * size, base + child * size) >= 0)
			return;
		swap(base + i * size, base + child * size, size);
		i = child;
	}
}

void qsort(void *base, size_t count, size_t size,
	   int (*compare)(const void *, const void *))
{
	size_t i;

	for (i = count / 2; i-- > 0; )
		sift_down(base, i, count, size, compare);
	for (i = count; i-- > 1; ) {
		swap(base, (char *)base + i * size, size);	/* the greatest, to the end */
		sift_down(base, 0, i, size, compare);
	}
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
	      int (*compare)(const void *, const void *))
{
	const char *first = base;

	while (count > 0) {
		const char *middle = first + count / 2 * size;
		int order = compare(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			first = middle + size;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
