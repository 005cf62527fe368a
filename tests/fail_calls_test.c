/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All calls that allocate, and the programs of the demonstration, while memory runs out: every
 * allocation is made to fail once (fail_nth.h). The call reports a suitable errno, or one process is
 * killed; and nothing is lost.
 */
#include "fail_nth.h"

#include <poll.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

/* ---- memory */

static int memory(void)
{
	char *m = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0), *n;

	MUST_OR_END(m != MAP_FAILED);
	m[0] = m[3 * PAGE] = m[7 * PAGE] = 'm';
	MUST(mprotect(m + 2 * PAGE, PAGE, PROT_READ) == 0);
	MUST(munmap(m + 5 * PAGE, PAGE) == 0);
	MUST(mmap(m + 2 * PAGE, 4 * PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0) != MAP_FAILED);
	if (m[0] != 'm' || m[7 * PAGE] != 'm')
		return 100;
	n = mremap(m, PAGE, 6 * PAGE, MREMAP_MAYMOVE);
	MUST_OR_END(n != MAP_FAILED);
	n[5 * PAGE] = 1;
	MUST(mremap(n, 6 * PAGE, 2 * PAGE, 0) == n);
	return n[0] == 'm' ? 0 : 101;
}

static int moving(void)
{
	char *m = mmap((void *)0x50000000, 3 * PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0), *n;
	int i;

	MUST_OR_END(m != MAP_FAILED);
	for (i = 0; i < 3; i++)
		m[i * PAGE] = 'a' + i;
	/* Two page tables away, and back into the middle of its old place. */
	n = mremap(m, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x603ff000);
	if (n == MAP_FAILED) {
		if (!refused())
			return 1;
		n = m;
	}
	for (i = 0; i < 3; i++)
		if (n[i * PAGE] != 'a' + i)
			return 2;
	return 0;
}

static int break_and_stack(void)
{
	char *old = sbrk(0), *p = sbrk(20 * PAGE);
	volatile char deep[40 * PAGE] UNUSED;
	int i;

	for (i = 40; i > 0; i--)
		deep[(i - 1) * PAGE] = 1;
	MUST_OR_END(p != (char *)-1);
	for (i = 0; i < 20; i++)
		p[i * PAGE] = 1;
	return brk(old) == 0 ? 0 : 1;
}

static int shared_anonymous_memory(void)
{
	char *m = mmap(NULL, 1000 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	int end;

	MUST_OR_END(m != MAP_FAILED);
	m[999 * PAGE] = 1;
	pid = fork();
	if (pid == 0) {
		m[5 * PAGE] = 5;
		_exit(0);
	}
	MUST_OR_END(pid > 0);
	end = wait_for(pid);
	return end == 0 && m[5 * PAGE] == 5 && m[999 * PAGE] == 1 ? 0 : 1;
}

/* ---- segments */

static int large_segment(void)
{
	int id = shmget(IPC_PRIVATE, 600 * PAGE, 0600), i;
	char *at, *other;
	pid_t pid;

	MUST_OR_END(id >= 0);
	at = shmat(id, NULL, 0);
	MUST_OR_END(at != FAILED);
	for (i = 0; i < 600; i += 100)
		at[i * PAGE] = i / 100;
	other = shmat(id, (void *)0x70000000, SHM_RDONLY);
	MUST(other != FAILED);
	if (nattch(id) != 1 + (other != FAILED))
		return 1;
	MUST(remove_segment(id) == 0);
	pid = fork();
	if (pid == 0)
		_exit(at[300 * PAGE] != 3);
	MUST(pid > 0);
	if (pid > 0 && wait_for(pid) != 0)
		return 2;
	if (other != FAILED && other[500 * PAGE] != 5)
		return 3;
	MUST(mremap(at, 600 * PAGE, 600 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x80000000) != MAP_FAILED);
	return nattch(id) == 1 + (other != FAILED) ? 0 : 4;
}

static int looking_at_segments(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0600);
	char line[200];
	int fd = open("/proc/sysvipc/shm", O_RDONLY);

	MUST_OR_END(id >= 0);
	MUST_OR_END(fd >= 0);
	MUST(read(fd, line, sizeof(line)) > 0);
	close(fd);
	fd = open("/proc/sys/kernel/shmmax", O_RDWR);
	MUST_OR_END(fd >= 0);
	MUST(read(fd, line, 20) > 0);
	MUST(write(fd, "33554432", 8) == 8);
	return state(id).shm_segsz == PAGE ? 0 : 1;
}

