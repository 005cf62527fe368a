/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mv FILE NEW: gives a file or a directory another name; a file of that name is replaced.
 * mv FILE... DIRECTORY: moves files into a directory.
 *
 * No byte is copied: the same file gets another name, as `ls -i` shows.
 */
#include <err.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>

static int move(const char *from, const char *to)
{
	if (rename(from, to) == 0)
		return 0;
	warn("%s to %s", from, to);
	return 1;
}

int main(int argc, char **argv)
{
	const char *target = argv[argc - 1];
	struct stat st;
	char path[1024];
	int status = 0;

	if (argc < 3)
		errx(1, "usage: mv FILE NEW, or mv FILE... DIRECTORY");
	if (stat(target, &st) || !S_ISDIR(st.st_mode)) {
		if (argc > 3)
			errx(1, "%s: not a directory", target);
		return move(argv[1], target);
	}
	for (int i = 1; i < argc - 1; i++) {
		snprintf(path, sizeof(path), "%s/%s", target, basename(argv[i]));
		status |= move(argv[i], path);
	}
	return status;
}
