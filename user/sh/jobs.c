/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jobs: the processes of a pipeline. control.c has the commands that concern them.
 *
 * With job control every job is a process group, and the terminal belongs to the one in the
 * foreground: Ctrl-C and Ctrl-Z reach all its processes, and not the shell. Ctrl-Z stops them; the
 * shell then goes on, and `fg` or `bg` lets them continue.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "jobs.h"
#include "sh.h"

struct job jobs[MAX_JOBS];

static int number_of(const struct job *job)
{
	return job - jobs + 1;
}

/* ---- making one ---- */

/*
 * Returns NULL with errno when the table is full. Jobs that have ended stay in the table, for
 * `wait`, until their place is needed.
 */
struct job *new_job(const char *text)
{
	struct job *job = NULL;

	for (struct job *j = jobs + MAX_JOBS - 1; j >= jobs; j--) {
		int known = !j->used || j->told == ENDED;

		if (known || (!j->running && !job))
			job = j;		/* the first one that is known to be over, or any */
	}
	if (!job) {
		errno = EAGAIN;
		return NULL;
	}
	memset(job, 0, sizeof(*job));
	job->used = 1;
	snprintf(job->text, sizeof(job->text), "%s", text ? text : "");
	return job;
}

/* In the child: joins the group, and undoes what the shell did to its signals. */
static void begin_child(struct job *job, int in_front)
{
	static const int taken[] = { SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU };
	int control = shell.job_control;

	if (control && job) {
		setpgid(0, job->pids[0]);
		if (in_front)
			tcsetpgrp(STDIN_FILENO, getpgrp());
	}
	if (shell.interactive) {
		for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
			signal(taken[i], SIG_DFL);
	}
	shell.interactive = shell.job_control = 0;
	if (!control && job && !in_front) {	/* then Ctrl-C would reach it, too */
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
		if (!freopen("/dev/null", "r", stdin))
			close(STDIN_FILENO);
	}
	memset(jobs, 0, sizeof(jobs));		/* they are not its children */
}

pid_t start_process(struct job *job, int in_front)
{
	pid_t pid = -1;

	fflush(stdout);
	errno = EAGAIN;
	if (!job || job->count < MAX_PIPELINE)
		pid = fork();
	if (pid == 0) {
		begin_child(job, in_front);
	} else if (pid < 0 && job && !job->count) {
		job->used = 0;
	} else if (pid > 0 && job) {
		job->pids[job->count++] = pid;
		job->running++;
		if (shell.job_control)		/* the child does the same: either may run first */
			setpgid(pid, job->pids[0]);
	}
	return pid;
}

void announce_job(struct job *job)
{
	if (shell.interactive)
		fprintf(stderr, "[%d] %d\n", number_of(job), job->pids[0]);
}

/* ---- what happens to them ---- */

static void note(pid_t pid, int status)
{
	for (struct job *job = jobs; job < jobs + MAX_JOBS; job++) {
		for (int i = 0; job->used && job->running && i < job->count; i++) {
			if (job->pids[i] != pid)
				continue;
			if (WIFSTOPPED(status))
				job->stopped = 1;
			else
				job->running--;
			if (i == job->count - 1)
				job->wait_status = status;
		}
	}
}

int status_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) :
	       WIFSTOPPED(wait_status) ? 128 + WSTOPSIG(wait_status) : WEXITSTATUS(wait_status);
}

/* Waits until a job has ended or stopped. Returns -1 when a signal comes first. */
int wait_until_still(struct job *job)
{
	while (job->running && !job->stopped) {
		int status;
		pid_t pid = waitpid(-1, &status, shell.job_control ? WUNTRACED : 0);

		if (pid > 0)
			note(pid, status);
		else if (errno == EINTR)
			return -1;
		else
			job->running = 0;	/* ECHILD: nothing to wait for */
	}
	return 0;
}

static const char *state_of(const struct job *job)
{
	static char text[24];

	if (job->running)
		return job->stopped ? "Stopped" : "Running";
	if (WIFSIGNALED(job->wait_status))
		return strsignal(WTERMSIG(job->wait_status));
	if (!WEXITSTATUS(job->wait_status))
		return "Done";
	snprintf(text, sizeof(text), "Done, status %d", WEXITSTATUS(job->wait_status));
	return text;
}

void show(FILE *where, const struct job *job)
{
	fprintf(where, "[%d] %-16s %s\n", number_of(job), state_of(job), job->text);
}

/* Waits for a job in the foreground. Returns its status. */
int wait_for_job(struct job *job)
{
	struct termios modes;
	int status, sig = 0;

	if (shell.job_control)
		tcgetattr(STDIN_FILENO, &modes);
	while (wait_until_still(job) < 0)
		;
	status = job->wait_status;
	if (WIFSIGNALED(status))
		sig = WTERMSIG(status);
	if (shell.job_control) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		if (sig || job->stopped)	/* it may have left the terminal unusable */
			tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
	}
	if (job->stopped) {
		fputc('\n', stderr);
		show(stderr, job);
		job->told = STOPPED;
		shell.leaving = INTERRUPTED;
		return 128 + SIGTSTP;
	}
	job->used = 0;
	if (sig == SIGINT && shell.interactive) {
		fputc('\n', stderr);
		shell.leaving = INTERRUPTED;
		shell.last_status = 128 + SIGINT;
	} else if (sig && sig != SIGPIPE && sig != SIGINT) {
		fprintf(stderr, "%s\n", strsignal(sig));
	}
	return status_of(status);
}

void collect(void)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0)
		note(pid, status);
}

int state_number(const struct job *job)
{
	return !job->running ? ENDED : job->stopped ? STOPPED : RUNNING;
}

/* Before a prompt: which jobs in the background have ended, or stopped because they read? */
void report_jobs(void)
{
	collect();
	for (struct job *job = jobs; job < jobs + MAX_JOBS; job++) {
		int state = state_number(job);

		if (job->used && state != RUNNING && state != (int)job->told)
			show(stderr, job);
		job->told = state;
	}
}

/* The shell ends: nobody could continue stopped jobs any more. */
void end_jobs(void)
{
	collect();
	for (struct job *job = jobs; job < jobs + MAX_JOBS; job++) {
		if (job->used && job->running && job->stopped) {
			kill(-job->pids[0], SIGHUP);
			kill(-job->pids[0], SIGCONT);
		}
	}
}
