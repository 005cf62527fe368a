/* SPDX-License-Identifier: GPL-2.0-only */
/* The last component of a path, and the directory before it. */
#include <libgen.h>
#include <string.h>

/* Removes slashes at the end. The root, "/", stays. */
static void cut_slashes(char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
}

char *basename(char *path)
{
	char *slash;

	if (!path || !*path)
		return ".";
	cut_slashes(path);
	slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

char *dirname(char *path)
{
	char *slash;

	if (!path || !*path)
		return ".";
	cut_slashes(path);
	slash = strrchr(path, '/');
	if (!slash)
		return ".";
	slash[slash == path] = '\0';
	cut_slashes(path);
	return path;
}
