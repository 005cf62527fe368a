/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patterns: * is any text, ? any character, [a-z] one of a set, [!a-z] one that is not in it. A
 * backslash makes the next character an ordinary one.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "sh.h"

#define PATH_SIZE	512

/*
 * Is c in the set that begins after the [ at p? Returns the ] at its end, or NULL when it has no
 * end and the [ is therefore an ordinary character.
 */
static const char *match_set(const char *p, unsigned char c, int *in_set)
{
	int negated = *p == '!', first = 1;

	*in_set = 0;
	for (p += negated; *p && (*p != ']' || first); p++, first = 0) {
		unsigned char from, to;

		if (*p == '\\' && p[1])
			p++;
		from = to = *p;
		if (p[1] == '-' && p[2] && p[2] != ']') {
			p += 2;
			if (*p == '\\' && p[1])
				p++;
			to = *p;
		}
		*in_set |= c >= from && c <= to;
	}
	*in_set ^= negated;
	return *p ? p : NULL;
}

/*
 * Compares piece by piece. When a piece does not fit, the text that the last * stands for is made
 * one character longer: earlier ones never need to change, so this takes at most quadratic time.
 */
int matches(const char *pattern, const char *text)
{
	const char *after_star = NULL, *rest = NULL, *end;
	int in_set;

	for (;;) {
		if (*pattern == '*') {
			after_star = ++pattern;
			rest = text;
			continue;
		}
		if (*pattern == '[' && *text &&
		    (end = match_set(pattern + 1, *text, &in_set)) != NULL) {
			if (in_set) {
				pattern = end + 1;
				text++;
				continue;
			}
		} else if (*pattern == '?' && *text) {
			pattern++;
			text++;
			continue;
		} else if (*pattern != '?') {
			int escaped = *pattern == '\\' && pattern[1];

			if (pattern[escaped] == *text) {
				if (!*text)
					return 1;
				pattern += 1 + escaped;
				text++;
				continue;
			}
		}
		if (!after_star || !*rest)
			return 0;
		pattern = after_star;
		text = ++rest;
	}
}

int has_wildcards(const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '\\' && pattern[1])
			pattern++;
		else if (*pattern == '*' || *pattern == '?' ||
			 (*pattern == '[' && strchr(pattern, ']')))
			return 1;
	}
	return 0;
}

void remove_escapes(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		*to++ = *text;
	}
	*to = '\0';
}

static char **found;
static int count, max;

static void add(const char *path)
{
	if (count < max && (found[count] = take_text(path, strlen(path))) != NULL)
		count++;
}

/*
 * Looks for the files that match a pattern, in the directory path[] of that length, which is empty
 * or ends with a slash. Each call treats one part of the pattern, up to the next slash.
 */
static void search(char path[PATH_SIZE], size_t length, const char *pattern)
{
	size_t part_length = strcspn(pattern, "/");
	const char *rest = pattern + part_length + strspn(pattern + part_length, "/");
	char part[PATH_SIZE];
	struct dirent *entry;
	struct stat st;
	DIR *dir;

	if (part_length >= PATH_SIZE)
		return;
	memcpy(part, pattern, part_length);
	part[part_length] = '\0';
	path[length] = '\0';
	dir = opendir(length ? path : ".");
	while (dir && (entry = readdir(dir)) != NULL) {
		size_t name_length = strlen(entry->d_name);

		/* A name that starts with a dot must be asked for with a dot. */
		if (length + name_length + 2 > PATH_SIZE || !matches(part, entry->d_name) ||
		    (entry->d_name[0] == '.' && part[0] != '.'))
			continue;
		memcpy(path + length, entry->d_name, name_length + 1);
		if (pattern[part_length] != '/') {
			add(path);
		} else if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			strcpy(path + length + name_length, "/");
			if (*rest)
				search(path, length + name_length + 1, rest);
			else
				add(path);
		}
	}
	if (dir)
		closedir(dir);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int find_files(const char *pattern, char **where, int room)
{
	char path[PATH_SIZE] = "/";
	size_t slashes = strspn(pattern, "/");

	found = where;
	count = 0;
	max = room;
	search(path, slashes > 0, pattern + slashes);
	qsort(found, count, sizeof(*found), by_name);
	return count;
}
