/* SPDX-License-Identifier: GPL-2.0-only */
/* rmdir DIRECTORY...: removes empty directories. Try `mkdir /tmp/d; rmdir /tmp/d`. */
#include <err.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2)
		errx(1, "usage: rmdir DIRECTORY...");
	for (int i = 1; i < argc; i++) {
		if (rmdir(argv[i])) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
