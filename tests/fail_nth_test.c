/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every allocation made to fail once: a scenario runs with its first allocation failing, then
 * its second, and so on until it runs without reaching the k-th.  Each time it ends well, is
 * told an errno that allocation failures have, or is killed; and each time every segment,
 * frame and slab object is accounted for.
 *
 * /proc/self/fail-nth (Linux's): a number k written there makes the k-th allocation from then
 * on fail; reading it tells what is left of k, 0 once the failure has happened.
 */
#include "shm_util.h"

#define KEY 0x5a5a0008

/* Opened by the process itself, before it arms: opening allocates, too. */
static int fail_nth;

static void arm(int k)
{
	char number[12];
	int length = sprintf(number, "%d", k);

	expect(lseek(fail_nth, 0, SEEK_SET) == 0 && write(fail_nth, number, length) == length);
}

/* Whether the failure happened; none will from here on.  Asking may allocate, and fail, itself. */
static int disarm(void)
{
	char number[12] = "";
	int asked;

	expect(lseek(fail_nth, 0, SEEK_SET) == 0);
	asked = read(fail_nth, number, sizeof(number) - 1);
	if (asked < 0 && errno == ENOMEM)
		return 0;
	expect(asked > 0);
	arm(0);
	return atoi(number) == 0;
}

static int refused(void)
{
	return errno == ENOMEM || errno == EAGAIN || errno == ENFILE || errno == ENOSPC;
}

/* ---- the scenarios; each leaves nothing behind when nothing fails */

static int scenario_segment(void)
{
	int id = shmget(KEY, 3 * PAGE, IPC_CREAT | IPC_EXCL | 0600);
	char *at;

	if (id < 0)
		return refused() ? 0 : 1;
	at = shmat(id, NULL, 0);
	if (at == FAILED)
		return refused() ? 0 : 2;
	if (nattch(id) != 1)
		return 3;
	at[0] = 1;
	at[2 * PAGE] = 2;
	return shmdt(at) == 0 && nattch(id) == 0 ? 0 : 4;
}

static int scenario_fork(void)
{
	int id = shmget(KEY, 3 * PAGE, IPC_CREAT | IPC_EXCL | 0600), end, before;
	char *at = id < 0 ? FAILED : shmat(id, NULL, 0);
	pid_t pid;

	if (at == FAILED)
		return refused() ? 0 : 1;
	at[PAGE] = 1;
	before = nattch(id);
	pid = fork();
	if (pid == 0)
		_exit(at[PAGE] + at[0] != 1);
	if (pid == -1)
		return refused() && nattch(id) == before ? 0 : 2;
	end = wait_for(pid);
	return (end == 0 || end == KILLED(SIGKILL)) && nattch(id) == before ? 0 : 3;
}

static int scenario_split(void)
{
	int id = shmget(KEY, 5 * PAGE, IPC_CREAT | IPC_EXCL | 0600), pieces = 1;
	char *at = id < 0 ? FAILED : shmat(id, NULL, 0);

	if (at == FAILED)
		return refused() ? 0 : 1;
	at[0] = at[4 * PAGE] = 1;
	if (munmap(at + PAGE, PAGE) == 0)
		pieces++;
	else if (!refused())
		return 2;
	if (nattch(id) != pieces)
		return 3;
	if (mprotect(at + 3 * PAGE, PAGE, PROT_READ) && !refused())
		return 4;
	return shmdt(at) == 0 && nattch(id) == 0 ? 0 : 5;
}

static int scenario_remap(void)
{
	int id = shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600);
	char *m = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (id < 0 || m == MAP_FAILED)
		return refused() ? 0 : 1;
	m[PAGE] = 'm';
	if (shmat(id, m + PAGE, SHM_REMAP) == FAILED)	/* refused, it replaces nothing */
		return refused() && m[PAGE] == 'm' && nattch(id) == 0 ? 0 : 2;
	return m[PAGE] == 0 && nattch(id) == 1 ? 0 : 3;
}

static int scenario_exec(void)
{
	char *argv[] = { "/bin/true", NULL };

	execv(argv[0], argv);
	return refused() ? 0 : 1;
}

static int scenario_files(void)
{
	static char page[PAGE];
	int fd = open("/tmp/fail_nth_test", O_CREAT | O_RDWR, 0600), link[2];

	if (fd < 0)
		return refused() ? 0 : 1;
	if (write(fd, page, PAGE) < 0 && !refused())
		return 2;
	close(fd);
	if (unlink("/tmp/fail_nth_test") && !refused())
		return 3;
	if (pipe(link))
		return refused() ? 0 : 4;
	return write(link[1], "x", 1) == 1 || refused() ? 0 : 5;
}

/* ---- each with its k-th allocation failing, for k = 1, 2, ... */

static void exhaust(const char *name, int (*scenario)(void))
{
	struct gate told = make_gate();
	long before = free_frames();
	int k, end, reached = 1, bad = 0, failures = 0;

	for (k = 1; reached && k < 2000 && bad < 5; k++) {
		char answer = 1;
		pid_t pid = start_child({
			int status;

			fail_nth = open("/proc/self/fail-nth", O_RDWR);
			arm(k);
			status = scenario();
			answer = disarm();
			expect(write(told.fd[1], &answer, 1) == 1);
			_exit(status);
		});
		long after;
		char *line;
		int tries;

		end = wait_for(pid);
		fcntl(told.fd[0], F_SETFL, O_NONBLOCK);
		if (read(told.fd[0], &answer, 1) == 1)
			reached = answer;
		else if (end == 0)
			reached = 0;	/* became another program */
		failures += reached;
		remove_segment(shmget(KEY, 0, 0));
		unlink("/tmp/fail_nth_test");
		for (tries = 0; tries < 1000 && free_frames() != before; tries++)
			sched_yield();		/* process 1 sees to the orphans of the killed */
		after = free_frames();
		line = line_of("/proc/invariants", "");
		if ((end != 0 && end != KILLED(SIGKILL)) || after != before || totals().used_ids ||
		    (line && strcmp(line, "ok"))) {
			tap_say("#   k = %d: ended with %d, frames %ld -> %ld, segments %d, %s", k,
				end, before, after, totals().used_ids, line ? line : "no answer");
			before = after;
			bad++;
		}
	}
	is(bad, 0, "%s: %d failing allocations, each survived and accounted for", name, failures);
	ok(failures > 0, "%s: there were allocations to fail", name);
	drop_gate(&told);
}

int main(void)
{
	fail_nth = open("/proc/self/fail-nth", O_RDWR);
	if (fail_nth < 0)
		return skip_all("there is no /proc/self/fail-nth");
	close(fail_nth);
	need_no_segments();
	free_frames();
	line_of("/proc/invariants", "");
	exhaust("a segment made, attached, touched, detached", scenario_segment);
	exhaust("fork with an attach", scenario_fork);
	exhaust("an attach split by munmap and mprotect", scenario_split);
	exhaust("SHM_REMAP over memory", scenario_remap);
	exhaust("exec", scenario_exec);
	exhaust("a file and a pipe", scenario_files);
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
