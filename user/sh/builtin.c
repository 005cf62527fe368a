/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands that the shell carries out itself. All except kill change the shell or wait for its
 * children, which a program in another process cannot do.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sh.h"

extern char **environ;

/* cd [DIRECTORY] */
static int do_cd(char **argv)
{
	const char *path = argv[1] ? argv[1] : getenv("HOME");

	if (!path)
		path = "/";
	if (chdir(path)) {
		complain(path, strerror(errno));
		return 1;
	}
	return 0;
}

/* exit [STATUS] */
static int do_exit(char **argv)
{
	exit(argv[1] ? atoi(argv[1]) : shell.last_status);
}

/* export [NAME[=VALUE]...]: NAME alone changes nothing, because every variable is exported. */
static int do_export(char **argv)
{
	if (!argv[1]) {
		for (char **variable = environ; *variable; variable++)
			puts(*variable);
	}
	while (*++argv) {
		char *value = strchr(*argv, '=');

		if (!value)
			continue;
		*value++ = '\0';
		if (setenv(*argv, value, 1)) {
			complain(*argv, strerror(errno));
			return 1;
		}
	}
	return 0;
}

/*
 * kill [-SIGNAL] PID...: like /bin/kill, but without a new process. When there is no memory or no
 * pid left for one, this still works, and frees some (kill -9 -1).
 */
static int do_kill(char **argv)
{
	int sig = SIGTERM, status = 0;

	if (!argv[1] || (argv[1][0] == '-' && !argv[2])) {
		complain("usage: kill [-SIGNAL] PID...", "/bin/kill -l lists signals");
		return 1;
	}
	if (argv[1][0] == '-') {
		const char *name = *++argv + 1;

		if (str2sig(strncmp(name, "SIG", 3) ? name : name + 3, &sig)) {
			complain(name, "no such signal");
			return 1;
		}
	}
	while (*++argv) {
		char *end;
		pid_t pid = strtol(*argv, &end, 10);
		int a_number = end > *argv && !*end;	/* else 0 would mean the shell's group */

		if (!a_number || kill(pid, sig)) {
			fprintf(stderr, "kill: %s: %s\n", *argv,
				a_number ? strerror(errno) : "not a process number");
			status = 1;
		}
	}
	return status;
}

/* wait [PID]: waits for that child and returns its status, or for all children. Ctrl-C ends it. */
static int do_wait(char **argv)
{
	int status, result = argv[1] ? 127 : 0;
	pid_t wanted = argv[1] ? atoi(argv[1]) : -1;

	while (waitpid(wanted, &status, 0) > 0) {
		if (argv[1])
			result = status_of(status);
	}
	if (errno != EINTR)
		return result;
	fputc('\n', stderr);
	return 128 + SIGINT;
}

builtin *find_builtin(const char *name, size_t length)
{
	static const struct {
		const char *name;
		builtin *run;
	} all[] = {
		{ "cd", do_cd }, { "exit", do_exit }, { "export", do_export },
		{ "kill", do_kill }, { "wait", do_wait },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (strlen(all[i].name) == length && memcmp(all[i].name, name, length) == 0)
			return all[i].run;
	}
	return NULL;
}
