/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ln [-s] FILE NEW: gives a file another name. With -s, NEW is a symbolic link that leads to FILE.
 * ln [-s] FILE... DIRECTORY: makes names in a directory.
 *
 * Try `ln /etc/motd /tmp/a; ln -s /etc/motd /tmp/b; ls -li /etc/motd /tmp`.
 */
#include <arguments.h>
#include <err.h>
#include <stdio.h>
#include <unistd.h>

static int make_link(const char *from, const char *to)
{
	if (link(from, to) == 0)
		return 0;
	warn("%s to %s", to, from);
	return 1;
}

static int make_symlink(const char *from, const char *to)
{
	if (symlink(from, to) == 0)
		return 0;
	warn("%s", to);
	return 1;
}

int main(int argc, char **argv)
{
	int option, symbolic = 0;

	while ((option = getopt(argc, argv, "s")) != -1) {
		if (option == '?')
			errx(1, "usage: ln [-s] FILE NEW, or FILE... DIRECTORY");
		symbolic = 1;
	}
	return for_each_target(argc - optind + 1, argv + optind - 1, symbolic ? make_symlink : make_link);
}
