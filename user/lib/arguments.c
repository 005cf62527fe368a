/* SPDX-License-Identifier: GPL-2.0-only */
/* What several programs do with their arguments (arguments.h). */
#include <arguments.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* tail of other systems gives +N another meaning, so it is refused. */
static int count_of(const char *text)
{
	if (*text == '+')
		errx(1, "%s: not a number of lines", text);
	return number_or_exit(text, 0, INT_MAX, "a number of lines", 1);
}

int line_count(int argc, char **argv)
{
	int count = 10, option;

	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		count = count_of(argv[1] + 1);
		optind = 2;
	}
	while ((option = getopt(argc, argv, "n:")) != -1) {
		if (option == '?')
			errx(1, "usage: %s [-n N] [FILE]", program_invocation_short_name);
		count = count_of(optarg);
	}
	if (optind < argc && !freopen(argv[optind], "r", stdin))
		err(1, "%s", argv[optind]);
	return count;
}

int for_each_target(int argc, char **argv, int (*act)(const char *from, const char *to))
{
	const char *target = argv[argc - 1];
	char path[PATH_MAX];
	struct stat st;
	int status = 0;

	if (argc < 3)
		errx(1, "usage: %s FILE NEW, or FILE... DIRECTORY", program_invocation_short_name);
	if (stat(target, &st) || !S_ISDIR(st.st_mode)) {
		if (argc > 3)
			errx(1, "%s: not a directory", target);
		return act(argv[1], target);
	}
	for (int i = 1; i < argc - 1; i++) {
		if (snprintf(path, sizeof(path), "%s/%s", target, basename(argv[i])) >= (int)sizeof(path))
			errx(1, "%s: the path is too long", argv[i]);
		status |= act(argv[i], path);
	}
	return status;
}
