/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running out of frames in every way that a program can: the program is refused or killed, the kernel
 * goes on, and every frame comes back.  On another Linux this would use up the memory of the machine.
 */
#include "shm_util.h"

#include <sys/resource.h>
#include <sys/uio.h>

#define MIB (1 << 20)

/* Touches new memory without end. */
static void use_up(void)
{
	for (;;) {
		char *m = mmap(NULL, MIB, PROT_READ | PROT_WRITE, ANON, -1, 0);
		int i;

		if (m == MAP_FAILED)
			_exit(1);
		for (i = 0; i < MIB; i += PAGE)
			m[i] = 1;
	}
}

/* Takes all frames but about that many. */
static void use_up_but(long frames)
{
	while (free_frames() > frames) {
		long share = (free_frames() - frames) / 2 + 1;
		char *m = mmap(NULL, share * PAGE, PROT_READ | PROT_WRITE,
			       ANON, -1, 0);

		if (m == MAP_FAILED)
			break;
		while (share--)
			m[share * PAGE] = 1;
	}
}

static void one_process(void)
{
	long before = free_frames();
	int user;

	for (user = 0; user <= 1000; user += 1000) {
		is_end(in_child({
			expect(setresuid(user, user, user) == 0);
			use_up();
		}), KILLED(SIGKILL), "a process of user %d that uses all memory is killed", user);
		is(free_frames(), before, "the memory of that process comes back");
	}
}

static void many_processes(void)
{
	long before = free_frames();
	pid_t pids[8];
	int i, killed = 0;

	for (i = 0; i < 8; i++)
		pids[i] = start_child({
			expect(setresuid(1000, 1000, 1000) == 0);
			use_up();
		});
	for (i = 0; i < 8; i++)
		killed += wait_for(pids[i]) == KILLED(SIGKILL);
	is(killed, 8, "eight processes that use all memory at once are all killed");
	is(free_frames(), before, "the memory of the eight processes comes back");
}

/* With few free frames, each call succeeds or is refused, or the process is killed by a page fault. */
#define IN_LITTLE_MEMORY(name, ...) do {					\
	long before_ = free_frames(), left_;					\
	int bad_ = 0, end_;							\
										\
	for (left_ = 0; left_ <= 48; left_ += 4) {				\
		end_ = in_child({						\
			use_up_but(left_);					\
			__VA_ARGS__						\
		});								\
		if (end_ != 0 && end_ != KILLED(SIGKILL)) {			\
			tap_say("#   with %ld frames left: ended with %d", left_, end_); \
			bad_++;							\
		}								\
		if (free_frames() != before_) {					\
			tap_say("#   with %ld frames left: %ld free frames became %ld", \
				left_, before_, free_frames());			\
			bad_++;							\
			before_ = free_frames();				\
		}								\
	}									\
	is(bad_, 0, name " in little memory works, is refused, or kills, and no frame is lost"); \
} while (0)

