/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A call fuzzer: victims (fuzz_victim.h), several at once, half of them root, make system calls
 * with random numbers (0 to 500, those that exist more often) and random arguments. After each
 * round of them whatever they left behind, processes, segments and files, is swept away, and
 * everything is counted once more.
 *
 *	fuzz_test [SEED [CALLS [VICTIMS AT ONCE]]]	or FUZZ_SEED, FUZZ_CALLS in the environment
 *
 * Left out by rule, for root only, is what would end the experiment and not the kernel: switching
 * off, signals to and limits of processes other than the victim's own, and (by the choice of
 * paths) changing files outside of /fuzz. Victims live in sessions of their own, without the
 * console. How they are interleaved is the scheduler's; the rest depends on the seed alone.
 */
#include "fuzz_victim.h"

#include <dirent.h>
#include <sys/stat.h>

#define ROUND 48		/* victims between two accounts */
#define MOST_AT_ONCE 32

/* Shared with victims. Far from where mmap() would put something of theirs. */
static struct board {
	unsigned made;				/* calls of a whole round */
	struct progress progress[MOST_AT_ONCE];	/* one for each place */
} volatile *board;

/* Where victims are: as many places as there are victims at once. */
static struct {
	pid_t pid;
	unsigned seen;		/* its progress at the last look ... */
	int looks;		/* ... and for how many looks it was the same */
} places[MOST_AT_ONCE];

static volatile sig_atomic_t ticks;

static void tick(int sig UNUSED)
{
	ticks++;
}

/* The place of a victim that has ended is free: which, or -1 for another's child. */
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

/* Ends every process that is not init, not ours and not an ancestor's. How many there were. */
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
			/* Everything younger than we are: nobody else starts processes meanwhile. */
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

/*
 * Removes every file and directory that was made after our own directory: root's victims find
 * paths where nobody would look for them, in the words of the harness for example. (/proc is
 * another device: its files come and go by themselves.)
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
		if (sys(__NR_stat64, name, &st) || st.st_dev != ours->st_dev)
			continue;
		if (S_ISDIR(st.st_mode)) {
			sweep_files(name, ours);
			if (st.st_ino > ours->st_ino)
				rmdir(name);
		} else if (st.st_ino > ours->st_ino) {
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
	expect(sys(__NR_stat64, DIRECTORY, &ours) == 0);
	sweep_files("", &ours);
	chmod(DIRECTORY, 0777);
	write_file("/proc/sys/kernel/shmmni", "128");
}

/* Waits for one victim to end, or for a tick: then kills those that have done nothing for a while. */
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

/* ROUND victims with the seeds from `seed` on, and a clean room behind them. */
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
		while ((places[place].pid = fork()) < 0) {	/* victims may have all memory */
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

/* The word behind the program's name, a variable of the environment, or what is usual. */
static unsigned setting(const char *word, const char *name, unsigned usual)
{
	const char *text = word ? word : getenv(name);

	return text ? strtoul(text, NULL, 0) : usual;
}

/* Rounds are run by children, so that this process stays as it is while frames are counted. */
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
	for (; made < wanted && bad < 5; rounds++) {
		expect(in_child({ run_round(seed + rounds * ROUND, at_once); }) == 0);
		made += board->made;
		after = free_frames();
		if (rounds < 2)		/* whatever this process itself has to touch, it has touched */
			before = after;
		if (after != before || strcmp(invariants(), "ok")) {
			tap_say("#   seeds from %u on: frames %ld -> %ld, %s", seed + rounds * ROUND,
				before, after, invariants());
			before = after;
			bad++;
		}
	}
	is(bad, 0, "seed %u: all is accounted for after each of %d rounds", seed, rounds);
	ok(made >= wanted, "%lu calls by %d victims, %d at once", made, rounds * ROUND, at_once);
	is_end(in_child({ }), 0, "and processes can be made as ever");
	rmdir(DIRECTORY);
	rmdir("/fuzz");
	return done_testing();
}
