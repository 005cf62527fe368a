/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands that concern jobs: jobs, fg, bg, wait and kill. */
#include <errno.h>
#include <limits.h>
#include <number.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "jobs.h"
#include "sh.h"

int do_jobs(char **argv)
{
	(void)argv;
	collect();
	for (struct job *job = jobs; job < jobs + MAX_JOBS; job++) {
		if (job->used && job->told != ENDED)
			show(stdout, job);
		job->told = state_number(job);
	}
	return 0;
}

/* Finds the job %N, or the last one when the text is NULL. Returns NULL after a message. */
static struct job *find_job(const char *text)
{
	long long number;

	if (text && parse_number(text + (*text == '%'), 1, MAX_JOBS, &number) == 0 &&
	    jobs[number - 1].used && jobs[number - 1].running)
		return &jobs[number - 1];
	if (!text) {
		collect();
		for (int stopped = 1; stopped >= 0; stopped--) {	/* stopped ones first */
			for (struct job *job = jobs + MAX_JOBS - 1; job >= jobs; job--) {
				if (job->used && job->running && job->stopped >= stopped)
					return job;
			}
		}
	}
	complain(text ? text : "there is no job", text ? "no such job" : NULL);
	return NULL;
}

static struct job *job_to_continue(char **argv)
{
	if (shell.job_control)
		return find_job(argv[1]);
	complain(argv[0], "only at a terminal");
	return NULL;
}

static void resume(struct job *job)
{
	job->stopped = 0;
	kill(-job->pids[0], SIGCONT);
}

/* fg [%N]: continues a job in the foreground. */
int do_fg(char **argv)
{
	struct job *job = job_to_continue(argv);

	if (!job)
		return 1;
	/* Who reads the line may type Ctrl-C at once: it must reach the job. */
	tcsetpgrp(STDIN_FILENO, job->pids[0]);
	printf("%s\n", job->text);
	fflush(stdout);
	resume(job);
	return wait_for_job(job);
}

/* bg [%N]: continues a job in the background. */
int do_bg(char **argv)
{
	struct job *job = job_to_continue(argv);

	if (!job)
		return 1;
	resume(job);
	show(stdout, job);
	return 0;
}

static struct job *job_with(pid_t pid)
{
	for (struct job *job = jobs; job < jobs + MAX_JOBS; job++) {
		if (job->used && job->count && (job->pids[0] == pid || job->pids[job->count - 1] == pid))
			return job;
	}
	return NULL;
}

/* wait [PID or %N]: waits for that job and returns its status, or for all. Ctrl-C ends it. */
int do_wait(char **argv)
{
	long long pid = 0;
	int interrupted = 0;
	struct job *wanted = NULL;

	if (argv[1] && argv[1][0] != '%' && parse_number(argv[1], 1, INT_MAX, &pid)) {
		complain(argv[1], "not a process number");
		return 2;
	}
	if (argv[1]) {
		wanted = pid ? job_with(pid) : find_job(argv[1]);
		if (!wanted)
			return 127;
	}
	for (struct job *job = jobs; job < jobs + MAX_JOBS && !interrupted; job++) {
		if (job->used && (!wanted || job == wanted))
			interrupted = wait_until_still(job);
	}
	if (!interrupted)
		return wanted ? status_of(wanted->wait_status) : 0;
	fputc('\n', stderr);
	shell.leaving = INTERRUPTED;
	return 128 + SIGINT;
}

/*
 * kill [-SIGNAL] PID or %N ...: like /bin/kill, but without a new process. When there is no memory
 * or no pid left for one, this still works, and frees some (kill -9 -1).
 */
int do_kill(char **argv)
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
		struct job *job = **argv == '%' ? find_job(*argv) : NULL;
		long long pid = job ? -job->pids[0] : 0;
		int bad = !job && parse_number(*argv, INT_MIN, INT_MAX, &pid);

		if (**argv == '%' && !job) {
			status = 1;
		} else if (bad || kill(pid, sig)) {
			fprintf(stderr, "kill: %s: %s\n", *argv,
				bad ? "not a process number" : strerror(errno));
			status = 1;
		} else if (job && job->stopped) {	/* so that it can receive the signal */
			resume(job);
		}
	}
	return status;
}
