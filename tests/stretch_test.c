/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * No system call keeps other processes from running for long, whatever the calling process has
 * built before. The kernel is not preempted; a DEBUG kernel measures how long it runs without
 * giving way, and names the place (/proc/stretch). Only where its time counts instructions is this
 * a fact about the kernel, so the job "stretch" runs this program with QEMU's -icount shift=0:
 *
 *	tools/guest --build build/debug --icount 0 --memory 512 --tests \
 *		--append COUNT_INSTRUCTIONS=1 -- /tests/stretch_test
 */
#include "tap.h"

#include <poll.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/uio.h>

#define BOUND	5000000		/* instructions; docs/limits.md */
#define BASE	0x50000000ul
#define MIB	(1ul << 20)
#define SEGMENT	(32 * MIB)

static char buffer[65536];

/* Forgets the longest stretch so far. */
static void begin(void)
{
	int fd = open("/proc/stretch", O_WRONLY);

	expect(fd >= 0 && write(fd, "0", 1) == 1);
	close(fd);
}

/* Claims that nothing since begin() was a longer stretch than the bound, and begins again. */
static void bounded(const char *what)
{
	char *line = line_of("/proc/stretch", "");
	long ticks = line ? strtol(line, NULL, 10) : -1;

	if (!ok(ticks > 0 && ticks <= BOUND, "%s: the longest stretch is %ld kilo-instructions", what, ticks / 1000))
		tap_say("#   %s", line);
	begin();
}

static void touch(volatile char *at, unsigned long bytes)
{
	for (unsigned long i = 0; i < bytes; i += PAGE)
		at[i] = 1;
}

/* Reads a file to its end, or so many bytes of it. */
static long read_file(const char *path, long most, long offset)
{
	int fd = open(path, O_RDONLY);
	long got, sum = 0;

	expect(fd >= 0);
	lseek(fd, offset, SEEK_SET);
	while (sum < most && (got = read(fd, buffer, sizeof(buffer))) > 0)
		sum += got;
	close(fd);
	return sum;
}

/* Makes n areas of one page, side by side; their rights differ so that they are not merged. */
static void make_areas(unsigned long base, int n)
{
	for (int i = 0; i < n; i++)
		expect(mmap((void *)(base + (unsigned long)i * PAGE), PAGE, i % 2 ? PROT_READ : PROT_NONE,
			    ANON | MAP_FIXED, -1, 0) != MAP_FAILED);
}

static void many_areas(void)
{
	enum { MANY = 60000, PIECES = SEGMENT / PAGE };
	int id, i;
	char *at;

	make_areas(BASE, MANY);
	bounded("mmap of 60,000 areas");
	ok(read_file("/proc/self/maps", 100 * MIB, 0) > 40 * MANY, "each has a line in /proc/self/maps");
	bounded("reading /proc/self/maps");
	ok(read_file("/proc/self/maps", 1, 2 * MIB) > 0, "reading can begin in the middle");
	bounded("lseek in /proc/self/maps");
	is_end(in_child({ }), 0, "a child is forked");
	bounded("fork, and exit of the child");
	expect(mprotect((void *)BASE, MANY * PAGE, PROT_READ) == 0);
	bounded("mprotect of all areas");
	expect(munmap((void *)BASE, MANY * PAGE) == 0);
	bounded("munmap of all areas");

	make_areas(BASE, 45000);
	id = shmget(IPC_PRIVATE, SEGMENT, 0600);
	at = shmat(id, (void *)0x80000000ul, 0);
	expect(at == (char *)0x80000000ul);
	touch(at, SEGMENT);
	for (i = 0; i < PIECES; i += 2)
		expect(mprotect(at + i * PAGE, PAGE, PROT_READ) == 0);
	bounded("dividing an attach into 8,192 pieces");
	expect(shmdt(at) == 0 && shmctl(id, IPC_RMID, NULL) == 0);
	bounded("shmdt of 8,192 pieces above 45,000 areas");
	expect(munmap((void *)BASE, 45000 * PAGE) == 0);
}

static void many_attaches(void)
{
	enum { MANY = 60 };
	int id = shmget(IPC_PRIVATE, SEGMENT, 0600), i;
	char *at = (char *)0x40000000ul;
	void *moved;

	for (i = 0; i < MANY; i++) {
		expect(shmat(id, at + i * SEGMENT, 0) == at + i * SEGMENT);
		touch(at + i * SEGMENT, SEGMENT);
	}
	bounded("60 attaches of 32 MiB, all touched");
	expect(read_file("/proc/self/pagetables", 2 * MIB, MIB) >= (long)(2 * MIB));
	bounded("reading /proc/self/pagetables");
	expect(read_file("/proc/self/pagemap", 100 * MIB, 0) > 0);
	bounded("reading /proc/self/pagemap");
	is_end(in_child({ }), 0, "a child is forked");
	bounded("fork, and exit of the child");
	for (i = 0; i < MANY; i++)
		expect(mprotect(at + i * SEGMENT, SEGMENT, PROT_READ) == 0);
	bounded("mprotect of all attaches");
	moved = mremap(at, SEGMENT, SEGMENT, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x10000000ul);
	expect(moved == (void *)0x10000000ul);
	bounded("mremap of an attach");
	expect(munmap(at, MANY * SEGMENT) == 0 && shmctl(id, IPC_RMID, NULL) == 0);
	bounded("munmap of 59 attaches");
}

