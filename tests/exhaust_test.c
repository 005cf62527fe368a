/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All memory is used up, by root and by a user: by objects that outlive their process (segments,
 * files), by many processes, and by processes that sleep without freeing theirs.  Each time root can
 * still run a program that frees it, children of process 1 live on, and every frame comes back.
 * (oom_test tests one process, and its calls in little memory.)
 */
#include "shm_util.h"

#include <sys/resource.h>
#include <sys/stat.h>

#define KIB64 (16 * PAGE)
#define SHARE 64		/* pages of one segment */

static const char *const accounts[] = { "root", "a user" };

static int run(const char *program, const char *argument)
{
	char *argv[] = { (char *)program, (char *)argument, NULL };

	return in_child({
		execv(program, argv);
		_exit(126);
	});
}

static void accounted(long before, const char *what)
{
	is(settled_frames(before), before, "%s: every frame has come back", what);
	ok(strcmp(invariants(), "ok") == 0, "%s: the kernel's own account agrees (%s)", what, invariants());
}

static void by_segments(int user)
{
	long before = free_frames();
	int end = in_child({
		if (user)
			become(1000, 1000);
		for (;;) {
			int id = shmget(IPC_PRIVATE, SHARE * PAGE, 0600), i;
			char *at = id < 0 ? FAILED : shmat(id, NULL, 0);

			if (at == FAILED)
				_exit(errno);
			for (i = 0; i < SHARE; i++)
				at[i * PAGE] = 1;
		}
	});

	ok(end == KILLED(SIGKILL) || end == ENOMEM || end == ENOSPC,
	   "segments of %s use up memory until their creator is killed or refused (%d)", accounts[user], end);
	ok(totals().used_ids > 1, "the segments survive their creator (%d)", totals().used_ids);
	is_end(run("/bin/true", NULL), 0, "root can run programs while segments hold the memory");
	is_end(run("/bin/ipcrm", "-a"), 0, "root can run ipcrm -a");
	is(totals().used_ids, 0, "ipcrm -a has removed all segments");
	accounted(before, "segments");
}

static void by_files(int user)
{
	static char page[PAGE];
	long before = free_frames();
	int end;

	expect(mkdir("/tmp/exhaust", 0777) == 0 && chmod("/tmp/exhaust", 0777) == 0);
	end = in_child({
		char name[] = "/tmp/exhaust/0000";
		int fd = open("/tmp/exhaust/big", O_CREAT | O_WRONLY, 0600), files = 0;

		if (user)
			become(1000, 1000);
		page[0] = 1;
		while (write(fd, page, PAGE) == PAGE)
			;
		expect(errno == ENOMEM || errno == ENOSPC);
		do {			/* the rest is used for names */
			files++;
			sprintf(name + 13, "%d", files);
		} while (mkdir(name, 0700) == 0 && files < 2000);
		expect(errno == ENOMEM || errno == ENOSPC);
	});
	is_end(end, 0, "files and directories of %s use up memory: ENOMEM or ENOSPC", accounts[user]);
	is_end(run("/bin/true", NULL), 0, "root can run programs while files hold the memory");
	is_end(run("/bin/rm", "/tmp/exhaust/big"), 0, "root can run rm on the largest file");
	end = in_child({
		char name[32];
		int files = 1;

		do
			sprintf(name, "/tmp/exhaust/%d", files++);
		while (rmdir(name) == 0);
		expect(rmdir("/tmp/exhaust") == 0);
	});
	is_end(end, 0, "the other files and directories can be removed");
	accounted(before, "files");
}

/* Takes memory until it is killed or, when it is refused more, sleeps without freeing any. */
static void __attribute__((noreturn)) take_all(void)
{
	for (;;) {
		char *m = mmap(NULL, KIB64, PROT_READ | PROT_WRITE, ANON, -1, 0);

		while (m == MAP_FAILED)
			pause();
		for (int i = 0; i < KIB64; i += PAGE)
			m[i] = 1;
	}
}