static void calls(void)
{
	IN_LITTLE_MEMORY("fork",
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		expect(pid > 0 || errno == ENOMEM || errno == EAGAIN);
		if (pid > 0)
			wait_for(pid);
	);
	IN_LITTLE_MEMORY("vfork and exec",
		char *argv[] = { "/bin/true", NULL };
		pid_t pid = vfork();

		if (pid == 0) {
			execv(argv[0], argv);
			_exit(3);
		}
		expect(pid > 0 || errno == ENOMEM || errno == EAGAIN);
		if (pid > 0)
			wait_for(pid);
	);
	IN_LITTLE_MEMORY("shmget and shmat",
		int id = shmget(IPC_PRIVATE, 4 * MIB, 0600);
		char *at;

		expect(id >= 0 || errno == ENOMEM);
		if (id >= 0) {
			at = shmat(id, NULL, 0);
			expect(at != FAILED || errno == ENOMEM);
			expect(remove_segment(id) == 0);
			if (at != FAILED)
				for (int i = 0; i < 16; i++)
					at[i * PAGE] = 1;
		}
	);
	IN_LITTLE_MEMORY("mmap, munmap and mprotect",
		char *m = mmap(NULL, 16 * MIB, PROT_READ, ANON, -1, 0);

		expect(m != MAP_FAILED || errno == ENOMEM);
		if (m != MAP_FAILED)
			for (int i = 1; i < 16; i++) {
				expect(munmap(m + i * MIB, PAGE) == 0 || errno == ENOMEM);
				if (mprotect(m + i * MIB + 8 * PAGE, PAGE, PROT_READ | PROT_WRITE) == 0)
					m[i * MIB + 8 * PAGE] = 1;
				else
					expect(errno == ENOMEM);
			}
	);
	IN_LITTLE_MEMORY("pipe",
		int fd[2];

		if (pipe(fd) == 0) {
			fcntl(fd[1], F_SETFL, O_NONBLOCK);
			while (write(fd[1], fd, sizeof(fd)) > 0)
				;
			expect(errno == EAGAIN || errno == ENOMEM);
		} else {
			expect(errno == ENOMEM || errno == ENFILE);
		}
	);
	IN_LITTLE_MEMORY("writing a file",
		int fd = open("/tmp/oom_test", O_CREAT | O_WRONLY | O_TRUNC, 0600);
		static char page[PAGE];

		expect(fd >= 0 || errno == ENOMEM || errno == ENOSPC);
		if (fd >= 0) {
			unlink("/tmp/oom_test");
			while (write(fd, page, PAGE) > 0)
				;
			expect(errno == ENOSPC || errno == ENOMEM);
		}
	);
}

static void fork_bomb(void)
{
	long before = free_frames();
	struct gate go = make_gate();
	pid_t bomber = start_child({
		expect(setpgid(0, 0) == 0 && setresuid(1000, 1000, 1000) == 0);
		for (;;) {
			if (fork() == -1) {
				open_gate(&go);
				for (;;)
					sched_yield();
			}
		}
	});
	int i;

	pass_gate(&go);
	ok(1, "a fork bomb reaches the limit of processes or memory");
	is_end(in_child({ _exit(11); }) == 11 ? 11 : 12, 11, "root can start a process beside a fork bomb");
	kill(-bomber, SIGKILL);
	is_end(wait_for(bomber), KILLED(SIGKILL), "the first process of a fork bomb can be killed");
	for (i = 0; i < 100000 && kill(-bomber, SIGKILL) == 0; i++)
		sched_yield();
	is_errno(kill(-bomber, 0), ESRCH, "all processes of a fork bomb can be killed");
	drop_gate(&go);
	for (i = 0; i < 100000 && free_frames() != before; i++)
		sched_yield();	/* until process 1 has waited for the orphans */
	is(free_frames(), before, "the memory of a fork bomb comes back");
}

static void big_file(void)
{
	long before = free_frames();
	static char page[PAGE];
	int fd = open("/tmp/oom_test", O_CREAT | O_WRONLY, 0600);
	int end = in_child({
		errno = 0;	/* touches errno's page while a frame is left for it */
		expect(setresuid(1000, 1000, 1000) == 0);
		while (write(fd, page, PAGE) == PAGE)
			;
		_exit(errno);
	});

	ok(end == ENOSPC || end == ENOMEM, "write to a file that fills memory: ENOSPC or ENOMEM (got %d)", end);
	ok(free_frames() < before / 2, "the file holds most of the memory");
	is(ftruncate(fd, 0), 0, "root can truncate the file");
	close(fd);
	unlink("/tmp/oom_test");
	is(free_frames(), before, "the memory of the file comes back");
}

/* Touches n new pages. */
static void touch(long n)
{
	char *m = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	expect(m != MAP_FAILED);
	while (n--)
		m[n * PAGE] = 1;
}

/*
 * How a process ends whose parent is process 1 and whose user is root. The kernel does not kill it
 * when it needs memory, but a younger process that has much.
 */
#define in_protected(...) ({							\
	struct gate end_ = make_gate();						\
	int how_ = -1;								\
										\
	in_child({								\
		if (fork_or_die() == 0) {					\
			while (getppid() != 1)					\
				sched_yield();					\
			how_ = in_child({ __VA_ARGS__ });			\
			write(end_.fd[1], &how_, sizeof(how_));			\
		}								\
	});									\
	close(end_.fd[1]);							\
	read(end_.fd[0], &how_, sizeof(how_));					\
	close(end_.fd[0]);							\
	how_;									\
})

