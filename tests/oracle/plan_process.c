/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps that start, change and end processes, steps with limits and /proc, and calls that do not exist.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "oracle.h"

/* --- users and groups --- */

static long take_identity(int slot)
{
	const struct process *p = &process[slot];
	struct request r = { .op = IDENTITY, .a = { p->uid, p->gid, p->group[0], p->group[1],
						    p->real_uid, p->real_gid } };
	struct reply reply;

	ask(slot, &r, &reply);
	return reply.result;
}

void choose_identity(int slot)
{
	static const int uids[] = { 0, 0, 0, 0, 0, 0, 0, 1000, 1000, 1001, 70000, 65536 };
	static const int gids[] = { 0, 100, 100, 101, 70001 };
	static const int groups[] = { -1, -1, 100, 101, 70001 };
	struct process *p = &process[slot];

	p->uid = one_of(uids);
	p->gid = one_of(gids);
	p->group[0] = one_of(groups);
	p->group[1] = one_of(groups);
	/* The real ids must not matter. */
	p->real_uid = one_of(uids);
	p->real_gid = one_of(gids);
	say(" uid=%d gid=%d groups=%d,%d really=%d,%d = ", p->uid, p->gid, p->group[0], p->group[1],
	    p->real_uid, p->real_gid);
	say_result(take_identity(slot));
}

void step_identity(int slot)
{
	say("become");
	choose_identity(slot);
}

/* --- fork, exec, exit --- */

void step_fork(int slot)
{
	struct request r = { .op = FORK, .a = { free_slot() } };
	struct reply reply;

	say("fork = ");
	if (r.a[0] < 0) {
		say("no slot");
		return;
	}
	ask(slot, &r, &reply);
	if (reply.result < 0) {
		say_result(reply.result);
		return;
	}
	process[r.a[0]] = process[slot];
	adopt(r.a[0], reply.result, slot);
	say("p%d", process[r.a[0]].name);
}

/* The program executes itself: the process loses its attaches and keeps its pipes. */
void step_exec(int slot)
{
	struct request r = { .op = EXEC };
	struct reply reply;

	ask(slot, &r, &reply);
	process[slot].attaches = 0;
	say("exec = ");
	say_result(take_identity(slot));
}

static void say_end(int status)
{
	if (status == -1)
		say("orphan");
	else if (WIFEXITED(status))
		say("exit %d", WEXITSTATUS(status));
	else
		say("signal %d", WTERMSIG(status));
}

void step_exit(int slot)
{
	struct request r = { .op = CALL, .a = { __NR_exit_group, draw(4) } };

	say("exit = ");
	send_request(slot, &r);
	say_end(await_death(slot));
}

void step_kill(int slot)
{
	say("kill = ");
	kill(process[slot].pid, SIGKILL);
	say_end(await_death(slot));
}

/* A worker, or its child, makes an access that must kill it. */
void step_die(int slot)
{
	struct attach *a = choose_attach(&process[slot]);
	struct request r = { .op = DIE, .a = { UNMAPPED, one_in(2) } };

	if (a && a->flags & SHM_RDONLY && !one_in(3)) {
		struct request set = { .op = CALL, .a = { __NR_mprotect, a->at, PAGE, 1 } };
		struct reply reply;

		/* Make the attach read-only, whatever its protection was before. */
		ask(slot, &set, &reply);
		r.a[0] = reply.result ? UNMAPPED : a->at + draw(1024) * 4;
		r.a[1] = 1;
	}
	say("die(");
	say_address(r.a[0]);
	say(", %ld) = ", r.a[1]);
	send_request(slot, &r);
	say_end(await_death(slot));
}

void step_vfork(int slot)
{
	struct process *p = &process[slot];
	struct attach *a = choose_attach(p);
	struct request r = { .op = VFORK_DT, .a = { a ? a->at : arena } };
	struct reply reply;
	int name = next_name();

	say("vfork p%d shmdt(", name);
	say_address(r.a[0]);
	ask(slot, &r, &reply);
	name_pid(reply.v[0], name);
	say(") = ");
	say_result(reply.result);
	if (a && reply.result == 0)
		forget_attach(p, a);
}

/* --- limits --- */

static const char *const limit_file[] = {
	"/proc/sys/kernel/shmmax", "/proc/sys/kernel/shmall", "/proc/sys/kernel/shmmni",
};

static int write_limit(int which, const char *text)
{
	int fd = open(limit_file[which], O_WRONLY), result = 0;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		result = -errno;
	close(fd);
	return result;
}

static void read_limit(int which, char *text, size_t size)
{
	int fd = open(limit_file[which], O_RDONLY);
	int n = fd < 0 ? 0 : read(fd, text, size - 1);

	close(fd);
	text[n > 0 ? n : 0] = '\0';
}

static void say_limit(int which)
{
	char text[40];

	read_limit(which, text, sizeof(text));
	say("%s", strtok(text, "\n") ? text : "nothing");
}

