/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of signals without SIG, such as TERM (`kill -TERM`). POSIX has the two functions since 2024. */
#include <signal.h>
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

/* Stores the signal with that name, or that decimal number. Returns 0, or -1 when there is none. */
int str2sig(const char *name, int *sig)
{
	char *end;
	long number = strtol(name, &end, 10);

	if (end != name && *end == '\0' && number >= 0 && number <= _NSIG) {
		*sig = number;
		return 0;
	}
	for (int i = 0; i < SIGNALS; i++) {
		if (strcasecmp(name, signals[i].name) == 0) {
			*sig = signals[i].number;
			return 0;
		}
	}
	return -1;
}

/* Stores the signal's name in name[SIG2STR_MAX]. Returns 0, or -1 when it has none. */
int sig2str(int sig, char *name)
{
	for (int i = 0; i < SIGNALS; i++) {
		if (signals[i].number == sig) {
			strcpy(name, signals[i].name);
			return 0;
		}
	}
	return -1;
}
