/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init: the first process, which the kernel starts and from which all others descend.
 *
 * It opens the console, which all processes inherit, and starts a shell on it. When that shell ends
 * it starts the next. Two words of the boot line change this (the kernel puts every NAME=VALUE that
 * it does not know itself into init's environment):
 *
 *	rc=FILE		run that script, write its exit status to the kernel's log, power off
 *	first=FILE	run that script first, then the shells
 *
 * It also waits for orphans: a process whose parent has ended becomes a child of init, and would
 * remain a zombie if init did not ask for its status.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SHELL "/bin/sh"

static void open_console(void)
{
	int fd = open("/dev/console", O_RDWR);

	if (fd < 0)
		return;			/* and no way to report it */
	for (int to = 0; to < 3; to++)
		dup2(fd, to);
	if (fd > 2)
		close(fd);
}

/* For scripts whose output another program reads: no conversion of newlines, no echo, no lost input. */
static void set_raw_output(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) == 0) {
		modes.c_oflag &= ~OPOST;
		modes.c_lflag &= ~ECHO;
		modes.c_cflag |= CRTSCTS;
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	}
}

static void print_file(const char *path)
{
	char data[512];
	ssize_t n;
	int fd = open(path, O_RDONLY);

	while (fd >= 0 && (n = read(fd, data, sizeof(data))) > 0) {
		if (write(STDOUT_FILENO, data, n) != n)
			break;
	}
	close(fd);
}

static void log_line(const char *text)
{
	int fd = open("/dev/kmsg", O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror("init: /dev/kmsg");
	close(fd);
}

/*
 * Starts a program as the leader of a new session with the console as its terminal, so that Ctrl-C
 * reaches it. Returns its pid. When there is no memory it waits and tries again: the shell must
 * come back, because it is needed to free memory.
 */
static pid_t start(char *const argv[])
{
	pid_t pid;

	while ((pid = fork()) < 0)
		sleep(1);
	if (pid > 0)
		return pid;
	setsid();
	ioctl(STDIN_FILENO, TIOCSCTTY, 1);	/* 1: take it from a session that still has it */
	while (execv(argv[0], argv) < 0 && errno == ENOMEM)
		sleep(1);
	fprintf(stderr, "init: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Waits for that child, and for all orphans that end before it. Returns its status as in $?. */
static int wait_for(pid_t child)
{
	int status = 0;
	pid_t pid;

	do
		pid = wait(&status);
	while (pid != child && !(pid < 0 && errno == ECHILD));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Runs a shell to its end: for a script or, when that is NULL, for the user at the console. */
static int run_shell(char *script)
{
	char *argv[] = { SHELL, script, NULL };

	return wait_for(start(argv));
}

static void run_rc(char *script)
{
	char line[64];

	set_raw_output();
	if (access(script, R_OK) < 0 || access(SHELL, X_OK) < 0) {
		log_line("init: rc or its shell is missing\n");	/* which is no status of rc */
		reboot(RB_POWER_OFF);
	}
	log_line("init: running rc\n");
	snprintf(line, sizeof(line), "init: rc exited with status %d\n", run_shell(script));
	log_line(line);
	reboot(RB_POWER_OFF);
	perror("init: cannot switch the machine off");
}

static _Noreturn void run_shells(void)
{
	for (;;) {
		time_t begin = time(NULL);

		fprintf(stderr, "init: the shell has ended with status %d; here is another one\n",
			run_shell(NULL));
		if (time(NULL) - begin < 2)
			sleep(1);		/* if it cannot start, do not try without a pause */
	}
}

int main(void)
{
	char *rc, *first;

	if (getpid() != 1) {
		fprintf(stderr, "init: must be process 1, started by the kernel\n");
		return 1;
	}
	open_console();
	setenv("PATH", "/bin:/sbin", 0);
	setenv("HOME", "/", 0);
	rc = getenv("rc");
	first = getenv("first");
	unsetenv("rc");			/* programs do not inherit them */
	unsetenv("first");
	if (rc)
		run_rc(rc);
	if (first)
		run_shell(first);
	else
		print_file("/etc/motd");	/* not after a script: its output fills the screen */
	run_shells();
}
