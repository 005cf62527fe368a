/* SPDX-License-Identifier: GPL-2.0-only */
/* mkdir DIRECTORY...: makes directories. Try `mkdir /tmp/d`, then `ls -l /tmp`. */
#include <err.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2)
		errx(1, "usage: mkdir DIRECTORY...");
	for (int i = 1; i < argc; i++) {
		if (mkdir(argv[i], 0777)) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
