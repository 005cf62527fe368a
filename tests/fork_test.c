/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork and vfork: parent and child see the same memory until one of them writes (copy-on-write),
 * except where memory is shared; and what a child has of its own.
 */
#include "tap.h"

static char data[2 * PAGE] = "data", bss[2 * PAGE];

static void return_values(void)
{
	struct gate gate = make_gate();
	pid_t me = getpid(), pid = fork_or_die();
	pid_t report[2] = { 0, 0 };

	if (pid == 0) {
		report[0] = getpid();
		report[1] = getppid();
		_exit(write(gate.fd[1], report, sizeof(report)) != sizeof(report));
	}
	ok(pid > 0 && pid != me, "fork returns the child's pid in the parent");
	is(read(gate.fd[0], report, sizeof(report)), sizeof(report), "fork returns 0 in the child");
	is(report[0], pid, "the child's getpid() is the pid that the parent got");
	is(report[1], me, "the child's getppid() is the parent's pid");
	is_end(wait_for(pid), 0, "the parent gets the child's exit status");
	drop_gate(&gate);
}

static void private_memory(void)
{
	char stack[16] = "stack", *heap = malloc(16);
	char *anonymous = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON,
			       -1, 0);

	strcpy(heap, "heap");
	strcpy(anonymous, "anonymous");
	strcpy(bss, "bss");
	is_end(in_child({
		expect(!strcmp(data, "data") && !strcmp(bss, "bss") && !strcmp(stack, "stack"));
		expect(!strcmp(heap, "heap") && !strcmp(anonymous, "anonymous"));
		strcpy(data, "child");
		strcpy(bss, "child");
		strcpy(stack, "child");
		strcpy(heap, "child");
		strcpy(anonymous, "child");
		expect(!strcmp(data, "child") && !strcmp(bss, "child") && !strcmp(stack, "child"));
		expect(!strcmp(heap, "child") && !strcmp(anonymous, "child"));
	}), 0, "a child sees its parent's memory and changes its own");
	ok(!strcmp(data, "data") && !strcmp(bss, "bss"), "the parent's data and bss are unchanged");
	ok(!strcmp(stack, "stack"), "the parent's stack is unchanged");
	ok(!strcmp(heap, "heap"), "the parent's heap is unchanged");
	ok(!strcmp(anonymous, "anonymous"), "the parent's anonymous memory is unchanged");
	munmap(anonymous, PAGE);
	free(heap);
}

/* The parent writes, by itself and through a system call. */
static void parent_writes(void)
{
	struct gate go = make_gate(), bytes = make_gate();
	pid_t pid;

	strcpy(bss, "before");
	pid = start_child({ pass_gate(&go); expect(!strcmp(bss, "before")); });
	strcpy(bss, "after");
	open_gate(&go);
	is_end(wait_for(pid), 0, "the child does not see what the parent writes after fork");

	strcpy(bss, "before");
	pid = start_child({ pass_gate(&go); expect(!strcmp(bss, "before")); });
	expect(write(bytes.fd[1], "KERNEL", 6) == 6);
	is(read(bytes.fd[0], bss, 6), 6, "read() into a page shared copy-on-write succeeds");
	open_gate(&go);
	is_end(wait_for(pid), 0, "read() copies the page first: the child's is unchanged");
	ok(!strcmp(bss, "KERNEL"), "after read() the parent's page has the bytes");
	drop_gate(&go);
	drop_gate(&bytes);
}

static void frames(void)
{
	struct gate go = make_gate(), report = make_gate();
	unsigned long before, theirs[2];
	volatile char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				   ANON, -1, 0);
	pid_t pid;

	page[0] = 1;
	before = frame_of(page);
	pid = start_child({
		theirs[0] = frame_of(page);
		pass_gate(&go);
		page[0] = 2;
		theirs[1] = frame_of(page);
		expect(write(report.fd[1], theirs, sizeof(theirs)) == sizeof(theirs));
		pass_gate(&go);
	});
	is(frame_of(page), before, "fork leaves the parent's page in its frame");
	open_gate(&go);
	expect(read(report.fd[0], theirs, sizeof(theirs)) == sizeof(theirs));
	is(theirs[0], before, "the child's page table leads to the same frame");
	ok(theirs[1] != 0 && theirs[1] != before, "the child's first write gives it a frame of its own");
	is(frame_of(page), before, "the parent keeps the old frame");
	page[0] = 3;
	is(frame_of(page), before, "the parent, now the only owner, writes the frame without a copy");
	open_gate(&go);
	is_end(wait_for(pid), 0, "the child of the frame test succeeds");
	munmap((void *)page, PAGE);
	drop_gate(&go);
	drop_gate(&report);
}

static void shared_memory(void)
{
	volatile char *shared = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ok(shared != MAP_FAILED, "anonymous memory can be mapped shared");
	shared[0] = 'p';
	is_end(in_child({
		expect(shared[0] == 'p');
		shared[0] = 'c';
		shared[PAGE] = 'd';
	}), 0, "a child sees and changes shared anonymous memory");
	is(shared[0], 'c', "the parent sees what the child wrote to shared memory");
	is(shared[PAGE], 'd', "the parent sees it in a page that the child touched first, too");
	is(munmap((void *)shared, 2 * PAGE), 0, "shared anonymous memory can be unmapped");
}

