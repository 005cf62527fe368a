// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a function of a program does that the student has still to write. Lives in a
 * student's tree and in the grader's tree only; tools/lab and tools/grade put it there.
 */
#include <not_implemented.h>
#include <stdio.h>
#include <stdlib.h>

void not_implemented(const char *function, int lab)
{
	fprintf(stderr, "not implemented: %s (lab %d)\n", function, lab);
	exit(38);
}
