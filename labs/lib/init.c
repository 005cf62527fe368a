/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Process 1 of the grader's machine. It runs each test that the host requests in a process of its
 * own and reports how the process ended. It uses vfork and exec, so that a broken fork affects
 * only the tests that call fork.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *nonce;
static int limit;			/* seconds of the guest's time, for one test */
static volatile sig_atomic_t late;

static void say(const char *text)
{
	int fd = open("/proc/lab", O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		_exit(1);
	close(fd);
}

static void time_is_up(int sig)
{
	char line[64];

	(void)sig;
	late = 1;
	sprintf(line, "%s stuck\n", nonce);
	say(line);			/* the kernel prints where each process sleeps */
	kill(-1, SIGKILL);		/* all but this process */
	alarm(1);
}

/* The first line of /proc/invariants: "ok", or the first inconsistency that the kernel found. */
static const char *invariants(void)
{
	static char text[2048];
	int fd = open("/proc/invariants", O_RDONLY);
	int length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[length < 0 ? 0 : length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

/* Settings that a test may change, and does not restore when it fails. */
static const char *const settings[] = {
	"/proc/sys/kernel/shmmni", "/proc/sys/kernel/shmall", "/proc/sys/kernel/shmmax",
};
#define SETTINGS (int)(sizeof(settings) / sizeof(settings[0]))
static char kept[SETTINGS][24];

static void keep_settings(void)
{
	for (int i = 0; i < SETTINGS; i++) {
		int fd = open(settings[i], O_RDONLY);

		if (fd >= 0 && read(fd, kept[i], sizeof(kept[i]) - 1) < 0)
			kept[i][0] = '\0';
		close(fd);
	}
}

static void put_settings_back(void)
{
	for (int i = 0; i < SETTINGS; i++) {
		int fd = open(settings[i], O_WRONLY);

		if (fd >= 0 && write(fd, kept[i], strlen(kept[i])) < 0)
			kept[i][0] = '\0';
		close(fd);
	}
}

static void run(char *id)
{
	char *argv[] = { "/labs/test", id, NULL };
	char line[2300];
	int status = 0;
	pid_t pid, ended;

	sprintf(line, "%s begin %s\n", nonce, id);
	say(line);
	late = 0;
	pid = vfork();
	if (pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	alarm(limit);
	do
		ended = waitpid(-1, &status, 0);
	while (ended != pid && !(ended < 0 && errno == ECHILD));
	alarm(0);
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	put_settings_back();
	sprintf(line, "%s over %s - %s %s\n", nonce, id, late ? "late" :
		WIFSIGNALED(status) ? "killed" : pid < 0 || WEXITSTATUS(status) == 127 ?
		"unstarted" : "0", invariants());
	say(line);
}

int main(void)
{
	char *tests = getenv("lab_tests"), *next;
	char line[64];

	nonce = getenv("lab_nonce");
	limit = atoi(getenv("lab_limit"));
	signal(SIGALRM, time_is_up);
	open("/dev/console", O_RDWR);
	dup2(0, 1);
	dup2(0, 2);
	keep_settings();
	for (; tests && *tests; tests = next) {
		next = strchr(tests, ',');
		if (next)
			*next++ = '\0';
		run(tests);
	}
	sprintf(line, "%s done ?\n", nonce);	/* the host looks at the memory before the machine ends */
	say(line);
	reboot(RB_POWER_OFF);
	return 1;
}
