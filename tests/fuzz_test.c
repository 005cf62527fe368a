/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzzer of system calls: victims (fuzz_victim.h), several at once, half of them root, make calls
 * with random numbers (0 to 500, existing ones more often) and random arguments. After each round the
 * processes, segments and files that they have left are removed, and everything is counted.
 *
 *	fuzz_test [SEED [CALLS [VICTIMS AT ONCE]]]	or FUZZ_SEED, FUZZ_CALLS in the environment
 *
 * Victims that are root do not make the calls that would end the test instead of the kernel: switching
 * the machine off, signals to and limits of other processes, and changes of files outside /fuzz.
 * Victims have sessions of their own, without the console. The scheduler decides how they are
 * interleaved; everything else depends on the seed alone.
 */
#include "fuzz_victim.h"

#include <dirent.h>
#include <sys/stat.h>

#define ROUND 48		/* victims in one round */
#define MOST_AT_ONCE 32

/* Shared with victims, far from the addresses that mmap() chooses. */
static struct board {
	unsigned made;				/* calls of a whole round */
	struct progress progress[MOST_AT_ONCE];	/* one for each place */
} volatile *board;

/* The victims that run now: one place for each. */
static struct {
	pid_t pid;
	unsigned seen;		/* its progress when it was last checked ... */
	int looks;		/* ... and in how many checks it was the same */
} places[MOST_AT_ONCE];

static volatile sig_atomic_t ticks;

static void tick(int sig UNUSED)
{
	ticks++;
}

/* Frees the place of a victim that has ended. Returns it, or -1 for another process. */
static int forget(pid_t pid)
{
	int place;

	for (place = 0; place < MOST_AT_ONCE; place++)
		if (places[place].pid == pid) {
			places[place].pid = 0;
			return place;
		}
	return -1;
}

/* Kills every process that was started after this one. Returns how many there were. */
static int sweep_processes(void)
{
	int found = 0, passes, left = 1;
	pid_t pid;

	for (passes = 0; left && passes < 1000; passes++) {
		DIR *proc = opendir("/proc");
		struct dirent *entry;

		left = 0;
		while (proc && (entry = readdir(proc))) {
			pid = atoi(entry->d_name);
			/* A higher pid: only victims start processes meanwhile. */
			if (pid > getpid() && kill(pid, SIGKILL) == 0)
				left++;
		}
		if (proc)
			closedir(proc);
		found += passes == 0 ? left : 0;
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			forget(pid);
		sched_yield();
	}
	return found;
}

static uint32_t old_names[1024];	/* hashes of the paths of all files before the first round */
static int old_count;

static uint32_t hash(const char *text)
{
	uint32_t sum = 5381;

	while (*text)
		sum = sum * 33 + *text++;
	return sum;
}

/* Was there a file of that name before the first round? */
static int is_old(const char *path)
{
	uint32_t sum = hash(path);
	int i;

	for (i = 0; i < old_count && old_names[i] != sum; i++)
		;
	return i < old_count;
}

/*
 * Removes every file and directory that was created after our own directory, and further names of
 * older files: victims that are root may create them anywhere. (/proc is another device, whose files
 * need no removal.) Without `ours`, notes the names instead.
 */
static void sweep_files(const char *path, const struct stat64 *ours)
{
	char name[512];
	struct dirent *entry;
	struct stat64 st;
	DIR *dir = opendir(*path ? path : "/");

	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (sys(__NR_lstat64, name, &st) || !strcmp(name, "/proc"))
			continue;
		if (S_ISDIR(st.st_mode)) {
			sweep_files(name, ours);
			if (ours && st.st_ino > ours->st_ino)
				rmdir(name);
		} else if (!ours) {
			expect(old_count < (int)(sizeof(old_names) / sizeof(old_names[0])));
			old_names[old_count++] = hash(name);
		} else if (st.st_ino > ours->st_ino || (st.st_nlink > 1 && !is_old(name))) {
			unlink(name);
		}
	}
	if (dir)
		closedir(dir);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd >= 0 && write(fd, text, strlen(text)) < 0)
		tap_say("# %s: %s", path, strerror(errno));
	close(fd);
}

