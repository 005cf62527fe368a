/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mv FILE NEW: gives a file or a directory another name; a file of that name is replaced.
 * mv FILE... DIRECTORY: moves files into a directory.
 *
 * No byte is copied: the same file gets another name, as `ls -i` shows.
 */
#include <arguments.h>
#include <err.h>
#include <stdio.h>

static int move(const char *from, const char *to)
{
	if (rename(from, to) == 0)
		return 0;
	warn("%s to %s", from, to);
	return 1;
}

int main(int argc, char **argv)
{
	return for_each_target(argc, argv, move);
}