static void by_many(int user)
{
	long before = free_frames();
	int doublings = 5, i, leader = start_child({
		setpgid(0, 0);
		if (user)
			become(1000, 1000);
		while (doublings--)
			fork();
		take_all();
	});

	setpgid(leader, leader);
	for (i = 0; i < 50; i++)
		sched_yield();
	while (run("/bin/true", NULL) != 0)		/* it may be refused when no memory is free at all */
		sched_yield();
	ok(1, "root can run a program while up to 32 processes of %s take all memory", accounts[user]);
	kill(-leader, SIGKILL);
	is_end(wait_for(leader), KILLED(SIGKILL), "the first of these processes is killed");
	accounted(before, "many processes");
}

static void by_bomb(int user)
{
	long before = free_frames();
	struct gate go = make_gate();
	int bomber = start_child({
		setpgid(0, 0);
		if (user)
			become(1000, 1000);
		for (;;)
			if (fork() == -1)
				write(go.fd[1], "g", 1);
	}), i;

	setpgid(bomber, bomber);
	fcntl(go.fd[1], F_SETFL, O_NONBLOCK);
	pass_gate(&go);
	ok(1, "a fork bomb of %s reaches the limit of processes or memory", accounts[user]);
	kill(-bomber, SIGKILL);
	is_end(wait_for(bomber), KILLED(SIGKILL), "the first process of a fork bomb can be killed");
	for (i = 0; i < 100000 && kill(-bomber, SIGKILL) == 0; i++)
		sched_yield();		/* process 1 must wait for them */
	ok(i < 100000, "all processes of a fork bomb can be killed");
	drop_gate(&go);
	accounted(before, "a fork bomb");
}

/*
 * A child of process 1, like root's shell, is protected.  When a process further down has all memory
 * and sleeps, that process is killed, and not the one that needs a page now.
 */
static void who_has_to_go(void)
{
	long before = free_frames(), left;
	struct gate taken = make_gate(), report = make_gate();
	int middle, pages = 0;

	middle = start_child({
		int adopted = fork_or_die(), hog, i;
		char *m;

		if (adopted)
			_exit(0);
		while (getppid() != 1)
			sched_yield();
		m = mmap(NULL, KIB64, PROT_READ | PROT_WRITE, ANON, -1, 0);
		hog = fork_or_die();
		if (hog == 0) {
			/* Take all frames but a few, in small steps, and keep them. */
			while ((left = free_frames()) > 2) {
				char *p = mmap(NULL, left / 2 * PAGE + PAGE, PROT_READ | PROT_WRITE,
					       ANON, -1, 0);

				for (i = 0; i < left / 2; i++)
					p[i * PAGE] = 1;
			}
			open_gate(&taken);
			for (;;)
				pause();
		}
		pass_gate(&taken);
		for (i = 0; i < 16; i++)
			m[i * PAGE] = 1;
		i = wait_for(hog) == KILLED(SIGKILL) ? 16 : 1;
		expect(write(report.fd[1], &i, sizeof(i)) == sizeof(i));
	});
	wait_for(middle);
	close(report.fd[1]);
	expect(read(report.fd[0], &pages, sizeof(pages)) >= 0);
	is(pages, 16, "a child of process 1 gets its pages, and the process that sleeps on all memory is killed");
	close(report.fd[0]);
	drop_gate(&taken);
	accounted(before, "a sleeping hog");
}

int main(void)
{
	int user;

	if (!on_samepage())
		return skip_all("using up everything would hurt this machine");
	need_no_segments();
	free_frames();
	invariants();
	run("/bin/true", NULL);
	for (user = 0; user < 2; user++) {
		by_segments(user);
		by_files(user);
		by_many(user);
		by_bomb(user);
	}
	who_has_to_go();
	return done_testing();
}
