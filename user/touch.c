/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * touch FILE...: creates empty files. A file that exists stays as it is: this kernel has no call
 * that sets the time of a file.
 */
#include <err.h>
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2)
		errx(1, "usage: touch FILE...");
	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_WRONLY | O_CREAT, 0666);

		if (fd < 0) {
			warn("%s", argv[i]);
			status = 1;
		} else {
			close(fd);
		}
	}
	return status;
}