/* ---- files */

static int directories(void)
{
	static char path[4096];
	int fd, got;

	MUST_OR_END(chdir(DIRECTORY) == 0);
	MUST_OR_END(mkdir("a", 0700) == 0);
	MUST(mkdir("a/b", 0700) == 0);
	MUST(rename("a", "c") == 0);
	MUST_OR_END(chdir(DIRECTORY) == 0);
	fd = open("c", O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return refused() || errno == ENOENT ? 0 : 1;
	got = sys(__NR_getdents64, fd, path, sizeof(path));
	if (got < 0 && got != -ENOMEM)
		return 2;
	got = sys(__NR_getcwd, path, sizeof(path));
	if (got < 0 && got != -ENOMEM)
		return 3;
	MUST(rmdir("c/b") == 0 || errno == ENOENT);
	MUST(rmdir("c") == 0 || errno == ENOTEMPTY);
	return 0;
}

static int contents(void)
{
	static char page[3 * PAGE];
	int fd = open(DIRECTORY "/file", O_RDWR | O_CREAT, 0600), other, got;
	struct stat st;

	MUST_OR_END(fd >= 0);
	memset(page, 'x', sizeof(page));
	got = write(fd, page, sizeof(page));
	MUST(got == (int)sizeof(page) || got > 0);
	MUST(ftruncate(fd, 5000 * PAGE) == 0);
	MUST(lseek(fd, 3000 * PAGE, SEEK_SET) >= 0);
	MUST(write(fd, page, 10) == 10);
	MUST(ftruncate(fd, 10) == 0);
	MUST(fstat(fd, &st) == 0);
	MUST(stat(DIRECTORY "/file", &st) == 0);
	MUST(access(DIRECTORY "/file", R_OK) == 0);
	MUST(chmod(DIRECTORY "/file", 0644) == 0);
	other = open(DIRECTORY "/other", O_RDWR | O_CREAT, 0600);
	MUST_OR_END(other >= 0);
	MUST(dup(other) >= 0);
	MUST(dup2(other, 40) == 40);
	MUST(rename(DIRECTORY "/file", DIRECTORY "/other") == 0);
	MUST(unlink(DIRECTORY "/other") == 0);
	return 0;
}

static int mapped_file(void)
{
	static char page[PAGE];
	int fd = open(DIRECTORY "/mapped", O_RDWR | O_CREAT, 0600);
	char *m;

	MUST_OR_END(fd >= 0);
	memset(page, 'f', sizeof(page));
	MUST_OR_END(write(fd, page, PAGE) == PAGE);
	MUST_OR_END(ftruncate(fd, 3 * PAGE) == 0);
	m = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	MUST_OR_END(m != MAP_FAILED);
	if (m[0] != 'f' || m[2 * PAGE] != 0)
		return 1;
	m[0] = m[2 * PAGE] = 'm';
	MUST_OR_END(lseek(fd, 0, SEEK_SET) == 0 && read(fd, page, PAGE) == PAGE);
	return page[0] == 'f' ? 0 : 2;
}

static int pipes_and_vectors(void)
{
	static struct iovec vec[1000];
	static char bytes[1000];
	int ends[2], i;
	struct pollfd set[200];

	for (i = 0; i < 1000; i++)
		vec[i] = (struct iovec){ bytes + i, 1 };
	MUST_OR_END(pipe(ends) == 0);
	MUST_OR_END(writev(ends[1], vec, 1000) == 1000);
	for (i = 0; i < 200; i++)
		set[i] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	MUST(sys(__NR_poll, set, 200, 0) == 200 || (errno = ENOMEM));
	MUST(readv(ends[0], vec, 1000) == 1000);
	return 0;
}

static int proc_files(void)
{
	static const char *const paths[] = {
		"/proc/self/maps", "/proc/self/pagetables", "/proc/self/pagemap", "/proc/self/status",
		"/proc/self/cmdline", "/proc/meminfo", "/proc/slabinfo", "/proc/kpagecount",
		"/proc/invariants", "/proc", "/proc/self",
	};
	static char buffer[8192];
	unsigned i;

	for (i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		int fd = open(paths[i], O_RDONLY), got;

		MUST(fd >= 0);
		got = fd < 0 ? 0 : sys(i < 9 ? __NR_read : __NR_getdents64, fd, buffer, sizeof(buffer));
		if (got < 0 && got != -ENOMEM)
			return 1 + i;
		close(fd);
	}
	return 0;
}

/* ---- processes */

static int start(char *const argv[], int by_vfork)
{
	pid_t pid = by_vfork ? vfork() : fork();

	if (pid == 0) {
		execv(argv[0], argv);
		_exit(refused() ? 50 : 51);
	}
	MUST_OR_END(pid > 0);
	return wait_for(pid) == 0 ? 0 : 1;
}

static int forks(void)
{
	char *argv[] = { "/bin/true", "with", "words", NULL };

	return start(argv, 0);
}

static int vforks(void)
{
	char *argv[] = { "/bin/true", NULL };

	return start(argv, 1);
}

/* On a page of its own that only the child writes, so that the first write takes a frame. */
static volatile struct {
	double number;
	char rest[PAGE - sizeof(double)];
} own_page __attribute__((aligned(PAGE)));

static void on_signal(int sig UNUSED)
{
	own_page.number *= 2;
}

static int signals_and_numbers(void)
{
	double before;

	signal(SIGUSR1, on_signal);
	own_page.number = 3.0;
	before = own_page.number * 1.5;
	kill(getpid(), SIGUSR1);
	return before == 4.5 && own_page.number == 6.0 ? 0 : 1;
}

static int tracing(void)
{
	int status, end;
	pid_t pid = fork();

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGSTOP);
		_exit(0);
	}
	MUST_OR_END(pid > 0);
	waitpid(pid, &status, 0);
	errno = 0;
	ptrace(PTRACE_PEEKDATA, pid, (void *)0xbffff000, 0);
	if (errno && errno != EIO && !refused())
		return 1;
	ptrace(PTRACE_CONT, pid, 0, 0);
	end = wait_for(pid);
	return end == 0 ? 0 : 2;
}

