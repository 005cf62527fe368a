/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings that end with a zero byte. (Functions for bytes in general are in memory.c.) */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

char *stpcpy(char *to, const char *from)
{
	while ((*to = *from++))
		to++;
	return to;
}

char *strcpy(char *to, const char *from)
{
	return memcpy(to, from, strlen(from) + 1);
}

/* Always writes N bytes: a long string is cut off without a zero, a short one filled up with zeroes. */
char *strncpy(char *to, const char *from, size_t n)
{
	size_t used = strnlen(from, n);

	memcpy(to, from, used);
	memset(to + used, 0, n - used);
	return to;
}

char *strcat(char *to, const char *from)
{
	stpcpy(to + strlen(to), from);
	return to;
}

char *strncat(char *to, const char *from, size_t n)
{
	size_t used = strnlen(from, n);
	char *end = to + strlen(to);

	memcpy(end, from, used);
	end[used] = '\0';
	return to;
}

int strcmp(const char *a, const char *b)
{
	for (; *a && *a == *b; a++, b++)
		;
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++)
		if (!*a || *a != *b)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

int strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}

int strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		int x = tolower((unsigned char)*a), y = tolower((unsigned char)*b);

		if (!x || x != y)
			return x - y;
	}
	return 0;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, (size_t)-1);
}

/* Returns the first C, or the end of the string when there is none. (As in glibc.) */
char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}

char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do
		if (*s == (char)c)
			last = s;
	while (*s++);
	return (char *)last;
}

char *strstr(const char *in, const char *what)
{
	size_t n = strlen(what);

	for (;; in++) {
		if (strncmp(in, what, n) == 0)
			return (char *)in;
		if (!*in)
			return NULL;
	}
}

size_t strspn(const char *s, const char *any_of)
{
	size_t n = 0;

	while (s[n] && strchr(any_of, s[n]))
		n++;
	return n;
}

size_t strcspn(const char *s, const char *none_of)
{
	size_t n = 0;

	while (s[n] && !strchr(none_of, s[n]))
		n++;
	return n;
}

char *strpbrk(const char *s, const char *any_of)
{
	s += strcspn(s, any_of);
	return *s ? (char *)s : NULL;
}

/* Cut the next word off; any number of separators may stand between two words. */
char *strtok_r(char *s, const char *separators, char **rest)
{
	char *word = s ? s : *rest;

	word += strspn(word, separators);
	s = word + strcspn(word, separators);
	if (*s)
		*s++ = '\0';
	*rest = s;
	return *word ? word : NULL;
}

char *strtok(char *s, const char *separators)
{
	static char *rest;

	return strtok_r(s, separators, &rest);
}

char *strndup(const char *s, size_t max)
{
	size_t n = strnlen(s, max);
	char *copy = malloc(n + 1);

	if (copy) {
		memcpy(copy, s, n);
		copy[n] = '\0';
	}
	return copy;
}

char *strdup(const char *s)
{
	return strndup(s, (size_t)-1);
}
