/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 1, tested from a program: the page tables as the CPU and the host read them. */
#include <lab.h>

static void touch_many(void)
{
	char *memory = mmap((void *)0x60000000, 60 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	for (int i = 0; i < 60; i++)
		memory[i * PAGE] = 1;
}

TEST(frees)
{
	long before, after;

	in_child(touch_many);
	before = free_frames();
	in_child(touch_many);
	in_child(touch_many);
	after = free_frames();
	equal(after, before, "the number of free frames after two processes have run and ended");
}

TEST(seen)
{
	int pages = pick(3, 30), n = pick(0, pages - 1), offset = pick(0, PAGE - 16);
	char text[16], *memory;

	memory = mmap((void *)(pick(0x500, 0x900) << 20), pages * PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	check(memory != MAP_FAILED, "the test maps memory", strerror(errno));
	sprintf(text, "byte %lx", pick(0x100000, 0xffffff));
	strcpy(memory + n * PAGE + offset, text);
	look_bytes(getpid(), memory + n * PAGE + offset, text, strlen(text),
		   "the page's frame holds what the program wrote");
	if (n)
		look(getpid(), memory + (n - 1) * PAGE, "absent", "an untouched page has no frame");
	munmap(memory, pages * PAGE);
	look(getpid(), memory + n * PAGE, "absent", "an unmapped page has no frame");
}

TESTS(
	{ "1.3-frees", frees },
	{ "1.2-seen", seen }
)
