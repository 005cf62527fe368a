/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cat [FILE...]: copies the files, or standard input (also as "-"), to standard output.
 *
 * Try `cat /proc/self/maps`: the areas of cat's own address space, its program, its heap, its
 * stack. Or `cat > /tmp/note`, type some lines, and end with Ctrl-D.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Writes all of it: write() may accept fewer bytes, for instance when a pipe is nearly full. */
static void write_all(const char *data, ssize_t size)
{
	while (size > 0) {
		ssize_t n = write(STDOUT_FILENO, data, size);

		if (n < 0) {
			if (errno == EINTR)
				continue;
			err(1, "write");
		}
		data += n;
		size -= n;
	}
}

/* Returns 0, or 1 when the file could not be read to its end. */
static int copy(int fd, const char *name)
{
	char data[4096];
	ssize_t n;

	while ((n = read(fd, data, sizeof(data))) != 0) {
		if (n > 0) {
			write_all(data, n);
		} else if (errno != EINTR) {
			warn("%s", name);
			return 1;
		}
	}
	return 0;
}

static int copy_file(const char *name)
{
	int fd, status;

	if (strcmp(name, "-") == 0)
		return copy(STDIN_FILENO, "standard input");
	fd = open(name, O_RDONLY);
	if (fd < 0) {
		warn("%s", name);
		return 1;
	}
	status = copy(fd, name);
	close(fd);
	return status;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc == 1)
		return copy_file("-");
	for (int i = 1; i < argc; i++)
		status |= copy_file(argv[i]);
	return status;
}