static char full[16 * PAGE];

/*
 * A protected process writes to a file, or reads through an open file that it shares, and needs
 * memory while it copies. The process with the memory wants to do the same and must wait.
 */
static void victim_waits_for_file(long before, int reading)
{
	is_end(in_protected({
		int fd = open("/tmp/oom_test", O_RDWR | O_CREAT, 0600);
		char *untouched = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
		struct gate ready = make_gate();
		pid_t hog;

		for (int i = 0; i < 4; i++)	/* the file does not grow later */
			expect(write(fd, full, sizeof(full)) == sizeof(full));
		lseek(fd, 0, SEEK_SET);
		hog = start_child({
			use_up_but(16);
			open_gate(&ready);
			for (;;)
				expect(reading ? lseek(fd, 0, SEEK_CUR) >= 0 : pwrite(fd, full, 1, 0) == 1);
		});
		pass_gate(&ready);
		if (reading) {
			expect(read(fd, untouched, 64 * PAGE) == 64 * PAGE);
		} else {
			struct iovec pieces[64];

			for (int i = 0; i < 64; i++)
				pieces[i] = (struct iovec){ untouched + i * PAGE, 8 };
			expect(writev(fd, pieces, 64) == 64 * 8);
		}
		expect(wait_for(hog) == KILLED(SIGKILL));
		unlink("/tmp/oom_test");
	}), 0, "a process that waits for %s is killed for its memory, which the holder needs",
	   reading ? "the position of a file" : "its turn to write to a file");
	is(settled_frames(before), before, "its memory comes back");
}

/* A process that is killed for its memory can end, whatever it waits for. */
static void victims(void)
{
	long before = free_frames(), left;
	char *line = line_of("/proc/meminfo", "MemTotal:");

	expect(line != NULL);
	/* More than the reserve for lasting objects, a 32nd of the memory, so that the hog can read /proc. */
	left = strtol(line + strlen("MemTotal:"), NULL, 10) * 1024 / PAGE / 32 + 100;

	is_end(in_protected({
		struct gate ready = make_gate();
		pid_t hog = start_child({
			expect(setresuid(1000, 1000, 1000) == 0);
			use_up_but(left);
			open_gate(&ready);
			if (vfork() == 0)
				for (;;)
					pause();
		});

		pass_gate(&ready);
		touch(left + 10);
		expect(wait_for(hog) == KILLED(SIGKILL));
	}), 0, "a process that waits in vfork for a child that sleeps, and the child, are killed for their memory");
	is(settled_frames(before), before, "their memory comes back");

	is_end(in_protected({
		struct gate pipe = make_gate(), ready = make_gate();
		char *untouched = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
		struct iovec pieces[64];
		pid_t hog;
		int i;

		for (i = 0; i < 64; i++)	/* so the pages take more frames than the pipe has */
			pieces[i] = (struct iovec){ untouched + i * PAGE, PAGE / 4 };
		memset(full, 'f', sizeof(full));
		expect(write(pipe.fd[1], full, sizeof(full)) == sizeof(full));
		hog = start_child({
			full[0] = 'g';
			use_up_but(16);
			open_gate(&ready);
			for (;;)
				write(pipe.fd[1], full, sizeof(full));
		});
		pass_gate(&ready);
		nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
		expect(readv(pipe.fd[0], pieces, 64) == 64 * PAGE / 4);
		expect(wait_for(hog) == KILLED(SIGKILL));
	}), 0, "a process that waits to write to a pipe is killed for its memory, which the reader needs");
	is(settled_frames(before), before, "its memory comes back");

	victim_waits_for_file(before, 0);
	victim_waits_for_file(before, 1);
}

int main(void)
{
	if (!on_samepage())
		return skip_all("using up memory would hurt this machine");
	free_frames();
	one_process();
	many_processes();
	calls();
	fork_bomb();
	big_file();
	victims();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
