/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Tab key: completes the name before the cursor. The first word of a command is the name of a
 * program, of a built-in command or of a file with a slash; every other word is a file's.
 *
 * What all candidates have in common is inserted. If that is nothing, the candidates are listed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

#define MAX_CANDIDATES	512
#define PATH_SIZE	512
#define SCREEN_WIDTH	80
#define SPECIAL		" \t\\'\"$`*?[;&|<>()#"	/* what must be quoted in a name */

static char *candidates[MAX_CANDIDATES];
static int count;

static void add(const char *name, const char *start)
{
	if (count < MAX_CANDIDATES && strncmp(name, start, strlen(start)) == 0 &&
	    (candidates[count] = take_text(name, strlen(name))) != NULL)
		count++;
}

/* Adds the names in a directory that begin with `start`. Those with a dot only if it has the dot. */
static void add_files(const char *directory, const char *start)
{
	struct dirent *entry;
	DIR *dir = opendir(directory);

	while (dir && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.' || start[0] == '.')
			add(entry->d_name, start);
	}
	if (dir)
		closedir(dir);
}

static void add_commands(const char *start)
{
	const char *path = getenv("PATH"), *name;
	char directory[PATH_SIZE];

	for (int i = 0; (name = builtin_name(i)) != NULL; i++)
		add(name, start);
	while (path && *path) {
		size_t length = strcspn(path, ":");

		snprintf(directory, sizeof(directory), "%.*s", (int)length, path);
		add_files(directory, start);
		path += length + (path[length] == ':');
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts the candidates, and removes those that are there twice: built in and a program. */
static void sort(void)
{
	int kept = 0;

	qsort(candidates, count, sizeof(*candidates), by_name);
	for (int i = 0; i < count; i++) {
		if (!kept || strcmp(candidates[kept - 1], candidates[i]) != 0)
			candidates[kept++] = candidates[i];
	}
	count = kept;
}

/* Prints the candidates in columns. */
static void list(void)
{
	int width = 0, columns;

	for (int i = 0; i < count; i++) {
		if ((int)strlen(candidates[i]) + 2 > width)
			width = strlen(candidates[i]) + 2;
	}
	columns = width < SCREEN_WIDTH ? (SCREEN_WIDTH - 1) / width : 1;
	for (int i = 0; i < count; i++)
		dprintf(STDERR_FILENO, "%s%-*s", i % columns ? "" : "\n", width, candidates[i]);
	dprintf(STDERR_FILENO, "\n");
}

/* What to insert when name[] is the rest of the only candidate, a path in `directory`, or a part. */
static const char *quoted(const char *rest, size_t length, const char *path)
{
	static char text[2 * PATH_SIZE];
	size_t n = 0;
	struct stat st;

	for (size_t i = 0; i < length && n < sizeof(text) - 3; i++) {
		if (strchr(SPECIAL, rest[i]))
			text[n++] = '\\';
		text[n++] = rest[i];
	}
	if (path)
		text[n++] = stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? '/' : ' ';
	text[n] = '\0';
	return text;
}

/* Copies the word before the cursor without its backslashes. Returns its start in the line. */
static size_t last_word(const char *line, char word[PATH_SIZE])
{
	size_t start = 0, n = 0;

	for (size_t i = 0; line[i]; i++) {
		if (line[i] == '\\' && line[i + 1])
			i++;
		else if (strchr(" \t;&|<>()=", line[i]))
			start = i + 1;
	}
	for (const char *p = line + start; *p && n < PATH_SIZE - 1; p++) {
		if (*p == '\\' && p[1])
			p++;
		word[n++] = *p;
	}
	word[n] = '\0';
	return start;
}

static int begins_command(const char *line, size_t start)
{
	while (start > 0 && strchr(" \t", line[start - 1]))
		start--;
	return start == 0 || strchr(";&|(", line[start - 1]);
}

const char *complete(const char *line, int *listed)
{
	char word[PATH_SIZE], directory[PATH_SIZE + 1], path[2 * PATH_SIZE];
	size_t start = last_word(line, word), common;
	const char *slash = strrchr(word, '/'), *name = slash ? slash + 1 : word;

	*listed = count = 0;
	snprintf(directory, sizeof(directory), "%.*s", (int)(name - word), word);
	if (!slash && begins_command(line, start))
		add_commands(name);
	else
		add_files(slash ? directory : ".", name);
	if (count == 0)
		return "";
	sort();
	/* They are sorted: what the first and the last have in common, all have in common. */
	for (common = 0; candidates[0][common]; common++) {
		if (candidates[0][common] != candidates[count - 1][common])
			break;
	}
	snprintf(path, sizeof(path), "%s%s", directory, candidates[0]);
	if (count > 1 && common == strlen(name)) {
		list();
		*listed = 1;
	}
	return quoted(candidates[0] + strlen(name), common - strlen(name), count == 1 ? path : NULL);
}