static void sweep(void)
{
	struct stat64 ours;

	sweep_processes();
	sweep_segments();
	sweep_sets_and_queues();
	expect(sys(__NR_stat64, DIRECTORY, &ours) == 0);
	sweep_files("", &ours);
	chmod(DIRECTORY, 0777);
	write_file("/proc/sys/kernel/shmmni", "128");
}

/* Waits until a victim ends, or until a tick, and then kills victims that make no progress. */
static void wait_for_one(int at_once)
{
	int before = ticks, place;
	pid_t pid = waitpid(-1, NULL, 0);

	if (pid > 0)
		forget(pid);
	for (place = 0; ticks != before && place < at_once; place++) {
		if (!places[place].pid)
			continue;
		if (places[place].seen != board->progress[place].done)
			places[place].looks = 0;
		places[place].seen = board->progress[place].done;
		if (++places[place].looks > 4) {
			kill(-places[place].pid, SIGKILL);	/* it leads its session */
			kill(places[place].pid, SIGKILL);
		}
		if (places[place].looks > 12)	/* waits for a child that vfork made */
			sweep_processes();
	}
}

/* Runs ROUND victims with the seeds from `seed` on, and removes what they have left. */
static void run_round(uint32_t seed, int at_once)
{
	static const struct itimerval often = { { 0, 30000 }, { 0, 30000 } }, never;
	struct sigaction on_tick = { .sa_handler = tick };
	unsigned made = 0;
	int started, place;

	sigaction(SIGALRM, &on_tick, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (started = 0; started < ROUND; started++) {
		for (place = started % at_once; places[place].pid; place = (place + 1) % at_once)
			if (place == started % at_once)
				wait_for_one(at_once);
		made += board->progress[place].done;
		board->progress[place].done = 0;
		places[place].seen = places[place].looks = 0;
		while ((places[place].pid = fork()) < 0) {	/* victims may hold all memory */
			places[place].pid = 0;
			sweep_processes();
		}
		if (places[place].pid == 0)
			be_victim(seed + started, &board->progress[place]);
	}
	for (place = 0; place < at_once; place++) {
		while (places[place].pid)
			wait_for_one(at_once);
		made += board->progress[place].done;
		board->progress[place].done = 0;
	}
	setitimer(ITIMER_REAL, &never, NULL);
	sweep();
	board->made = made;
}

/* A number from the command line, otherwise from the environment, otherwise the usual one. */
static unsigned setting(const char *word, const char *name, unsigned usual)
{
	const char *text = word ? word : getenv(name);

	return text ? strtoul(text, NULL, 0) : usual;
}

/* Children run the rounds, so that this process takes no frames between two counts. */
int main(int argc, char **argv)
{
	uint32_t seed = setting(argc > 1 ? argv[1] : NULL, "FUZZ_SEED", 1);
	unsigned long wanted = setting(argc > 2 ? argv[2] : NULL, "FUZZ_CALLS", 40000), made = 0;
	int at_once = argc > 3 ? atoi(argv[3]) : 12, rounds = 0, bad = 0;
	long before = 0, after;

	if (!on_samepage())
		return skip_all("root's victims would hurt this machine");
	need_no_segments();
	board = mmap((void *)0x5a000000, PAGE, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	mkdir("/fuzz", 0755);
	mkdir(DIRECTORY, 0777);
	chmod(DIRECTORY, 0777);
	sweep_files("", NULL);
	for (; made < wanted && bad < 5; rounds++) {
		expect(in_child({ run_round(seed + rounds * ROUND, at_once); }) == 0);
		made += board->made;
		after = free_frames();
		if (rounds < 2)		/* now this process has touched all pages that it needs */
			before = after;
		if (after != before || strcmp(invariants(), "ok")) {
			tap_say("#   seeds from %u on: frames %ld -> %ld, %s", seed + rounds * ROUND,
				before, after, invariants());
			before = after;
			bad++;
		}
	}
	is(bad, 0, "seed %u: no frame and no object is lost in any of %d rounds", seed, rounds);
	ok(made >= wanted, "the fuzzer has made %lu calls by %d victims, %d at once", made, rounds * ROUND, at_once);
	is_end(in_child({ }), 0, "processes can be started after the fuzzing");
	rmdir(DIRECTORY);
	rmdir("/fuzz");
	return done_testing();
}