/* ---- programs */

/* Runs a program with its k-th allocation failing, for k = 1, 2, ...: k survives exec. */
static void program(const char *name, ...)
{
	char *argv[6] = { NULL };
	long before;
	int k, left = 0, bad = 0, i = 0, good = 0;
	va_list words;

	va_start(words, name);
	while (i < 5 && (argv[i] = va_arg(words, char *)))
		i++;
	va_end(words);
	before = free_frames();
	for (k = 1; left == 0 && k < 3000 && bad < 5; k++) {
		pid_t pid = start_child({
			int null = open("/dev/null", O_RDWR);

			for (i = 0; i < 3; i++)
				dup2(null, i);
			close(null);
			setpgid(0, 0);
			arm(k);
			execv(argv[0], argv);
			_exit(refused() ? 1 : 99);
		});
		int end = end_of(pid, &left);

		good += end == 0;
		/* The article's programs do not check the result of shmat, and die of SIGSEGV when it fails. */
		account(name, k, end == KILLED(SIGKILL) || end == KILLED(SIGSEGV) || end < 99 ? 0 : end,
			&before, &bad);
	}
	ok(bad == 0 && left && k > 10, "%s: %d allocations fail one by one, and nothing is lost (%d runs succeeded)",
	   name, k - 2, good);
}

int main(void)
{
	if (!can_fail_allocations())
		return 0;
	fail_each("mmap, mprotect, munmap, mremap", memory);
	fail_each("mremap to another page table", moving);
	fail_each("break and stack", break_and_stack);
	fail_each("shared anonymous memory", shared_anonymous_memory);
	fail_each("a large segment, attached twice, removed, moved", large_segment);
	fail_each("segments in /proc", looking_at_segments);
	fail_each("directories", directories);
	fail_each("files", contents);
	fail_each("a mapped file", mapped_file);
	fail_each("pipe, readv, writev, poll", pipes_and_vectors);
	fail_each("files of /proc", proc_files);
	fail_each("fork and exec", forks);
	fail_each("vfork and exec", vforks);
	fail_each("a signal handler that computes", signals_and_numbers);
	fail_each("ptrace", tracing);

	program("process_a", "/bin/process_a", NULL);
	program("process_b", "/bin/process_b", NULL);
	program("ipcs", "/bin/ipcs", NULL);
	program("sh -c 'process_a; process_b'", "/bin/sh", "-c", "process_a; process_b", NULL);
	expect(rmdir(DIRECTORY) == 0);
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
