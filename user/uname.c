/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uname [-asnrvm]: prints the names of the system: which kernel (-s, also without an option),
 * this machine's name (-n), the kernel's release (-r) and version (-v), the processor (-m).
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static const char letters[] = "snrvm";
	unsigned int wanted = 0;		/* bit i: letters[i] */
	struct utsname u;
	int option, printed = 0;

	while ((option = getopt(argc, argv, "asnrvm")) != -1) {
		if (option == '?')
			errx(1, "usage: uname [-asnrvm]");
		wanted |= option == 'a' ? ~0u : 1u << (strchr(letters, option) - letters);
	}
	if (uname(&u))
		err(1, "uname");

	const char *names[] = { u.sysname, u.nodename, u.release, u.version, u.machine };

	for (int i = 0; letters[i]; i++) {
		if ((wanted ? wanted : 1) & 1u << i)
			printf("%s%s", printed++ ? " " : "", names[i]);
	}
	putchar('\n');
	return 0;
}