static void protections(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	page[0] = 'r';
	mprotect(page, PAGE, PROT_READ);
	is_end(in_child({ *(volatile char *)page = 'X'; }), KILLED(SIGSEGV),
	       "copy-on-write does not make a read-only page writable in the child");
	is_end(in_child({
		expect(mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0);
		page[0] = 'c';
	}), 0, "the child can make its own page writable");
	is(page[0], 'r', "the parent's read-only page keeps its content");
	is_end(in_child({ wait_for(start_child({ *(volatile char *)page = 'X'; })); }), 0,
	       "the parent's read-only page keeps its protection");
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	is_end(in_child({
		expect(mprotect(page, PAGE, PROT_READ) == 0);
		_exit(wait_for(start_child({ *(volatile char *)page = 'X'; })));
	}), KILLED(SIGSEGV), "a page made read-only by the child is read-only in its child");
	page[0] = 'w';
	is(page[0], 'w', "the page is still writable in the parent");
	munmap(page, PAGE);
}

static void generations(void)
{
	int depth, status = -1;
	pid_t pid = 0;

	strcpy(bss, "0");
	for (depth = 0; depth < 6; depth++) {
		pid = fork_or_die();
		if (pid)
			break;
		if (bss[0] != '0' + depth)
			_exit(90);
		bss[0]++;
	}
	if (pid)
		status = wait_for(pid);
	if (depth > 0)		/* a descendant: pass its child's status on */
		_exit(depth == 6 ? 42 : bss[0] == '0' + depth ? status : 91);
	is_end(status, 42, "six generations each have their own copy of one page");
	is(bss[0], '0', "the first generation's page is unchanged");
}

static void many_at_once(void)
{
	struct gate go = make_gate();
	pid_t pids[20];
	int i, wrong = 0;

	for (i = 0; i < 20; i++)
		pids[i] = start_child({
			int round;

			pass_gate(&go);
			for (round = 0; round < 50; round++) {
				memset(bss, i, sizeof(bss));
				sched_yield();
				for (int at = 0; at < (int)sizeof(bss); at += 512)
					expect(bss[at] == i);
			}
		});
	for (i = 0; i < 20; i++)
		open_gate(&go);
	for (i = 0; i < 20; i++)
		wrong += wait_for(pids[i]) != 0;
	is(wrong, 0, "twenty children write to the same address without seeing each other's data");
	drop_gate(&go);
}

static void over_vfork(void)
{
	volatile int seen = 0;
	pid_t pid = vfork();

	if (pid == 0) {
		seen = 1;
		data[0] = 'V';
		_exit(7);
	}
	is(seen, 1, "vfork: the parent waits until the child has ended");
	is(data[0], 'V', "vfork: the child uses the parent's memory");
	is_end(wait_for(pid), 7, "vfork: the parent gets the child's exit status");
	data[0] = 'd';
}

/* A parent that waits in vfork() can be killed, while its child sleeps. */
static void killed_in_vfork(void)
{
	static const int ends[] = { SIGKILL, SIGTERM };
	struct gate ready = make_gate();
	pid_t child = 0;
	unsigned i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		pid_t parent = start_child({
			signal(SIGUSR1, SIG_IGN);
			signal(SIGUSR2, (void (*)(int))&abort);
			if (vfork() == 0) {
				pid_t me = getpid();

				expect(write(ready.fd[1], &me, sizeof(me)) == sizeof(me));
				for (;;)
					pause();
			}
			_exit(1);
		});

		expect(read(ready.fd[0], &child, sizeof(child)) == sizeof(child));
		kill(parent, SIGUSR1);
		if (ends[i] == SIGKILL)
			kill(parent, SIGUSR2);
		nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
		is(waitpid(parent, NULL, WNOHANG), 0, "vfork: a signal that is ignored or has a handler does not end the parent's wait");
		kill(parent, ends[i]);
		is_end(wait_for(parent), KILLED(ends[i]), "vfork: signal %d kills the parent while it waits", ends[i]);
		is(kill(child, 0), 0, "vfork: the child goes on without its parent");
		kill(child, SIGKILL);
	}
	/* While a signal with a handler is pending, it is not certain that SIGTERM ends the process. */
	{
		pid_t parent = start_child({
			signal(SIGUSR2, (void (*)(int))&abort);
			if (vfork() == 0) {
				pid_t me = getpid();

				write(ready.fd[1], &me, sizeof(me));
				for (;;)
					pause();
			}
			_exit(1);
		});

		expect(read(ready.fd[0], &child, sizeof(child)) == sizeof(child));
		kill(parent, SIGUSR2);
		kill(parent, SIGTERM);
		nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
		is(waitpid(parent, NULL, WNOHANG), 0, "vfork: SIGTERM behind a signal with a handler does not end the wait");
		kill(child, SIGKILL);
		is_end(wait_for(parent), KILLED(SIGTERM), "vfork: it ends the parent when the wait is over");
	}
	drop_gate(&ready);
}

static void descriptors(void)
{
	struct gate gate = make_gate();
	char byte;

	is_end(in_child({ close(gate.fd[0]); expect(write(gate.fd[1], "x", 1) == 1); }), 0,
	       "a child can write into an inherited pipe");
	is(read(gate.fd[0], &byte, 1), 1, "a child that closes a descriptor does not close the parent's");
	drop_gate(&gate);
}

/* Row threads: flags that only threads need are refused. */
static void no_threads(void)
{
	static const long flags[] = { CLONE_FS, CLONE_FILES, CLONE_VM | CLONE_SIGHAND, 0x08000000 /* CLONE_NEWIPC */ };
	unsigned i;

	for (i = 0; on_samepage() && i < sizeof(flags) / sizeof(*flags); i++)
		is(sys(__NR_clone, flags[i] | SIGCHLD, 0, 0, 0, 0), -EINVAL,
		   "clone with flag %lx: EINVAL", flags[i]);
}

int main(void)
{
	return_values();
	private_memory();
	parent_writes();
	frames();
	shared_memory();
	protections();
	generations();
	many_at_once();
	over_vfork();
	killed_in_vfork();
	descriptors();
	no_threads();
	return done_testing();
}
