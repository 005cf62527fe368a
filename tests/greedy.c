/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * greedy KIND: takes as much as it can of one kind of thing, in several processes, and never stops.
 * The test tests/suite/greedy.py runs it as an ordinary user and looks whether root's shell can
 * still do its work. Its processes are one group: kill -KILL -PID ends them.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	4096
#define MIB	(1ul << 20)
#define PROCESSES	12
#define ANON	(MAP_PRIVATE | MAP_ANONYMOUS)

static char buffer[65536];

static void frames(void)
{
	char *at = mmap(NULL, MIB, PROT_READ | PROT_WRITE, ANON, -1, 0);

	for (unsigned long i = 0; at != MAP_FAILED && i < MIB; i += PAGE)
		at[i] = 1;
}

/* A page of one segment in every fourth MiB: each takes a page table, and no frame of its own. */
static void tables(void)
{
	int id = shmget(0x67726565, PAGE, IPC_CREAT | 0600);

	for (unsigned long at = 0x10000000; at < 0xb0000000; at += 4 * MIB) {
		char *page = shmat(id, (void *)at, 0);

		if (page != (void *)-1)
			*page = 1;
	}
}

static void areas(void)
{
	static unsigned long at = 0x10000000;

	for (int i = 0; i < 1000; i++, at += PAGE)
		mmap((void *)at, PAGE, i % 2 ? PROT_READ : PROT_NONE, ANON | MAP_FIXED, -1, 0);
}

static void pipes(void)
{
	int ends[2];

	if (pipe(ends) == 0) {
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
		while (write(ends[1], buffer, sizeof(buffer)) > 0)
			;
	}
}

static void files(void)
{
	static int n;
	char name[40];
	int fd;

	snprintf(name, sizeof(name), "/tmp/greedy/%d-%d", (int)getpid(), n++);
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	while (fd >= 0 && write(fd, buffer, sizeof(buffer)) > 0)
		;
	close(fd);
}

static void names(void)
{
	static int n;
	char name[200];

	memset(name, 'x', sizeof(name));
	snprintf(name, 40, "/tmp/greedy/%d-%d", (int)getpid(), n++);
	name[strlen(name)] = '-';
	name[sizeof(name) - 1] = '\0';
	mkdir(name, 0700);
}

static void segments(void)
{
	int id = shmget(IPC_PRIVATE, 32 * MIB, 0600);
	char *at = id >= 0 ? shmat(id, NULL, 0) : (void *)-1;

	for (unsigned long i = 0; at != (void *)-1 && i < 32 * MIB; i += PAGE)
		at[i] = 1;
}

static void processes(void)
{
	fork();
}

static void opened(void)
{
	open("/", O_RDONLY);
}

static void zombies(void)
{
	if (fork() == 0)
		_exit(0);
}

static void burn(void)
{
	for (volatile int i = 0; i < 1000000; i++)
		;
}

static void console(void)
{
	write(1, "greedy greedy greedy greedy greedy greedy greedy greedy greedy\n", 63);
}

static void arguments(void)
{
	static char *words[] = { "/tests/greedy", "arguments", buffer, buffer + 1, NULL };

	memset(buffer, 'a', sizeof(buffer) - 1);
	execv(words[0], words);
}

static const struct {
	const char *name;
	void (*take)(void);
} kinds[] = {
	{ "frames", frames }, { "tables", tables }, { "areas", areas }, { "pipes", pipes },
	{ "files", files }, { "names", names }, { "segments", segments }, { "processes", processes },
	{ "opened", opened }, { "zombies", zombies }, { "time", burn }, { "console", console },
	{ "arguments", arguments },
};

int main(int argc, char **argv)
{
	void (*take)(void) = NULL;
	int children = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (argc > 1 && strcmp(argv[1], kinds[i].name) == 0)
			take = kinds[i].take;
	if (!take)
		errx(2, "usage: greedy KIND");
	if (argc == 2)
		setpgid(0, 0);
	mkdir("/tmp/greedy", 0777);
	for (;;) {
		/* A process that is killed is replaced. */
		if (children < PROCESSES) {
			pid_t pid = fork();

			if (pid == 0)
				for (;;)
					take();
			children += pid > 0;
		}
		if (children && (children == PROCESSES || take == processes) && waitpid(-1, NULL, 0) > 0)
			children--;
	}
}
