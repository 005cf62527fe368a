/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything used up, by root too: by what outlives its process (segments, files), by many
 * processes, by processes that only sleep on what they have.  Each time root can still run a
 * program that sets it free, what is close to process 1 lives on, and every frame comes back.
 * (One process and its calls in little memory: oom_test.)
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
	   "segments of %s take what they get, then it is killed or refused (%d)", accounts[user], end);
	ok(totals().used_ids > 1, "they are still there (%d)", totals().used_ids);
	is_end(run("/bin/true", NULL), 0, "root can run programs");
	is_end(run("/bin/ipcrm", "-a"), 0, "one that removes them, too");
	is(totals().used_ids, 0, "they are gone");
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
		do {			/* and what is left, for names */
			files++;
			sprintf(name + 13, "%d", files);
		} while (mkdir(name, 0700) == 0 && files < 2000);
		expect(errno == ENOMEM || errno == ENOSPC);
	});
	is_end(end, 0, "files and directories of %s: ENOMEM at some time", accounts[user]);
	is_end(run("/bin/true", NULL), 0, "root can run programs");
	is_end(run("/bin/rm", "/tmp/exhaust/big"), 0, "one that removes the largest, too");
	end = in_child({
		char name[32];
		int files = 1;

		do
			sprintf(name, "/tmp/exhaust/%d", files++);
		while (rmdir(name) == 0);
		expect(rmdir("/tmp/exhaust") == 0);
	});
	is_end(end, 0, "and all the others");
	accounted(before, "files");
}

/* Takes all memory there is; killed for it, or refused, and then it sleeps on what it has. */
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
	while (run("/bin/true", NULL) != 0)		/* at the worst moment it may be refused */
		sched_yield();
	ok(1, "beside up to 32 processes of %s that want all, a program of root's ran", accounts[user]);
	kill(-leader, SIGKILL);
	is_end(wait_for(leader), KILLED(SIGKILL), "the first of them is killed, by whomever");
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
	ok(1, "a fork bomb of %s comes to the end of what there is", accounts[user]);
	kill(-bomber, SIGKILL);
	is_end(wait_for(bomber), KILLED(SIGKILL), "and is killed");
	for (i = 0; i < 100000 && kill(-bomber, SIGKILL) == 0; i++)
		sched_yield();		/* process 1 has to see to them */
	ok(i < 100000, "all of it");
	drop_gate(&go);
	accounted(before, "a fork bomb");
}

/*
 * What process 1 has taken in is as close to it as root's shell is.  When somebody younger has
 * all memory and sleeps, that one has to go, and not who needs a page now.
 */
static void who_has_to_go(void)
{
	long before = free_frames(), left;
	struct gate taken = make_gate(), told = make_gate();
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
			/* All but a few, in small steps, and then it gives nothing back. */
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
		expect(write(told.fd[1], &i, sizeof(i)) == sizeof(i));
	});
	wait_for(middle);
	close(told.fd[1]);
	expect(read(told.fd[0], &pages, sizeof(pages)) >= 0);
	is(pages, 16, "a process close to process 1 gets its pages, and the one that slept on all is killed");
	close(told.fd[0]);
	drop_gate(&taken);
	accounted(before, "after that");
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
