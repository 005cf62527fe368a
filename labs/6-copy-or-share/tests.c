/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 6, tested from programs: the cost of fork, and which process sees which writes. */
#include <lab.h>

#define MANY 200

static char *memory;
static struct gate go_on, written;

static void wait_for_gate(void)
{
	pass_gate(&go_on);
}

TEST(few_frames)
{
	long before, after;
	pid_t child;

	memory = mmap(NULL, MANY * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < MANY; i++)
		memory[i * PAGE] = i;
	go_on = make_gate();
	before = free_frames();
	child = start(wait_for_gate);
	after = free_frames();
	check(before - after < MANY / 2, "fork of a process with 200 touched pages takes few frames",
	      "it took 100 or more");
	look_two(getpid(), memory, child, memory, "same", "a page that has not been written since is one frame");
	look(getpid(), memory, "ro", "the parent may not write to it without a fault");
	open_gate(&go_on);
	equal(end_of(child), 0, "the child's end");
}

TEST(segment)
{
	char *at = attach_at(new_segment(PAGE, 0600), 0x50000000 + pick(0, 999) * PAGE, 0);
	pid_t child;

	at[0] = 'x';
	go_on = make_gate();
	child = start(wait_for_gate);
	look_two(getpid(), at, child, at, "same", "parent and child have the segment's frame, before the child touches it");
	look(child, at, "rw", "the child may write to it");
	look(getpid(), at, "rw", "the parent may still write to it");
	open_gate(&go_on);
	equal(end_of(child), 0, "the child's end");
}

static void write_and_wait(void)
{
	strcpy(memory, "child");
	open_gate(&written);
	pass_gate(&go_on);
	if (strcmp(memory, "child") != 0)
		failed("the child keeps what it wrote", "it reads something else");
}

TEST(apart)
{
	char text[24];
	pid_t child;

	memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	sprintf(text, "parent %lx", pick(0x1000, 0xffff));
	strcpy(memory, text);
	memory[PAGE] = 'p';
	go_on = make_gate();
	written = make_gate();
	child = start(write_and_wait);
	pass_gate(&written);
	check(strcmp(memory, text) == 0, "the parent reads what it wrote before fork",
	      "it reads what the child wrote");
	look_two(getpid(), memory, child, memory, "differ", "the page the child wrote is two frames now");
	look_bytes(child, memory, "child", 6, "the child's frame holds what the child wrote");
	look_two(getpid(), memory + PAGE, child, memory + PAGE, "same", "the other page is still one");
	strcpy(memory, "again");
	open_gate(&go_on);
	equal(end_of(child), 0, "the child's end");
}

static void write_everywhere(void)
{
	for (int i = 0; i < 8; i++)
		if (memory[i * PAGE] != 'p')
			failed("the child has what the parent had written before fork", "page %d holds %d", i, memory[i * PAGE]);
	for (int i = 0; i < 8; i++)
		memory[i * PAGE] = 'c';
	open_gate(&written);
	pass_gate(&go_on);
	for (int i = 0; i < 8; i++)
		if (memory[i * PAGE] != 'c')
			failed("the child keeps what it wrote", "page %d holds %d", i, memory[i * PAGE]);
}

/* After many forks, writes and exits no frame is lost, and none has a wrong count. */
TEST(many)
{
	char *protected;
	long before = 0;

	memory = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	protected = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	protected[0] = 'q';
	mprotect(protected, PAGE, PROT_READ);
	for (int round = 0; round < 5; round++) {
		pid_t child;

		memset(memory, 'p', 8 * PAGE);
		go_on = make_gate();
		written = make_gate();
		child = start(write_everywhere);
		pass_gate(&written);
		for (int i = 0; i < 8; i++)
			equal(memory[i * PAGE], 'p', "what the parent reads after the child has written");
		look(getpid(), protected, "ro", "a page of a read-only area is still read-only");
		look_two(getpid(), protected, child, protected, "same", "it is one frame in both processes");
		intact();
		open_gate(&go_on);
		equal(end_of(child), 0, "the child's end");
		close(go_on.fd[0]);
		close(go_on.fd[1]);
		close(written.fd[0]);
		close(written.fd[1]);
		if (round == 1)
			before = free_frames();
	}
	equal(free_frames(), before, "the number of free frames after three more rounds");
}

TESTS(
	{ "6.1-frames", few_frames },
	{ "6.1-segment", segment },
	{ "6.2-apart", apart },
	{ "6.2-many", many }
)