/* Memory of one kind, a lot of it, in one piece. */
static void much_memory(void)
{
	enum { MUCH = 256 * MIB };
	char *at = mmap(NULL, MUCH, PROT_READ | PROT_WRITE, ANON, -1, 0);
	int fd, id;

	touch(at, MUCH);
	bounded("touching 256 MiB");
	expect(munmap(at, MUCH) == 0);
	bounded("munmap of 256 MiB");
	at = mmap(NULL, MUCH, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	touch(at, MUCH);
	expect(munmap(at, MUCH) == 0);
	bounded("the same of shared anonymous memory");

	fd = open("/proc/sys/kernel/shmmax", O_WRONLY);
	expect(write(fd, "300000000", 9) == 9);
	id = shmget(IPC_PRIVATE, MUCH, 0600);
	at = shmat(id, NULL, 0);
	touch(at, MUCH);
	expect(shmdt(at) == 0);
	bounded("the same of a segment");
	expect(shmctl(id, IPC_RMID, NULL) == 0);
	bounded("IPC_RMID");
	lseek(fd, 0, SEEK_SET);
	expect(write(fd, "33554432", 8) == 8);
	close(fd);

	fd = open("/tmp/much", O_RDWR | O_CREAT | O_TRUNC, 0600);
	for (unsigned long i = 0; i < MUCH; i += sizeof(buffer))
		expect(write(fd, buffer, sizeof(buffer)) == sizeof(buffer));
	bounded("writing 256 MiB to a file");
	expect(ftruncate(fd, 1) == 0);
	bounded("ftruncate");
	expect(ftruncate(fd, 0x7fffffff) == 0 && ftruncate(fd, 0) == 0);
	bounded("ftruncate to 2 GiB and back");
	expect(unlink("/tmp/much") == 0 && close(fd) == 0);
}

/* A file that is mapped in many areas of several processes, and cut. */
static void mapped_file(void)
{
	enum { MANY = 20000, OTHERS = 3 };
	int fd = open("/tmp/mapped", O_RDWR | O_CREAT | O_TRUNC, 0600), i;
	pid_t others[OTHERS];

	expect(ftruncate(fd, 2 * PAGE) == 0);
	for (i = 0; i < MANY; i++)
		expect(mmap((void *)(BASE + i * PAGE), PAGE, i % 2 ? PROT_READ : PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_FIXED, fd, PAGE) != MAP_FAILED);
	for (i = 0; i < MANY; i++)
		(void)*(volatile char *)(BASE + i * PAGE);
	for (i = 0; i < OTHERS; i++)
		others[i] = start_child({ pause(); });
	bounded("mapping a file 80,000 times");
	expect(ftruncate(fd, PAGE) == 0);
	bounded("ftruncate of that file");
	is_end(in_child({ (void)*(volatile char *)BASE; }), KILLED(SIGBUS), "the page that is cut off is not mapped");
	for (i = 0; i < OTHERS; i++) {
		kill(others[i], SIGKILL);
		wait_for(others[i]);
	}
	expect(munmap((void *)BASE, MANY * PAGE) == 0 && close(fd) == 0 && unlink("/tmp/mapped") == 0);
	bounded("unmapping it");
}

static void large_directory(void)
{
	enum { MANY = 30000 };
	char name[40], path[4096] = "/tmp/large/";
	struct stat st;
	int i, fd;

	expect(mkdir(path, 0700) == 0 && chdir(path) == 0 && mkdir("x", 0700) == 0);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "a-file-with-a-long-name-%d", i);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		expect(fd >= 0);
		close(fd);
	}
	bounded("creating 30,000 files");
	for (i = 0; i < 816; i++)
		strcat(path, "x/../");
	expect(stat(path, &st) == 0);
	bounded("a path of 1,632 lookups");
	fd = open(".", O_RDONLY | O_DIRECTORY);
	while (sys(__NR_getdents64, fd, buffer, sizeof(buffer)) > 0)
		;
	close(fd);
	bounded("listing the directory");
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "a-file-with-a-long-name-%d", i);
		expect(unlink(name) == 0);
	}
	expect(rmdir("x") == 0 && chdir("/") == 0 && rmdir("/tmp/large") == 0);
	bounded("removing them");
}

