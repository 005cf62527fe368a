/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ls [-ali] [FILE...]: prints the names in a directory, one per line.
 *
 *	-a	names that start with a dot, too
 *	-l	also type and permissions, links, owner, group, size and time of the last change,
 *		and where a symbolic link leads
 *	-i	also the inode number, from which ftok makes a key: try `ls -i /tmp/shm`
 *
 * Try `ls -l /proc/self` or `ls /bin`.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int all, detailed, inodes;

/* "drwxr-xr-x" from the bits of st_mode. */
static void print_mode(unsigned int mode)
{
	char text[] = "?rwxrwxrwx";

	text[0] = S_ISDIR(mode) ? 'd' : S_ISCHR(mode) ? 'c' : S_ISBLK(mode) ? 'b' :
		  S_ISFIFO(mode) ? 'p' : S_ISLNK(mode) ? 'l' : '-';
	for (int bit = 0; bit < 9; bit++) {
		if (!(mode & 0400 >> bit))
			text[1 + bit] = '-';
	}
	if (mode & S_ISVTX)
		text[9] = mode & 1 ? 't' : 'T';
	printf("%s", text);
}

/* Prints the line for a file. Returns 0, or 1 when lstat() fails. */
static int print_file(const char *path, const char *name)
{
	struct stat st;
	char when[20], target[PATH_MAX];
	time_t changed;
	ssize_t length;

	if (lstat(path, &st)) {
		warn("%s", path);
		return 1;
	}
	if (inodes)
		printf("%7llu ", (unsigned long long)st.st_ino);
	if (detailed) {
		print_mode(st.st_mode);
		changed = st.st_mtime;
		strftime(when, sizeof(when), "%b %e %H:%M", localtime(&changed));
		printf(" %2u %5u %5u %9lld %s ", (unsigned int)st.st_nlink,
		       (unsigned int)st.st_uid, (unsigned int)st.st_gid,
		       (long long)st.st_size, when);
	}
	printf("%s", name);
	length = detailed && S_ISLNK(st.st_mode) ? readlink(path, target, sizeof(target)) : -1;
	if (length >= 0)
		printf(" -> %.*s", (int)length, target);
	putchar('\n');
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Returns the names in a directory, sorted, and their number in *count: -1 when it cannot be read. */
static char **read_names(const char *path, int *count)
{
	char **names = NULL;
	struct dirent *entry;
	DIR *dir = opendir(path);

	*count = dir ? 0 : -1;
	if (!dir)
		return NULL;
	while (errno = 0, entry = readdir(dir)) {
		if (entry->d_name[0] == '.' && !all)
			continue;
		if (*count % 64 == 0)
			names = realloc(names, (*count + 64) * sizeof(*names));
		if (!names || !(names[*count] = strdup(entry->d_name)))
			err(1, "%s", path);
		(*count)++;
	}
	if (errno)
		warn("%s", path);
	closedir(dir);
	if (*count)
		qsort(names, *count, sizeof(*names), by_name);
	return names;
}

static int list_directory(const char *path)
{
	char child[1024];
	int count, status = 0;
	char **names = read_names(path, &count);

	if (count < 0) {
		warn("%s", path);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		snprintf(child, sizeof(child), "%s/%s", path, names[i]);
		status |= print_file(child, names[i]);
		free(names[i]);
	}
	free(names);
	return status;
}

int main(int argc, char **argv)
{
	struct stat st;
	int option, status = 0;

	while ((option = getopt(argc, argv, "ali")) != -1) {
		all |= option == 'a';
		detailed |= option == 'l';
		inodes |= option == 'i';
		if (option == '?')
			errx(2, "usage: ls [-ali] [FILE...]");
	}
	if (optind == argc)
		return list_directory(".");
	for (int i = optind; i < argc; i++) {
		if (stat(argv[i], &st) || !S_ISDIR(st.st_mode)) {
			status |= print_file(argv[i], argv[i]);
			continue;
		}
		if (argc - optind > 1)
			printf("%s%s:\n", i > optind ? "\n" : "", argv[i]);
		status |= list_directory(argv[i]);
	}
	return status;
}
