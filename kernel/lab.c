// SPDX-License-Identifier: GPL-2.0-only
/*
 * For the labs (labs/): what a function does that a student has still to write.
 *
 * Called from the stubs that tools/lab puts in the place of the regions marked LAB; in
 * the finished tree from nowhere. Says each name once: a stub may be called at every fault.
 */
#include "kernel/lib/printk.h"

#define MAX_NAMES 16

long not_implemented(const char *function, int lab)
{
	static const char *said[MAX_NAMES];
	int i;

	for (i = 0; i < MAX_NAMES && said[i]; i++)
		if (said[i] == function)
			return -ENOSYS;
	if (i < MAX_NAMES) {
		said[i] = function;
		printk("not implemented: %s (lab %d)\n", function, lab);
	}
	return -ENOSYS;
}