/* Directories that have been removed, each kept by the one below it, and the lowest by a process. */
static void deep_directory(void)
{
	enum { DEEP = 20000 };
	pid_t pid;
	int i;

	expect(chdir("/tmp") == 0);
	for (i = 0; i < DEEP; i++)
		expect(mkdir("d", 0700) == 0 && chdir("d") == 0);
	bounded("20,000 directories, one in another");
	pid = start_child({ pause(); });
	for (i = 0; i < DEEP; i++)
		expect(chdir("..") == 0 && rmdir("d") == 0);
	bounded("removing them");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "the process in the lowest ends");
	bounded("the last use of the lowest");
	expect(chdir("/") == 0);
}

static void many_arguments(void)
{
	static struct iovec pieces[1024];
	static char *words[2000];
	int i, ends[2];

	for (i = 0; i < 1024; i++)
		pieces[i] = (struct iovec){ buffer, 60 };
	expect(pipe(ends) == 0 && writev(ends[1], pieces, 1024) > 0);
	expect(readv(ends[0], pieces, 1024) > 0);
	bounded("writev and readv of 1,024 pieces");
	for (i = 0; i < 1999; i++)
		words[i] = "a word of an argument list that is rather long";
	is_end(in_child({ execv("/bin/true", words); _exit(1); }), 0, "a program gets 1,999 arguments");
	bounded("exec with 1,999 arguments");
}

/*
 * Calls that sleep in semop, each with 32 operations of which the last cannot proceed. Each gives what the one
 * before it in the queue needs, so that one operation lets all of them go, and every time the search begins again.
 */
static void many_sleepers(void)
{
	enum { SLEEPERS = 200 };
	int set = semget(IPC_PRIVATE, 250, 0600), i, wrong = 0;
	struct sembuf ops[32], first = { 49, 1, 0 };
	unsigned short all[250] = { 0 };
	pid_t pid[SLEEPERS];

	expect(set >= 0);
	for (i = SLEEPERS - 1; i >= 0; i--) {
		for (int k = 0; k < 30; k++)
			ops[k] = (struct sembuf){ k / 2, k % 2 ? -1 : 1, SEM_UNDO };
		ops[30] = (struct sembuf){ 50 + i, 1, 0 };
		ops[31] = (struct sembuf){ 49 + i, -1, 0 };
		pid[i] = start_child({ _exit(semop(set, ops, 32) != 0); });
	}
	while (semctl(set, 49 + SLEEPERS - 1, GETNCNT) + semctl(set, 49, GETNCNT) < 2)
		sched_yield();
	bounded("200 processes sleep in semop, with 32 operations each");
	expect(semop(set, &first, 1) == 0);
	bounded("one semop lets all of them go");
	for (i = 0; i < SLEEPERS; i++)
		wrong += wait_for(pid[i]) != 0;
	is(wrong, 0, "all have gone");
	for (i = 0; i < SLEEPERS; i++)
		pid[i] = start_child({ _exit(semop(set, &(struct sembuf){ i, -1, SEM_UNDO }, 1) != -1 || errno != EIDRM); });
	while (semctl(set, SLEEPERS - 1, GETNCNT) == 0)
		sched_yield();
	expect(semctl(set, 0, SETALL, all) == 0);
	bounded("SETALL with 200 processes that have something to undo");
	expect(semctl(set, 0, IPC_RMID) == 0);
	bounded("removing the set");
	for (i = 0; i < SLEEPERS; i++)
		wrong += wait_for(pid[i]) != 0;
	is(wrong, 0, "all have seen it");
	bounded("their exit");
}

static void many_messages(void)
{
	struct { long type; char text[8]; } m = { 1, "" };
	int queue = msgget(IPC_PRIVATE, 0600), sent = 0;

	while (msgsnd(queue, &m, 0, IPC_NOWAIT) == 0)
		sent++;
	is(sent, 16384, "a queue has 16,384 empty messages");
	bounded("sending them");
	expect(msgrcv(queue, &m, 8, 2, IPC_NOWAIT) == -1 && msgrcv(queue, &m, 8, 1, IPC_NOWAIT | MSG_EXCEPT) == -1);
	bounded("searching all of them");
	expect(msgctl(queue, IPC_RMID, NULL) == 0);
	bounded("removing the queue");
}

/* Takes memory until there is no more: what the allocator kept in caches is given back then. */
static void all_memory(void)
{
	int end = in_child({
		for (;;) {
			char *at = mmap(NULL, MIB, PROT_READ | PROT_WRITE, ANON, -1, 0);

			expect(at != MAP_FAILED);
			touch(at, MIB);
		}
	});

	is_end(end, KILLED(SIGKILL), "a process that takes all memory is killed");
	bounded("taking all memory");
}

int main(void)
{
	if (!getenv("COUNT_INSTRUCTIONS") || access("/proc/stretch", W_OK))
		return skip_all("needs a DEBUG kernel whose time counts instructions (tests/run stretch)");
	begin();
	many_arguments();
	many_sleepers();
	many_messages();
	large_directory();
	deep_directory();
	many_areas();
	many_attaches();
	mapped_file();
	much_memory();
	all_memory();
	is(strcmp(invariants(), "ok"), 0, "the invariants hold");
	return done_testing();
}
