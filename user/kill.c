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
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	int number;
} signals[] = {
	{ "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT }, { "ILL", SIGILL },
	{ "TRAP", SIGTRAP }, { "ABRT", SIGABRT }, { "BUS", SIGBUS }, { "FPE", SIGFPE },
	{ "KILL", SIGKILL }, { "USR1", SIGUSR1 }, { "SEGV", SIGSEGV }, { "USR2", SIGUSR2 },
	{ "PIPE", SIGPIPE }, { "ALRM", SIGALRM }, { "TERM", SIGTERM }, { "CHLD", SIGCHLD },
	{ "CONT", SIGCONT }, { "STOP", SIGSTOP }, { "TSTP", SIGTSTP }, { "TTIN", SIGTTIN },
	{ "TTOU", SIGTTOU },
};
#define SIGNALS ((int)(sizeof(signals) / sizeof(signals[0])))

static int parse_signal(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (end != text && *end == '\0')
		return number;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (int i = 0; i < SIGNALS; i++) {
		if (strcasecmp(text, signals[i].name) == 0)
			return signals[i].number;
	}
	errx(1, "%s: no such signal", text);
}

int main(int argc, char **argv)
{
	int sig = SIGTERM, first = 1, status = 0;

	if (argc == 2 && strcmp(argv[1], "-l") == 0) {
		for (int i = 0; i < SIGNALS; i++)
			printf("%2d %s\n", signals[i].number, signals[i].name);
		return 0;
	}
	if (argc > 2 && argv[1][0] == '-') {
		sig = parse_signal(argv[1] + 1);
		first = 2;
	}
	if (first >= argc)
		errx(1, "usage: kill [-SIGNAL] PID...");
	for (int i = first; i < argc; i++) {
		char *end;
		long pid = strtol(argv[i], &end, 10);

		if (end == argv[i] || *end) {
			warnx("%s: not a process number", argv[i]);
			status = 1;
		} else if (kill(pid, sig)) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
