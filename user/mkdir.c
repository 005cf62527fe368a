/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mkdir [-p] DIRECTORY...: makes directories. With -p it also makes those that lead to them, and it
 * is no error when one exists. Try `mkdir -p /tmp/a/b`, then `ls -l /tmp`.
 */
#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Makes a directory, which may exist. Returns 0, or -1 with errno. */
static int make(const char *path)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return -1;
}

/* Cuts the path off at each slash in turn, and puts the slash back. */
static int make_all(char *path)
{
	for (char *p = path + 1; *path && *p; p++) {
		int result;

		if (*p != '/')
			continue;
		*p = '\0';
		result = make(path);
		*p = '/';
		if (result)
			return -1;
	}
	return make(path);
}

int main(int argc, char **argv)
{
	int parents = argc > 1 && strcmp(argv[1], "-p") == 0, status = 0;

	if (argc < 2 + parents)
		errx(1, "usage: mkdir [-p] DIRECTORY...");
	for (int i = 1 + parents; i < argc; i++) {
		if (parents ? make_all(argv[i]) : mkdir(argv[i], 0777)) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
