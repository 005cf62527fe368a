/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers and wild pointers to every system call from 0 to 500, by four processes of a
 * user at once.  They may fail, die or hang; the kernel may not, and when they have gone,
 * nothing of theirs is left.  The numbers come from seeds, so that a failure can be played
 * again.
 *
 * FUZZ_ROUNDS in the environment (a boot word will do) sets how many rounds of four are played.
 */
#include "shm_util.h"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define USER 1000
#define WORKERS 4
#define CALLS 400		/* of one worker, unless it ends before */
#define STUCK 3000		/* turns given away without any worker advancing */

static volatile unsigned *advanced;	/* per worker; a page shared with all */
static char scratch[2 * PAGE];
static char *edge, *readonly;
static unsigned state_of_dice;

static unsigned dice(void)
{
	state_of_dice = state_of_dice * 1664525 + 1013904223;
	return state_of_dice >> 8 ^ state_of_dice << 16;
}

static long any_argument(void)
{
	static const char *const paths[] = { "f", "d", "d/f", "f/x", "..", ".", "", "/", "/dev/null",
		"/dev/zero", "/proc/self/maps", "/proc/sysvipc/shm", "/tmp/shm", "/bin/true" };
	static const unsigned borders[] = { 0, 1, PAGE - 1, PAGE, 0x7fffffff, 0x80000000, 0xffffffff,
		0xfffff000, 0xfffffff0, USER_TOP - 1, USER_TOP, USER_TOP - PAGE, 0x40000000, 1 << 20 };

	switch (dice() % 12) {
	case 0:
		return (int)(dice() % 24) - 3;
	case 1:
		return dice();
	case 2:
		return 0x70000000 + dice() % (4 * PAGE);
	case 3:
		return USER_TOP + dice() % 0x40000000;
	case 4:
		return (long)edge - dice() % 16;
	case 5:
		return (long)readonly + dice() % PAGE;
	case 6:
	case 7:
		return (long)scratch + dice() % PAGE;
	case 8:
		return (long)paths[dice() % (sizeof(paths) / sizeof(*paths))];
	case 9:
		return 1 << dice() % 32;
	case 10:
		return borders[dice() % (sizeof(borders) / sizeof(*borders))];
	default:
		return 3 + dice() % 8;		/* a descriptor, perhaps */
	}
}

/* Half of the calls are those that this kernel is about. */
static int any_call(void)
{
	static const short favoured[] = { __NR_ipc, __NR_ipc, __NR_ipc, __NR_shmget, __NR_shmat,
		__NR_shmdt, __NR_shmctl, __NR_mmap2, __NR_munmap, __NR_mprotect, __NR_mremap, __NR_brk,
		__NR_open, __NR_read, __NR_write, __NR_fork, __NR_pipe, __NR_wait4 };

	if (dice() % 2)
		return favoured[dice() % (sizeof(favoured) / sizeof(*favoured))];
	return dice() % 501;
}

static void one_call(void)
{
	static const char operations[] = { 1, 2, 3, 11, 13, 21, 21, 22, 23, 23, 24, 24 };
	int number = any_call(), i;
	long a[6];

	for (i = 0; i < 6; i++)
		a[i] = any_argument();
	if (number == __NR_ipc && dice() % 8)
		a[0] = operations[dice() % sizeof(operations)];
	if (number == __NR_ipc && dice() % 2)
		a[1] = dice() % 2 ? (long)dice() % 4 : (long)dice() % 1024;	/* a key or an id */
	if ((number == __NR_exit || number == __NR_exit_group) && dice() % 8)
		return;
	for (i = 0; i < 64; i++)
		scratch[dice() % sizeof(scratch)] = dice() % 3 ? 0 : dice();
	tap_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Becomes USER, with little of everything, and plays. */
static void play(int worker, unsigned seed)
{
	struct rlimit memory = { 16 << 20, 16 << 20 }, processes = { 12, 12 };
	int null = open("/dev/null", O_RDWR), i;

	for (i = 0; i < 3; i++)
		dup2(null, i);
	expect(setsid() > 0 && chdir("/tmp/fuzz") == 0);
	expect(setrlimit(RLIMIT_AS, &memory) == 0 && setrlimit(RLIMIT_NPROC, &processes) == 0);
	become(USER, USER);
	state_of_dice = seed;
	for (i = 0; i < CALLS; i++) {
		one_call();
		advanced[worker]++;
	}
}

static unsigned long sum_of_calls(void)
{
	unsigned long sum = 0;
	int i;

	for (i = 0; i < WORKERS; i++)
		sum += advanced[i];
	return sum;
}

static void kill_all_of_user(void)
{
	in_child({
		become(USER, USER);
		kill(-1, SIGKILL);
	});
}

static int remove_what_is_theirs(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	struct stat st;
	char path[600];
	int removed = 0;

	while (dir && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    lstat(path, &st) || st.st_uid != USER)
			continue;
		if (S_ISDIR(st.st_mode)) {
			remove_what_is_theirs(path);
			removed += rmdir(path) == 0;
		} else {
			removed += unlink(path) == 0;
		}
	}
	if (dir)
		closedir(dir);
	return removed;
}

static void round_of(unsigned seed)
{
	unsigned long calls = 0;
	int i, idle = 0, living = WORKERS;

	mkdir("/tmp/fuzz", 0777);
	chown("/tmp/fuzz", USER, USER);
	for (i = 0; i < WORKERS; i++)
		start_child({ play(i, seed * WORKERS + i); });
	while (living && idle < STUCK) {
		sched_yield();
		if (sum_of_calls() != calls)
			idle = 0, calls = sum_of_calls();
		else
			idle++;
		while (waitpid(-1, NULL, WNOHANG) > 0)
			living--;
	}
	kill_all_of_user();
	while (waitpid(-1, NULL, 0) > 0)
		;
	remove_what_is_theirs("/tmp");
}

static void remove_segments(void)
{
	struct shmid_ds ds;
	int slot, id;

	for (slot = 0; slot < SLOTS; slot++) {
		id = shmctl(slot, SHM_STAT, &ds);
		if (id >= 0)
			remove_segment(id);
	}
}

int main(void)
{
	int rounds = getenv("FUZZ_ROUNDS") ? atoi(getenv("FUZZ_ROUNDS")) : 40, round, bad = 0;
	char *pages, *line;

	if (!on_samepage())
		return skip_all("random calls would hurt this machine");
	need_no_segments();
	umask(0);
	advanced = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(pages + PAGE, PAGE);
	edge = pages + PAGE;
	readonly = pages + 2 * PAGE;
	mprotect(readonly, PAGE, PROT_READ);
	for (round = 0; round < rounds && bad < 3; round++) {
		tap_say("# round %d", round);
		round_of(round + 1);
		remove_segments();
		line = line_of("/proc/invariants", "");
		if (line && strcmp(line, "ok")) {
			tap_say("#   round %d: %s", round, line);
			bad++;
		}
	}
	is(bad, 0, "%d rounds: the kernel's recount agrees after each", rounds);
	ok(sum_of_calls() > rounds * 100ul, "many calls were played (%lu)", sum_of_calls());
	is(totals().used_ids, 0, "no segment is left");
	is_end(in_child({ _exit(9); }), 9, "a process can be started and ends as always");
	return done_testing();
}
