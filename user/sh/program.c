/* SPDX-License-Identifier: GPL-2.0-only */
/* Becomes another program. All functions but assign() run in a child and do not return. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define MAX_SCRIPT_ARGUMENTS	64

/* A file that starts with # is a script: executes sh with that file. Returns only on failure. */
static void try_script(char **argv)
{
	char *script[MAX_SCRIPT_ARGUMENTS] = { "sh" }, first = '\0';
	int fd = open(argv[0], O_RDONLY);

	if (fd < 0 || read(fd, &first, 1) != 1 || first != '#')
		return;
	close(fd);
	for (int i = 0; argv[i] && i < MAX_SCRIPT_ARGUMENTS - 2; i++)
		script[i + 1] = argv[i];
	execv("/bin/sh", script);
}

/* Ends with status 126 (cannot be run) or 127 (not found) when that fails. */
void execute(char **argv)
{
	execvp(argv[0], argv);
	if (errno == ENOEXEC) {
		try_script(argv);
		errno = ENOEXEC;
	}
	if (errno == ENOENT) {
		complain(argv[0], "not found");
		exit(127);
	}
	complain(argv[0], strerror(errno));
	exit(126);
}

int assign(const struct word *words)
{
	for (; words && is_assignment(words->text); words = words->next) {
		size_t length = strchr(words->text, '=') - words->text;
		char *name = take_text(words->text, length);
		char *value = expand_text(words->text + length + 1);

		if (!name || !value)
			return -1;
		if (setenv(name, value, 1)) {
			complain(name, strerror(errno));
			return -1;
		}
	}
	return 0;
}
