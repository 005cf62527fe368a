/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ps: lists all processes: pid, parent's pid, owner, state and command.
 *
 * States: R running or ready to run, S sleeping, D sleeping and not woken by signals, T stopped,
 * t stopped by a tracer, Z ended, but its parent has not waited for it (a zombie). ps reads
 * /proc/PID/status and /proc/PID/cmdline of each process: try `cat /proc/self/status`. To see a
 * process's memory, use pmap.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct process {
	long pid, ppid, uid;
	char state;
	char command[256];
};

/* Stores the value of one line of /proc/PID/status, such as "PPid:\t1". */
static void take_line(struct process *p, const char *line)
{
	if (strncmp(line, "Name:", 5) == 0)	/* in case the command line is empty */
		snprintf(p->command, sizeof(p->command), "[%.*s]",
			 (int)strcspn(line + 6, "\n"), line + 6);
	else if (strncmp(line, "State:", 6) == 0)
		p->state = line[7];
	else if (strncmp(line, "PPid:", 5) == 0)
		p->ppid = atol(line + 6);
	else if (strncmp(line, "Uid:", 4) == 0)
		p->uid = atol(line + 5);
}

/* Stores the command line. Each of its words ends in a NUL byte, which becomes a space. */
static void take_command_line(struct process *p, FILE *f)
{
	char words[sizeof(p->command)];
	size_t length = fread(words, 1, sizeof(words) - 1, f);

	while (length > 0 && words[length - 1] == '\0')
		length--;
	if (length == 0)
		return;
	for (size_t i = 0; i < length; i++)
		p->command[i] = isprint((unsigned char)words[i]) ? words[i] : ' ';
	p->command[length] = '\0';
}

/* Fills in *p. Returns 0 when the process has ended in the meantime. */
static int read_process(struct process *p, const char *pid)
{
	char path[64], line[256];
	FILE *f;

	memset(p, 0, sizeof(*p));
	p->pid = atol(pid);
	snprintf(path, sizeof(path), "/proc/%.16s/status", pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		take_line(p, line);
	fclose(f);
	snprintf(path, sizeof(path), "/proc/%.16s/cmdline", pid);
	f = fopen(path, "r");
	if (f) {
		take_command_line(p, f);
		fclose(f);
	}
	return p->state != '\0';
}

int main(void)
{
	struct process p;
	struct dirent *entry;
	DIR *proc = opendir("/proc");

	if (!proc)
		err(1, "/proc");
	printf("%5s %5s %5s %s %s\n", "PID", "PPID", "UID", "S", "COMMAND");
	while ((entry = readdir(proc))) {
		if (isdigit((unsigned char)entry->d_name[0]) && read_process(&p, entry->d_name))
			printf("%5ld %5ld %5ld %c %s\n", p.pid, p.ppid, p.uid, p.state, p.command);
	}
	closedir(proc);
	return 0;
}
