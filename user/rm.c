/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rm [-f] FILE...: removes files. With -f it is no error when a file does not exist.
 *
 * A removed file exists without a name as long as a program has it open, just as a segment that
 * ipcrm has removed exists as long as a process is attached. (rmdir removes directories.)
 */
#include <err.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int force = argc > 1 && strcmp(argv[1], "-f") == 0, status = 0;

	if (argc < 2)
		errx(1, "usage: rm [-f] FILE...");
	for (int i = 1 + force; i < argc; i++) {
		if (unlink(argv[i]) && !(force && errno == ENOENT)) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
