/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kill [-SIGNAL] PID...: sends a signal to processes, SIGTERM if none is named.
 * kill -l: prints the names of the signals.
 *
 * SIGNAL is a number or a name: -9, -KILL and -SIGKILL are the same. Try `sleep 100 &` and
 * `kill PID`; or `kill -STOP PID`, look with `ps`, and `kill -CONT PID`. A negative PID (after
 * a signal) means a whole process group.
 */
#include <err.h>
#include <limits.h>
#include <number.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int parse_signal(const char *text)
{
	int sig;

	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	if (str2sig(text, &sig))
		errx(1, "%s: no such signal", text);
	return sig;
}

int main(int argc, char **argv)
{
	int sig = SIGTERM, first = 1, status = 0;

	if (argc == 2 && strcmp(argv[1], "-l") == 0) {
		char name[SIG2STR_MAX];

		for (sig = 1; sig < NSIG; sig++) {
			if (sig2str(sig, name) == 0)
				printf("%2d %s\n", sig, name);
		}
		return 0;
	}
	if (argc > 2 && argv[1][0] == '-') {
		sig = parse_signal(argv[1] + 1);
		first = 2;
	}
	if (first >= argc)
		errx(1, "usage: kill [-SIGNAL] PID...");
	for (int i = first; i < argc; i++) {
		long long pid;

		if (parse_number(argv[i], INT_MIN, INT_MAX, &pid)) {
			warnx("%s: not a process number", argv[i]);
			status = 1;
		} else if (kill(pid, sig)) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
