/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init: the first process, which the kernel starts and from which all others descend.
 *
 * It opens the console for everybody, and then, again and again, starts a shell on it. Two words
 * of the boot line change that (a NAME=VALUE that the kernel does not know itself ends up in our
 * environment):
 *
 *	rc=FILE		run that script instead, tell the kernel's log how it ended, power off
 *	first=FILE	run that script first, then the shells
 *
 * Meanwhile it takes in orphans: a process whose parent has ended becomes init's child, and
 * somebody has to ask how it ended, or it stays as a zombie.
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
		return;			/* nobody to tell */
	for (int to = 0; to < 3; to++)
		dup2(fd, to);
	if (fd > 2)
		close(fd);
}

/* For programs whose output a machine reads: what they write passes as it is, and no echo. */
static void set_raw_output(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) == 0) {
		modes.c_oflag &= ~OPOST;
		modes.c_lflag &= ~ECHO;
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
 * Starts a program as the leader of a session of its own, whose terminal is the console: what
 * Ctrl-C means there. Without memory it waits until there is some; nothing else can be done,
 * and a shell has to come back.
 */
static pid_t start(char *const argv[])
{
	pid_t pid;

	while ((pid = fork()) < 0)
		sleep(1);
	if (pid > 0)
		return pid;
	setsid();
	ioctl(STDIN_FILENO, TIOCSCTTY, 1);	/* 1: even if somebody else still has it */
	while (execv(argv[0], argv) < 0 && errno == ENOMEM)
		sleep(1);
	fprintf(stderr, "init: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Waits for that child, and for every orphan that ends before. Its status, as a shell says it. */
static int wait_for(pid_t child)
{
	int status = 0;
	pid_t pid;

	do
		pid = wait(&status);
	while (pid != child && !(pid < 0 && errno == ECHILD));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* A shell that runs a script or, when that is NULL, one for the person at the console. */
static int run_shell(char *script)
{
	char *argv[] = { SHELL, script, NULL };

	return wait_for(start(argv));
}

static void run_rc(char *script)
{
	char line[64];

	set_raw_output();
	log_line("init: running rc\n");
	snprintf(line, sizeof(line), "init: rc exited with status %d\n", run_shell(script));
	log_line(line);
	reboot(RB_POWER_OFF);
	perror("init: cannot switch the machine off");
}

static _Noreturn void run_shells(void)
{
	print_file("/etc/motd");
	for (;;) {
		time_t begin = time(NULL);

		run_shell(NULL);
		if (time(NULL) - begin < 2)
			sleep(1);		/* it cannot even start, perhaps: no frenzy */
	}
}

int main(void)
{
	char *rc, *first;

	if (getpid() != 1) {
		fprintf(stderr, "init: only the kernel starts me\n");
		return 1;
	}
	open_console();
	setenv("PATH", "/bin:/sbin", 0);
	setenv("HOME", "/", 0);
	rc = getenv("rc");
	first = getenv("first");
	unsetenv("rc");			/* the programs need not know of them */
	unsetenv("first");
	if (rc)
		run_rc(rc);
	if (first)
		run_shell(first);
	run_shells();
}
