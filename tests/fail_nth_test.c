/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of a segment while memory runs out: every allocation of shmget, shmat, fork, munmap,
 * mprotect and exec is made to fail once (fail_nth.h). The call reports a suitable errno, or the
 * process is killed; no segment, frame or slab object is lost.
 */
#include "fail_nth.h"

#define KEY 0x5a5a0008

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
	char *m = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

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
	int fd = open(DIRECTORY "/file", O_CREAT | O_RDWR, 0600), link[2];

	if (fd < 0)
		return refused() ? 0 : 1;
	if (write(fd, page, PAGE) < 0 && !refused())
		return 2;
	close(fd);
	if (unlink(DIRECTORY "/file") && !refused())
		return 3;
	if (pipe(link))
		return refused() ? 0 : 4;
	return write(link[1], "x", 1) == 1 || refused() ? 0 : 5;
}

int main(void)
{
	if (!can_fail_allocations())
		return 0;
	fail_each("creating, attaching, touching and detaching a segment", scenario_segment);
	fail_each("fork with an attach", scenario_fork);
	fail_each("munmap and mprotect that split an attach", scenario_split);
	fail_each("shmat with SHM_REMAP over memory", scenario_remap);
	fail_each("exec", scenario_exec);
	fail_each("a file and a pipe", scenario_files);
	expect(rmdir(DIRECTORY) == 0);
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
