/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cp FILE NEW: copies a file.
 * cp FILE... DIRECTORY: copies files into a directory, under the same names.
 *
 * The permissions are copied, the owner and the times are not.
 */
#include <arguments.h>
#include <err.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns 0, or 1 after a message. */
static int copy_data(int in, int out, const char *from, const char *to)
{
	char data[4096];
	ssize_t n;

	while ((n = read(in, data, sizeof(data))) > 0) {
		if (write(out, data, n) != n) {
			warn("%s", to);
			return 1;
		}
	}
	if (n < 0)
		warn("%s", from);
	return n < 0;
}

static int copy(const char *from, const char *to)
{
	struct stat st, other;
	int in = open(from, O_RDONLY), out, failed;

	if (in < 0 || fstat(in, &st)) {
		warn("%s", from);
		return 1;
	}
	/* Opening the copy empties it, so it must not be the file itself. */
	if (S_ISDIR(st.st_mode) || (stat(to, &other) == 0 && other.st_dev == st.st_dev &&
				    other.st_ino == st.st_ino)) {
		warnx("%s: %s", from, S_ISDIR(st.st_mode) ? "is a directory" : "is the same file");
		close(in);
		return 1;
	}
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st.st_mode & 0777);
	if (out < 0) {
		warn("%s", to);
		close(in);
		return 1;
	}
	failed = copy_data(in, out, from, to);
	close(in);
	close(out);
	return failed;
}

int main(int argc, char **argv)
{
	return for_each_target(argc, argv, copy);
}
