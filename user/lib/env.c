/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The environment: a list of pointers to strings NAME=VALUE, which ends with NULL. The kernel puts
 * the first list on the stack. When a string is added, the list is copied to allocated memory. A
 * string that is replaced is not freed, because the program may still use what getenv returned.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **our_list;

/* Returns the entry that begins with the first N characters of NAME and a `=', or NULL. */
static char **find(const char *name, size_t n)
{
	char **e;

	for (e = environ; e && *e; e++)
		if (strncmp(*e, name, n) == 0 && (*e)[n] == '=')
			return e;
	return NULL;
}

char *getenv(const char *name)
{
	size_t n = strlen(name);
	char **e = find(name, n);

	return e ? *e + n + 1 : NULL;
}

int putenv(char *assignment)
{
	size_t n = strchrnul(assignment, '=') - assignment, count = 0;
	char **e, **list;

	if (!assignment[n])
		return unsetenv(assignment);
	e = find(assignment, n);
	if (e) {
		*e = assignment;
		return 0;
	}
	while (environ && environ[count])
		count++;
	list = malloc((count + 2) * sizeof(*list));
	if (!list)
		return -1;
	if (count)
		memcpy(list, environ, count * sizeof(*list));
	list[count] = assignment;
	list[count + 1] = NULL;
	free(our_list);
	environ = our_list = list;
	return 0;
}

int setenv(const char *name, const char *value, int overwrite)
{
	size_t n = strlen(name);
	char *assignment;

	if (n == 0 || strchr(name, '=')) {
		errno = EINVAL;
		return -1;
	}
	if (!overwrite && find(name, n))
		return 0;
	assignment = malloc(n + strlen(value) + 2);
	if (!assignment)
		return -1;
	memcpy(assignment, name, n);
	assignment[n] = '=';
	strcpy(assignment + n + 1, value);
	return putenv(assignment);
}

int unsetenv(const char *name)
{
	char **e;

	if (!*name || strchr(name, '=')) {
		errno = EINVAL;
		return -1;
	}
	while ((e = find(name, strlen(name))) != NULL)
		do
			e[0] = e[1];
		while (*e++);
	return 0;
}