/* The kernel's limits, saved at the start and restored at the end. */
static char own_limit[3][40];

void keep_limits(void)
{
	for (int i = 0; i < 3; i++)
		read_limit(i, own_limit[i], sizeof(own_limit[i]));
}

void give_limits_back(void)
{
	for (int i = 0; i < 3; i++)
		write_limit(i, own_limit[i]);
}

static void write_limits(void)
{
	char text[16];

	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "%d\n", current_limits[i]);
		if (write_limit(i, text))
			say(" (cannot set %s)", limit_file[i]);
	}
}

/* The limits of a scenario, which are the same on all kernels. */
void set_limits(void)
{
	static const int maxima[] = { SHMMAX, SHMMAX, SHMMAX, 65536, 20480, 12288 };
	static const int totals[] = { SHMALL, SHMALL, SHMALL, SHMALL, 64, 20, 7 };
	static const int counts[] = { SHMMNI, SHMMNI, SHMMNI, SHMMNI, 8, 5, 3 };

	current_limits[0] = one_of(maxima);
	current_limits[1] = one_of(totals);
	current_limits[2] = one_of(counts);
	write_limits();
	say(" shmmax=%d shmall=%d shmmni=%d", current_limits[0], current_limits[1],
	    current_limits[2]);
}

/* Changes a limit, or is refused. A value that only one kernel accepts is replaced afterwards. */
void step_limits(int slot)
{
	static const char *const texts[] = { "", "x", "-1", "129", "129", "32768", "32769", "4097", "0x20",
					     "010", " 7", "7 9", "7x", "99999999999999999999", "0",
					    "3000000000" };
	static const int values[][5] = {
		{ SHMMAX, 65536, 20480, 12288, 1 }, { SHMALL, 64, 20, 9, 3 }, { SHMMNI, 8, 5, 3, 1 },
	};
	static struct shminfo info;
	int which = draw(3), odd;
	char text[32];

	if (one_in(6)) {
		/* Other users cannot open the file. */
		long fd = ask_call(slot, __NR_open, (long)limit_file[which], O_WRONLY, 0, 0, 0, 0);

		say("open(%s) = ", limit_file[which] + 17);
		say_result(fd < 0 ? fd : 0);
		if (fd >= 0)
			ask_call(slot, __NR_close, fd, 0, 0, 0, 0, 0);
		return;
	}
	odd = one_in(3);
	if (odd) {
		strcpy(text, one_of(texts));
	} else {
		current_limits[which] = one_of(values[which]);
		snprintf(text, sizeof(text), "%d", current_limits[which]);
	}
	say("%s(%s, \"%s\") = ", odd ? "odd-limit" : "limit", limit_file[which] + 17, text);
	say_result(write_limit(which, text));
	say(" ");
	say_limit(which);
	if (which == 0 && odd) {
		raw(__NR_ipc, SHMCTL, 0, IPC_INFO, 0, &info);
		say(" old %d", info.shmmax);	/* cut to an int */
	}
	write_limits();
}

/* --- as many segments as possible --- */

/* Creates segments until no more can be created, and removes them. */
void step_fill(int slot)
{
	static int id[300];
	int n = 0, result;

	(void)slot;
	while ((result = raw(__NR_shmget, 0, 1, 0600)) >= 0 && n < 299)
		id[n++] = result;
	say("fill = %d ", n);
	say_result(result);
	for (int i = 0, last; i < n; i = last + 1) {
		for (last = i; last + 1 < n && id[last + 1] == id[last] + 1; last++)
			;
		say("%s%d-%d", i ? "," : " ~made=", id[i], id[last]);
	}
	for (int i = n - 1; i >= 0; i--)
		raw(__NR_shmctl, id[i], IPC_RMID, 0);
}

/* Fills the address space, and tries the id of a destroyed segment. */
void step_crowd(int slot)
{
	int old, id, n = 0;
	long result = 0, at[70];

	write_limit(0, "33554432");
	write_limit(1, "4194304");
	old = ask_call(slot, __NR_shmget, 0, SHMMAX, 0600, 0, 0, 0);
	say("crowd = ");
	if (old < 0) {
		say_result(old);
		write_limits();
		return;
	}
	ask_call(slot, __NR_shmctl, old, IPC_RMID, 0, 0, 0, 0);
	id = ask_call(slot, __NR_shmget, 0, SHMMAX, 0600, 0, 0, 0);
	while (n < 70) {
		result = ask_call(slot, __NR_shmat, id, 0, 0, 0, 0, 0);
		if (result < 0 && result > -4096)
			break;
		at[n++] = result;
	}
	say("%d ", n);
	say_where(result);
	say(" stale ");
	say_where(ask_call(slot, __NR_shmat, old, 0, 0, 0, 0, 0));
	while (n > 0)
		ask_call(slot, __NR_shmdt, at[--n], 0, 0, 0, 0, 0);
	ask_call(slot, __NR_shmctl, id, IPC_RMID, 0, 0, 0, 0);
	say(" ~each=%d,%d", old, id);
	write_limits();
}

