// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a function of a program does that the student has still to write. It exists only in a
 * student's tree and in the grader's own tree, where tools/lab and tools/grade put it.
 */
#include <fcntl.h>
#include <not_implemented.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void not_implemented(const char *function, const char *step)
{
	char line[160];
	int fd = open("/proc/lab", O_WRONLY);		/* in the grader's machine only */

	if (fd >= 0 && getenv("lab_nonce")) {
		int n = snprintf(line, sizeof(line), "%s missing not implemented: %s (step %s)\n",
				 getenv("lab_nonce"), function, step);

		if (write(fd, line, n) != n)
			exit(38);
	}
	fprintf(stderr, "not implemented: %s (step %s)\n", function, step);
	exit(38);
}
