/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rm [-fr] FILE...: removes files. With -r it removes directories, too, with everything in them.
 * With -f it is no error when a file does not exist.
 *
 * A removed file exists without a name as long as a program has it open, just as a segment that
 * ipcrm has removed exists as long as a process is attached. (rmdir removes empty directories.)
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE	1024

static int force, recursive;

static int remove_tree(const char *path);

/* Empties a directory. Each removal changes it, so it is read again from the start. */
static int empty(const char *path)
{
	char child[PATH_SIZE];
	struct dirent *entry;
	int failed = 0, removed = 1;

	while (removed && !failed) {
		DIR *dir = opendir(path);

		removed = 0;
		if (!dir)
			return -1;
		while (!removed && (entry = readdir(dir)) != NULL) {
			if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
				continue;
			if (snprintf(child, sizeof(child), "%s/%s", path, entry->d_name) >= PATH_SIZE) {
				errno = ENAMETOOLONG;
				failed = -1;
				break;
			}
			removed = 1;
			failed = remove_tree(child);
		}
		closedir(dir);
	}
	return failed;
}

/* Returns 0, or -1 after a message. */
static int remove_tree(const char *path)
{
	struct stat st;
	int result;

	if (recursive && lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		result = empty(path);
		if (result == 0)
			result = rmdir(path);
	} else {
		result = unlink(path);
	}
	if (result && !(force && errno == ENOENT)) {
		warn("%s", path);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int option, status = 0;

	while ((option = getopt(argc, argv, "fr")) != -1) {
		force |= option == 'f';
		recursive |= option == 'r';
		if (option == '?')
			errx(1, "usage: rm [-fr] FILE...");
	}
	if (optind == argc && !force)
		errx(1, "usage: rm [-fr] FILE...");
	for (int i = optind; i < argc; i++) {
		if (remove_tree(argv[i]))
			status = 1;
	}
	return status;
}