/* --- /proc/sysvipc/shm --- */

static char listing[32768];

static const char *read_listing(void)
{
	int fd = open("/proc/sysvipc/shm", O_RDONLY), used = 0, n;

	while (fd >= 0 && (n = read(fd, listing + used, sizeof(listing) - 1 - used)) > 0)
		used += n;
	close(fd);
	listing[used] = '\0';
	return listing;
}

/* Parses the unsigned numbers of a line. Returns how many there are. */
static int numbers(const char **text, unsigned long *value, int base_of_third)
{
	int n = 0;

	while (**text && **text != '\n') {
		char *end;

		value[n] = strtoul(*text, &end, n == 2 ? base_of_third : 10);
		if (end == *text || ++n == 16)
			break;
		*text = end;
	}
	while (**text && *(*text)++ != '\n')
		;
	return n;
}

/* Checks a segment's line against IPC_STAT, and logs what only the line shows. */
static void compare(int s, int n, const unsigned long *v)
{
	static struct shmid64_ds ds;
	const char *wrong = NULL;

	raw(__NR_shmctl, segment[s].id, IPC_STAT, &ds);
	if (n != 16)
		wrong = "columns";
	else if (v[0] != (unsigned long)ds.shm_perm.key || v[2] != ds.shm_perm.mode)
		wrong = "key or perms";
	else if (v[3] != ds.shm_segsz || v[6] != ds.shm_nattch)
		wrong = "size or nattch";
	else if (v[4] != (unsigned long)ds.shm_cpid || v[5] != (unsigned long)ds.shm_lpid)
		wrong = "pids";
	else if (v[7] != ds.shm_perm.uid || v[8] != ds.shm_perm.gid ||
		 v[9] != ds.shm_perm.cuid || v[10] != ds.shm_perm.cgid)
		wrong = "owner";
	else if (v[11] != (unsigned long)ds.shm_atime || v[12] != (unsigned long)ds.shm_dtime ||
		 v[13] != (unsigned long)ds.shm_ctime)
		wrong = "times";
	if (wrong)
		say(" s%d: wrong %s", s, wrong);
	else
		say(" s%d rss=%lu swap=%lu", s, v[14], v[15]);
}

void step_proc(int slot)
{
	static const char head[] = "key shmid perms size cpid lpid nattch uid gid cuid cgid atime "
				   "dtime ctime rss swap";
	const char *line = read_listing();
	unsigned long v[SEGMENTS][16];
	int n[SEGMENTS] = { 0 }, lines = 0, width = 0;
	char words[160] = "", *end = words;

	(void)slot;
	for (; *line && *line != '\n'; line++, width++)
		if (*line != ' ' || (end > words && end[-1] != ' '))
			*end++ = *line;
	say("proc = %s", strcmp(words, head) ? words : "head");
	say(" width=%d", width);
	if (*line)
		line++;
	while (*line) {
		unsigned long one[16];
		const char *start = line;
		int columns = numbers(&line, one, 8), s = columns > 1 ? segment_of(one[1]) : -1;

		lines++;
		if (line - start != width + 1)
			say(" ragged");
		if (s < 0) {
			say(" unknown");
			continue;
		}
		n[s] = columns;
		memcpy(v[s], one, sizeof(one));
	}
	say(" lines=%d", lines);
	for (int s = 0; s < segments; s++)
		if (n[s])
			compare(s, n[s], v[s]);
}

/* --- calls that do not exist, and calls of semaphores and message queues that fail --- */

void step_strange(int slot)
{
	static const int unknown[] = { 0, 5, 10, 15, 20, 25, 99, 0xffff };
	static const int failing[][4] = {
		{ __NR_ipc, SEMGET, 0, 0 },	{ __NR_ipc, MSGRCV | 1 << 16, -1, 0 },
		{ __NR_ipc, SEMCTL, -1, 0 },	{ __NR_ipc, MSGCTL, -1, 0 },
		{ __NR_ipc, SEMOP, -1, 0 },	{ __NR_ipc, MSGSND, -1, 0 },
		{ __NR_semget, 0, 0, 0 },	{ __NR_msgctl, -1, 0, 0 },
	};
	const int *c = one_of(failing);
	int operation = one_of(unknown);

	if (one_in(2)) {
		say("ipc(%d) = ", operation);
		say_result(ask_call(slot, __NR_ipc, operation | (int)draw(2) << 16, 0, 0, 0, 0, 0));
	} else {
		say("other(%d, %x, %d) = ", c[0], c[1], c[2]);
		say_result(ask_call(slot, c[0], c[1], c[2], c[3], 0, 0, 0));
	}
}
