/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes: copying, filling, comparing, searching.
 *
 * Copying and filling use the processor's string instructions. A loop in C would work, too, but
 * compilers recognise it and replace it by a call of memcpy, even inside memcpy.
 */
#include <string.h>

void *memcpy(void *to, const void *from, size_t n)
{
	void *start = to;

	__asm__ volatile ("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
	return start;
}

/* When the two overlap and TO is the higher one, copies from the end downwards. */
void *memmove(void *to, const void *from, size_t n)
{
	char *out = to;
	const char *in = from;

	if (out <= in || out >= in + n)
		return memcpy(to, from, n);
	out += n - 1;
	in += n - 1;
	__asm__ volatile ("std; rep movsb; cld" : "+D"(out), "+S"(in), "+c"(n) : : "memory");
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	void *start = to;

	__asm__ volatile ("rep stosb" : "+D"(to), "+c"(n) : "a"(byte) : "memory");
	return start;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n > 0; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

void *memchr(const void *in, int byte, size_t n)
{
	const unsigned char *s = in;

	for (; n > 0; n--, s++)
		if (*s == (unsigned char)byte)
			return (void *)s;
	return NULL;
}

void *memmem(const void *in, size_t in_size, const void *what, size_t what_size)
{
	const char *s = in;

	for (; in_size >= what_size; s++, in_size--)
		if (memcmp(s, what, what_size) == 0)
			return (void *)s;
	return NULL;
}

/* Returns the number of the lowest bit that is set, counted from 1, or 0. */
int ffs(int word)
{
	int n;

	if (word == 0)
		return 0;
	for (n = 1; !(word & 1); n++)
		word = (unsigned int)word >> 1;
	return n;
}
