/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork and vfork: two processes that see the same memory until one writes (copy-on-write),
 * except where memory is shared; and what a child has of its own from the start.
 */
#include "tap.h"

static char data[2 * PAGE] = "data", bss[2 * PAGE];

static void return_values(void)
{
	struct gate gate = make_gate();
	pid_t me = getpid(), pid = fork_or_die();
	pid_t told[2] = { 0, 0 };

	if (pid == 0) {
		told[0] = getpid();
		told[1] = getppid();
		_exit(write(gate.fd[1], told, sizeof(told)) != sizeof(told));
	}
	ok(pid > 0 && pid != me, "the parent gets the child's pid");
	is(read(gate.fd[0], told, sizeof(told)), sizeof(told), "the child gets 0");
	is(told[0], pid, "the child's pid is what its parent heard");
	is(told[1], me, "the child's parent is this process");
	is_end(wait_for(pid), 0, "its exit status arrives");
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
	ok(!strcmp(stack, "stack"), "its stack is unchanged");
	ok(!strcmp(heap, "heap"), "its heap is unchanged");
	ok(!strcmp(anonymous, "anonymous"), "its anonymous memory is unchanged");
	munmap(anonymous, PAGE);
	free(heap);
}

/* The other direction, and through the kernel: a copy it makes for a system call. */
static void parent_writes(void)
{
	struct gate go = make_gate(), bytes = make_gate();
	pid_t pid;

	strcpy(bss, "before");
	pid = start_child({ pass_gate(&go); expect(!strcmp(bss, "before")); });
	strcpy(bss, "after");
	open_gate(&go);
	is_end(wait_for(pid), 0, "what the parent writes after fork the child does not see");

	strcpy(bss, "before");
	pid = start_child({ pass_gate(&go); expect(!strcmp(bss, "before")); });
	expect(write(bytes.fd[1], "KERNEL", 6) == 6);
	is(read(bytes.fd[0], bss, 6), 6, "read() into a page shared copy-on-write");
	open_gate(&go);
	is_end(wait_for(pid), 0, "copies it first: the child's is unchanged");
	ok(!strcmp(bss, "KERNEL"), "and the parent's has the bytes");
	drop_gate(&go);
	drop_gate(&bytes);
}

static void frames(void)
{
	struct gate go = make_gate(), told = make_gate();
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
		expect(write(told.fd[1], theirs, sizeof(theirs)) == sizeof(theirs));
		pass_gate(&go);
	});
	is(frame_of(page), before, "fork leaves the parent's page in its frame");
	open_gate(&go);
	expect(read(told.fd[0], theirs, sizeof(theirs)) == sizeof(theirs));
	is(theirs[0], before, "the child's page table leads to the same frame");
	ok(theirs[1] != 0 && theirs[1] != before, "its first write takes it to a frame of its own");
	is(frame_of(page), before, "the parent keeps the old one");
	page[0] = 3;
	is(frame_of(page), before, "and, the last to hold it, writes it without a copy");
	open_gate(&go);
	is_end(wait_for(pid), 0, "the child ends");
	munmap((void *)page, PAGE);
	drop_gate(&go);
	drop_gate(&told);
}

static void shared_memory(void)
{
	volatile char *shared = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ok(shared != MAP_FAILED, "anonymous memory can be shared");
	shared[0] = 'p';
	is_end(in_child({
		expect(shared[0] == 'p');
		shared[0] = 'c';
		shared[PAGE] = 'd';
	}), 0, "a child sees it");
	is(shared[0], 'c', "the parent sees what the child wrote");
	is(shared[PAGE], 'd', "also in a page the child touched first");
	is(munmap((void *)shared, 2 * PAGE), 0, "it can be unmapped");
}

static void protections(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	page[0] = 'r';
	mprotect(page, PAGE, PROT_READ);
	is_end(in_child({ *(volatile char *)page = 'X'; }), KILLED(SIGSEGV),
	       "copy-on-write makes no read-only page writable in the child");
	is_end(in_child({
		expect(mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0);
		page[0] = 'c';
	}), 0, "the child may make its own writable");
	is(page[0], 'r', "the parent's keeps its content");
	is_end(in_child({ wait_for(start_child({ *(volatile char *)page = 'X'; })); }), 0,
	       "and its protection");
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	is_end(in_child({
		expect(mprotect(page, PAGE, PROT_READ) == 0);
		_exit(wait_for(start_child({ *(volatile char *)page = 'X'; })));
	}), KILLED(SIGSEGV), "protected before fork, protected after it");
	page[0] = 'w';
	is(page[0], 'w', "in the parent it is still writable");
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
	if (depth > 0)		/* one of the line: hand its heir's status on */
		_exit(depth == 6 ? 42 : bss[0] == '0' + depth ? status : 91);
	is_end(status, 42, "six generations, each with its own copy of one page");
	is(bss[0], '0', "the first has its page unchanged");
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
	is(wrong, 0, "twenty children write the same address and never meet");
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
	is(seen, 1, "vfork: the parent waits until the child is gone ...");
	is(data[0], 'V', "... which used the parent's memory");
	is_end(wait_for(pid), 7, "its exit status arrives");
	data[0] = 'd';
}

static void descriptors(void)
{
	struct gate gate = make_gate();
	char byte;

	is_end(in_child({ close(gate.fd[0]); expect(write(gate.fd[1], "x", 1) == 1); }), 0,
	       "a child writes into an inherited pipe");
	is(read(gate.fd[0], &byte, 1), 1, "its closing one end does not close the parent's");
	drop_gate(&gate);
}

/* Row threads: what only they need is refused, not half done. */
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
	descriptors();
	no_threads();
	return done_testing();
}
