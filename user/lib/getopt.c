/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options of a command line, as POSIX describes them: -a -b value -cvalue -de, up to `--' or the
 * first argument that is no option. Long options, and options after other arguments, are not
 * recognised.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

/* Prints an error, unless the options begin with a colon: then the program prints its own. */
static void print_error(const char *options, const char *what)
{
	if (opterr && *options != ':')
		fprintf(stderr, "%s: %s -- '%c'\n", program_invocation_short_name, what, optopt);
}

int getopt(int argc, char *const argv[], const char *options)
{
	static int place = 1;			/* in argv[optind]: -abc */
	const char *word, *option;

	if (optind == 0)			/* start again */
		optind = place = 1;
	optarg = NULL;
	word = optind < argc ? argv[optind] : NULL;
	if (!word || word[0] != '-' || !word[1])
		return -1;
	if (strcmp(word, "--") == 0) {
		optind++;
		return -1;
	}
	optopt = (unsigned char)word[place++];
	option = optopt == ':' ? NULL : strchr(options, optopt);
	if (!word[place]) {
		optind++;
		place = 1;
	}
	if (!option) {
		print_error(options, "invalid option");
		return '?';
	}
	if (option[1] != ':')
		return optopt;

	if (place > 1) {			/* -cvalue */
		optarg = argv[optind++] + place;
		place = 1;
	} else if (option[2] == ':') {		/* c:: its value may be absent */
		;
	} else if (optind < argc) {		/* -c value */
		optarg = argv[optind++];
	} else {
		print_error(options, "option requires an argument");
		return *options == ':' ? ':' : '?';
	}
	return optopt;
}
